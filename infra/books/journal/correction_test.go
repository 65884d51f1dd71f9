package journal_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/journal"
	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// exported returns the entries of the month by their numbers. They must leave the balances of
// the latest manifests in the accounts.
func exported(t *testing.T, books *bookstest.Memory) map[string]journal.Entry {
	t.Helper()
	postings, err := pack.Pack{Books: books, Region: market.EU, Month: month, Now: after}.Postings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := journal.New(month, market.EU, postings, chartOf(t, market.EU, ""))
	if err != nil {
		t.Fatal(err)
	}
	entries, balances := map[string]journal.Entry{}, map[string]int64{}
	for _, e := range m.Entries {
		entries[e.Number] = e
		for _, l := range e.Lines {
			if l.Amount.Minor <= 0 {
				t.Errorf("%s: %+v", e.Number, l)
			}
			balances[l.Ours] += map[ledger.Side]int64{ledger.Debit: 1, ledger.Credit: -1}[l.Side] * l.Amount.Minor
		}
	}
	history, err := closing.Books{Objects: books, Region: market.EU}.History(t.Context(), "de", month+"-01", month+"-31")
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range history.Days {
		for _, a := range day.Live.Totals.Accounts {
			balances[a.Code] -= a.Debit - a.Credit
		}
	}
	for code, minor := range balances {
		if minor != 0 {
			t.Errorf("account %s is %d from the books", code, minor)
		}
	}
	return entries
}

// An entry never changes, and what a rebuild changed is another entry. So if a month is imported again
// after a rebuild, without the entries whose numbers are there already, the other ledger has what the
// latest books say.
func TestARebuildIsAnotherEntry(t *testing.T) {
	t.Parallel()
	books := booksOf(t, 5, "de")
	c := closing.Closer{Objects: books, Region: market.EU}
	there := exported(t, books)
	adjust := func(minor int64) func() (closing.Manifest, error) {
		return func() (closing.Manifest, error) {
			_, day, err := c.Adjust(t.Context(), ledger.Adjustment{Market: "de", Date: "2027-02-28", Reason: "the bank", By: "a controller", Entries: []ledger.AdjustmentEntry{
				{Account: "1050", Side: ledger.Debit, Minor: minor}, {Account: "6900", Side: ledger.Credit, Minor: minor},
			}}, after)
			return day, err
		}
	}
	rebuild := func(rules func(ledger.Event) (ledger.Entries, error)) func() (closing.Manifest, error) {
		return func() (closing.Manifest, error) {
			c := c
			c.Rules = rules
			return c.Close(t.Context(), closing.Request{Market: "de", Date: "2027-02-01", Rebuild: true, Reason: "other rules", By: "a controller"}, after)
		}
	}
	// otherRules books revenue and what is owed for shipping as that for goods.
	otherRules := func(e ledger.Event) (ledger.Entries, error) {
		entries, err := ledger.Book(e)
		for i := range entries.Journal {
			if entries.Journal[i].AccountCode == "2110" {
				entries.Journal[i].AccountCode = "2100"
			}
		}
		return entries, err
	}
	for _, step := range []struct {
		name  string
		do    func() (closing.Manifest, error)
		added []string
	}{
		{"entries of an operator", adjust(1_000), []string{"DE-20270228-ADJUSTED"}},
		{"the same again", adjust(1_000), nil},
		{"more entries of an operator", adjust(234), []string{"DE-20270228-ADJUST-3"}},
		{"the same rules", rebuild(ledger.Book), nil},
		{"other rules", rebuild(otherRules), []string{"DE-20270201-PAID-3", "DE-20270201-REFUND-3", "DE-20270201-SHIPPED-3"}},
		{"the old rules again", rebuild(ledger.Book), []string{"DE-20270201-PAID-4", "DE-20270201-REFUND-4", "DE-20270201-SHIPPED-4"}},
	} {
		if day, err := step.do(); err != nil || day.Status != closing.Closed {
			t.Fatalf("%s: %s, %+v, %v", step.name, day.Status, day.Failed(), err)
		}
		now := exported(t, books)
		for number, e := range there {
			if diff := cmp.Diff(e, now[number]); diff != "" {
				t.Errorf("%s: %s changed (-before +after):\n%s", step.name, number, diff)
			}
		}
		var added []string
		for number := range now {
			if _, known := there[number]; !known {
				added = append(added, number)
			}
		}
		slices.Sort(added)
		if diff := cmp.Diff(step.added, added); diff != "" {
			t.Errorf("%s: new entries (-want +got):\n%s", step.name, diff)
		}
		there = now
	}
}
