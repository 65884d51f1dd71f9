// Package books is what an operator does with a region's books: pull them, verify
// them against the store, and replay what could not be taken into them.
package books

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"storefront/infra/audit"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// Verification is what came of comparing the books of a day with the store.
type Verification struct {
	Rev      int
	Orders   int      // of the market, that were read
	Lots     int      // of the region
	Sums     []Sum    // money per account, and units per SKU and kind of move
	Findings []string // what is wrong; none: the books agree with the store
}

// Sum is something that is counted on both sides.
type Sum struct {
	What         string // such as "2100 EUR" or "headphones SELL"
	Books, Store int64  // debits less credits, or units
}

// fact is one figure of the books that the store must have, too: the entries of
// a transaction in an account, or the units of a SKU that moved.
type fact struct {
	of   string // an order or a lot
	kind string // of event, or of move
	at   string // when it occurred, as the books have it
	what string // account and currency, or SKU
	move bool   // units, and not money
}

func (f fact) String() string { return fmt.Sprintf("%s of %s at %s, %s", f.kind, f.of, f.at, f.what) }

// figure is how much: entries, and debits less credits or units.
type figure struct {
	entries int
	sum     int64
}

// lateDays bounds how late a fact may be in the books, in days.
const lateDays = 35

// Verify compares the books of closed days with what orders and lots say today.
// It derives entries and moves anew, by rules that share nothing with those that
// made the books. It also checks every file of the day, and the manifests of all
// days. Orders may change meanwhile; what happened on a day that is over does not.
type Verify struct {
	Books  ledger.Objects
	Region market.Region
	Store  audit.Store
}

// Run verifies a day of a market. A day that is not closed is an error.
func (v Verify) Run(ctx context.Context, code market.Code, date string) (Verification, error) {
	history, err := closing.Read(ctx, v.Books, v.Region, code, "", "")
	if err != nil {
		return Verification{}, err
	}
	run := &verification{Verify: v, code: code, date: date, days: map[string]closing.Manifest{}}
	run.Findings = history.Broken
	for _, d := range history.Days {
		if d.Closed() {
			run.days[d.Date] = d.Live
		}
	}
	m, closed := run.days[date]
	if !closed {
		return Verification{}, fmt.Errorf("%s of market %s is not closed", date, code)
	}
	run.Rev = m.Rev
	if err := run.verify(ctx, m); err != nil {
		return Verification{}, err
	}
	return run.Verification, nil
}

type verification struct {
	Verification
	Verify
	code market.Code
	date string
	days map[string]closing.Manifest // the closed ones
}

func (v *verification) find(format string, args ...any) {
	v.Findings = append(v.Findings, fmt.Sprintf(format, args...))
}

func (v *verification) verify(ctx context.Context, m closing.Manifest) error {
	if err := v.checkFiles(ctx, m); err != nil {
		return err
	}
	booked, err := v.readBooks(ctx, m)
	if err != nil {
		return err
	}
	v.checkTotals(m, booked)
	store, err := v.readStore(ctx)
	if err != nil {
		return err
	}
	return v.compare(ctx, booked, store)
}

// compare holds the books and the store to each other, fact by fact.
func (v *verification) compare(ctx context.Context, booked map[fact]figure, store facts) error {
	missing := map[fact]bool{}
	agreed := map[fact]figure{} // what the store says of the day's books
	for f, want := range store.sure {
		if _, there := booked[f]; there {
			agreed[f] = want
		} else if v.dateOf(f) == v.date {
			missing[f] = true
			agreed[f] = want
		}
	}
	for f := range booked { // of which the store may have forgotten the time
		timeless := f
		timeless.at = ""
		if want, there := store.unsure[timeless]; there {
			agreed[f] = want
		}
	}
	if err := v.foundLater(ctx, missing, agreed); err != nil {
		return err
	}
	if err := v.foundEarlier(ctx, booked); err != nil {
		return err
	}
	for _, f := range sortedFacts(missing) {
		v.find("the books lack %s", f)
	}
	for _, f := range sortedFacts(booked) {
		if want, there := agreed[f]; !there {
			v.find("the store knows nothing of %s: %+v", f, booked[f])
		} else if want != booked[f] {
			v.find("%s: the books have %+v, and the store %+v", f, booked[f], want)
		}
	}
	v.sum(booked, agreed)
	return nil
}

// foundLater takes away what came late and is in the books of a later day.
func (v *verification) foundLater(ctx context.Context, missing map[fact]bool, agreed map[fact]figure) error {
	for n := 1; n <= lateDays && len(missing) > 0; n++ {
		m, closed := v.days[dayAfter(v.date, n)]
		if !closed {
			continue
		}
		later, err := v.readBooks(ctx, m)
		if err != nil {
			return err
		}
		for f := range missing {
			if _, there := later[f]; there {
				delete(missing, f)
				delete(agreed, f)
			}
		}
	}
	return nil
}

// foundEarlier makes sure that what came late was not in the books before.
func (v *verification) foundEarlier(ctx context.Context, booked map[fact]figure) error {
	late := map[string][]fact{}
	for f := range booked {
		if date := v.dateOf(f); date != v.date {
			late[date] = append(late[date], f)
		}
	}
	for _, date := range slices.Sorted(maps.Keys(late)) {
		m, closed := v.days[date]
		if !closed {
			v.find("%d facts of %s are in the books of %s, and that day has none", len(late[date]), date, v.date)
			continue
		}
		earlier, err := v.readBooks(ctx, m)
		if err != nil {
			return err
		}
		for _, f := range late[date] {
			if _, twice := earlier[f]; twice {
				v.find("%s is in the books of %s, too", f, date)
			}
		}
	}
	return nil
}

// sum adds up both sides.
func (v *verification) sum(booked, agreed map[fact]figure) {
	sums := map[string]*Sum{}
	of := func(f fact) *Sum {
		what := f.what
		if f.move {
			what += " " + f.kind
		}
		if sums[what] == nil {
			sums[what] = &Sum{What: what}
		}
		return sums[what]
	}
	for f, b := range booked {
		of(f).Books += b.sum
	}
	for f, s := range agreed {
		of(f).Store += s.sum
	}
	for _, what := range slices.Sorted(maps.Keys(sums)) {
		v.Sums = append(v.Sums, *sums[what])
	}
}

// dateOf is the day of a fact in the market, or "" if it has no time.
func (v *verification) dateOf(f fact) string {
	at, err := time.Parse(time.RFC3339, f.at)
	if err != nil {
		return ""
	}
	date, err := ledger.Date(v.code, at)
	if err != nil {
		return ""
	}
	return date
}

func dayAfter(date string, days int) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return ""
	}
	return t.AddDate(0, 0, days).Format(time.DateOnly)
}

func sortedFacts[V any](facts map[fact]V) []fact {
	return slices.SortedFunc(maps.Keys(facts), func(a, b fact) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.of, b.of), cmp.Compare(a.kind, b.kind), cmp.Compare(a.what, b.what))
	})
}
