package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"storefront/shared/order"
)

// refundDays is how many days after a withdrawal the buyer has to have the money back.
const refundDays = 14

// listWithdrawn lists the orders whose buyers have withdrawn and wait for their refund,
// the first one first. It reads every order of the region.
func listWithdrawn(ctx context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	waiting, err := c.ordersThat(ctx, order.Order.RefundDue)
	if err != nil {
		return err
	}
	if len(waiting) == 0 {
		c.out.print("no withdrawal waits for its refund\n")
		return nil
	}
	slices.SortFunc(waiting, func(a, b order.Order) int { return a.WithdrawnAt.Compare(b.WithdrawnAt) })
	c.out.table(func(row func(...any)) {
		row("ORDER", "MARKET", "STATUS", "WITHDRAWN", "REFUND BY", "PAID", "REFUNDS")
		for _, o := range waiting {
			row(o.ID, o.Market, o.Status, o.WithdrawnAt, refundBy(o), o.Totals.Total, len(o.Refunds))
		}
	})
	return nil
}

// refundBy returns when the refund of an order that was withdrawn from is due.
func refundBy(o order.Order) time.Time { return o.WithdrawnAt.AddDate(0, 0, refundDays) }

// withdrawn returns when an order was withdrawn from, and what waits.
func withdrawn(o order.Order) string {
	if !o.RefundDue() {
		return when(o.WithdrawnAt)
	}
	return fmt.Sprintf("%s, to be refunded by %s", when(o.WithdrawnAt), when(refundBy(o)))
}
