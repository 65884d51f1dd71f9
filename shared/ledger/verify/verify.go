// Package verify proves the books of closed days against the store, by rules that
// share nothing with those that made the books.
package verify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// Store has the orders and lots of a region.
type Store interface {
	Catalog(ctx context.Context) (catalog.Snapshot, error)
	// Shelf returns the shelf of a line. It fails if there is none.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
	// Lots returns the first n lots of a line. It fails if one is missing.
	Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error)
	// AllOrders visits every order that exists from its first to its last moment,
	// each once.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
	// AllMovements visits every movement in the provider's account, each once.
	AllMovements(ctx context.Context, visit func(payment.Movement) error) error
}

// Heads has the digests of manifests outside the bucket; see closing.Issued.
type Heads interface {
	closing.Anchored
	IssuedThrough(ctx context.Context, code market.Code) (ledger.Head, error)
}

// Verifier compares the books of closed days with the orders and lots of today. It
// derives entries and moves again, and reads every file of the days. Orders may
// change meanwhile; what happened on a day that is over does not.
type Verifier struct {
	Books   ledger.Objects
	Region  market.Region
	Store   Store
	Heads   Heads            // nil: the manifests vouch for themselves
	Restore closing.Versions // with which lost and changed files are put right; nil: they are only found

	TaxAtDispatch time.Time // see ledger.LegalEntity; zero: as the region's legal entity
}

// Range is the days to verify, as 2006-01-02. The files of all of them are read.
type Range struct {
	Markets []market.Code
	First   string
	Compare string // from this day on, the books are compared with the store, too
	Last    string
}

// Verification is the result for one market.
type Verification struct {
	Market market.Code
	Begins string   // the first day of the market's books; empty if it has had no events
	Days   []Day    // those that are closed
	Files  int      // that were read
	Orders int      // of the market, that were read
	Lots   int      // of the region
	Sums   []Sum    // of money by account, and of units by SKU and kind of move
	Wrong  []string // what is wrong; empty if everything agrees
	Void   []string // operators' entries that no books have; see closing.Inspection
}

// Day is a closed day.
type Day struct {
	Date string
	Rev  int
}

// Sum is a sum as the books and the store have it.
type Sum struct {
	What         string // such as "2100 EUR" or "headphones SELL"
	Currency     string // empty for units
	Books, Store int64  // debits less credits, or units
}

// Run verifies the closed days of a range. It reads the orders once for all markets. It
// keeps the figures of the days that it compares in memory, about 3 KB for each order.
func (v Verifier) Run(ctx context.Context, r Range) ([]Verification, error) {
	if entity, _ := ledger.Entity(v.Region); v.TaxAtDispatch.IsZero() { // a setting, not a rule that made the books
		v.TaxAtDispatch = entity.TaxAtDispatch
	}
	runs := map[market.Code]*run{}
	for _, code := range r.Markets {
		run := &run{
			Verifier: v, Verification: Verification{Market: code}, first: r.Compare, last: r.Last,
			days: map[string]closing.Manifest{}, suspended: map[moment]bool{}, settled: map[moment]figures{}, derived: map[moment]figures{},
			booked: figures{}, ended: map[figure]figure{}, missing: figures{},
			inBooks: map[string]int64{}, inStore: map[string]int64{}, currencies: map[string]string{},
		}
		runs[code] = run
		if err := run.readDays(ctx, r.First); err != nil {
			return nil, fmt.Errorf("verify market %s: %w", code, err)
		}
	}
	if err := v.readStore(ctx, runs); err != nil {
		return nil, err
	}
	var all []Verification
	for _, code := range r.Markets {
		if err := runs[code].finish(ctx); err != nil {
			return nil, fmt.Errorf("verify market %s: %w", code, err)
		}
		all = append(all, runs[code].Verification)
	}
	return all, nil
}

// run verifies one market.
type run struct {
	Verifier
	Verification
	first, last string                      // the days to compare
	days        map[string]closing.Manifest // by date, of all closed days
	suspended   map[moment]bool             // events that were put in suspense
	settled     map[moment]figures          // those that a rule booked later, as in the books
	derived     map[moment]figures          // the same, as derived from the store
	booked      figures                     // of the days, without those that the store has confirmed
	ended       map[figure]figure           // figures of ended holds, by the same figure without its time
	missing     figures                     // what the store has and the days do not
	inBooks     map[string]int64            // sums by figure.sum
	inStore     map[string]int64            // the same
	currencies  map[string]string           // of sums of money
	unbegun     int                         // orders of a market whose books have not begun
}

// moment is when something happened to an order.
type moment struct{ of, at string }

func (r *run) find(format string, args ...any) {
	r.Wrong = append(r.Wrong, fmt.Sprintf(format, args...))
}

// checkHead compares the last manifest with its digest outside the bucket.
func (r *run) checkHead(ctx context.Context) error {
	if r.Heads == nil {
		return nil
	}
	head, err := r.Heads.IssuedThrough(ctx, r.Market)
	if err != nil {
		return err
	}
	wrong, err := closing.CheckHead(ctx, r.Books, r.Region, r.Market, head)
	if wrong != "" && !slices.Contains(r.Wrong, wrong) { // the digest may be kept twice
		r.find("%s", wrong)
	}
	return err
}

// readDays inspects the files of the days from a day on, and reads the books of the days to compare.
func (r *run) readDays(ctx context.Context, from string) error {
	books := closing.Books{Objects: r.Books, Region: r.Region}
	if r.Heads != nil {
		books.Anchors = r.Heads
	}
	if err := r.inspect(ctx, books, from); err != nil {
		return err
	}
	history, err := r.readHistory(ctx, books)
	if err != nil {
		return err
	}
	r.Begins = history.Begins
	for _, d := range history.Days {
		if !d.Closed() {
			continue
		}
		r.days[d.Date] = d.Live
		for _, s := range d.Live.Suspended {
			r.suspended[moment{s.OrderID, timeText(s.OccurredAt)}] = true
		}
		if d.Date < from || d.Date > r.last {
			continue
		}
		r.Days = append(r.Days, Day{d.Date, d.Live.Rev})
		if d.Date < r.first {
			continue
		}
		if err := r.addDay(ctx, d.Live); err != nil {
			return err
		}
	}
	return nil
}

// inspect reads the files of the days from a day to the last again.
func (r *run) inspect(ctx context.Context, books closing.Books, from string) error {
	inspector := closing.Inspector{Objects: r.Books, Anchors: books.Anchors, Region: r.Region, Restore: r.Restore}
	seen, err := inspector.Run(ctx, r.Market, from, r.last)
	if err != nil {
		return err
	}
	r.Wrong, r.Void, r.Files = seen.Findings, seen.Void, seen.Files
	return r.checkHead(ctx)
}

// readHistory reads the manifests of all days. It reports what is wrong with them, and raw files that
// came too late for any books.
func (r *run) readHistory(ctx context.Context, books closing.Books) (closing.History, error) {
	history, err := books.History(ctx, r.Market, "", "")
	if err != nil {
		return closing.History{}, err
	}
	tooLate, err := books.TooLate(ctx, r.Market, history)
	if err != nil {
		return closing.History{}, err
	}
	r.Wrong = append(r.Wrong, tooLate...)
	for _, broken := range history.Broken {
		if !slices.Contains(r.Wrong, broken) { // of the days before
			r.find("%s", broken)
		}
	}
	return history, nil
}

// addDay reads and checks the books of a day to compare, and adds their figures.
func (r *run) addDay(ctx context.Context, m closing.Manifest) error {
	booked, err := r.readBooks(ctx, m)
	if err != nil {
		return err
	}
	r.checkTotals(m, booked)
	if err := r.checkNumbers(ctx, m); err != nil {
		return err
	}
	if err := r.foundEarlier(ctx, m, booked); err != nil {
		return err
	}
	if err := r.readSettled(ctx, m); err != nil {
		return err
	}
	for f, n := range booked {
		at := moment{f.of, f.at}
		if settled := r.settled[at]; settled != nil {
			settled.join(f, n)
		}
		if r.suspended[at] {
			continue
		}
		r.booked.join(f, n)
		r.inBooks[f.sum()] += n.sum
		r.currencies[f.sum()] = f.currency()
		if f.class == units && (f.kind == "EXPIRE" || f.kind == "CANCEL") {
			r.ended[f.timeless()] = f
		}
	}
	return r.matchAdjustments(ctx, m)
}

// match compares the figures of one order or lot with the books, and forgets those
// that agree.
func (r *run) match(of figures) {
	for f, n := range of {
		if f.at == "" { // the store does not know any more
			there, ok := r.ended[f]
			if !ok {
				continue
			}
			f = there
		}
		if at := (moment{f.of, f.at}); r.suspended[at] {
			if derived := r.derived[at]; derived != nil {
				derived.join(f, n)
			}
			continue
		}
		date := r.dateOf(f)
		booked, there := r.booked[f]
		if old := f.withoutReason(); f.class == lines && !there {
			if booked, there = r.booked[old]; there {
				f = old
			}
		}
		switch {
		case there && booked != n:
			r.find("%s: the books have %+v, and the store %+v", f, booked, n)
		case !there && (date < r.first || date > r.last || r.days[date].Rev == 0):
			continue
		case !there:
			r.missing[f] = n
		}
		delete(r.booked, f)
		r.inStore[f.sum()] += n.sum
		r.currencies[f.sum()] = f.currency()
	}
}

// finish reports what only one side has.
func (r *run) finish(ctx context.Context) error {
	if err := r.foundLater(ctx); err != nil {
		return err
	}
	if r.unbegun > 0 {
		r.find("market %s has no books, but %d orders: is the stream read?", r.Market, r.unbegun)
	}
	r.checkSettled()
	for f := range r.missing {
		r.find("the books lack %s", f)
	}
	for f, n := range r.booked {
		r.find("the store does not have %s: %+v", f, n)
	}
	for what := range r.inStore {
		r.inBooks[what] += 0 // so that it is listed
	}
	for _, what := range slices.Sorted(maps.Keys(r.inBooks)) {
		r.Sums = append(r.Sums, Sum{What: what, Currency: r.currencies[what], Books: r.inBooks[what], Store: r.inStore[what]})
	}
	slices.Sort(r.Wrong)
	return nil
}

// lateDays bounds how many days late an event may be in the books.
const lateDays = 35

// foundLater removes from missing what came late and is in the books of a day after the range.
func (r *run) foundLater(ctx context.Context) error {
	for n := 1; n <= lateDays && len(r.missing) > 0; n++ {
		m, closed := r.days[ledger.AddDays(r.last, n)]
		if !closed {
			continue
		}
		later, err := r.readBooks(ctx, m)
		if err != nil {
			return err
		}
		for f, n := range r.missing {
			if _, there := later[f]; there {
				delete(r.missing, f)
				r.inStore[f.sum()] -= n.sum
			}
		}
	}
	return nil
}

// foundEarlier checks that what came late is not in the books of its own day, too. Days of
// the range need no check, because their figures are added up.
func (r *run) foundEarlier(ctx context.Context, m closing.Manifest, booked figures) error {
	late := map[string][]figure{}
	for f := range booked {
		if date := r.dateOf(f); date != m.Date && !r.suspended[moment{f.of, f.at}] {
			late[date] = append(late[date], f)
		}
	}
	for _, date := range slices.Sorted(maps.Keys(late)) {
		own, closed := r.days[date]
		if !closed {
			r.find("%d figures of %s are in the books of %s, but that day is not closed", len(late[date]), date, m.Date)
			continue
		}
		if date >= r.first {
			continue
		}
		earlier, err := r.readBooks(ctx, own)
		if err != nil {
			return err
		}
		for _, f := range late[date] {
			if _, twice := earlier[f]; twice {
				r.find("%s is in the books of %s, too", f, date)
			}
		}
	}
	return nil
}
