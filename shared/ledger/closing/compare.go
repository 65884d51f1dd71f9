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

// lastVersions has the digests of the orders that were last changed on a day, by the ids of the
// events of their last versions. The raw files must have these events. They then have the earlier
// versions too, since no version may be missing. If an order has changed after the day, its version
// on the day is looked for when the next one is booked.
type lastVersions map[string]raw.Digest

// readOrders reads all orders once, and returns the last versions of each of some days. Without
// orders, it returns nil for each.
func (c Closer) readOrders(ctx context.Context, days ...dayOf) (map[dayOf]lastVersions, error) {
	all := map[dayOf]lastVersions{}
	if c.Orders == nil || len(days) == 0 {
		return all, nil
	}
	for _, day := range days {
		all[day] = lastVersions{}
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

// compare checks that the event of an order's last version is as the order is in the store.
func (b *booker) compare(e *ledger.Event) error {
	want, ok := b.expected[e.ID]
	if !ok {
		return nil
	}
	b.seen[e.ID] = true
	got, err := raw.DigestOf(e.Order)
	if err == nil && got != want {
		b.findings.add(OrdersBooked, "event %s is not as the order is in the store", e.ID)
	}
	return err
}

// missing finds the orders of which no raw file has the last version.
func (b *booker) missing() {
	for _, id := range slices.Sorted(maps.Keys(b.expected)) {
		if !b.seen[id] {
			b.findings.add(OrdersBooked, "event %s is in no raw file: ledger backfill writes it from the order", id)
		}
	}
}
