package stack_test

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
	"storefront/shared/deadletter"
	"storefront/shared/ledger/bucket"
)

// Regions have buckets and queues of their own, which the state names, and a page
// shows what is in them.
func TestBucketsAndQueues(t *testing.T) {
	t.Parallel()
	root := localtest.Module(t)
	extend(t, root, "files.yaml")
	var asked atomic.Int32
	s, _ := start(t, stack.Options{Root: root, Regions: []string{"us", "eu"}, AroundBuckets: func(buckets http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			buckets.ServeHTTP(w, r)
		})
	}})
	at := func(endpoint string) aws.Config {
		return aws.Config{Region: "us-west-2", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
	}
	us := s.State().Regions["us"]
	for _, key := range []string{"b", "a/b"} {
		if err := bucket.New(at(s.State().S3), us.Buckets["ThingsBucket"]).Put(t.Context(), key, []byte(key)); err != nil {
			t.Fatal(err)
		}
	}
	message := deadletter.Message{Reason: "no", Record: json.RawMessage(`{}`)}
	if err := deadletter.New(at(s.State().SQS), us.Queues["TroubleQueue"]).Send(t.Context(), message); err != nil {
		t.Fatal(err)
	}
	type object struct {
		Key   string
		Bytes int
	}
	type page struct {
		Region  string
		Buckets map[string][]object
		Queues  map[string][]string
	}
	want := []page{
		{"us", map[string][]object{"ThingsBucket": {{"a/b", 3}, {"b", 1}}}, map[string][]string{"TroubleQueue": {`{"reason":"no","record":{}}`}}},
		{"eu", map[string][]object{"ThingsBucket": {}}, map[string][]string{"TroubleQueue": {}}},
	}
	var got []page
	for _, r := range s.Regions() {
		var p page
		if err := json.Unmarshal([]byte(localtest.Request(t, "GET", r.URL+"/_local/files", "")), &p); err != nil {
			t.Fatal(err)
		}
		got = append(got, p)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
	if asked.Load() != 2 {
		t.Errorf("what stands around the buckets was asked %d times", asked.Load())
	}
	for variable, want := range map[string]string{"AWS_ENDPOINT_URL_S3": s.State().S3, "AWS_ENDPOINT_URL_SQS": s.State().SQS} {
		if got := localtest.Request(t, "GET", s.Region("us").URL+"/environment/"+variable, ""); got != want {
			t.Errorf("%s is %q, want %q", variable, got, want)
		}
	}
}
