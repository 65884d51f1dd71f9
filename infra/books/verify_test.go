package books_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/audit"
	"storefront/infra/books"
	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/catalog"
	"storefront/shared/ledger"
	"storefront/shared/ledger/bucket"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// today is a store with the final orders and lots.
type today struct {
	audit.Store
	orders []order.Order
	lots   []stock.Lot
}

func (s *today) AllOrders(_ context.Context, visit func(order.Order) error) error {
	for _, o := range s.orders {
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}

func (s *today) Catalog(context.Context) (catalog.Snapshot, error) {
	return catalog.Snapshot{Sales: []catalog.Sale{{ID: "may-18", Lines: []catalog.SaleLine{{SKU: "headphones"}}}}}, nil
}

func (s *today) Shelf(context.Context, stock.Line) (stock.Shelf, error) {
	return stock.Shelf{Lots: len(s.lots)}, nil
}

func (s *today) Lots(_ context.Context, _ stock.Line, n int) ([]stock.Lot, error) {
	return s.lots[:n], nil
}

// afterAWeek returns a store with 20 lots, a bucket with the books of all its days, and
// the days. Half of the lots are in the books of the day after their own. The last
// missing lots are in no raw file.
func afterAWeek(t *testing.T, missing int) (*today, *bucket.Bucket, []string) {
	t.Helper()
	files := fakes3test.Books(t, nil)
	germany, _ := market.EU.Market("de")
	chance := rand.New(rand.NewPCG(11, 2))
	store := &today{}
	var events []ledger.Event
	for n := range 150 {
		life := ledgertest.Life(chance, germany, n)
		events = append(events, life...)
		store.orders = append(store.orders, life[len(life)-1].Order)
	}
	for n := range 20 {
		lot := ledgertest.Lot(germany, "headphones", n, 25)
		events, store.lots = append(events, lot), append(store.lots, lot.Lot)
	}
	rawtest.Number(events)
	events = events[:len(events)-missing]
	late := len(events) - (20-missing)/2 // from here, half of the lots
	rawtest.Put(t, files, events[:late], 1_000)
	closer := closing.Closer{Objects: files, Region: market.EU}
	end := time.Date(2015, time.May, 24, 0, 0, 0, 0, time.UTC)
	var closed []string
	closeUntil := func(now time.Time) {
		tried, err := closer.CloseDue(t.Context(), now)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range tried {
			if m.Status != closing.Closed {
				t.Fatalf("%s is open: %+v", m.Date, m.Failed())
			}
			closed = append(closed, m.Date)
		}
	}
	closeUntil(time.Date(2015, time.May, 19, 0, 0, 0, 0, time.UTC))
	rawtest.Put(t, files, events, 1_000)
	closeUntil(end)
	return store, files, closed
}

func verify(t *testing.T, store audit.Store, files ledger.Objects, date string) books.Verification {
	t.Helper()
	v, err := books.Verify{Books: files, Region: market.EU, Store: store}.Run(t.Context(), "de", date)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Two programs that share no rule agree.
func TestVerify(t *testing.T) {
	t.Parallel()
	store, files, days := afterAWeek(t, 0)
	for _, date := range days {
		v := verify(t, store, files, date)
		if len(v.Findings) > 0 || v.Orders == 0 || v.Lots != 20 {
			t.Errorf("%s, of %d orders and %d lots: %s", date, v.Orders, v.Lots, strings.Join(v.Findings, "\n"))
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
	if len(days) < 3 {
		t.Errorf("only %v are closed", days)
	}
}

// Any difference is found.
func TestVerifyFindsDifferences(t *testing.T) {
	t.Parallel()
	const date = "2015-05-19"
	paid := func(s *today) *order.Order {
		i := slices.IndexFunc(s.orders, func(o order.Order) bool {
			on, _ := ledger.Date("de", o.Payment.PaidAt)
			return on == date
		})
		return &s.orders[i]
	}
	for name, tt := range map[string]struct {
		do   func(*today, *bucket.Bucket, closing.Manifest)
		want string
	}{
		"a cent": {func(s *today, _ *bucket.Bucket, _ closing.Manifest) { paid(s).Totals.Total.Minor++ }, "PAID of "},
		"an order that the books do not have": {func(s *today, _ *bucket.Bucket, _ closing.Manifest) {
			other := *paid(s)
			other.ID.Slot = 7
			s.orders = append(s.orders, other)
		}, "the books lack PAID of "},
		"an order that the store does not have": {func(s *today, _ *bucket.Bucket, _ closing.Manifest) {
			*paid(s) = order.Order{}
		}, "the store knows nothing of PAID of "},
		"a unit": {func(s *today, _ *bucket.Bucket, _ closing.Manifest) {
			o := paid(s)
			o.Lines = slices.Clone(o.Lines)
			o.Lines[0].Allocations = []order.Allocation{{Lot: 1, Quantity: 99}}
		}, "SELL of "},
		"a lot": {func(s *today, _ *bucket.Bucket, _ closing.Manifest) {
			s.lots[3].CreatedAt = time.Date(2015, time.May, 19, 12, 0, 0, 0, time.UTC)
		}, "the books lack ALLOCATE of may-18/headphones/3"},
		"a file": {func(_ *today, files *bucket.Bucket, m closing.Manifest) {
			key := closing.Folder("eu", "de", date, m.Rev) + "order_lines.parquet"
			if err := files.Put(t.Context(), key, []byte("other")); err != nil {
				t.Error(err)
			}
		}, "order_lines.parquet of rev 1 is not what its manifest says"},
		"a file that is gone": {func(_ *today, files *bucket.Bucket, m closing.Manifest) {
			key := closing.Folder("eu", "de", date, m.Rev) + "journal.csv.gz"
			if err := files.Put(t.Context(), key, nil); err != nil {
				t.Error(err)
			}
		}, "journal.csv.gz of 2015-05-19 cannot be read"},
		"an earlier manifest": {func(_ *today, files *bucket.Bucket, _ closing.Manifest) {
			key := closing.Folder("eu", "de", "2015-05-18", 1) + "manifest.json"
			body, err := files.Get(t.Context(), key)
			if err == nil {
				err = files.Put(t.Context(), key, append(body, ' '))
			}
			if err != nil {
				t.Error(err)
			}
		}, "2015-05-19, rev 1 names "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, files, _ := afterAWeek(t, 0)
			history, err := closing.Read(t.Context(), files, "eu", "de", date, date)
			if err != nil {
				t.Fatal(err)
			}
			tt.do(store, files, history.Days[0].Live)
			v := verify(t, store, files, date)
			if !slices.ContainsFunc(v.Findings, func(f string) bool { return strings.Contains(f, tt.want) }) {
				t.Errorf("%q is not found:\n%s", tt.want, strings.Join(v.Findings, "\n"))
			}
		})
	}
}

// After a buyer is erased, the store does not know when a hold ended, only that it did.
func TestVerifyErasedBuyer(t *testing.T) {
	t.Parallel()
	store, files, days := afterAWeek(t, 0)
	for i, o := range store.orders {
		if o.Status == order.Expired {
			store.orders[i].ErasedAt = o.UpdatedAt.Add(time.Hour)
			store.orders[i].UpdatedAt = store.orders[i].ErasedAt
		}
	}
	for _, date := range days {
		if v := verify(t, store, files, date); len(v.Findings) > 0 {
			t.Errorf("%s: %s", date, strings.Join(v.Findings, "\n"))
		}
	}
}

// Lost events that are the last of their orders or lots leave no gap in the books, but
// the store has them.
func TestVerifyFindsLostEvents(t *testing.T) {
	t.Parallel()
	store, files, _ := afterAWeek(t, 20) // the lots
	v := verify(t, store, files, "2015-05-18")
	if len(v.Findings) != 20 || !strings.HasPrefix(v.Findings[0], "the books lack ALLOCATE") {
		t.Errorf("%d findings: %s", len(v.Findings), strings.Join(v.Findings, "\n"))
	}
}

func TestVerifyOpenDay(t *testing.T) {
	t.Parallel()
	store, files, _ := afterAWeek(t, 0)
	v, err := books.Verify{Books: files, Region: market.EU, Store: store}.Run(t.Context(), "de", "2015-05-24")
	if err == nil {
		t.Errorf("%+v", v)
	}
}
