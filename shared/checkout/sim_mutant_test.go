package checkout_test

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Each mutant is a store that breaks one rule, as a careless edit of a condition
// expression would. The simulation must find them all.

type earlyReleaser struct{ *checkouttest.Memory }

func (m earlyReleaser) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	if move.To.Closed() {
		o, err := m.Order(ctx, id)
		if err != nil {
			return o, false, err
		}
		for _, line := range o.Lines {
			for _, allocation := range line.Allocations {
				key := stock.LotKey{Line: stock.Line{Sale: o.Sale, SKU: line.SKU}, Number: allocation.Lot}
				if _, err := m.Release(ctx, key, id); err != nil {
					return o, false, err
				}
			}
		}
	}
	return m.Memory.Move(ctx, id, move)
}

type doubleReserver struct{ *checkouttest.Memory }

func (m doubleReserver) Reserve(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	r, err := m.Memory.Reserve(ctx, lot, id, quantity, until)
	if err != nil || r.Outcome != stock.AlreadyReserved || r.Left < quantity {
		return r, err
	}
	if _, err := m.Release(ctx, lot, id); err != nil {
		return r, err
	}
	r, err = m.Memory.Reserve(ctx, lot, id, r.Claimed+quantity, until)
	r.Claimed = quantity
	return r, err
}

type anyEpochMarker struct{ *checkouttest.Memory }

func (m anyEpochMarker) MarkEmpty(ctx context.Context, lot stock.LotKey, _ int64, release time.Time) (bool, error) {
	shelf, err := m.Shelf(ctx, lot.Line)
	if err != nil {
		return false, err
	}
	return m.Memory.MarkEmpty(ctx, lot, shelf.Pages[stock.PageOf(lot.Number)].Epoch, release)
}

type nonUnmarker struct{ *checkouttest.Memory }

func (nonUnmarker) Unmark(context.Context, stock.LotKey) error { return nil }

type earlyExpirer struct{ *checkouttest.Memory }

func (m earlyExpirer) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	move.OnlyDue = false
	return m.Memory.Move(ctx, id, move)
}

// A blindPutter reports every order as new.
type blindPutter struct{ *checkouttest.Memory }

func (m blindPutter) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	_, err := m.Memory.Put(ctx, o)
	return nil, err
}

type lastOrderFinder struct{ *checkouttest.Memory }

func (m lastOrderFinder) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	orders, err := m.Memory.Buyer(ctx, key)
	return orders[max(0, len(orders)-1):], err
}

// A lateShelfReader reads shelves as they were a second ago, as an eventually consistent
// read may. It breaks no rule of the stock. Only the witness's check of "sold out" can
// tell.
type lateShelfReader struct {
	*checkouttest.Memory
	now  func() time.Time
	read map[stock.Line][]reading
}

type reading struct {
	shelf stock.Shelf
	at    time.Time
}

func (m lateShelfReader) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	shelf, err := m.Memory.Shelf(ctx, line)
	all := slices.Concat(m.read[line], []reading{{shelf, m.now()}})
	for len(all) > 1 && m.now().Sub(all[1].at) >= time.Second {
		all = all[1:]
	}
	m.read[line] = all
	return all[0].shelf, err
}

// declineForgetter does not count declined payments.
type declineForgetter struct{ *checkouttest.Memory }

func (m declineForgetter) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	if move.Declines {
		o, err := m.Order(ctx, id)
		return o, false, err
	}
	return m.Memory.Move(ctx, id, move)
}

// hopelessKeeper keeps an order open that has had its last declined payment.
type hopelessKeeper struct{ *checkouttest.Memory }

func (m hopelessKeeper) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	o, err := m.Order(ctx, id)
	if err != nil || move.To == order.Cancelled && o.Declines >= order.MaxDeclines {
		return o, false, err
	}
	return m.Memory.Move(ctx, id, move)
}

// mutant is a region with one fault: in its store, or in how its function holds units.
type mutant struct {
	name  string
	store func(m *checkouttest.Memory, now func() time.Time) checkouttest.Store
	hold  holder
}

func (m mutant) holder() holder {
	if m.hold == nil {
		return func(ctx context.Context, c *checkout.Checkout, r checkout.HoldRequest) (order.Order, error) {
			return c.Hold(ctx, r)
		}
	}
	return m.hold
}

var storeMutants = []mutant{
	{name: "release before the close", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return earlyReleaser{m} }},
	{name: "reserve beside a claim", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return doubleReserver{m} }},
	{name: "mark in any epoch", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return anyEpochMarker{m} }},
	{name: "no unmark", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return nonUnmarker{m} }},
	{name: "expire before the end", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return earlyExpirer{m} }},
	{name: "ignore the order in the slot", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return blindPutter{m} }},
	{name: "find only the last order", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return lastOrderFinder{m} }},
	{name: "read the shelf of a second ago", store: func(m *checkouttest.Memory, now func() time.Time) checkouttest.Store {
		return lateShelfReader{m, now, map[stock.Line][]reading{}}
	}},
	{name: "count no declined payment", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return declineForgetter{m} }},
	{name: "keep a hold after its last declined payment", store: func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return hopelessKeeper{m} }},
}

func TestSimulationFindsMutants(t *testing.T) {
	t.Parallel()
	for _, mutant := range slices.Concat(storeMutants, identityMutants) {
		t.Run(mutant.name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(defaultSeeds) {
				var found error
				synctest.Test(t, func(t *testing.T) {
					_, found = simulate(t, options{seed: seed, buyers: defaultBuyers, mutant: mutant})
				})
				if found != nil {
					t.Logf("seed %d: %v", seed, found)
					return
				}
			}
			t.Error("no seed found it")
		})
	}
}
