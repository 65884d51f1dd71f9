package verify_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/catalog"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// week is a store with the final orders and lots, and the books of all its days.
type week struct {
	verify.Store
	orders []order.Order
	lots   []stock.Lot
	files  *bucket.Bucket
	closed []string // the days
	moved  []payment.Movement

	readings int // of all orders
}

func (w *week) AllOrders(_ context.Context, visit func(order.Order) error) error {
	w.readings++
	for _, o := range w.orders {
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}

func (w *week) AllMovements(_ context.Context, visit func(payment.Movement) error) error {
	for _, m := range w.moved {
		if err := visit(m); err != nil {
			return err
		}
	}
	return nil
}

func (w *week) Catalog(context.Context) (catalog.Snapshot, error) {
	return catalog.Snapshot{Sales: []catalog.Sale{{ID: "may-18", Lines: []catalog.SaleLine{{SKU: "headphones"}}}}}, nil
}

func (w *week) Shelf(context.Context, stock.Line) (stock.Shelf, error) {
	return stock.Shelf{Lots: len(w.lots)}, nil
}

func (w *week) Lots(_ context.Context, _ stock.Line, n int) ([]stock.Lot, error) {
	return w.lots[:n], nil
}

// afterAWeek returns a week with 20 lots. Half of the lots are in the books of the day
// after their own. The last missing lots are in no raw file.
func afterAWeek(t *testing.T, missing int) *week {
	t.Helper()
	germany, _ := market.EU.Market("de")
	chance := rand.New(rand.NewPCG(11, 2))
	w := &week{files: fakes3test.Books(t, nil)}
	var events []ledger.Event
	for n := range 150 {
		life := ledgertest.Life(chance, germany, n)
		events = append(events, life...)
		w.orders = append(w.orders, life[len(life)-1].Order)
	}
	for n := range 20 {
		lot := ledgertest.Lot(germany, "headphones", n, 25)
		events, w.lots = append(events, lot), append(w.lots, lot.Lot)
	}
	for i, kind := range []payment.MovementKind{
		payment.MoneyCaptured, payment.RefundSent, payment.RefundSettled, payment.RefundReturned, payment.Disputed,
		payment.DisputeReturned, payment.DisputeLost, payment.PaidOut, payment.PayoutReturned, payment.RefundFailed,
	} {
		m := payment.Movement{
			ID: fmt.Sprint("txn_", i), Kind: kind, Source: "x", Market: "de", Amount: money.Amount{Minor: int64(100 + i), Currency: "EUR"},
			Fee: money.Amount{Currency: "EUR"}, At: w.orders[i].CreatedAt,
		}
		if m.Balance() != 0 {
			m.Fee.Minor = int64(i - 3)
		}
		e, err := ledger.NewMovement(ledger.Source{Region: market.EU, At: m.At.Add(time.Hour), Sequence: "1"}, m)
		if err != nil {
			t.Fatal(err)
		}
		events, w.moved = append([]ledger.Event{e}, events...), append(w.moved, m)
	}
	rawtest.Number(events)
	events = events[:len(events)-missing]
	late := len(events) - (20-missing)/2 // from here, half of the lots
	rawtest.Put(t, w.files, slices.DeleteFunc(slices.Clone(events[:late]), func(e ledger.Event) bool {
		date, _ := ledger.Date("de", e.OccurredAt)
		return date > "2015-05-18" // these have not happened yet
	}), 1_000)
	w.closeUntil(t, time.Date(2015, time.May, 19, 0, 0, 0, 0, time.UTC))
	rawtest.Put(t, w.files, events, 1_000)
	w.closeUntil(t, time.Date(2015, time.May, 24, 0, 0, 0, 0, time.UTC))
	return w
}

func (w *week) closeUntil(t *testing.T, now time.Time) {
	t.Helper()
	tried, err := closing.Closer{Objects: w.files, Region: market.EU}.CloseDue(t.Context(), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range tried {
		if m.Status != closing.Closed {
			t.Fatalf("%s is open: %+v", m.Date, m.Failed())
		}
		w.closed = append(w.closed, m.Date)
	}
}

// verify verifies the days of Germany from first to last.
func (w *week) verify(t *testing.T, first, last string) verify.Verification {
	t.Helper()
	all, err := verify.Verifier{Books: w.files, Region: market.EU, Store: w}.Run(t.Context(),
		verify.Range{Markets: []market.Code{"de"}, First: first, Compare: first, Last: last})
	if err != nil {
		t.Fatal(err)
	}
	return all[0]
}

// paidOn returns the first order that was paid on a day.
func (w *week) paidOn(date string) *order.Order {
	i := slices.IndexFunc(w.orders, func(o order.Order) bool {
		on, _ := ledger.Date("de", o.Payment.PaidAt)
		return on == date
	})
	return &w.orders[i]
}

// Two programs that share no rule agree.
func TestVerify(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*week){
		"as it is": func(*week) {},
		// The store then does not know when a hold ended, only that it did.
		"after buyers are erased": func(w *week) {
			for i, o := range w.orders {
				if o.Status == order.Expired {
					w.orders[i].ErasedAt = o.UpdatedAt.Add(time.Hour)
					w.orders[i].UpdatedAt = w.orders[i].ErasedAt
				}
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := afterAWeek(t, 0)
			change(w)
			for _, date := range w.closed {
				v := w.verify(t, date, date)
				if len(v.Wrong) > 0 || v.Orders == 0 || v.Lots != 20 || len(v.Days) != 1 {
					t.Errorf("%s, of %d orders and %d lots: %s", date, v.Orders, v.Lots, strings.Join(v.Wrong, "\n"))
				}
				for _, sum := range v.Sums {
					if sum.Books != sum.Store {
						t.Errorf("%s: %+v", date, sum)
					}
				}
				if date == "2015-05-19" && len(v.Sums) < 20 {
					t.Errorf("%s has only %d sums", date, len(v.Sums))
				}
			}
			if len(w.closed) < 3 {
				t.Errorf("only %v are closed", w.closed)
			}
			if v := w.verify(t, "2015-05-24", "2015-05-24"); len(v.Days) > 0 {
				t.Errorf("an open day was verified: %+v", v)
			}
			if v := w.verify(t, w.closed[0], w.closed[len(w.closed)-1]); len(v.Wrong) > 0 || len(v.Days) != len(w.closed) {
				t.Errorf("%d days together: %s", len(v.Days), strings.Join(v.Wrong, "\n"))
			}
		})
	}
}

// However many markets and days there are, the orders are read once.
func TestARangeReadsTheOrdersOnce(t *testing.T) {
	t.Parallel()
	w := afterAWeek(t, 0)
	r := verify.Range{First: w.closed[0], Compare: w.closed[0], Last: w.closed[len(w.closed)-1]}
	for _, m := range market.EU.Markets() {
		r.Markets = append(r.Markets, m.Code)
	}
	all, err := verify.Verifier{Books: w.files, Region: market.EU, Store: w}.Run(t.Context(), r)
	if err != nil || w.readings != 1 || len(all) != len(r.Markets) || len(all) < 2 {
		t.Fatalf("%d markets: %d readings, %d results, %v", len(r.Markets), w.readings, len(all), err)
	}
	for _, v := range all {
		if days := len(v.Days); len(v.Wrong) > 0 || (v.Market == "de") != (days == len(w.closed)) {
			t.Errorf("%s has %d days: %q", v.Market, days, v.Wrong)
		}
	}
}

// Any difference is found.
func TestVerifyFindsDifferences(t *testing.T) {
	t.Parallel()
	const date = "2015-05-19"
	put := func(date, name string, body []byte) func(*testing.T, *week) {
		return func(t *testing.T, w *week) {
			if err := w.files.Put(t.Context(), closing.Folder("eu", "de", date, 1)+name, body); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, tt := range map[string]struct {
		do   func(*testing.T, *week)
		want string
	}{
		"a cent": {func(_ *testing.T, w *week) { w.paidOn(date).Totals.Total.Minor++ }, "PAID of "},
		"an order that the books do not have": {func(_ *testing.T, w *week) {
			other := *w.paidOn(date)
			other.ID.Slot = 7
			w.orders = append(w.orders, other)
		}, "the books lack PAID of "},
		"an order that the store does not have": {func(_ *testing.T, w *week) { *w.paidOn(date) = order.Order{} }, "the store does not have PAID of "},
		"a unit": {func(_ *testing.T, w *week) {
			o := w.paidOn(date)
			o.Lines = slices.Clone(o.Lines)
			o.Lines[0].Allocations = []order.Allocation{{Lot: 1, Quantity: 99}}
		}, "SELL of "},
		"a lot": {func(_ *testing.T, w *week) {
			w.lots[3].CreatedAt = time.Date(2015, time.May, 19, 12, 0, 0, 0, time.UTC)
		}, "the books lack ALLOCATE of may-18/headphones/3"},
		"a file":              {put(date, "order_lines.parquet", []byte("other")), "rev=1/order_lines.parquet was changed"},
		"a file that is gone": {put(date, "journal.csv.gz", nil), "journal.csv.gz of 2015-05-19 cannot be read"},
		"an earlier manifest": {func(t *testing.T, w *week) {
			body, err := w.files.Get(t.Context(), closing.Folder("eu", "de", "2015-05-18", 1)+"manifest.json")
			if err != nil {
				t.Fatal(err)
			}
			put("2015-05-18", "manifest.json", append(body, ' '))(t, w)
		}, "2015-05-19, rev 1 names "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := afterAWeek(t, 0)
			tt.do(t, w)
			for _, v := range []verify.Verification{w.verify(t, date, date), w.verify(t, "2015-05-18", "2015-05-23")} {
				if !slices.ContainsFunc(v.Wrong, func(f string) bool { return strings.Contains(f, tt.want) }) {
					t.Errorf("%q is not found:\n%s", tt.want, strings.Join(v.Wrong, "\n"))
				}
			}
		})
	}
}

// Lost events that are the last of their orders or lots leave no gap in the books, but
// the store has them.
func TestVerifyFindsLostEvents(t *testing.T) {
	t.Parallel()
	v := afterAWeek(t, 20).verify(t, "2015-05-18", "2015-05-18") // without the lots
	if len(v.Wrong) != 20 || !strings.HasPrefix(v.Wrong[0], "the books lack ALLOCATE") {
		t.Errorf("%d findings: %s", len(v.Wrong), strings.Join(v.Wrong, "\n"))
	}
}

// A market without orders has no books. One with orders has some, or its stream is not
// read.
func TestVerifyFindsSilence(t *testing.T) {
	t.Parallel()
	w := afterAWeek(t, 0)
	france := *w.paidOn("2015-05-19")
	france.Market = "fr"
	w.orders = append(w.orders, france)
	for _, tt := range []struct {
		market market.Code
		last   string
		wrong  int
	}{{"fr", "2015-05-23", 1}, {"fr", "2015-05-19", 0}, {"nl", "2015-05-23", 0}} {
		all, err := verify.Verifier{Books: w.files, Region: market.EU, Store: w}.Run(t.Context(),
			verify.Range{Markets: []market.Code{tt.market}, First: "2015-05-18", Compare: "2015-05-18", Last: tt.last})
		if err != nil || len(all[0].Wrong) != tt.wrong {
			t.Errorf("%s until %s: %v, %v", tt.market, tt.last, all, err)
		}
	}
}

// A raw file that comes later than any close looks back is named, whichever days are verified.
func TestAFileThatCameTooLate(t *testing.T) {
	t.Parallel()
	w := afterAWeek(t, 0)
	w.closeUntil(t, time.Date(2015, time.July, 4, 0, 0, 0, 0, time.UTC))
	late := raw.Key{Region: market.EU, Market: "de", Date: "2015-05-19", First: "7", Last: "8"}.String()
	if _, err := w.files.PutNew(t.Context(), late, nil); err != nil {
		t.Fatal(err)
	}
	w.closeUntil(t, time.Date(2015, time.July, 5, 0, 0, 0, 0, time.UTC))
	last := w.closed[len(w.closed)-1]
	want := []string{late + " came more than 35 days late, and is in no books"}
	if v := w.verify(t, last, last); !slices.Equal(v.Wrong, want) {
		t.Errorf("%s: found %q, want %q", last, v.Wrong, want)
	}
}
