package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"storefront/infra/books/bookstest"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// The days of a night's world: its first sales are on the first one, its first month is locked,
// and the last one is the last that is closed.
const (
	firstNight = "2015-05-29"
	lastNight  = "2015-06-05"
	// adjusted and rebuilt are days of which there is a second revision.
	adjusted = "2015-05-30"
	rebuilt  = "2015-06-02"
	// compared is the first day that the night compares with the store.
	compared = "2015-06-03"
)

// atNight is when the days are closed and verified.
var atNight = time.Date(2015, time.June, 6, 4, 0, 0, 0, time.UTC)

// shop is a store with the orders, lots and movements of a night's world.
type shop struct {
	orders []order.Order
	lots   []stock.Lot
	moved  []payment.Movement
}

func (s shop) AllOrders(_ context.Context, visit func(order.Order) error) error {
	return each(s.orders, visit)
}

func (s shop) AllMovements(_ context.Context, visit func(payment.Movement) error) error {
	return each(s.moved, visit)
}

func each[T any](all []T, visit func(T) error) error {
	for _, one := range all {
		if err := visit(one); err != nil {
			return err
		}
	}
	return nil
}

func (shop) Catalog(context.Context) (catalog.Snapshot, error) {
	return catalog.Snapshot{Sales: []catalog.Sale{{ID: "may-18", Lines: []catalog.SaleLine{{SKU: "headphones"}}}}}, nil
}

func (s shop) Shelf(context.Context, stock.Line) (stock.Shelf, error) {
	return stock.Shelf{Lots: len(s.lots)}, nil
}

func (s shop) Lots(_ context.Context, _ stock.Line, n int) ([]stock.Lot, error) {
	return s.lots[:n], nil
}

// night is the world of a nightly run: the closed books of two markets and their store.
type night struct {
	shop
	files   *inMemory
	anchors *checkouttest.Memory
}

// clone returns the same world, of which a test may change files, orders, lots and movements.
func (w night) clone() night {
	w.shop = shop{slices.Clone(w.orders), slices.Clone(w.lots), slices.Clone(w.moved)}
	put := maps.Clone(w.files.put)
	for key, versions := range put {
		put[key] = slices.Clip(versions) // bodies are never changed
	}
	w.files = &inMemory{objects: maps.Clone(w.files.objects), put: put}
	return w
}

func (w night) closer(log *bytes.Buffer) closer {
	return closer{
		books: closing.Closer{Objects: w.files, Orders: w.shop, Anchors: w.anchors, Region: market.EU, After: 3 * time.Hour},
		kept:  w.files, store: w.shop, anchors: w.anchors, now: func() time.Time { return atNight }, log: slog.New(slog.NewTextHandler(log, nil)),
	}
}

// verify runs the nightly verification, and returns what it logs, with its error.
func (w night) verify(t *testing.T) (log string, err error) {
	t.Helper()
	var out bytes.Buffer
	_, err = w.closer(&out).close(t.Context(), request{Verify: true})
	return fmt.Sprint(out.String(), err), err
}

// closedNight sells for eight days, and closes them. The second one has an operator's entries, another
// one is rebuilt, and the first month is locked.
func closedNight(t *testing.T) night {
	t.Helper()
	w := night{files: &inMemory{objects: objects{}, put: map[string][][]byte{}}, anchors: checkouttest.NewMemory()}
	events := slices.DeleteFunc(w.shop.sell(t), func(e ledger.Event) bool { return e.OccurredAt.After(atNight) })
	slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	for key, body := range rawtest.Files(rawtest.Number(events), 8) {
		w.files.store(key, body)
	}
	var log bytes.Buffer
	c := w.closer(&log)
	mustRun := func(what string, err error) {
		if err != nil {
			t.Fatalf("%s: %v\n%s", what, err, &log)
		}
	}
	_, err := c.close(t.Context(), request{})
	mustRun("close", err)
	_, _, err = c.books.Adjust(t.Context(), ledger.Adjustment{Market: "de", Date: adjusted, Reason: "a supplier's refund", By: "a controller", Entries: []ledger.AdjustmentEntry{
		{Account: "1050", Side: ledger.Debit, Minor: 1_190}, {Account: "4000", Side: ledger.Credit, Minor: 1_190, Text: "a refund"},
	}}, atNight)
	mustRun("adjust", err)
	_, err = c.close(t.Context(), request{Market: "fr", Date: rebuilt, Rebuild: true, Reason: "a new rule", By: "a controller"})
	mustRun("rebuild", err)
	_, err = c.books.LockMonth(t.Context(), "2015-05", "a controller", "filed", atNight)
	mustRun("lock", err)
	_, err = c.close(t.Context(), request{})
	mustRun("issue", err)
	return w
}

// sell makes up what happens in a store of two markets, and returns its events. The orders, lots and
// movements of the store are then as they are after these events.
func (s *shop) sell(t *testing.T) (events []ledger.Event) {
	t.Helper()
	chance := rand.New(rand.NewPCG(50, 1))
	begin, err := time.Parse(time.DateOnly, firstNight)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 64 {
		life := ledgertest.LifeFrom(chance, market.EU.Markets()[n%2], n, begin.AddDate(0, 0, n/8))
		events = append(events, life...)
		for _, e := range slices.Backward(life) {
			if !e.OccurredAt.After(atNight) {
				s.orders = append(s.orders, e.Order)
				break
			}
		}
	}
	for n := range 8 {
		at := begin.AddDate(0, 0, n).Add(12 * time.Hour)
		lot := ledgertest.Lot(market.EU.Markets()[0], "headphones", n, 25)
		lot.OccurredAt, lot.RecordedAt, lot.Lot.CreatedAt = at, at, at
		events, s.lots = append(events, lot), append(s.lots, lot.Lot)
		for _, e := range bookstest.Moved(t, market.EU.Markets()[n%2], at) {
			events, s.moved = append(events, e), append(s.moved, e.Movement)
		}
	}
	return events
}
