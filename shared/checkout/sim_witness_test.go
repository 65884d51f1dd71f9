package checkout_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// witness watches every write that a store applies, and keeps books of its own. So it
// finds a broken rule at the step that breaks it. It checks a lot or an order at each
// write to it, which by induction makes the whole store [checkouttest.Sound] at every
// moment.
type witness struct {
	checkouttest.Store
	*world
	limit int // live orders that a key may have

	books  sync.Mutex
	lots   map[stock.LotKey]*seenLot
	lines  map[stock.Line]*seenLine
	orders map[order.ID]order.Order
	buyers map[order.Key][]order.ID
	owners map[order.Key]owner
	keys   map[owner]order.Key
	closes time.Time
}

// seenLot is a lot as the witness knows it.
type seenLot struct {
	stock.Lot
	listed bool // as empty, on the shelf

	// returning is set from a release that refilled the empty lot until an Unmark.
	// Meanwhile a listed lot may be called sold out. If a crash delays the Unmark, a
	// sweep that begins after hidden makes up for it.
	returning bool
	hidden    time.Time // since when the lot is listed and has units; zero: it is not

	offered []offer // what it has offered so far
}

// offer is the number of units that a lot offers from a moment on.
type offer struct {
	since time.Time
	units int
}

// offers reports whether a shopper who asks now must not be told "sold out".
func (l *seenLot) offers() bool { return l.Left > 0 && l.hidden.IsZero() }

// note records what the lot offers now.
func (l *seenLot) note(now time.Time) {
	units := 0
	if l.offers() {
		units = l.Left
	}
	l.offered = append(l.offered, offer{now, units})
}

// fewest returns the smallest number of units that the lot has offered at any moment
// since then.
func (l *seenLot) fewest(since time.Time) int {
	fewest := 0 // before the shelf has the lot
	for _, o := range l.offered {
		if !o.since.After(since) {
			fewest = o.units
		}
		fewest = min(fewest, o.units)
	}
	return fewest
}

// seenLine is a line as the witness knows it.
type seenLine struct {
	lots      []*seenLot // those that the shelf has
	offering  int        // lots that offer units
	soldOutAt time.Time  // the last moment before now at which none did; zero: there was none
}

func newWitness(s checkouttest.Store, w *world) *witness {
	return &witness{
		Store: s, world: w,
		lots: map[stock.LotKey]*seenLot{}, lines: map[stock.Line]*seenLine{},
		orders: map[order.ID]order.Order{}, buyers: map[order.Key][]order.ID{},
		owners: map[order.Key]owner{}, keys: map[owner]order.Key{},
	}
}

// change changes what is known of a lot, and checks what must hold of it.
func (w *witness) change(key stock.LotKey, change func(l *seenLot)) {
	l, line := w.lots[key], w.lines[key.Line]
	before := l.offers()
	change(l)
	switch hides := l.Left > 0 && l.listed; {
	case hides && !l.returning:
		w.fail("lot %s is listed as empty and has %d units left, and nobody is about to unmark it", key, l.Left)
	case hides && l.hidden.IsZero():
		l.hidden = w.now
	case !hides:
		l.hidden = time.Time{}
	}
	switch after := l.offers(); {
	case after && !before:
		if line.offering == 0 {
			line.soldOutAt = w.now
		}
		line.offering++
	case before && !after:
		line.offering--
	}
	l.note(w.now)
}

// Reserve must reserve once for an order, and leave the units that add up.
func (w *witness) Reserve(ctx context.Context, key stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	w.books.Lock()
	defer w.books.Unlock()
	r, err := w.Store.Reserve(ctx, key, id, quantity, until)
	if err != nil {
		return r, err
	}
	w.change(key, func(l *seenLot) {
		_, had := l.Claims[id]
		switch outcome := l.Lot.Reserve(id, quantity, until); {
		case had && r.Outcome == stock.Reserved:
			w.fail("order %s reserved in lot %s twice", id, key)
		case outcome != r.Outcome || l.Left != r.Left || l.Claims[id].Quantity != r.Claimed:
			w.fail("lot %s answers a reservation of %d with %+v, want %d left and %d claimed", key, quantity, r, l.Left, l.Claims[id].Quantity)
		}
	})
	return r, nil
}

// Release must not release a claim that an order has, or may still get, a right to.
func (w *witness) Release(ctx context.Context, key stock.LotKey, id order.ID) (checkout.ReleaseResult, error) {
	w.books.Lock()
	defer w.books.Unlock()
	r, err := w.Store.Release(ctx, key, id)
	if err != nil {
		return r, err
	}
	w.change(key, func(l *seenLot) {
		claim, before := l.Claims[id], l.Left
		switch released := l.Lot.Release(id); {
		case released != r.Released || before != r.Before || l.Left != r.After:
			w.fail("lot %s answers a release with %+v, want %d left before and %d after", key, r, before, l.Left)
		case released && !stock.MayRelease(w.orders[id], key.Line.SKU, order.Allocation{Lot: key.Number, Quantity: claim.Quantity}):
			w.fail("lot %s released the %d units of order %s, which is %q and may have a right to them", key, claim.Quantity, id, w.orders[id].Status)
		case released && before == 0:
			l.returning = true
		}
	})
	return r, nil
}

// MarkEmpty must not list a lot that has units, unless the lot is returning.
func (w *witness) MarkEmpty(ctx context.Context, key stock.LotKey, epoch int64, release time.Time) (bool, error) {
	w.books.Lock()
	defer w.books.Unlock()
	marked, err := w.Store.MarkEmpty(ctx, key, epoch, release)
	if err == nil && marked {
		w.change(key, func(l *seenLot) { l.listed = true })
	}
	return marked, err
}

// Unmark ends the return of a lot.
func (w *witness) Unmark(ctx context.Context, key stock.LotKey) error {
	w.books.Lock()
	defer w.books.Unlock()
	err := w.Store.Unmark(ctx, key)
	if err == nil {
		w.change(key, func(l *seenLot) { l.listed, l.returning = false, false })
	}
	return err
}

// PutLot adds a lot, which no request can reach yet.
func (w *witness) PutLot(ctx context.Context, lot stock.Lot) (bool, error) {
	w.books.Lock()
	defer w.books.Unlock()
	put, err := w.Store.PutLot(ctx, lot)
	if put {
		w.lots[lot.LotKey] = &seenLot{Lot: stock.NewLot(lot.LotKey, lot.Size)}
	}
	return put, err
}

// AddLots adds lots to the shelf. They offer their units from now on.
func (w *witness) AddLots(ctx context.Context, line stock.Line, from, to, units int, reference string) (bool, error) {
	w.books.Lock()
	defer w.books.Unlock()
	added, err := w.Store.AddLots(ctx, line, from, to, units, reference)
	if !added {
		return added, err
	}
	seen := w.lines[line]
	if seen == nil {
		seen = &seenLine{}
		w.lines[line] = seen
	}
	if seen.offering == 0 {
		seen.soldOutAt = w.now
	}
	for number := from; number < to; number++ {
		lot := w.lots[stock.LotKey{Line: line, Number: number}]
		lot.note(w.now)
		seen.lots = append(seen.lots, lot)
	}
	seen.offering += to - from
	return true, nil
}

// Put must never overwrite an order. It must keep to the buyer's limit, to the number of
// slots, and to one order for each request.
func (w *witness) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	w.books.Lock()
	defer w.books.Unlock()
	existing, err := w.Store.Put(ctx, o)
	if err != nil || existing != nil {
		return existing, err
	}
	if earlier, there := w.orders[o.ID]; there {
		w.fail("order %s was %q and was put again as %q", o.ID, earlier.Status, o.Status)
	}
	w.buyers[o.ID.Key] = append(w.buyers[o.ID.Key], o.ID)
	w.orders[o.ID] = o
	w.checkOrder(o)
	if n := len(w.buyers[o.ID.Key]); n > catalog.MaxSlots {
		w.fail("order %s is the %dth of its key", o.ID, n)
	}
	if !w.closes.IsZero() && o.Status == order.Held && o.CreatedAt.After(w.closes.Add(catalogLag+catalog.StaleFor)) {
		w.fail("order %s was made at %v, and the sale was closed at %v", o.ID, o.CreatedAt, w.closes)
	}
	return nil, nil
}

// Move must start from the order's status, and never reopen an order.
func (w *witness) Move(ctx context.Context, id order.ID, m order.Move) (order.Order, bool, error) {
	w.books.Lock()
	defer w.books.Unlock()
	o, moved, err := w.Store.Move(ctx, id, m)
	if err != nil || !moved {
		return o, moved, err
	}
	before := w.orders[id]
	switch {
	case before.Status != order.Held || o.Version != before.Version+1:
		w.fail("order %s was %q in version %d and became %q in version %d", id, before.Status, before.Version, o.Status, o.Version)
	case o.Status == order.Expired && before.HoldExpiresAt.After(w.now):
		w.fail("order %s expired before its hold ended, at %v", id, before.HoldExpiresAt)
	case o.Declines > order.MaxDeclines:
		w.fail("order %s counts %d declined payments", id, o.Declines)
	}
	w.orders[id] = o
	w.checkOrder(o)
	return o, true, nil
}

// checkOrder checks what must hold of an order after each write to it.
func (w *witness) checkOrder(o order.Order) {
	if !o.Status.Live() {
		return
	}
	if err := checkouttest.HasItsUnits(o, func(key stock.LotKey) (stock.Lot, bool) { return w.lots[key].Lot, true }); err != nil {
		w.fail("a write broke an order: %v", err)
	}
	live, same := 0, 0
	for _, id := range w.buyers[o.ID.Key] {
		if w.orders[id].Status.Live() {
			live++
		}
		if w.orders[id].Request.Key == o.Request.Key {
			same++
		}
	}
	if live > w.limit {
		w.fail("order %s became the %dth live order of a buyer who may have %d", o.ID, live, w.limit)
	}
	if same > 1 {
		w.fail("order %s became the %dth order of one request", o.ID, same)
	}
}

// certify reports whether a line offered nothing at some moment since then. That makes
// "sold out" true: a shopper may be told what the shelf said when the request began, or
// ShelfAge before, but not what it said earlier.
func (w *witness) certify(line stock.Line, since time.Time) bool {
	w.books.Lock()
	defer w.books.Unlock()
	seen := w.lines[line]
	return seen.offering == 0 || !seen.soldOutAt.IsZero() && !seen.soldOutAt.Before(since)
}

// fewest returns the sum of the fewest units that each lot of a line has offered since
// then. It counts each lot at its lowest, since a request reads lots one after another.
func (w *witness) fewest(line stock.Line, since time.Time) int {
	w.books.Lock()
	defer w.books.Unlock()
	sum := 0
	for _, l := range w.lines[line].lots {
		sum += l.fewest(since)
	}
	return sum
}

// certifyRejection checks that a line of a rejected order was sold out at some moment
// since shortly before the order was drafted.
func (w *witness) certifyRejection(o order.Order) {
	since := o.CreatedAt.Add(-checkout.ShelfAge)
	if !slices.ContainsFunc(o.Lines, func(l order.Line) bool { return w.certify(stock.Line{Sale: o.Sale, SKU: l.SKU}, since) }) {
		w.fail("order %s is rejected, and there were units of each of its lines all the time since %v", o.ID, since)
	}
}

// swept checks that a sweep has unmarked the lots whose units were hidden before it.
func (w *witness) swept(line stock.Line, since time.Time) {
	w.books.Lock()
	defer w.books.Unlock()
	for _, l := range w.lines[line].lots {
		if !l.hidden.IsZero() && l.hidden.Before(since) {
			w.fail("lot %s lists %d units as empty since %v, and a sweep since %v did not mend it", l.LotKey, l.Left, l.hidden, since)
		}
	}
}

// order returns an order as it was last written.
func (w *witness) order(id order.ID) order.Order {
	w.books.Lock()
	defer w.books.Unlock()
	return w.orders[id]
}
