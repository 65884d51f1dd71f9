package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"

	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
)

// errFault is a passing fault.
var errFault = errors.New("a fault")

// fault is what happens to a call.
type fault int

// The faults. A call whose answer was lost took effect.
const (
	none fault = iota
	failed
	failedButApplied
)

var digests = email.NewDigests([]byte("no secret: every test's digests are made with it"))

// world is everything that the function calls, in memory. before chooses the fault of
// the next call of a name.
type world struct {
	files       map[string][]byte
	deadLetters []deadletter.Message
	buyers      map[string]string
	products    []catalog.Product
	before      func(call string) fault
	puts        []string // keys that were new
	logged      bytes.Buffer
}

func newWorld(t *testing.T) *world {
	t.Helper()
	products, err := seed.Products()
	if err != nil {
		t.Fatal(err)
	}
	return &world{files: map[string][]byte{}, buyers: map[string]string{}, products: products, before: func(string) fault { return none }}
}

// call calls do, fails, or both.
func (w *world) call(name string, do func()) error {
	f := w.before(name)
	if f != failed {
		do()
	}
	if f != none {
		return errFault
	}
	return nil
}

func (w *world) PutNew(_ context.Context, key string, body []byte) (created bool, err error) {
	err = w.call("put "+key, func() {
		if _, there := w.files[key]; !there {
			w.files[key], created = body, true
			w.puts = append(w.puts, key)
		}
	})
	return created, err
}

func (w *world) Send(_ context.Context, m deadletter.Message) error {
	return w.call("dead letter", func() { w.deadLetters = append(w.deadLetters, m) })
}

func (w *world) BuyerRefs(_ context.Context, purchases []ledger.Purchase) (refs []string, err error) {
	err = w.call("buyers", func() {
		refs = nil
		for _, p := range purchases {
			if w.buyers[p.Buyer] == "" {
				w.buyers[p.Buyer] = fmt.Sprintf("buyer-%d", len(w.buyers)+1)
			}
			refs = append(refs, w.buyers[p.Buyer])
		}
	})
	return refs, err
}

func (w *world) Snapshot(context.Context) (catalog.Snapshot, error) {
	return catalog.Snapshot{Products: w.products}, w.call("catalog", func() {})
}

// process returns the function of a region, newly started.
func (w *world) process(region market.Region) consumer {
	return consumer{
		records:     dynamo.StreamDecoder{Region: region, Orders: "storefront-" + string(region) + "-orders", Stock: "storefront-" + string(region) + "-stock"},
		intake:      &intake.Intake{Digests: digests, Buyers: w, Catalog: w, Files: w},
		deadLetters: w,
		log:         slog.New(slog.NewJSONHandler(&w.logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

// invoke runs the function as Lambda does.
func (w *world) invoke(t *testing.T, region market.Region, payload []byte) events.DynamoDBEventResponse {
	t.Helper()
	answer, err := lambda.NewHandler(w.process(region).handle).Invoke(t.Context(), payload)
	if err != nil {
		t.Fatal(err)
	}
	var response events.DynamoDBEventResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		t.Fatal(err)
	}
	return response
}

// deliver invokes the function until a batch is done. As Lambda does, it goes on with
// the first record that failed.
func (w *world) deliver(t *testing.T, region market.Region, payload []byte) {
	t.Helper()
	for range 50 {
		response := w.invoke(t, region, payload)
		if len(response.BatchItemFailures) == 0 {
			return
		}
		payload = from(t, payload, response.BatchItemFailures[0].ItemIdentifier)
	}
	t.Fatal("the batch is never done")
}

// from returns a batch from the record of a sequence number on.
func from(t *testing.T, payload []byte, sequence string) []byte {
	t.Helper()
	records := recordsOf(t, payload)
	i := slices.IndexFunc(records, func(r json.RawMessage) bool { return dynamo.SequenceOf(r) == sequence })
	if i < 0 {
		t.Fatalf("%s failed, which is no record of the batch", sequence)
	}
	return batchOf(t, records[i:])
}

func recordsOf(t *testing.T, payload []byte) []json.RawMessage {
	t.Helper()
	var b batch
	if err := json.Unmarshal(payload, &b); err != nil {
		t.Fatal(err)
	}
	return b.Records
}

func batchOf(t *testing.T, records []json.RawMessage) []byte {
	t.Helper()
	payload, err := json.Marshal(batch{Records: records})
	if err != nil {
		t.Fatal(err)
	}
	return payload
}

// kept returns the events in all files by id. All copies of an event must be equal.
func (w *world) kept(t *testing.T) map[string]ledger.Event {
	t.Helper()
	kept := map[string]ledger.Event{}
	for key, body := range w.files {
		inFile, err := raw.Decode(body)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		for _, e := range inFile {
			if other, twice := kept[e.ID]; twice && !equal(t, e, other) {
				t.Errorf("event %s is kept in two forms", e.ID)
			}
			kept[e.ID] = e
		}
	}
	return kept
}

func equal(t *testing.T, a, b ledger.Event) bool {
	t.Helper()
	one, err := raw.Encode([]ledger.Event{a})
	if err != nil {
		t.Fatal(err)
	}
	other, err := raw.Encode([]ledger.Event{b})
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(one, other)
}
