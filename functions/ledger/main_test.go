package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/functiontest"
	"storefront/shared/dynamo"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/market"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "ledger", wire)
}

// regionOf is the region that a sample is of.
func regionOf(payload []byte) market.Region {
	if bytes.Contains(payload, []byte("storefront-eu-")) {
		return market.EU
	}
	return market.US
}

// TestEvents shows the answer, raw files and dead letters of each sample batch, after
// the template's filters.
func TestEvents(t *testing.T) {
	t.Parallel()
	for _, name := range functiontest.Batches(t, "ledger") {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			payload, filtered := functiontest.Batch(t, "ledger", name)
			response := w.invoke(t, regionOf(payload), payload)
			functiontest.Golden(t, name, w.show(t, filtered, len(response.BatchItemFailures)))
		})
	}
}

// show describes the outcome of a batch.
func (w *world) show(t *testing.T, filtered, failed int) []byte {
	t.Helper()
	var text bytes.Buffer
	fmt.Fprintf(&text, "%d filtered, %d to be tried again\n", filtered, failed)
	for _, key := range slices.Sorted(maps.Keys(w.files)) {
		fmt.Fprintf(&text, "\n%s\n", key)
		for line := range strings.Lines(unpack(t, w.files[key])) {
			if err := json.Indent(&text, []byte(line), "", "  "); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, m := range w.deadLetters {
		fmt.Fprintf(&text, "\nfailure of %s: %s\n", dynamo.SequenceOf(m.Record), m.Reason)
	}
	return text.Bytes()
}

func unpack(t *testing.T, packed []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// idsOf returns the ids of the events that a batch leaves in files without faults.
func idsOf(t *testing.T, payload []byte) []string {
	t.Helper()
	w := newWorld(t)
	w.deliver(t, regionOf(payload), payload)
	return slices.Sorted(maps.Keys(w.kept(t)))
}

func sample(t *testing.T, name string) []byte {
	t.Helper()
	payload, _ := functiontest.Batch(t, "ledger", name)
	return payload
}

// Any call may fail, before or after it took effect. In the end the batch is done,
// every event is kept, and all copies of an event are equal.
func TestFaultsLoseNothing(t *testing.T) {
	t.Parallel()
	calls := map[string][]string{
		"two-markets": {"put raw/v=1/region=eu/market=de", "put raw/v=1/region=eu/market=fr", "buyers", "catalog"},
		"poison":      {"put raw/v=1/region=us/market=us", "dead letter", "buyers", "catalog"},
		"midnight":    {"put raw/v=1/region=us/market=us/dt=2015-05-18", "put raw/v=1/region=us/market=us/dt=2015-05-19"},
		"lots":        {"put raw/v=1/region=us/market=us"},
	}
	for name, prefixes := range calls {
		for _, prefix := range prefixes {
			for what, f := range map[string]fault{"failed": failed, "failed but applied": failedButApplied} {
				for _, times := range []int{1, 3} {
					t.Run(fmt.Sprintf("%s/%s %s %d times", name, prefix, what, times), func(t *testing.T) {
						t.Parallel()
						payload := sample(t, name)
						w := newWorld(t)
						faults := times
						w.before = func(call string) fault {
							if faults > 0 && strings.HasPrefix(call, prefix) {
								faults--
								return f
							}
							return none
						}
						w.deliver(t, regionOf(payload), payload)
						if faults != 0 {
							t.Errorf("%d faults of %s did not happen", faults, prefix)
						}
						if diff := cmp.Diff(idsOf(t, payload), slices.Sorted(maps.Keys(w.kept(t)))); diff != "" {
							t.Errorf("events (-want +kept):\n%s", diff)
						}
						if name == "poison" && len(w.deadLetters) == 0 {
							t.Error("the poison record is nowhere")
						}
					})
				}
			}
		}
	}
}

// The report names the first record that is not surely kept, so that those before it
// do not come again.
func TestTheFirstFailureIsReported(t *testing.T) {
	t.Parallel()
	payload := sample(t, "two-markets") // de, fr, de, fr
	for market, index := range map[string]int{"de": 0, "fr": 1} {
		w := newWorld(t)
		w.before = func(call string) fault {
			if strings.Contains(call, "market="+market) {
				return failed
			}
			return none
		}
		response := w.invoke(t, "eu", payload)
		want := dynamo.SequenceOf(recordsOf(t, payload)[index])
		if got := response.BatchItemFailures; len(got) != 1 || got[0].ItemIdentifier != want {
			t.Errorf("without market %s, %v failed, want %s", market, got, want)
		}
		if len(w.files) != 1 {
			t.Errorf("without market %s, there are %d files", market, len(w.files))
		}
	}
}

// A batch comes again if the function ends before Lambda has its answer.
func TestRepeatedBatchWritesNothing(t *testing.T) {
	t.Parallel()
	for _, name := range functiontest.Batches(t, "ledger") {
		payload := sample(t, name)
		w := newWorld(t)
		w.invoke(t, regionOf(payload), payload)
		first := maps.Clone(w.files)
		w.invoke(t, regionOf(payload), payload)
		if diff := cmp.Diff(first, w.files); diff != "" {
			t.Errorf("%s: files (-first +second):\n%s", name, diff)
		}
		if len(w.puts) != len(first) {
			t.Errorf("%s: put %q", name, w.puts)
		}
	}
}

// Accepts drops the same records as the template's filters.
func TestTheFiltersPassWhatIsAccepted(t *testing.T) {
	t.Parallel()
	for _, name := range functiontest.Batches(t, "ledger") {
		file, err := os.ReadFile(filepath.Join("..", "..", "events", "ledger", name+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, r := range recordsOf(t, sample(t, name)) {
			want = append(want, dynamo.SequenceOf(r))
		}
		var got []string
		for _, r := range recordsOf(t, file) {
			if newWorld(t).process(regionOf(file)).records.Accepts(r) {
				got = append(got, dynamo.SequenceOf(r))
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: records (-filters +Accepts):\n%s", name, diff)
		}
	}
}

// Records may come twice, in another order or not at all, in batches of any size.
// Each event is kept under its own id, and the close checks them.
func TestDelivery(t *testing.T) {
	t.Parallel()
	payload := sample(t, "two-markets")
	r := recordsOf(t, payload)
	all := idsOf(t, payload)
	type delivery struct {
		records []json.RawMessage
		size    int // of batches
		want    []string
	}
	deliveries := map[string]delivery{
		"twice":             {slices.Concat(r, r), 8, all},
		"backwards":         {[]json.RawMessage{r[3], r[2], r[1], r[0]}, 4, all},
		"without the first": {r[1:], 3, slices.DeleteFunc(slices.Clone(all), func(id string) bool { return id == "5w8tq2n4c7r9m1xk-1#1" })},
	}
	for size := 1; size <= len(r); size++ {
		deliveries[fmt.Sprintf("in batches of %d", size)] = delivery{r, size, all}
	}
	for name, tt := range deliveries {
		w := newWorld(t)
		for some := range slices.Chunk(tt.records, tt.size) {
			w.deliver(t, "eu", batchOf(t, some))
		}
		if diff := cmp.Diff(tt.want, slices.Sorted(maps.Keys(w.kept(t)))); diff != "" {
			t.Errorf("%s: events (-want +kept):\n%s", name, diff)
		}
	}
}

// A record without a sequence number becomes a dead letter. If it cannot be sent, the
// batch as a whole fails.
func TestRecordWithoutNumber(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	records := []json.RawMessage{json.RawMessage(`"nothing"`)}
	w.deliver(t, "us", batchOf(t, records))
	if len(w.deadLetters) != 1 || string(w.deadLetters[0].Record) != `"nothing"` {
		t.Errorf("dead letters %+v", w.deadLetters)
	}
	w.before = func(string) fault { return failed }
	if response, err := w.process("us").handle(t.Context(), batch{Records: records}); err == nil {
		t.Errorf("handle = %+v without an error", response)
	}
}

func TestARealBucketThatAnswers503(t *testing.T) {
	t.Parallel()
	busy := true
	books := fakes3test.Books(t, func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if busy {
				w.WriteHeader(http.StatusServiceUnavailable)
				fmt.Fprint(w, `<Error><Code>SlowDown</Code></Error>`)
				return
			}
			next.ServeHTTP(w, r)
		})
	})
	w := newWorld(t)
	process := w.process("us")
	process.intake = &intake.Intake{Digests: digests, Buyers: w, Catalog: w, Files: books}
	var b batch
	if err := json.Unmarshal(sample(t, "midnight"), &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []int{1, 0, 0} {
		response, err := process.handle(t.Context(), b)
		if err != nil || len(response.BatchItemFailures) != want {
			t.Fatalf("handle = %+v, %v, want %d failures", response, err, want)
		}
		busy = false
	}
	keys, err := books.List(t.Context(), "raw/", "")
	if err != nil || len(keys) != 2 {
		t.Errorf("keys %q, %v", keys, err)
	}
}

// No file, entry or log line says who a buyer is.
func TestNobodyIsNamed(t *testing.T) {
	t.Parallel()
	for _, name := range functiontest.Batches(t, "ledger") {
		payload := sample(t, name)
		w := newWorld(t)
		w.deliver(t, regionOf(payload), payload)
		exported := w.logged.String()
		for _, body := range w.files {
			exported += unpack(t, body)
		}
		for _, e := range w.kept(t) {
			entries, err := ledger.Book(e)
			if err != nil {
				t.Fatalf("%s: %v", e.ID, err)
			}
			exported += fmt.Sprintf("%+v", entries)
		}
		for _, personal := range []string{"@example.com", "Shopper", "Kunde", "Client", "Market St", "Hauptstr", "Rivoli", "94105", "10115", "75001", "San Francisco", "Berlin", "Paris"} {
			if strings.Contains(exported, personal) {
				t.Errorf("%s tells %q", name, personal)
			}
		}
	}
}
