package checkout

import (
	"context"

	"storefront/shared/order"
)

// Extend lets a held order be held once more for as long as its sale holds
// orders. Only the order is written: claims that fall due are looked up there.
func (c *Checkout) Extend(ctx context.Context, id order.ID) (order.Order, error) {
	o, err := c.Read(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	if o, err = c.expireIfDue(ctx, o); err != nil {
		return order.Order{}, err
	}
	if o.Status != order.Held {
		return order.Order{}, refuse(o)
	}
	sale, err := c.Catalog.Sale(ctx, o.Sale)
	if err != nil {
		return order.Order{}, err
	}
	o, _, err = c.move(ctx, id, order.Extend(o.HoldExpiresAt.Add(sale.Hold), c.now()))
	switch {
	case err != nil:
		return order.Order{}, err
	case o.Status != order.Held:
		return order.Order{}, refuse(o)
	default:
		return o, nil // extended now, or before: once is all there is, and asking again answers the same
	}
}

// Cancel closes a held order for its buyer and gives its units back. Cancelling
// again gives back what an earlier attempt may have left.
func (c *Checkout) Cancel(ctx context.Context, id order.ID) (order.Order, error) {
	o, _, err := c.move(ctx, id, order.Cancel(c.now()))
	if err != nil {
		return order.Order{}, err
	}
	if o.Status != order.Cancelled {
		return order.Order{}, refuse(o)
	}
	return o, c.release(ctx, o, claims(o))
}

// expireIfDue closes the order if it is held and its hold has ended.
func (c *Checkout) expireIfDue(ctx context.Context, o order.Order) (order.Order, error) {
	if o.Status != order.Held || o.HoldExpiresAt.After(c.now()) {
		return o, nil
	}
	o, _, err := c.move(ctx, o.ID, order.Expire(c.now()))
	if err != nil || !o.Status.Closed() {
		return o, err // extended or paid meanwhile
	}
	return o, c.release(ctx, o, claims(o))
}
