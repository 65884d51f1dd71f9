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
	slices.SortFunc(moved, func(a, b payment.Movement) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
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

// order prints an order without its buyer, and what the payment provider has told of its money.
func (o *output) order(of order.Order, moved []payment.Movement) {
	about := record{
		{"order", of.ID}, {"status", of.Status}, {"version", of.Version}, {"sale", of.Sale}, {"market", of.Market},
		{"created", of.CreatedAt}, {"held until", of.HoldExpiresAt}, {"declined", shown{declined(of), of.Declines}}, {"paid", of.Payment.PaidAt},
		{"payment", of.Payment.Reference}, {"shipped", of.ShippedAt},
		{"carrier", of.Shipment.Carrier}, {"tracking", of.Shipment.Tracking}, {"withdrawn", shown{withdrawn(of), of.WithdrawnAt}}, {"erased", of.ErasedAt},
	}
	var lines, refunds []record
	for _, l := range of.Lines {
		lines = append(lines, record{{"sku", l.SKU}, {"quantity", l.Quantity}, {"total", l.Total}})
	}
	for _, r := range of.Refunds {
		refunds = append(refunds, append(refundRecord(of, r), [2]any{"progress", progress(of, r)}))
	}
	all := append(slices.Clone(about), record{
		{"lines", lines}, {"shipping", of.Totals.Shipping}, {"tax", of.Totals.Tax}, {"tax included", of.Totals.TaxIncluded},
		{"total", of.Totals.Total}, {"refunds", refunds}, {"provider", movements(moved)}, {"parcel", parcelLines(of)},
	}...)
	o.record(all, func() { o.orderGrid(about, of, moved) })
}

func (o *output) orderGrid(about record, of order.Order, moved []payment.Movement) {
	o.grid(func(row func(...any)) {
		details(row, about)
		for _, l := range of.Lines {
			row("line", fmt.Sprintf("%d of %s", l.Quantity, l.SKU), l.Total)
		}
		row("shipping", "", of.Totals.Shipping)
		if !of.Totals.TaxIncluded {
			row("tax", of.Totals.TaxJurisdiction, of.Totals.Tax)
		}
		row("total", "", of.Totals.Total)
		for _, r := range of.Refunds {
			row(fmt.Sprint("refund ", r.Number), fmt.Sprintf("%s, %s, reference %s, %s", r.Reason, when(r.At), of.RefundReference(r), progress(of, r)), "-"+amount(r.Total))
			for _, part := range refundParts(of, r) {
				row("", part.what, "-"+amount(part.amount))
			}
		}
		for _, m := range moved {
			what := fmt.Sprintf("%s, %s, %s", m.Kind, when(m.At), m.Source)
			if m.Fee.Minor != 0 {
				what += ", fee " + amount(m.Fee)
			}
			row("provider", what, m.Amount)
		}
		name := "to ship"
		if of.Status != order.Paid {
			name = "parcel"
		}
		parcel(row, name, of)
	})
}

// progress returns how far the provider is with a refund.
func progress(of order.Order, r order.Refund) payment.Progress {
	progress, _ := payment.ProgressOf(of, r)
	return progress
}

// movements returns what the payment provider has told of an order's money.
func movements(moved []payment.Movement) (all []record) {
	for _, m := range moved {
		all = append(all, record{{"kind", m.Kind}, {"at", m.At}, {"source", m.Source}, {"fee", m.Fee}, {"amount", m.Amount}})
	}
	return all
}

// declined returns how many payments of the order were declined, if any were.
func declined(o order.Order) string {
	if o.Declines == 0 {
		return ""
	}
	return count(o.Declines, "payment")
}

// details prints those of a record's values that say something.
func details(row func(...any), r record) {
	for _, field := range r {
		if text, _ := forPeople(field[1]); text != "" && text != "-" {
			row(field[0], field[1])
		}
	}
}

// parcel prints a row for each line of an order's parcel.
func parcel(row func(...any), name string, o order.Order) {
	for _, l := range o.Parcel() {
		row(name, fmt.Sprintf("%d of %s", l.Quantity, l.SKU))
	}
}

// parcelLines are the lines of an order's parcel for programs.
func parcelLines(o order.Order) []record {
	var lines []record
	for _, l := range o.Parcel() {
		lines = append(lines, record{{"sku", l.SKU}, {"quantity", l.Quantity}})
	}
	return lines
}
