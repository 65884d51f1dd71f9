package main

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/checkout"
	"storefront/shared/order"
)

func showOrder(ctx context.Context, c *call) error {
	o, err := c.readOrder(ctx)
	if err != nil {
		return err
	}
	c.out.order(o)
	return nil
}

// showParcel is for the person who packs the parcel. It is the only command that
// prints a buyer's name and address.
func showParcel(ctx context.Context, c *call) error {
	o, err := c.readOrder(ctx)
	switch {
	case err != nil:
		return err
	case o.Status == order.Paid && o.RefundDue():
		return checkout.ErrWithdrawn
	case len(o.Parcel()) == 0:
		return fmt.Errorf("order %s is %s: it has nothing to ship", o.ID, o.Status)
	case !o.ErasedAt.IsZero():
		return fmt.Errorf("order %s was shipped, and its buyer was forgotten: it no longer has an address", o.ID)
	}
	to := o.Buyer.ShipTo
	c.out.table(func(row func(...any)) {
		details(row, [][2]any{
			{"order", o.ID}, {"version", o.Version}, {"status", o.Status},
			{"name", to.Name}, {"address", to.Line1}, {"", to.Line2}, {"city", to.City},
			{"postal code", to.PostalCode}, {"state", to.State}, {"country", to.Country},
		})
		parcel(row, "parcel", o)
	})
	if o.Status == order.Paid {
		c.out.print("once it is on its way: ship --order %s --version %d\n", o.ID, o.Version)
	}
	return nil
}

func shipOrder(ctx context.Context, c *call) error {
	version := c.flags.Int("version", 0, "")
	id, err := c.orderID()
	if err != nil {
		return err
	}
	after, err := c.afterSale(ctx)
	if err != nil {
		return err
	}
	o, err := after.Ship(ctx, id, *version)
	if err != nil {
		return err
	}
	c.out.print("order %s was shipped at %s\n", id, when(o.ShippedAt))
	return nil
}

// orderID parses the flags of a command about one order.
func (c *call) orderID() (order.ID, error) {
	var id order.ID
	c.flags.Func("order", "", func(text string) (err error) {
		if id, err = order.ParseID(text); err != nil {
			return errors.New("must be an order's id, such as 0k3f8m2q7z1xw9vd-137")
		}
		return nil
	})
	return id, c.parse("order")
}

// readOrder parses the flags of a command about one order, and reads the order.
func (c *call) readOrder(ctx context.Context) (order.Order, error) {
	id, err := c.orderID()
	if err != nil {
		return order.Order{}, err
	}
	return c.orders().Read(ctx, id)
}

func (o *output) order(of order.Order) {
	o.table(func(row func(...any)) {
		details(row, [][2]any{
			{"order", of.ID}, {"status", of.Status}, {"version", of.Version}, {"sale", of.Sale}, {"market", of.Market},
			{"created", when(of.CreatedAt)}, {"held until", when(of.HoldExpiresAt)}, {"declined", declined(of)}, {"paid", when(of.Payment.PaidAt)},
			{"payment", of.Payment.Reference}, {"shipped", when(of.ShippedAt)}, {"withdrawn", withdrawn(of)}, {"erased", when(of.ErasedAt)},
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
			row(fmt.Sprint("refund ", r.Number), fmt.Sprintf("%s, %s, reference %s", r.Reason, when(r.At), of.RefundReference(r)), "-"+amount(r.Total))
			for _, part := range refundParts(of, r) {
				row("", part.what, "-"+amount(part.amount))
			}
		}
		name := "to ship"
		if of.Status != order.Paid {
			name = "parcel"
		}
		parcel(row, name, of)
	})
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
