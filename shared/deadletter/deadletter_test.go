package deadletter_test

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
	"storefront/shared/deadletter"
)

const url = "https://sqs.us-west-2.amazonaws.com/000000000000/failures"

func queue(t *testing.T, handler http.Handler) *deadletter.Queue {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return deadletter.New(aws.Config{
		Region: "us-west-2", BaseEndpoint: &server.URL, Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
		Retryer: func() aws.Retryer { return aws.NopRetryer{} },
	}, url)
}

func TestMessageStaysUntilItIsDeleted(t *testing.T) {
	t.Parallel()
	now := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	server := fakesqs.New(func() time.Time { return now })
	q := queue(t, server)
	want := deadletter.Message{Reason: "no order", Record: json.RawMessage(`{"eventName":"REMOVE"}`)}
	if err := q.Send(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	receive := func(n int) []deadletter.Received {
		t.Helper()
		received, err := q.Receive(t.Context())
		if err != nil || len(received) != n {
			t.Fatalf("Receive gave %d messages, %v, want %d", len(received), err, n)
		}
		return received
	}
	var got deadletter.Message
	if err := json.Unmarshal(receive(1)[0].Body, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("message (-want +got):\n%s", diff)
	}
	receive(0) // it is hidden
	now = now.Add(time.Minute)
	if err := q.Delete(t.Context(), receive(1)[0]); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute)
	receive(0)
}

func TestQueueUnreachable(t *testing.T) {
	t.Parallel()
	q := queue(t, http.NotFoundHandler())
	if err := q.Send(t.Context(), deadletter.Message{Record: json.RawMessage(`{}`)}); err == nil {
		t.Error("Send gave no error")
	}
	if err := q.Send(t.Context(), deadletter.Message{Record: json.RawMessage(`{`)}); err == nil {
		t.Error("Send accepted a record that is not JSON")
	}
	if _, err := q.Receive(t.Context()); err == nil {
		t.Error("Receive gave no error")
	}
	if err := q.Delete(t.Context(), deadletter.Received{}); err == nil {
		t.Error("Delete gave no error")
	}
}
