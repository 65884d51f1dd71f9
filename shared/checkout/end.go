package checkout

import (
	"context"

	"storefront/shared/order"
)

// Extend extends the hold of an order, once, by the time that its sale holds orders.
// It writes the order alone: the sweep asks the order about a claim that is due.
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
		return o, nil // extended now or before: the answer to a repeated request is the same
	}
}

// Cancel closes a held order for its buyer and releases its units. A repeated Cancel
// releases what an earlier attempt has left.
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
