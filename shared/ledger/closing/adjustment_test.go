package closing_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
)

// entries returns balanced entries of an operator on a day.
func entries(date string) ledger.Adjustment {
	return ledger.Adjustment{Market: "de", Date: date, Reason: "a supplier's refund", By: "a controller", Entries: []ledger.AdjustmentEntry{
		{Account: "1050", Side: ledger.Debit, Minor: 1_190}, {Account: "2200", Side: ledger.Credit, Minor: 190, Text: "VAT"},
		{Account: "4000", Side: ledger.Credit, Minor: 1_000},
	}}
}

// balance returns an account's debits less its credits on some days.
func balance(code string, days ...closing.Manifest) (sum int64) {
	for _, day := range days {
		for _, a := range day.Totals.Accounts {
			if a.Code == code {
				sum += a.Debit - a.Credit
			}
		}
	}
	return sum
}

func inspectTwo(t *testing.T, m *memory) []string {
	t.Helper()
	seen, err := closing.Inspector{Objects: m, Region: "eu"}.Run(t.Context(), "de", first, second)
	if err != nil {
		t.Fatal(err)
	}
	return seen.Findings
}

// Entries on a closed day make one new revision of it, which names who made them and why. Later
// days stay as they are.
func TestAdjust(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(100), 50)
	one, two := mustClose(t, m, first), mustClose(t, m, second)
	for range 2 {
		key, day, err := closer(m).Adjust(t.Context(), entries(first), later)
		if err != nil || day.Status != closing.Closed || day.Rev != 2 || len(day.Adjustments) != 1 || day.Adjustments[0].Key != key {
			t.Fatalf("%s: %s, rev %d: %+v, %+v, %v", key, day.Status, day.Rev, day.Adjustments, day.Failed(), err)
		}
		if a := day.Adjustments[0]; a.By != "a controller" || a.Reason != "a supplier's refund" || !a.At.Equal(later) || day.Reason != a.Reason || day.By != a.By {
			t.Errorf("the manifest says %+v", day)
		}
		for code, more := range map[string]int64{"1050": 1_190, "2200": -190, "4000": -1_000} {
			if got := balance(code, day) - balance(code, one); got != more {
				t.Errorf("account %s has %d more", code, got)
			}
		}
		if !maps.Equal(day.Numbers, one.Numbers) {
			t.Errorf("numbers %v, and were %v", day.Numbers, one.Numbers)
		}
	}
	journal := unzip(t, m.objects[closing.Folder("eu", "de", first, 2)+"journal.csv.gz"])
	if n := strings.Count(journal, ",ADJUSTED,"); n != 3 {
		t.Errorf("the journal has %d adjusting entries", n)
	}
	if found := inspectTwo(t, m); len(found) > 0 {
		t.Errorf("inspected: %s", strings.Join(found, "\n"))
	}
	// Another rebuild keeps them.
	r := closing.Request{Market: "de", Date: first, Rebuild: true, Reason: "a new rule", By: "a controller"}
	if day, err := closer(m).Close(t.Context(), r, later); err != nil || day.Rev != 3 || len(day.Adjustments) != 1 {
		t.Errorf("rebuilt: rev %d, %+v, %v", day.Rev, day.Adjustments, err)
	}
	if again := mustClose(t, m, second); again.Rev != two.Rev {
		t.Errorf("the next day has rev %d", again.Rev)
	}
}

// Entries on an open day are in its books once it is closed.
func TestAdjustAnOpenDay(t *testing.T) {
	t.Parallel()
	m := newMemory()
	rawtest.Put(t, m, lives(100), 50)
	mustClose(t, m, first)
	if _, day, err := closer(m).Adjust(t.Context(), entries(second), later); err != nil || day.Status != "" {
		t.Fatalf("%+v, %v", day, err)
	}
	if day := mustClose(t, m, second); len(day.Adjustments) != 1 || day.Rev != 1 {
		t.Errorf("rev %d: %+v", day.Rev, day.Adjustments)
	}
	if found := inspectTwo(t, m); len(found) > 0 {
		t.Errorf("inspected: %s", strings.Join(found, "\n"))
	}
}

// Entries that cannot be booked change nothing.
func TestRefusedAdjustments(t *testing.T) {
	t.Parallel()
	base := newMemory()
	rawtest.Put(t, base, lives(100), 50)
	mustClose(t, base, first)
	for name, tt := range map[string]struct {
		change func(*memory, *ledger.Adjustment)
		want   error
	}{
		"not balanced":       {func(_ *memory, a *ledger.Adjustment) { a.Entries[0].Minor++ }, ledger.ErrAdjustment},
		"an unknown account": {func(_ *memory, a *ledger.Adjustment) { a.Entries[0].Account = "1234" }, ledger.ErrAdjustment},
		"a negative amount":  {func(_ *memory, a *ledger.Adjustment) { a.Entries[0].Minor *= -1 }, ledger.ErrAdjustment},
		"no entries":         {func(_ *memory, a *ledger.Adjustment) { a.Entries = nil }, ledger.ErrAdjustment},
		"no reason":          {func(_ *memory, a *ledger.Adjustment) { a.Reason = "" }, ledger.ErrAdjustment},
		"nobody":             {func(_ *memory, a *ledger.Adjustment) { a.By = "" }, ledger.ErrAdjustment},
		"not an order":       {func(_ *memory, a *ledger.Adjustment) { a.Entries[0].OrderID = "ada" }, ledger.ErrAdjustment},
		"a day before all":   {func(_ *memory, a *ledger.Adjustment) { a.Date = "2015-05-01" }, closing.ErrDate},
		"another region":     {func(_ *memory, a *ledger.Adjustment) { a.Market = "us" }, closing.ErrDate},
		"no such suspense":   {func(_ *memory, a *ledger.Adjustment) { a.Settles = "x" }, closing.ErrNotSuspended},
		"a locked month": {func(m *memory, _ *ledger.Adjustment) {
			m.objects["closed/v=1/region=eu/locks/month=2015-05.json"] = []byte(`{"month":"2015-05"}`)
		}, closing.ErrLocked},
	} {
		m, a := base.clone(), entries(first)
		tt.change(m, &a)
		before := len(m.objects)
		if _, _, err := closer(m).Adjust(t.Context(), a, later); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v", name, err)
		}
		if len(m.objects) != before {
			t.Errorf("%s: something was written", name)
		}
	}
}

// An inspection reports an operator's file that was changed, removed or left out of the books.
func TestChangedAdjustments(t *testing.T) {
	t.Parallel()
	base := newMemory()
	rawtest.Put(t, base, lives(100), 50)
	mustClose(t, base, first)
	key, _, err := closer(base).Adjust(t.Context(), entries(first), later)
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(m *memory){
		"changed": func(m *memory) { m.objects[key] = []byte(strings.ReplaceAll(string(m.objects[key]), "190", "191")) },
		"gone":    func(m *memory) { delete(m.objects, key) },
		"one that is in no books": func(m *memory) {
			m.objects[strings.Replace(key, ".json", "0.json", 1)] = m.objects[key]
		},
	} {
		m := base.clone()
		change(m)
		if found := inspectTwo(t, m); len(found) != 1 || !strings.Contains(found[0], "/adjustments/") {
			t.Errorf("%s: %q", name, found)
		}
	}
}

// suspended closes the first day with a payment in suspense. The default rules would book it.
func suspended(t *testing.T) (m *memory, day closing.Manifest, e ledger.Event) {
	t.Helper()
	m = newMemory()
	events := lives(100)
	e = events[slices.IndexFunc(events, func(e ledger.Event) bool { return e.Type == ledger.Paid && dateOf(e) == first })]
	rawtest.Put(t, m, events, 50)
	old := closer(m)
	old.Rules = func(of ledger.Event) (ledger.Entries, error) {
		if of.ID == e.ID {
			return ledger.Entries{}, ledger.ErrEvent
		}
		return ledger.Book(of)
	}
	r := closing.Request{Market: "de", Date: first, Suspend: []string{e.ID}, Reason: "asked the provider", By: "a controller"}
	day, err := old.Close(t.Context(), r, later)
	if err != nil || day.Status != closing.Closed || balance("9900", day) != -e.Order.Totals.Total.Minor {
		t.Fatalf("%s: %+v, %v", day.Status, day.Failed(), err)
	}
	asked := ledger.Adjustment{Market: "de", Settles: e.ID, Reason: "a new rule", By: "a controller"}
	if _, err := old.SettleByRule(t.Context(), asked, later); !errors.Is(err, ledger.ErrEvent) {
		t.Errorf("without a rule: %v", err)
	}
	return m, day, e
}

// Once there is a rule, an event comes out of suspense with all that it would have had without
// suspense: entries, order lines, stock moves and an invoice.
func TestSettleByRule(t *testing.T) {
	t.Parallel()
	m, one, e := suspended(t)
	asked := ledger.Adjustment{Market: "de", Settles: e.ID, Reason: "a new rule", By: "a controller"}
	key, err := closer(m).SettleByRule(t.Context(), asked, later)
	if err != nil {
		t.Fatal(err)
	}
	settleAgain(t, m, asked, key)
	two := mustClose(t, m, second)
	settleAgain(t, m, asked, key)
	if got := balance("9900", one, two); got != 0 {
		t.Errorf("%d are left in suspense", got)
	}
	if len(two.Adjustments) != 1 || two.Adjustments[0].Type != ledger.Paid || two.Adjustments[0].By != "a controller" {
		t.Errorf("the manifest says %+v", two.Adjustments)
	}
	if got, want := two.Numbers["DE-INV"], one.Totals.Events[ledger.Paid]+two.Totals.Events[ledger.Paid]; got != want {
		t.Errorf("%d invoices of %d payments", got, want)
	}
	for _, name := range []string{"documents", "order_lines", "stock_moves"} {
		if !strings.Contains(unzip(t, m.objects[closing.Folder("eu", "de", second, 1)+name+".csv.gz"]), e.ID) {
			t.Errorf("the event has no %s", name)
		}
	}
	// A rebuild of either day keeps its books, and books nothing twice.
	for _, date := range []string{first, second} {
		r := closing.Request{Market: "de", Date: date, Rebuild: true, Reason: "again", By: "a controller"}
		day, err := closer(m).Close(t.Context(), r, later)
		if err != nil || day.Status != closing.Closed || len(day.Adjustments) != len(two.Adjustments)*strings.Count(date, second) {
			t.Errorf("%s rebuilt: %+v, %+v, %v", date, day.Adjustments, day.Failed(), err)
		}
	}
	if found := inspectTwo(t, m); len(found) > 0 {
		t.Errorf("inspected: %s", strings.Join(found, "\n"))
	}
}

// settleAgain settles an event that is settled. The operator who settled it gets the first answer
// again, and anybody else is told who settled it.
func settleAgain(t *testing.T, m *memory, a ledger.Adjustment, key string) {
	t.Helper()
	before := len(m.objects)
	if again, err := closer(m).SettleByRule(t.Context(), a, later.Add(time.Hour)); err != nil || again != key {
		t.Errorf("the same again: %q, %v, and was %q", again, err, key)
	}
	for name, change := range map[string]func(*ledger.Adjustment){
		"another reason":   func(a *ledger.Adjustment) { a.Reason = "a gift" },
		"another operator": func(a *ledger.Adjustment) { a.By = "ben" },
	} {
		b := a
		change(&b)
		if _, err := closer(m).SettleByRule(t.Context(), b, later); !errors.Is(err, closing.ErrNotSuspended) || !strings.Contains(err.Error(), "by "+a.By) || !strings.Contains(err.Error(), a.Reason) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if len(m.objects) != before {
		t.Errorf("there are %d objects, and were %d", len(m.objects), before)
	}
}

// Two operators who settle one event at the same moment, one before a close and one after it,
// settle it once by its rule. That one of them has booked entries is found.
func TestSettleTwiceAtOnce(t *testing.T) {
	t.Parallel()
	m, one, e := suspended(t)
	clean := m.clone()
	key, err := closer(m).SettleByRule(t.Context(), ledger.Adjustment{Market: "de", Settles: e.ID, Reason: "a new rule", By: "ann"}, later)
	if err != nil {
		t.Fatal(err)
	}
	request := m.objects[key]
	delete(m.objects, key)
	two := mustClose(t, m, second)
	third := ledger.AddDays(second, 1)
	m.objects[key], m.objects[strings.Replace(key, second, third, 1)] = request, request
	three := mustClose(t, m, third)
	if left := balance("9900", one, two, three); left != 0 || len(three.Adjustments) != 1 {
		t.Errorf("%d are left in suspense, and the adjustments are %+v", left, three.Adjustments)
	}
	seen, err := closing.Inspector{Objects: m, Region: "eu"}.Run(t.Context(), "de", first, third)
	if err != nil || len(seen.Findings) > 0 {
		t.Errorf("inspected: %v, %s", err, strings.Join(seen.Findings, "\n"))
	}

	total := e.Order.Totals.Total.Minor
	a := ledger.Adjustment{Market: "de", Date: first, Settles: e.ID, Reason: "a gift", By: "ben", Entries: []ledger.AdjustmentEntry{
		{Account: "9900", Side: ledger.Debit, Minor: total}, {Account: "6900", Side: ledger.Credit, Minor: total},
	}}
	if _, _, err := closer(clean).Adjust(t.Context(), a, later); err != nil {
		t.Fatal(err)
	}
	clean.objects[key] = request
	mustClose(t, clean, second)
	if found := inspectTwo(t, clean); len(found) != 1 || !strings.Contains(found[0], "settled twice") {
		t.Errorf("by entries and by a rule: %q", found)
	}
}

// An operator's entries take an event out of suspense if they bring its amount there to zero.
func TestSettleByEntries(t *testing.T) {
	t.Parallel()
	m, _, e := suspended(t)
	total := e.Order.Totals.Total.Minor
	a := ledger.Adjustment{Market: "de", Date: first, Settles: e.ID, Reason: "a gift", By: "a controller", Entries: []ledger.AdjustmentEntry{
		{Account: "9900", Side: ledger.Debit, Minor: total - 1}, {Account: "6900", Side: ledger.Credit, Minor: total - 1},
	}}
	if _, _, err := closer(m).Adjust(t.Context(), a, later); !errors.Is(err, closing.ErrUnsettled) {
		t.Errorf("with a cent left: %v", err)
	}
	a.Entries[0].Minor, a.Entries[1].Minor = total, total
	_, day, err := closer(m).Adjust(t.Context(), a, later)
	if err != nil || day.Status != closing.Closed || balance("9900", day) != 0 || len(day.Suspended) != 1 {
		t.Errorf("%s: %+v, %v", day.Status, day.Failed(), err)
	}
	asked := ledger.Adjustment{Market: "de", Settles: e.ID, Reason: "a new rule", By: "a controller"}
	if _, err := closer(m).SettleByRule(t.Context(), asked, later); !errors.Is(err, closing.ErrNotSuspended) {
		t.Errorf("and by a rule: %v", err)
	}
}
