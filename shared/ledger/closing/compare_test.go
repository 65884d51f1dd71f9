package closing_test

import (
	"context"
	"slices"
	"testing"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/order"
)

// shop is the orders as the store has them.
type shop []order.Order

func (s shop) AllOrders(_ context.Context, visit func(order.Order) error) error {
	for _, o := range s {
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}

// shopOf returns the last versions of the orders of events.
func shopOf(events []ledger.Event) shop {
	last := map[order.ID]order.Order{}
	for _, e := range events {
		if !isLot(e) && e.Order.Version > last[e.Order.ID].Version {
			last[e.Order.ID] = e.Order
		}
	}
	var all shop
	for _, o := range last {
		all = append(all, o)
	}
	return all
}

// A close compares the raw files with the orders: a lost raw file with whole orders in
// it leaves no gap between versions.
func TestCloseComparesOrders(t *testing.T) {
	t.Parallel()
	events := lives(200)
	whole := func(e ledger.Event) bool { // the first order of which all is on the first day
		return !isLot(e) && !slices.ContainsFunc(events, func(x ledger.Event) bool { return x.Order.ID == e.Order.ID && dateOf(x) != first })
	}
	lost := events[slices.IndexFunc(events, whole)].Order.ID
	for name, tt := range map[string]struct {
		files []ledger.Event
		shop  shop
		want  []closing.CheckName
	}{
		"all": {events, shopOf(events), nil},
		"an order is in no file": {
			without(events, func(e ledger.Event) bool { return e.Order.ID == lost && !isLot(e) }), shopOf(events), []closing.CheckName{closing.OrdersBooked},
		},
		"another state": {
			change(events, func(e ledger.Event) bool {
				return e.Order.ID == lost && !slices.ContainsFunc(events, func(x ledger.Event) bool { return x.Order.ID == lost && x.Order.Version > e.Order.Version })
			}, func(e *ledger.Event) { e.Order.Totals.TaxJurisdiction = "US-OR" }), shopOf(events), []closing.CheckName{closing.VersionsAgree, closing.OrdersBooked},
		},
		"no order is in the store": {events, shop{}, nil}, // a verification finds it
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMemory()
			rawtest.Put(t, m, tt.files, 50)
			c := closer(m)
			c.Orders = tt.shop
			got, err := c.Close(t.Context(), closing.Request{Market: "de", Date: first}, later)
			if err != nil || !slices.Equal(failed(got), tt.want) {
				t.Errorf("%s: %+v, %v", got.Status, got.Failed(), err)
			}
			due := newMemory()
			rawtest.Put(t, due, tt.files, 50)
			c.Objects = due
			tried, err := c.CloseDue(t.Context(), later)
			if err != nil || !slices.Equal(failed(tried[0]), tt.want) || tt.want == nil && len(tried) != 6 {
				t.Errorf("the due days: %+v, %v", tried, err)
			}
		})
	}
}
