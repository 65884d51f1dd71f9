package stack_test

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/database"
	"storefront/infra/local/localtest"
	"storefront/infra/local/stack"
	"storefront/shared/deadletter"
	"storefront/shared/ledger/bucket"
)

// putObject puts an object into the bucket of files.yaml.
func putObject(t *testing.T, s *stack.Store, key, body string) {
	t.Helper()
	found := s.State()
	if err := bucket.New(database.Config(found.S3, "us-west-2"), found.Regions["us"].Buckets["ThingsBucket"]).Put(t.Context(), key, []byte(body)); err != nil {
		t.Fatal(err)
	}
}

// send sends messages with these reasons to the queue of files.yaml.
func send(t *testing.T, s *stack.Store, reasons ...string) {
	t.Helper()
	found := s.State()
	queue := deadletter.New(database.Config(found.SQS, "us-west-2"), found.Regions["us"].Queues["TroubleQueue"])
	for _, reason := range reasons {
		if err := queue.Send(t.Context(), deadletter.Message{Reason: reason, Record: json.RawMessage(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
}

// Each region has buckets and queues of its own. The state names them, and a page
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
	putObject(t, s, "b", "b")
	putObject(t, s, "a/b", "a/b")
	send(t, s, "no")
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
		t.Errorf("the handler around the buckets got %d requests, want 2", asked.Load())
	}
	for variable, want := range map[string]string{"AWS_ENDPOINT_URL_S3": s.State().S3, "AWS_ENDPOINT_URL_SQS": s.State().SQS} {
		if got := localtest.Request(t, "GET", s.Region("us").URL+"/environment/"+variable, ""); got != want {
			t.Errorf("%s is %q, want %q", variable, got, want)
		}
	}
}
