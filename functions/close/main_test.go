package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambda"

	"storefront/infra/fakes3/fakes3test"
	"storefront/infra/functiontest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "close", wire)
}

// morning is ten o'clock in London, and three in Los Angeles, after the 19th of May.
var morning = time.Date(2015, time.May, 20, 10, 0, 0, 0, time.UTC)

// process returns the function in the US, with a bucket of the raw files of some
// orders. The files have only the events that keep reports true for.
func process(t *testing.T, log *bytes.Buffer, keep func(ledger.Event) bool) (closer, *bucket.Bucket) {
	t.Helper()
	files := fakes3test.Books(t, nil)
	var events []ledger.Event
	var orders []order.Order
	chance := rand.New(rand.NewPCG(1, 1))
	us, _ := market.US.Market("us")
	for n := range 20 {
		life := ledgertest.Sale(chance, us, n, ledgertest.Opening.Add(time.Duration(n)*time.Hour), n%2 == 0)
		events, orders = append(events, life...), append(orders, life[len(life)-1].Order)
	}
	events = slices.DeleteFunc(events, func(e ledger.Event) bool { return !keep(e) })
	rawtest.Put(t, files, rawtest.Number(events), 1_000)
	anchors := checkouttest.NewMemory()
	return closer{
		books:   closing.Closer{Objects: files, Anchors: anchors, Region: market.US, After: 3 * time.Hour},
		kept:    files,
		store:   sold{orders: orders},
		anchors: anchors,
		now:     func() time.Time { return morning },
		log:     slog.New(slog.NewTextHandler(log, nil)),
	}, files
}

func all(ledger.Event) bool { return true }

// sold is a store that has orders and no lots.
type sold struct {
	verify.Store
	orders []order.Order
}

func (s sold) AllOrders(_ context.Context, visit func(order.Order) error) error {
	for _, o := range s.orders {
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}

func (sold) AllMovements(context.Context, func(payment.Movement) error) error { return nil }

func (sold) Catalog(context.Context) (catalog.Snapshot, error) { return catalog.Snapshot{}, nil }

// invoke runs the function as Lambda does, with a sample event, and returns its answer.
func invoke(t *testing.T, c closer, name string) string {
	t.Helper()
	event, err := os.ReadFile(filepath.Join("..", "..", "events", "close", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := lambda.NewHandler(c.close).Invoke(t.Context(), event)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(answer)
}

// Each sample event, after the days that the schedule has closed.
func TestEvents(t *testing.T) {
	t.Parallel()
	const closed = `{"market":"us","date":"2015-05-18","status":"CLOSED","rev":1}`
	want := map[string]string{
		"every-hour":               `{"days":[]}`,
		"every-night":              `{"days":[]}`,
		"one-day":                  `{"days":[` + closed + `]}`,
		"rebuild":                  `{"days":[{"market":"us","date":"2015-05-18","status":"CLOSED","rev":2}]}`,
		"not-over":                 "error: not a day that can be closed: 2015-05-20 is not over in market us until 2015-05-21T07:00:00Z",
		"market-of-another-region": `error: not a day that can be closed: region us has no market "de"`,
	}
	samples, err := filepath.Glob("../../events/close/*.json")
	if err != nil || len(samples) != len(want) {
		t.Fatalf("there are %d samples, %v; %d are tested", len(samples), err, len(want))
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _ := process(t, &bytes.Buffer{}, all)
			first := `{"days":[` + closed + `,{"market":"us","date":"2015-05-19","status":"CLOSED","rev":1}]}`
			if got := invoke(t, c, "every-hour"); got != first {
				t.Fatalf("the schedule: %s", got)
			}
			if of, err := c.anchors.(*checkouttest.Memory).DocumentsOf(t.Context(), c.store.(sold).orders[0].ID); err != nil || len(of) != 1+len(c.store.(sold).orders[0].Refunds) {
				t.Errorf("the first order has the documents %+v, %v", of, err)
			}
			if got := invoke(t, c, name); got != want[name] {
				t.Errorf("got  %s\nwant %s", got, want[name])
			}
		})
	}
}

// A day that stays open is an error for the schedule, and an answer for a request of
// that day. The log and the bucket say why.
func TestDayStaysOpen(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	c, files := process(t, &log, func(e ledger.Event) bool { return e.Type != ledger.Held })
	if got := invoke(t, c, "every-hour"); got != "error: "+errOpen.Error() {
		t.Errorf("the schedule: %s", got)
	}
	var out response
	if err := json.Unmarshal([]byte(invoke(t, c, "one-day")), &out); err != nil {
		t.Fatal(err)
	}
	if day := out.Days[0]; day.Status != closing.Open || day.Rev != 0 || len(day.Failed) != 1 || day.Failed[0].Name != closing.NoVersionGaps {
		t.Errorf("one day: %+v", out)
	}
	if !bytes.Contains(log.Bytes(), []byte("check=versions_without_gap")) {
		t.Errorf("the log says\n%s", &log)
	}
	if _, err := files.Get(t.Context(), closing.OpenKey("us", "us", "2015-05-18")); err != nil {
		t.Error(err)
	}
}

// The nightly run fails and says why if a file was changed, and restores it. So the next one does
// not fail.
func TestNight(t *testing.T) {
	t.Parallel()
	copied := closing.CurrentKey("us", "us", "2015-05-18", "order_lines.csv.gz")
	for name, tt := range map[string]struct {
		change func(*closer, *bucket.Bucket) error
		want   string
	}{
		"a raw file": {func(_ *closer, b *bucket.Bucket) error {
			keys, err := b.List(t.Context(), "raw/", "")
			return errors.Join(err, b.Put(t.Context(), keys[0], []byte("other")))
		}, "was changed"},
		"a lost raw file": {func(_ *closer, b *bucket.Bucket) error {
			keys, err := b.List(t.Context(), "raw/", "")
			return errors.Join(err, b.Delete(t.Context(), keys[0]))
		}, "is gone, and is restored"},
		"a foreign copy": {func(_ *closer, b *bucket.Bucket) error { return b.Put(t.Context(), copied+".2", nil) }, "is removed"},
		"a copy":         {func(_ *closer, b *bucket.Bucket) error { return b.Put(t.Context(), copied, nil) }, "is restored"},
		"the store": {func(c *closer, _ *bucket.Bucket) error {
			c.store = sold{}
			return nil
		}, "the store does not have"},
		"all manifests, made again": {func(c *closer, b *bucket.Bucket) error {
			for _, folder := range []string{"closed/", "current/"} {
				keys, err := b.List(t.Context(), folder, "")
				if err != nil {
					return err
				}
				for _, key := range keys {
					body, err := b.Get(t.Context(), key)
					if !strings.HasSuffix(key, "/manifest.json") {
						continue
					}
					if err := errors.Join(err, b.Put(t.Context(), key, bytes.Replace(body, []byte(`"at": "2`), []byte(`"at": "3`), 1))); err != nil {
						return err
					}
				}
			}
			return nil
		}, "manifest.json was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			c, files := process(t, &log, all)
			if got := invoke(t, c, "every-hour"); !strings.HasPrefix(got, `{"days":[{`) {
				t.Fatalf("the schedule: %s", got)
			}
			want, err := files.Get(t.Context(), copied)
			if err := errors.Join(err, tt.change(&c, files)); err != nil {
				t.Fatal(err)
			}
			if got := invoke(t, c, "every-night"); got != "error: "+errWrong.Error() || !strings.Contains(log.String(), tt.want) {
				t.Errorf("the night: %s, and the log says\n%s", got, &log)
			}
			if got, err := files.Get(t.Context(), copied); err != nil || !bytes.Equal(want, got) {
				t.Errorf("the copy is not right: %v", err)
			}
			if got := invoke(t, c, "every-night"); strings.HasPrefix(got, "error: ") != (name == "the store") {
				t.Errorf("the next night: %s", got)
			}
		})
	}
}
