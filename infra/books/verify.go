// Package books holds what an operator does with a region's books: pull them,
// verify them against the store, and replay dead letters into them.
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

// Verification is the result of comparing the books of a day with the store.
type Verification struct {
	Rev      int
	Orders   int      // of the market, that were read
	Lots     int      // of the region
	Sums     []Sum    // money by account, and units by SKU and kind of move
	Findings []string // what is wrong; empty if the books agree with the store
}

// Sum is a sum of both sides.
type Sum struct {
	What         string // such as "2100 EUR" or "headphones SELL"
	Books, Store int64  // debits less credits, or units
}

// figure names a figure that the books and the store must both have: the entries
// of a transaction in an account, or the units of a SKU that moved.
type figure struct {
	of   string // an order or a lot
	kind string // of event, or of move
	at   string // when it occurred, as the books have it; empty if the store has forgotten
	what string // account and currency, or SKU
	move bool   // units, not money
}

func (f figure) String() string {
	return fmt.Sprintf("%s of %s at %s, %s", f.kind, f.of, f.at, f.what)
}

// sum names the sum that a figure is added to.
func (f figure) sum() string {
	if f.move {
		return f.what + " " + f.kind
	}
	return f.what
}

// value is the value of a figure.
type value struct {
	entries int
	sum     int64 // debits less credits, or units
}

// figures are the figures of one side.
type figures map[figure]value

func (f figures) add(key figure, sum int64) {
	was := f[key]
	f[key] = value{was.entries + 1, was.sum + sum}
}

// lateDays bounds how many days late an event may be in the books.
const lateDays = 35

// Verify compares the books of closed days with the orders and lots of today. It
// derives entries and moves again, by rules that share nothing with those that made
// the books. It also checks every file of the day, and the manifests of all days.
// Orders may change meanwhile; what happened on a day that is over does not.
type Verify struct {
	Books  ledger.Objects
	Region market.Region
	Store  audit.Store
}

// Run verifies a day of a market. It fails if the day is not closed.
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

// compare compares the books with the store, figure by figure.
func (v *verification) compare(ctx context.Context, booked, store figures) error {
	missing := figures{}
	want := figures{} // what the store says of the day's books
	for f, n := range store {
		if _, there := booked[f]; there {
			want[f] = n
		} else if v.dateOf(f) == v.date {
			missing[f], want[f] = n, n
		}
	}
	for f := range booked {
		timeless := f
		timeless.at = ""
		if n, there := store[timeless]; there {
			want[f] = n
		}
	}
	if err := v.foundLater(ctx, missing, want); err != nil {
		return err
	}
	if err := v.foundEarlier(ctx, booked); err != nil {
		return err
	}
	for _, f := range sorted(missing) {
		v.find("the books lack %s", f)
	}
	for _, f := range sorted(booked) {
		if n, there := want[f]; !there {
			v.find("the store does not have %s: %+v", f, booked[f])
		} else if n != booked[f] {
			v.find("%s: the books have %+v, and the store %+v", f, booked[f], n)
		}
	}
	v.sum(booked, want)
	return nil
}

// foundLater removes what came late and is in the books of a later day.
func (v *verification) foundLater(ctx context.Context, missing, want figures) error {
	for n := 1; n <= lateDays && len(missing) > 0; n++ {
		m, closed := v.days[ledger.AddDays(v.date, n)]
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
				delete(want, f)
			}
		}
	}
	return nil
}

// foundEarlier checks that what came late is not in the books of its own day too.
func (v *verification) foundEarlier(ctx context.Context, booked figures) error {
	late := map[string][]figure{}
	for f := range booked {
		if date := v.dateOf(f); date != v.date {
			late[date] = append(late[date], f)
		}
	}
	for _, date := range slices.Sorted(maps.Keys(late)) {
		m, closed := v.days[date]
		if !closed {
			v.find("%d figures of %s are in the books of %s, but that day is not closed", len(late[date]), date, v.date)
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
func (v *verification) sum(booked, want figures) {
	ours, theirs := sums(booked), sums(want)
	for what := range theirs {
		ours[what] += 0 // so that it is listed
	}
	for _, what := range slices.Sorted(maps.Keys(ours)) {
		v.Sums = append(v.Sums, Sum{What: what, Books: ours[what], Store: theirs[what]})
	}
}

func sums(of figures) map[string]int64 {
	sums := map[string]int64{}
	for f, n := range of {
		sums[f.sum()] += n.sum
	}
	return sums
}

// dateOf returns the day of a figure in the market, or "" if it has no time.
func (v *verification) dateOf(f figure) string {
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

func sorted(of figures) []figure {
	return slices.SortedFunc(maps.Keys(of), func(a, b figure) int {
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.of, b.of), cmp.Compare(a.kind, b.kind), cmp.Compare(a.what, b.what))
	})
}
