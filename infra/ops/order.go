package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"storefront/shared/order"
	"storefront/shared/payment"
)

func showOrder(ctx context.Context, c *call) error {
	o, err := c.readOrder(ctx)
	if err != nil {
		return err
	}
	moved, err := c.store.MovementsOf(ctx, o.ID)
	if err != nil {
		return err
	}
	c.out.order(o, moved)
	return nil
}

// orderID parses the flags of a command about one order.
func (c *call) orderID() (order.ID, error) {
	var id order.ID
	c.flags.Func("order", "", into(&id, parseOrderID))
	return id, c.parse("order")
}

func parseOrderID(text string) (order.ID, error) {
	id, err := order.ParseID(text)
	if err != nil {
		err = errors.New("must be an order's id, such as 0k3f8m2q7z1xw9vd-137")
	}
	return id, err
}

// readOrder parses the flags of a command about one order, and reads the order.
func (c *call) readOrder(ctx context.Context) (order.Order, error) {
	id, err := c.orderID()
	if err != nil {
		return order.Order{}, err
	}
	return c.orders().Read(ctx, id)
}

// order prints an order, and what the payment provider has told of its money.
func (o *output) order(of order.Order, moved []payment.Movement) {
	o.table(func(row func(...any)) {
		details(row, [][2]any{
			{"order", of.ID}, {"status", of.Status}, {"version", of.Version}, {"sale", of.Sale}, {"market", of.Market},
			{"created", when(of.CreatedAt)}, {"held until", when(of.HoldExpiresAt)}, {"declined", declined(of)}, {"paid", when(of.Payment.PaidAt)},
			{"payment", of.Payment.Reference}, {"shipped", when(of.ShippedAt)},
			{"carrier", of.Shipment.Carrier}, {"tracking", of.Shipment.Tracking}, {"withdrawn", withdrawn(of)}, {"erased", when(of.ErasedAt)},
		})
		for _, l := range of.Lines {
			row("line", fmt.Sprintf("%d of %s", l.Quantity, l.SKU), amount(l.Total))
		}
		row("shipping", "", amount(of.Totals.Shipping))
		if !of.Totals.TaxIncluded {
			row("tax", of.Totals.TaxJurisdiction, amount(of.Totals.Tax))
		}
		row("total", "", amount(of.Totals.Total))
		for _, r := range of.Refunds {
			row(fmt.Sprint("refund ", r.Number), fmt.Sprintf("%s, %s, reference %s, %s", r.Reason, when(r.At), of.RefundReference(r), payment.ProgressOf(of.Payment.Provider, r.Reference, moved)), "-"+amount(r.Total))
			for _, part := range refundParts(of, r) {
				row("", part.what, "-"+amount(part.amount))
			}
		}
		provider(row, moved)
		name := "to ship"
		if of.Status != order.Paid {
			name = "parcel"
		}
		parcel(row, name, of)
	})
}

// provider prints a row for each movement of the order's money at the payment provider.
func provider(row func(...any), moved []payment.Movement) {
	slices.SortFunc(moved, func(a, b payment.Movement) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	for _, m := range moved {
		what := fmt.Sprintf("%s, %s, %s", m.Kind, when(m.At), m.Source)
		if m.Fee.Minor != 0 {
			what += ", fee " + amount(m.Fee)
		}
		row("provider", what, amount(m.Amount))
	}
}

// declined returns how many payments of the order were declined, if any were.
func declined(o order.Order) string {
	if o.Declines == 0 {
		return ""
	}
	return fmt.Sprintf("%d payment(s)", o.Declines)
}

// details prints those of the rows that say something.
func details(row func(...any), all [][2]any) {
	for _, r := range all {
		if r[1] != "" && r[1] != "-" {
			row(r[0], r[1])
		}
	}
}

// parcel prints a row for each line of an order's parcel.
func parcel(row func(...any), name string, o order.Order) {
	for _, l := range o.Parcel() {
		row(name, fmt.Sprintf("%d of %s", l.Quantity, l.SKU))
	}
}
