package books_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/books"
	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// failed is a ledger with dead letters, in memory.
type failed struct {
	queue  []deadletter.Received // all messages, each time
	stream []json.RawMessage     // what is left of a shard
	files  map[string][]byte
	broken bool // puts of files fail
}

func (f *failed) Receive(context.Context) ([]deadletter.Received, error) {
	return slices.Clone(f.queue), nil
}

func (f *failed) Delete(_ context.Context, m deadletter.Received) error {
	f.queue = slices.DeleteFunc(f.queue, func(other deadletter.Received) bool { return other.ID == m.ID })
	return nil
}

func (f *failed) Range(_ context.Context, _, shard, first, last string) ([]json.RawMessage, error) {
	at := func(sequence string) int {
		return slices.IndexFunc(f.stream, func(r json.RawMessage) bool { return dynamo.SequenceOf(r) == sequence })
	}
	if shard != "shard-1" || at(first) < 0 || at(last) < 0 {
		return nil, errors.New("the stream was trimmed")
	}
	return f.stream[at(first) : at(last)+1], nil
}

func (f *failed) PutNew(_ context.Context, key string, body []byte) (bool, error) {
	if f.broken {
		return false, errors.New("S3 does not answer")
	}
	f.files[key] = body
	return true, nil
}

func (f *failed) BuyerRefs(_ context.Context, purchases []ledger.Purchase) ([]string, error) {
	refs := make([]string, len(purchases))
	for i := range refs {
		refs[i] = "somebody"
	}
	return refs, nil
}

func (f *failed) Snapshot(context.Context) (catalog.Snapshot, error) {
	products, err := seed.Products()
	return catalog.Snapshot{Products: products}, err
}

func (f *failed) replay() books.Replay {
	return books.Replay{
		Records: dynamo.StreamDecoder{Region: market.US, Orders: "storefront-us-orders", Stock: "storefront-us-stock"},
		Intake:  &intake.Intake{Buyers: f, Catalog: f, Files: f}, DeadLetters: f, Shards: f,
	}
}

// kept returns the ids of the events in the files.
func (f *failed) kept(t *testing.T) []string {
	t.Helper()
	ids := map[string]bool{}
	for _, body := range f.files {
		events, err := raw.Decode(body)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			ids[e.ID] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// records returns the records of sample batches of the ledger function.
func records(t *testing.T, names ...string) []json.RawMessage {
	t.Helper()
	var all []json.RawMessage
	for _, name := range names {
		file, err := os.ReadFile(filepath.Join("..", "..", "events", "ledger", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var batch struct{ Records []json.RawMessage }
		if err := json.Unmarshal(file, &batch); err != nil {
			t.Fatal(err)
		}
		all = append(all, batch.Records...)
	}
	return all
}

// letter returns a dead letter with a body.
func letter(t *testing.T, id string, body any) deadletter.Received {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return deadletter.Received{ID: id, Body: text}
}

// gaveUp returns the message that Lambda sends when it gives up a part of a stream.
func gaveUp(shard string, first, last json.RawMessage) map[string]any {
	return map[string]any{
		"requestContext": map[string]any{
			"requestId": "c9b8fa9f-5a7f-xmpl-af9c-0c604cde93a5", "functionArn": "arn:aws:lambda:us-west-2:123456789012:function:ledger:live",
			"condition": "RecordAgeExceeded", "approximateInvokeCount": 1,
		},
		"version": "1.0", "timestamp": "2015-05-19T00:38:06.021Z",
		"DDBStreamBatchInfo": map[string]any{
			"shardId": shard, "startSequenceNumber": dynamo.SequenceOf(first), "endSequenceNumber": dynamo.SequenceOf(last),
			"approximateArrivalOfFirstRecord": "2015-05-18T19:00:05Z", "approximateArrivalOfLastRecord": "2015-05-18T19:00:26Z",
			"batchSize": 2, "streamArn": "arn:aws:dynamodb:us-west-2:123456789012:table/storefront-us-orders/stream/2015-05-01T00:00:00.000",
		},
	}
}

// replayed runs a replay, and fails unless it takes in as many messages and leaves the
// named others in the queue.
func (f *failed) replayed(t *testing.T, messages int, left ...string) books.Replayed {
	t.Helper()
	done, err := f.replay().Run(t.Context())
	if err != nil || done.Messages != messages || len(done.Left) != len(left) || len(f.queue) != len(left) {
		t.Fatalf("done %+v, %v, and %d messages stay", done, err, len(f.queue))
	}
	for i, name := range left {
		if !strings.HasPrefix(done.Left[i], "message "+name+": ") {
			t.Errorf("%s stays because: %s", name, done.Left[i])
		}
	}
	return done
}

func TestReplay(t *testing.T) {
	t.Parallel()
	r := records(t, "held", "filtered", "paid", "shipped", "lots")
	f := &failed{files: map[string][]byte{}, stream: r}
	f.queue = []deadletter.Received{
		letter(t, "1", deadletter.Message{Reason: "a fault of the program, fixed since", Record: records(t, "tombstone")[0]}),
		letter(t, "2", gaveUp("shard-1", r[0], r[5])), // an order held and paid, and what no filter lets through
		letter(t, "3", deadletter.Message{Reason: "as above", Record: r[7]}),
	}
	if done := f.replayed(t, 3); done.Events != 4 {
		t.Errorf("%d events were replayed, want 4", done.Events)
	}
	want := []string{"0k3f8m2q7z1xw9vd-1#1", "qmdpdvjh09hkjs2k-1#1", "qmdpdvjh09hkjs2k-1#2", "us-launch/fitness-band/0"}
	if diff := cmp.Diff(want, f.kept(t)); diff != "" {
		t.Errorf("events (-want +kept):\n%s", diff)
	}
	f.replayed(t, 0)
}

func TestReplayLeavesUnreadable(t *testing.T) {
	t.Parallel()
	r := records(t, "held", "paid")
	f := &failed{files: map[string][]byte{}, stream: r}
	f.queue = []deadletter.Received{
		letter(t, "unreadable", deadletter.Message{Record: records(t, "poison")[1]}),
		letter(t, "trimmed", gaveUp("shard-0", r[0], r[1])),
		letter(t, "neither", map[string]string{"hello": "world"}),
		{ID: "no JSON", Body: []byte("hello")},
		letter(t, "good", deadletter.Message{Record: r[0]}),
	}
	f.replayed(t, 1, "unreadable", "trimmed", "neither", "no JSON")
}

func TestReplayDeletesOnlyKept(t *testing.T) {
	t.Parallel()
	f := &failed{files: map[string][]byte{}, broken: true}
	f.queue = []deadletter.Received{letter(t, "1", deadletter.Message{Record: records(t, "held")[0]})}
	f.replayed(t, 0, "1")
	f.broken = false
	f.replayed(t, 1)
}
