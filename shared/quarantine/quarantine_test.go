package quarantine_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakesqs"
	"storefront/shared/quarantine"
)

const url = "https://sqs.us-west-2.amazonaws.com/000000000000/failures"

func queue(t *testing.T, handler http.Handler) *quarantine.Queue {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return quarantine.New(aws.Config{
		Region: "us-west-2", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}, url)
}

func TestAMessageStaysUntilItIsRemoved(t *testing.T) {
	t.Parallel()
	now := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	server := fakesqs.New(func() time.Time { return now })
	q := queue(t, server)
	want := quarantine.Message{Reason: "no order", Record: json.RawMessage(`{"eventName":"REMOVE"}`)}
	if err := q.Keep(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	look := func(n int) []quarantine.Held {
		t.Helper()
		held, err := q.Look(t.Context())
		if err != nil || len(held) != n {
			t.Fatalf("Look gave %d messages, %v, want %d", len(held), err, n)
		}
		return held
	}
	var got quarantine.Message
	if err := json.Unmarshal(look(1)[0].Body, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	look(0) // somebody looks at it
	now = now.Add(time.Minute)
	if err := q.Remove(t.Context(), look(1)[0]); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	look(0)
}

func TestAQueueThatCannotBeReached(t *testing.T) {
	t.Parallel()
	q := queue(t, http.NotFoundHandler())
	if err := q.Keep(t.Context(), quarantine.Message{Record: json.RawMessage(`{}`)}); err == nil {
		t.Error("Keep gave no error")
	}
	if err := q.Keep(t.Context(), quarantine.Message{Record: json.RawMessage(`{`)}); err == nil {
		t.Error("Keep took a record that is no JSON")
	}
	if _, err := q.Look(t.Context()); err == nil {
		t.Error("Look gave no error")
	}
	if err := q.Remove(t.Context(), quarantine.Held{}); err == nil {
		t.Error("Remove gave no error")
	}
}
