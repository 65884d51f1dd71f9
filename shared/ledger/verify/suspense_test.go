package verify_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakes3/fakes3test"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// An event in suspense is not booked as the order says, which is not a finding. All else is verified.
func TestBooksWithSuspense(t *testing.T) {
	t.Parallel()
	germany, chance := market.EU.Markets()[0], rand.New(rand.NewPCG(4, 4))
	w := &week{files: fakes3test.Books(t, nil)}
	var events []ledger.Event
	for n := range 12 {
		life := ledgertest.Sale(chance, germany, n, ledgertest.Opening, false)
		events = append(events, life...)
		w.orders = append(w.orders, life[len(life)-1].Order)
	}
	bad := events[1] // the payment of the first order
	for i := range 2 {
		events[i].Order.Lines = slices.Clone(events[i].Order.Lines)
		events[i].Order.Lines[0].Tax.Minor += 1_000_000 // more than the line costs
	}
	w.orders[0] = events[1].Order
	rawtest.Put(t, w.files, rawtest.Number(events), 1_000)
	c, now := closing.Closer{Objects: w.files, Region: market.EU}, time.Date(2015, time.May, 20, 0, 0, 0, 0, time.UTC)
	date, err := ledger.Date("de", ledgertest.Opening)
	if err != nil {
		t.Fatal(err)
	}
	r := closing.Request{Market: "de", Date: date, Suspend: []string{bad.ID}, Reason: "asked the provider", By: "a controller"}
	if m, err := c.Close(t.Context(), r, now); err != nil || m.Status != closing.Closed {
		t.Fatalf("%s: %+v, %v", m.Status, m.Failed(), err)
	}
	if v := w.verify(t, date, date); len(v.Wrong) > 0 || len(v.Days) != 1 {
		t.Errorf("%d days: %s", len(v.Days), strings.Join(v.Wrong, "\n"))
	}
	w.orders[1].Totals.Total.Minor++
	if v := w.verify(t, date, date); len(v.Wrong) == 0 {
		t.Error("another order differs from the store, and nothing was found")
	}
}
