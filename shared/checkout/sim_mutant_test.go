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
// expression would. The simulation is only worth something if it finds them all.

// A giver gives the units back before it closes the order.
type giver struct{ *checkouttest.Memory }

func (m giver) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	if move.To.Closed() {
		o, err := m.Order(ctx, id)
		if err != nil {
			return o, false, err
		}
		for _, line := range o.Lines {
			for _, take := range line.Allocations {
				key := stock.LotKey{Line: stock.Line{Sale: o.Sale, SKU: line.SKU}, Number: take.Lot}
				if _, err := m.Release(ctx, key, id); err != nil {
					return o, false, err
				}
			}
		}
	}
	return m.Memory.Move(ctx, id, move)
}

// A taker takes again for an order that has a claim already.
type taker struct{ *checkouttest.Memory }

func (m taker) Reserve(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
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

// A marker lists a lot as empty whatever the epoch is.
type marker struct{ *checkouttest.Memory }

func (m marker) MarkEmpty(ctx context.Context, lot stock.LotKey, _ int64, release time.Time) (bool, error) {
	shelf, err := m.Shelf(ctx, lot.Line)
	if err != nil {
		return false, err
	}
	return m.Memory.MarkEmpty(ctx, lot, shelf.Pages[stock.PageOf(lot.Number)].Epoch, release)
}

// A forgetter never takes a lot off the list.
type forgetter struct{ *checkouttest.Memory }

func (forgetter) Unmark(context.Context, stock.LotKey) error { return nil }

// An expirer closes held orders before their hold has ended.
type expirer struct{ *checkouttest.Memory }

func (m expirer) Move(ctx context.Context, id order.ID, move order.Move) (order.Order, bool, error) {
	move.OnlyDue = false
	return m.Memory.Move(ctx, id, move)
}

// A putter says that it has put an order where there was one.
type putter struct{ *checkouttest.Memory }

func (m putter) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	_, err := m.Memory.Put(ctx, o)
	return nil, err
}

// A blind one finds only the last order of a buyer.
type blind struct{ *checkouttest.Memory }

func (m blind) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	orders, err := m.Memory.Buyer(ctx, key)
	return orders[max(0, len(orders)-1):], err
}

// A laggard reads shelves as they were a second ago, as an eventually
// consistent read may. Every rule of stock holds in spite of it: only the
// certificates of "sold out" can tell.
type laggard struct {
	*checkouttest.Memory
	now  func() time.Time
	read map[stock.Line][]reading
}

type reading struct {
	shelf stock.Shelf
	at    time.Time
}

func (m laggard) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	shelf, err := m.Memory.Shelf(ctx, line)
	all := slices.Concat(m.read[line], []reading{{shelf, m.now()}})
	for len(all) > 1 && m.now().Sub(all[1].at) >= time.Second {
		all = all[1:]
	}
	m.read[line] = all
	return all[0].shelf, err
}

type mutant func(m *checkouttest.Memory, now func() time.Time) checkouttest.Store

func TestSimulationFindsMutants(t *testing.T) {
	t.Parallel()
	for name, mutant := range map[string]mutant{
		"give before the close":  func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return giver{m} },
		"take beside a claim":    func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return taker{m} },
		"mark in any epoch":      func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return marker{m} },
		"no unmark":              func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return forgetter{m} },
		"expire before the end":  func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return expirer{m} },
		"put over what is there": func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return putter{m} },
		"only the last order":    func(m *checkouttest.Memory, _ func() time.Time) checkouttest.Store { return blind{m} },
		"the shelf of a second ago": func(m *checkouttest.Memory, now func() time.Time) checkouttest.Store {
			return laggard{m, now, map[stock.Line][]reading{}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(defaultSeeds) {
				var found error
				synctest.Test(t, func(t *testing.T) {
					found = simulate(t, options{seed: seed, buyers: defaultBuyers, mutant: mutant}).violation
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
