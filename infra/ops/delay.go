package main

import (
	"context"
	"time"

	"storefront/shared/order"
)

// delayOrder sets a later date by which a paid order is shipped. Its buyer is told by mail.
func delayOrder(ctx context.Context, c *call) error {
	var id order.ID
	var until time.Time
	c.flags.Func("order", "", into(&id, parseOrderID))
	c.flags.Func("until", "", into(&until, parseTime))
	if err := c.parse("order", "until"); err != nil {
		return err
	}
	after, err := c.afterSale(ctx)
	if err != nil {
		return err
	}
	o, err := after.Delay(ctx, id, until)
	if err != nil {
		return err
	}
	c.out.print("order %s is to be shipped by %s instead of %s; its buyer is told by mail, and may cancel by answering it\n",
		id, when(o.ShipBy()), when(o.Payment.PaidAt.Add(order.ShipWithin)))
	return nil
}
