package closing

import (
	"context"
	"maps"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
	"storefront/shared/order"
)

// Orders has the orders of the region, with which the events of a day are compared.
type Orders interface {
	// AllOrders visits every order that exists from its first to its last moment,
	// each once.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
}

// dayOf names a day of a market.
type dayOf struct {
	code market.Code
	date string
}

// told is the last versions of the orders that have not changed since a day, by the
// ids of their events. An event with such a version must be in the day's raw files.
// The versions before it follow, since there is no gap. The last version on the day of
// an order that has changed since is looked for when its next version is booked.
type told map[string]raw.Digest

// tell reads all orders once, and returns what they tell of some days. Without orders,
// it returns nil for each.
func (c Closer) tell(ctx context.Context, days ...dayOf) (map[dayOf]told, error) {
	all := map[dayOf]told{}
	if c.Orders == nil || len(days) == 0 {
		return all, nil
	}
	for _, day := range days {
		all[day] = told{}
	}
	main := c.Region.Markets()[0].Code
	err := c.Orders.AllOrders(ctx, func(o order.Order) error {
		code := market.Code(o.Market)
		if code == "" { // a tombstone
			code = main
		}
		date, err := ledger.Date(code, o.UpdatedAt)
		if err != nil {
			return err
		}
		if versions := all[dayOf{code, date}]; versions != nil {
			versions[ledger.VersionID(o.ID, o.Version)], err = raw.DigestOf(o)
		}
		return err
	})
	return all, err
}

// compare checks that an event is what the order itself tells.
func (b *booker) compare(e *ledger.Event) error {
	want, ok := b.told[e.ID]
	if !ok {
		return nil
	}
	b.heard[e.ID] = true
	got, err := raw.DigestOf(e.Order)
	if err == nil && got != want {
		b.findings.add(OrdersBooked, "event %s is not as the order is in the store", e.ID)
	}
	return err
}

// missing finds the orders of which no raw file has the last version.
func (b *booker) missing() {
	for _, id := range slices.Sorted(maps.Keys(b.told)) {
		if !b.heard[id] {
			b.findings.add(OrdersBooked, "event %s is in no raw file: ledger backfill writes it from the order", id)
		}
	}
}
