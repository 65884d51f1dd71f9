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
	"storefront/shared/order"
)

// afterSuspense closes two days. A payment is put in suspense on the first, and a rule books it on
// the second. The first also has an operator's entries.
func afterSuspense(t *testing.T) (w *week, first, second string, settled order.ID) {
	t.Helper()
	germany, chance := market.EU.Markets()[0], rand.New(rand.NewPCG(4, 4))
	w = &week{files: fakes3test.Books(t, nil)}
	var events []ledger.Event
	for n := range 24 {
		life := ledgertest.Sale(chance, germany, n, ledgertest.Opening.Add(time.Duration(n%2)*24*time.Hour), n%3 == 0)
		events = append(events, life...)
		w.orders = append(w.orders, life[len(life)-1].Order)
	}
	rawtest.Put(t, w.files, rawtest.Number(events), 1_000)
	first, err := ledger.Date("de", ledgertest.Opening)
	if err != nil {
		t.Fatal(err)
	}
	second, now := ledger.AddDays(first, 1), ledgertest.Opening.AddDate(0, 0, 5)
	id := events[slices.IndexFunc(events, func(e ledger.Event) bool { return e.Type == ledger.Paid })].ID
	settled = w.orders[0].ID
	c := closing.Closer{Objects: w.files, Region: market.EU}
	old := c
	old.Rules = func(e ledger.Event) (ledger.Entries, error) {
		if e.ID == id {
			return ledger.Entries{}, ledger.ErrEvent
		}
		return ledger.Book(e)
	}
	why := closing.Request{Market: "de", Date: first, Suspend: []string{id}, Reason: "asked the provider", By: "a controller"}
	if m, err := old.Close(t.Context(), why, now); err != nil || m.Status != closing.Closed {
		t.Fatalf("%s: %+v, %v", m.Status, m.Failed(), err)
	}
	entries := ledger.Adjustment{Market: "de", Date: first, Reason: "a bank's fee", By: "a controller", Entries: []ledger.AdjustmentEntry{
		{Account: "6100", Side: ledger.Debit, Minor: 250}, {Account: "1050", Side: ledger.Credit, Minor: 200},
		{Account: "1050", Side: ledger.Credit, Minor: 50, OrderID: w.orders[1].ID.String()},
	}}
	if _, m, err := c.Adjust(t.Context(), entries, now); err != nil || m.Status != closing.Closed {
		t.Fatalf("%s: %+v, %v", m.Status, m.Failed(), err)
	}
	if _, err := c.SettleByRule(t.Context(), ledger.Adjustment{Market: "de", Settles: id, Reason: "a rule", By: "a controller"}, now); err != nil {
		t.Fatal(err)
	}
	if m, err := c.Close(t.Context(), closing.Request{Market: "de", Date: second}, now); err != nil || m.Status != closing.Closed {
		t.Fatalf("%s: %+v, %v", m.Status, m.Failed(), err)
	}
	return w, first, second, settled
}

// Adjusting entries and a settled event are verified, whichever range of days is verified.
func TestAdjustedBooks(t *testing.T) {
	t.Parallel()
	w, first, second, settled := afterSuspense(t)
	ranges := [][2]string{{first, first}, {second, second}, {first, second}}
	for _, r := range ranges {
		if v := w.verify(t, r[0], r[1]); len(v.Wrong) > 0 || len(v.Days) == 0 {
			t.Errorf("%v, %d days: %s", r, len(v.Days), strings.Join(v.Wrong, "\n"))
		}
	}
	i := slices.IndexFunc(w.orders, func(o order.Order) bool { return o.ID == settled })
	w.orders[i].Lines = slices.Clone(w.orders[i].Lines)
	w.orders[i].Lines[0].Total.Minor++
	for _, r := range ranges[1:] {
		if v := w.verify(t, r[0], r[1]); !slices.ContainsFunc(v.Wrong, func(f string) bool { return strings.Contains(f, "came out of suspense") }) {
			t.Errorf("%v: the settled order is not as in the store, and found is only %q", r, v.Wrong)
		}
	}
}
