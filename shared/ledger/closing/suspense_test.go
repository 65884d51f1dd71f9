package closing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// An event that no rule books keeps its day open, until somebody says why the day need not
// wait for it. Then its money is in suspense, and all else is booked as ever.
func TestAnEventInSuspense(t *testing.T) {
	t.Parallel()
	events := lives(100)
	i := slices.IndexFunc(events, func(e ledger.Event) bool {
		return e.Type == ledger.Paid && dateOf(e) == first && len(e.Order.Lines) > 1
	})
	bad, id, total := events[i].Order, events[i].ID, events[i].Order.Totals.Total.Minor
	events = without(events, func(e ledger.Event) bool { return e.Order.ID == bad.ID && e.Order.Version > bad.Version })
	for i := range events {
		if o := &events[i].Order; o.ID == bad.ID {
			o.Lines = slices.Clone(o.Lines)
			o.Lines[0].Tax.Minor += 1_000_000 // more than the line costs
		}
	}
	m := newMemory()
	rawtest.Put(t, m, events, 50)
	if day := closeDay(t, m, first); !slices.Equal(failed(day), []closing.CheckName{closing.Bookable}) {
		t.Fatalf("%s: %+v", day.Status, day.Failed())
	}
	r := closing.Request{Market: "de", Date: first, Suspend: []string{id}}
	if _, err := closer(m).Close(t.Context(), r, later); !errors.Is(err, closing.ErrReason) {
		t.Errorf("without a reason: %v", err)
	}
	r.Reason, r.By, r.Suspend = "asked the provider", "a controller", []string{id, "no-such-event"}
	if day, err := closer(m).Close(t.Context(), r, later); err != nil || !slices.Equal(failed(day), []closing.CheckName{closing.Bookable}) {
		t.Errorf("with an event that is not there: %s, %v", day.Status, err)
	}
	r.Suspend = []string{id}
	day, err := closer(m).Close(t.Context(), r, later)
	if err != nil || day.Status != closing.Closed || len(day.Suspended) != 1 || day.Suspended[0].Event != id || day.Reason != r.Reason || day.By != r.By {
		t.Fatalf("%s: %+v, %+v, %v", day.Status, day.Suspended, day.Failed(), err)
	}
	if n := slices.IndexFunc(day.Totals.Accounts, func(a closing.AccountTotal) bool { return a.Code == "9900" && a.Credit == total && a.Debit == 0 }); n < 0 {
		t.Errorf("accounts: %+v", day.Totals.Accounts)
	}
	if got := day.Numbers["DE-INV"]; got != day.Totals.Events[ledger.Paid]-1 {
		t.Errorf("%d invoices of %d payments", got, day.Totals.Events[ledger.Paid])
	}
	rebuild := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "again", By: "a controller"}
	if again, err := closer(m).Close(t.Context(), rebuild, later); err != nil || again.Status != closing.Closed || len(again.Suspended) != 1 {
		t.Errorf("rebuilt: %s, %+v, %v", again.Status, again.Failed(), err)
	}
	seen, err := closing.Inspector{Objects: m, Region: "eu"}.Run(t.Context(), "de", first, first)
	if err != nil || len(seen.Findings) > 0 {
		t.Errorf("inspected: %s, %v", strings.Join(seen.Findings, "\n"), err)
	}
}
