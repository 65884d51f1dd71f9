package checkout_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// opCatalog is the one call that hooks of the store do not know.
const opCatalog checkouttest.Op = "catalog"

// client is a process's connection to the store and the bank. Each call is a turn: it
// reaches the store some time later, and its answer comes later still, or not at all.
// What a real store reads in several steps takes several turns.
type client struct{ of *process }

var (
	_ checkout.Lots      = client{}
	_ checkout.Shelves   = client{}
	_ checkout.Orders    = client{}
	_ checkout.Inventory = client{}
	_ catalog.Source     = client{}
	_ payment.Provider   = client{}
)

// do makes a call. Its fate decides how often it is applied.
func do[R any](c client, op checkouttest.Op, key string, apply func() (R, error)) (R, error) {
	var result R
	var err error
	t := &turn{who: c.of.name, what: fmt.Sprintf("%s %s", op, key), of: c.of}
	t.apply = func(keep bool) {
		r, e := apply()
		if keep {
			result, err = r, e
		}
	}
	t.begin = func(alike []*turn) { c.of.fleet.carry(op, alike) }
	c.of.fleet.wait(t)
	if t.err != nil {
		var none R
		return none, t.err
	}
	return result, err
}

// doErr is do for what returns no more than an error.
func doErr(c client, op checkouttest.Op, key string, apply func() error) error {
	_, err := do(c, op, key, func() (struct{}, error) { return struct{}{}, apply() })
	return err
}

// fate is what becomes of a call.
type fate string

const (
	arrives    fate = "arrives"
	isLost     fate = "is lost"
	throttled  fate = "is throttled"
	replyLost  fate = "is applied, its answer lost"
	twice      fate = "is applied twice"
	straggles  fate = "is applied again later"
	isDelayed  fate = "is delayed"
	diesBefore fate = "is the end of its process"
	diesAfter  fate = "is applied, then its process dies"
)

// fates are the fates of calls in bad weather.
var fates = []fate{isLost, isLost, throttled, throttled, replyLost, replyLost, twice, twice, straggles, isDelayed, diesBefore, diesAfter}

func (s *sim) fate() fate {
	if s.brownout.contains(s.now) && s.random.IntN(2) == 0 {
		return throttled
	}
	if s.random.Float64() >= s.weather {
		return arrives
	}
	return fates[s.random.IntN(len(fates))]
}

// carry takes calls that look alike to the store, and their answers back.
func (s *sim) carry(op checkouttest.Op, calls []*turn) {
	p := calls[0].of
	fate := s.fate()
	if fate != arrives {
		s.count("call "+string(fate), 1)
	}
	s.count("calls", len(calls))
	apply := func(keep bool) func() {
		return func() {
			s.tell(p.name, "%s: %s", calls[0].what, fate)
			for _, c := range calls {
				c.apply(keep)
			}
		}
	}
	answer := func(err error) func() {
		return func() {
			for _, c := range calls {
				c.err = err
			}
			s.rouse(calls...)
		}
	}
	there := s.latency()
	back := there + s.latency()
	switch fate {
	case arrives:
		s.after(there, apply(true))
		s.after(back, answer(nil))
	case isLost:
		s.after(back, answer(checkouttest.ErrFault))
	case throttled:
		s.after(back, answer(problem.Busy(checkouttest.ErrFault)))
	case replyLost:
		s.after(there, apply(true))
		s.after(back, answer(checkouttest.ErrFault))
	case twice:
		s.after(there, apply(false))
		again := there + s.between(0, time.Second)
		s.after(again, apply(true))
		s.after(again+s.latency(), answer(nil))
	case straggles: // the client gave up on a first attempt, which arrives later
		s.after(there, apply(true))
		s.after(back, answer(nil))
		s.after(s.between(0, time.Minute), apply(false))
	case isDelayed: // often for so long that its process times out first
		late := s.between(time.Second, time.Minute)
		s.after(late, apply(true))
		s.after(late+s.latency(), answer(nil))
	case diesBefore:
		s.after(there, func() { p.fleet.kill(p, "before "+calls[0].what) })
	case diesAfter:
		s.after(there, apply(true))
		s.after(there, func() { p.fleet.kill(p, "after "+calls[0].what) })
	}
}

func (c client) store() checkouttest.Store { return c.of.fleet.witness }

func (c client) Reserve(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	return do(c, checkouttest.OpReserve, fmt.Sprintf("%d of %s for %s", quantity, lot, id), func() (checkout.Reservation, error) {
		return c.store().Reserve(ctx, lot, id, quantity, until)
	})
}

func (c client) Release(ctx context.Context, lot stock.LotKey, id order.ID) (checkout.ReleaseResult, error) {
	return do(c, checkouttest.OpRelease, fmt.Sprintf("%s of %s", lot, id), func() (checkout.ReleaseResult, error) {
		return c.store().Release(ctx, lot, id)
	})
}

func (c client) Reschedule(ctx context.Context, lot stock.LotKey, until map[order.ID]time.Time) (bool, error) {
	return do(c, checkouttest.OpReschedule, lot.String(), func() (bool, error) { return c.store().Reschedule(ctx, lot, until) })
}

func (c client) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	return c.readTwice(checkouttest.OpLots, line, func() ([]stock.Lot, error) { return c.store().Lots(ctx, line, n) })
}

func (c client) Peek(ctx context.Context, line stock.Line, numbers []int) ([]stock.Lot, error) {
	return c.readTwice(checkouttest.OpPeek, line, func() ([]stock.Lot, error) { return c.store().Peek(ctx, line, numbers) })
}

// readTwice reads every other lot at one moment and the rest at a later one.
func (c client) readTwice(op checkouttest.Op, line stock.Line, read func() ([]stock.Lot, error)) ([]stock.Lot, error) {
	lots, err := do(c, op, line.String(), read)
	if err != nil || len(lots) < 2 {
		return lots, err
	}
	later, err := do(c, op, line.String(), read)
	for i := 1; i < len(later); i += 2 {
		lots[i] = later[i]
	}
	return lots, err
}

// Shelf reads page by page.
func (c client) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	read := func() (stock.Shelf, error) { return c.store().Shelf(ctx, line) }
	shelf, err := do(c, checkouttest.OpShelf, line.String(), read)
	for page := 1; err == nil && page < len(shelf.Pages); page++ {
		var later stock.Shelf
		later, err = do(c, checkouttest.OpShelf, fmt.Sprintf("%s, page %d", line, page), read)
		if err == nil {
			shelf.Pages[page] = later.Pages[page]
		}
	}
	return shelf, err
}

func (c client) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	return checkouttest.EachShelf(ctx, c, lines)
}

func (c client) MarkEmpty(ctx context.Context, lot stock.LotKey, epoch int64, release time.Time) (bool, error) {
	return do(c, checkouttest.OpMarkEmpty, fmt.Sprintf("%s in epoch %d", lot, epoch), func() (bool, error) {
		return c.store().MarkEmpty(ctx, lot, epoch, release)
	})
}

func (c client) Unmark(ctx context.Context, lot stock.LotKey) error {
	return doErr(c, checkouttest.OpUnmark, lot.String(), func() error { return c.store().Unmark(ctx, lot) })
}

func (c client) Record(ctx context.Context, line stock.Line, count stock.Count) error {
	return doErr(c, checkouttest.OpRecord, line.String(), func() error { return c.store().Record(ctx, line, count) })
}

// Put checks rejections. A rejected order answers "sold out" later, so that must be true
// when it is put.
func (c client) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	if o.Status == order.Rejected {
		c.of.fleet.witness.certifyRejection(o)
	}
	by := c.of.owner
	return do(c, checkouttest.OpPut, fmt.Sprintf("%s %s", o.ID, o.Status), func() (*order.Order, error) {
		existing, err := c.store().Put(ctx, o)
		if err == nil && existing == nil && by != "" {
			c.of.fleet.witness.own(o, by)
		}
		return existing, err
	})
}

func (c client) Move(ctx context.Context, id order.ID, m order.Move) (order.Order, bool, error) {
	type result struct {
		order order.Order
		moved bool
	}
	r, err := do(c, checkouttest.OpMove, fmt.Sprintf("%s to %s", id, m.To), func() (result, error) {
		o, moved, err := c.store().Move(ctx, id, m)
		return result{o, moved}, err
	})
	return r.order, r.moved, err
}

func (c client) Order(ctx context.Context, id order.ID) (order.Order, error) {
	return do(c, checkouttest.OpOrder, id.String(), func() (order.Order, error) { return c.store().Order(ctx, id) })
}

// Buyer reads the first slot before the others, since a query is not a snapshot.
func (c client) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	read := func() ([]order.Order, error) { return c.store().Buyer(ctx, key) }
	orders, err := do(c, checkouttest.OpBuyer, string(key), read)
	if err != nil || len(orders) == 0 {
		return orders, err
	}
	later, err := do(c, checkouttest.OpBuyer, string(key)+", the rest", read)
	if err != nil {
		return nil, err
	}
	return append(orders[:1], later[1:]...), nil
}

func byID(a, b order.ID) int { return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Slot, b.Slot)) }

// Orders reads half of the orders at one moment and the rest at a later one.
func (c client) Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error) {
	ids = slices.SortedFunc(slices.Values(ids), byID)
	all := map[order.ID]order.Order{}
	for _, half := range [][]order.ID{ids[:len(ids)/2], ids[len(ids)/2:]} {
		found, err := do(c, checkouttest.OpOrders, fmt.Sprint(len(half)), func() (map[order.ID]order.Order, error) {
			return c.store().Orders(ctx, half)
		})
		if err != nil {
			return nil, err
		}
		for id, o := range found {
			all[id] = o
		}
	}
	return all, nil
}

// Catalog reads with eventual consistency: for a while it may miss a change.
func (c client) Catalog(ctx context.Context) (catalog.Snapshot, error) {
	return do(c, opCatalog, "", func() (catalog.Snapshot, error) {
		s := c.of.fleet.sim
		if s.now.Sub(s.changed) < catalogLag && s.random.IntN(2) == 0 {
			return s.before, nil
		}
		return c.store().Catalog(ctx)
	})
}

func (c client) bank() *checkouttest.Bank { return c.of.fleet.shop.Bank }

func (c client) Name() string { return c.bank().Name() }

func (c client) Accepts(amount money.Amount) error { return c.bank().Accepts(amount) }

func (c client) Authorize(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	return do(c, checkouttest.OpAuthorize, r.OrderID, func() (payment.Authorization, error) { return c.bank().Authorize(ctx, r) })
}

func (c client) Capture(ctx context.Context, reference string) error {
	return doErr(c, checkouttest.OpCapture, reference, func() error { return c.bank().Capture(ctx, reference) })
}

func (c client) Void(ctx context.Context, reference string) error {
	return doErr(c, checkouttest.OpVoid, reference, func() error { return c.bank().Void(ctx, reference) })
}

func (c client) Refund(ctx context.Context, r payment.Refund) error {
	return doErr(c, checkouttest.OpRefund, r.Reference, func() error { return c.bank().Refund(ctx, r) })
}
