package closing_test

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
)

var wholeYear = flag.Bool("year", false, "simulate a year of a million order versions in place of some days")

// TestAYearOfBooks keeps the books of every market for a year, or for some days. The
// stream repeats records, delivers some a day or two late, and swaps those of
// different orders. The bucket loses requests and answers, closes die at any call,
// and two close at once. In the end the books hold every event once, and have the
// same totals as the orders, which are counted here without the rules of booking.
func TestAYearOfBooks(t *testing.T) {
	t.Parallel()
	days, perDay := 6, 6
	if *wholeYear {
		days, perDay = 366, 100
	}
	var mu sync.Mutex
	versions := 0
	t.Run("markets", func(t *testing.T) {
		for i, region := range market.Regions() {
			for j, m := range region.Markets() {
				t.Run(string(m.Code), func(t *testing.T) {
					if !*wholeYear { // a year takes the memory of one market at a time
						t.Parallel()
					}
					y := newYear(uint64(10*i+j), m, days, perDay)
					if err := errors.Join(y.run(t.Context()), y.tiesOut()); err != nil {
						t.Errorf("seed %d: %v", y.seed, err)
					}
					y.numbered(t)
					mu.Lock()
					defer mu.Unlock()
					versions += y.told
				})
			}
		}
	})
	t.Logf("%d order versions in 8 markets, %d days each", versions, days)
	if *wholeYear && versions < 1_000_000 {
		t.Errorf("only %d order versions", versions)
	}
}

// year is one market's year.
type year struct {
	seed   uint64
	chance *rand.Rand
	market market.Market
	days   []string // of the market, the first one first
	bucket *memory

	told   int              // versions of orders
	events []ledger.Event   // not yet delivered, each with the day that it comes on in due
	due    []int            // index of the day on which an event is delivered
	orders []order.Order    // in their final state
	want   map[string]int   // events by type
	books  map[string]int64 // the sums of the manifests
	got    map[string]int
}

// start is the first day of the year. The clocks of some markets change in it.
var start = time.Date(2027, time.January, 1, 0, 0, 0, 0, time.UTC)

func newYear(seed uint64, m market.Market, days, perDay int) *year {
	y := &year{
		seed: seed, chance: rand.New(rand.NewPCG(2027, seed)), market: m, bucket: newMemory(),
		want: map[string]int{}, books: map[string]int64{}, got: map[string]int{},
	}
	for day := range days + 4 { // for the end of the last orders, and for late events
		y.days = append(y.days, start.AddDate(0, 0, day).Format(time.DateOnly))
	}
	for day := range days {
		for n := range perDay {
			y.live(day*perDay+n, start.AddDate(0, 0, day).Add(12*time.Hour))
		}
	}
	return y
}

// live adds the life of an order that begins on a day. If an event is late, so are
// all later ones of the same order: a stream keeps the order of an item's changes.
func (y *year) live(n int, from time.Time) {
	life := ledgertest.LifeFrom(y.chance, y.market, n, from)
	delay := 0
	for _, e := range life {
		if y.chance.IntN(400) == 0 {
			delay = max(delay, 1+y.chance.IntN(2))
		}
		if e.Market != y.market.Code {
			continue // a tombstone has no market, and is in the books of the region's main one
		}
		date, err := ledger.Date(e.Market, e.OccurredAt)
		day := slices.Index(y.days, date)
		if err != nil || day < 0 {
			panic(fmt.Sprintf("an event on %s is beyond the year: %v", date, err))
		}
		y.events, y.due = append(y.events, e), append(y.due, min(day+delay, len(y.days)-1))
		y.want[string(e.Type)]++
	}
	y.told += len(life)
	y.orders = append(y.orders, life[len(life)-1].Order)
}

// run delivers each day's events and closes the day.
func (y *year) run(ctx context.Context) error {
	byDay := make([][]ledger.Event, len(y.days))
	for i, e := range y.events {
		byDay[y.due[i]] = append(byDay[y.due[i]], e)
	}
	y.events = nil
	sequence := 0
	for day, date := range y.days {
		events := byDay[day]
		slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
		y.shuffle(events)
		for i := range events {
			sequence++
			events[i].Sequence = fmt.Sprintf("%021d", sequence)
		}
		if err := y.deliver(ctx, events); err != nil {
			return err
		}
		if err := y.close(ctx, date); err != nil {
			return err
		}
	}
	return nil
}

// shuffle swaps neighbours that are of different orders.
func (y *year) shuffle(events []ledger.Event) {
	for i := 1; i < len(events); i++ {
		if y.chance.IntN(4) == 0 && events[i].Order.ID != events[i-1].Order.ID {
			events[i-1], events[i] = events[i], events[i-1]
		}
	}
}

// deliver writes the raw files of events. Sometimes it writes a part of them again in
// other batches, as after a crash of the function.
func (y *year) deliver(ctx context.Context, events []ledger.Event) error {
	if len(events) == 0 {
		return nil
	}
	err := y.write(ctx, events, 40)
	if y.chance.IntN(5) == 0 {
		from := y.chance.IntN(len(events))
		err = errors.Join(err, y.write(ctx, events[from:min(len(events), from+25)], 7))
	}
	return err
}

// write puts each file again until a put succeeds.
func (y *year) write(ctx context.Context, events []ledger.Event, atMost int) error {
	defer y.fail(0)
	for key, body := range rawtest.Files(events, atMost) {
		for tries := 0; ; tries++ {
			y.fail(3)
			_, err := y.bucket.PutNew(ctx, key, body)
			if err == nil {
				break
			}
			if tries > 100 {
				return fmt.Errorf("%s is never written: %w", key, err)
			}
		}
	}
	return nil
}

// fail makes one of the next calls fail, before or after it takes effect, or none.
func (y *year) fail(within int) {
	y.bucket.before, y.bucket.after = nil, nil
	if within == 0 || y.chance.IntN(6) > 0 {
		return
	}
	y.bucket.fail(1+y.chance.IntN(within), y.chance.IntN(2) > 0, false)
}

// close closes a day some hours after it has ended, and tries again after errors.
func (y *year) close(ctx context.Context, date string) error {
	c := closing.Closer{Objects: y.bucket, Region: y.market.Region, After: 3 * time.Hour}
	midnight, err := ledger.Midnight(y.market.Code, date)
	if err != nil {
		return err
	}
	request, now := closing.Request{Market: y.market.Code, Date: date}, midnight.AddDate(0, 0, 1).Add(4*time.Hour)
	if keys, err := y.bucket.List(ctx, "raw/", ""); err != nil || len(keys) == 0 {
		return err // the books begin with the first day that has events
	}
	if y.chance.IntN(20) == 0 {
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() { _, _ = c.Close(ctx, request, now) }) // checked below
		}
		both.Wait()
	}
	for range 10 {
		y.fail(40)
		m, err := c.Close(ctx, request, now)
		y.fail(0)
		if err != nil {
			continue
		}
		if m.Status != closing.Closed {
			return fmt.Errorf("%s stays open: %+v", date, m.Failed())
		}
		y.add(m)
		return nil
	}
	return fmt.Errorf("%s is never closed", date)
}

// add adds up a day's manifest.
func (y *year) add(m closing.Manifest) {
	for kind, n := range m.Totals.Events {
		y.got[string(kind)] += n
	}
	for _, a := range m.Totals.Accounts {
		y.books[a.Code] += a.Debit - a.Credit
	}
	for _, u := range m.Totals.Units {
		y.books[string(u.Kind)+" "+u.SKU] += int64(u.Units)
	}
}

// numbered checks that the documents of all days are numbered from 1, without a gap, and
// that each payment and refund has one.
func (y *year) numbered(t *testing.T) {
	t.Helper()
	last, events := map[string]int{}, map[string]bool{}
	files := y.bucket.kept("current/v=1/csv/")
	for _, key := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasSuffix(key, "/documents.csv.gz") {
			continue
		}
		rows, err := csv.NewReader(strings.NewReader(unzip(t, []byte(files[key])))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			series, number, event := row[0], row[1], row[slices.Index(rows[0], "event_id")]
			if last[series]++; number != strconv.Itoa(last[series]) || events[event] {
				t.Fatalf("%s has document %s %s of %s after %d, which has one: %t", key, series, number, event, last[series]-1, events[event])
			}
			events[event] = true
		}
	}
	code := y.market.Code
	want := map[string]int{
		ledger.SeriesOf(code, ledger.Invoice): y.want[string(ledger.Paid)], ledger.SeriesOf(code, ledger.CreditNote): y.want[string(ledger.Refunded)],
	}
	if diff := cmp.Diff(want, last); diff != "" {
		t.Errorf("documents (-payments and refunds +numbers):\n%s", diff)
	}
	t.Logf("%d documents", len(events))
}

// tiesOut compares the books with the final orders.
func (y *year) tiesOut() error {
	if diff := cmp.Diff(y.want, y.got); diff != "" {
		return fmt.Errorf("events (-told +in the books):\n%s", diff)
	}
	want := map[string]int64{}
	units := func(kind string, o order.Order) {
		for _, l := range o.Lines {
			for _, take := range l.Allocations {
				want[kind+" "+string(l.SKU)] += int64(take.Quantity)
			}
		}
	}
	for _, o := range y.orders {
		units("HOLD", o)
		switch o.Status {
		case order.Rejected:
			units("RELEASE", o)
		case order.Expired:
			units("EXPIRE", o)
		case order.Cancelled:
			units("CANCEL", o)
		}
		if !o.Payment.PaidAt.IsZero() {
			units("SELL", o)
			y.money(want, o)
			y.backInStore(want, o, units)
		}
	}
	chart := map[string]int64{}
	for name, n := range y.books {
		switch name {
		case "1100", "2200": // the orders give cash and tax; all else is the rest
			chart[name] = n
		default:
			if len(name) == 4 {
				chart["rest"] += n
				continue
			}
			chart[name] = n
		}
	}
	for _, books := range []map[string]int64{want, chart} {
		for name, n := range books {
			if n == 0 {
				delete(books, name)
			}
		}
	}
	if diff := cmp.Diff(want, chart); diff != "" {
		return fmt.Errorf("money and units (-orders +books):\n%s", diff)
	}
	return nil
}

// money adds the money of an order: cash, tax owed, and the rest.
func (y *year) money(want map[string]int64, o order.Order) {
	cash, tax := o.Totals.Total.Minor, o.Totals.Tax.Minor
	for _, r := range o.Refunds {
		cash, tax = cash-r.Total.Minor, tax-r.Tax.Minor
	}
	want["1100"] += cash
	want["2200"] -= tax
	want["rest"] -= cash - tax
}

// backInStore adds the units that came back of a paid order: to its lots, if one
// refund undid all of it and every unit can be sold again, or else into no lot.
func (y *year) backInStore(want map[string]int64, o order.Order, units func(string, order.Order)) {
	if o.ReleasesUnits() {
		units("RESTORE", o)
		return
	}
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			want["RETURN "+string(l.SKU)] += int64(l.Returned)
		}
	}
}

// A lost record is found by the gap that it leaves, or by the sums, and so is a rule
// that is slightly wrong.
func TestYearFindsFaults(t *testing.T) {
	t.Parallel()
	germany, _ := market.EU.Market("de")
	type fault struct {
		of   ledger.EventType
		bend func(*ledger.Event) // nil: the event is lost
	}
	faults := map[string]fault{
		"a refund of a cent more than it says": {ledger.Refunded, func(e *ledger.Event) {
			last := len(e.Order.Refunds) - 1
			e.Order.Refunds = slices.Clone(e.Order.Refunds)
			e.Order.Refunds[last].Total.Minor++
		}},
		"an order that sells one unit less": {ledger.Paid, func(e *ledger.Event) {
			e.Order.Lines = slices.Clone(e.Order.Lines)
			e.Order.Lines[0].Allocations = slices.Clone(e.Order.Lines[0].Allocations)
			e.Order.Lines[0].Allocations[0].Quantity--
		}},
		"an event that skips versions": {ledger.Held, func(e *ledger.Event) { e.ID = ledger.VersionID(e.Order.ID, 9) }},
	}
	for _, lost := range []ledger.EventType{ledger.Paid, ledger.Shipped, ledger.Held, ledger.Expired, ledger.Refunded} {
		faults["a lost record "+string(lost)] = fault{of: lost}
	}
	for name, f := range faults {
		y := newYear(1, germany, 3, 12)
		i := slices.IndexFunc(y.events, func(e ledger.Event) bool { return e.Type == f.of })
		if f.bend == nil {
			y.events, y.due = slices.Delete(y.events, i, i+1), slices.Delete(y.due, i, i+1)
		} else {
			f.bend(&y.events[i])
		}
		if err := errors.Join(y.run(t.Context()), y.tiesOut()); err == nil {
			t.Errorf("the books do not show %s", name)
		}
	}
}
