package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"storefront/shared/email"
	"storefront/shared/money"
	"storefront/shared/order"
)

func showOrder(ctx context.Context, c call) error {
	id, err := c.orderFlag()
	if err != nil {
		return err
	}
	o, err := c.aftersale().Checkout.Read(ctx, id)
	if err != nil {
		return err
	}
	return printOrder(c.out, o)
}

// showParcel is for whoever packs the parcel: of all commands, it alone shows a
// buyer's name and address.
func showParcel(ctx context.Context, c call) error {
	id, err := c.orderFlag()
	if err != nil {
		return err
	}
	o, err := c.aftersale().Checkout.Read(ctx, id)
	if err != nil {
		return err
	}
	if len(o.Parcel()) == 0 {
		return fmt.Errorf("order %s is %s: nothing of it is to be shipped", id, o.Status)
	}
	if !o.ErasedAt.IsZero() {
		return fmt.Errorf("order %s was shipped, and no longer tells to whom: its buyer was forgotten", id)
	}
	return printParcel(c.out, o)
}

func printParcel(out io.Writer, o order.Order) error {
	table, to := newTable(out), o.Buyer.ShipTo
	for _, row := range [][2]string{
		{"order", o.ID.String()}, {"version", strconv.Itoa(o.Version)}, {"status", string(o.Status)},
		{"name", to.Name}, {"address", to.Line1}, {"", to.Line2}, {"city", to.City},
		{"postal code", to.PostalCode}, {"state", to.State}, {"country", to.Country},
	} {
		if row[1] != "" {
			fmt.Fprintf(table, "%s\t%s\n", row[0], row[1])
		}
	}
	for _, l := range o.Parcel() {
		fmt.Fprintf(table, "parcel\t%d of %s\n", l.Quantity, l.SKU)
	}
	if err := table.Flush(); err != nil || o.Status != order.Paid {
		return err
	}
	_, err := fmt.Fprintf(out, "once it is on its way: ship --order %s --version %d\n", o.ID, o.Version)
	return err
}

func shipOrder(ctx context.Context, c call) error {
	version := c.flags.Int("version", 0, "")
	id, err := c.orderFlag()
	if err != nil {
		return err
	}
	o, err := c.aftersale().Ship(ctx, id, *version)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "order %s was shipped at %s\n", id, when(o.ShippedAt))
	return nil
}

func forget(ctx context.Context, c call) error {
	var address string
	c.flags.Func("email", "", func(text string) error {
		normal, ok := email.Normalize(text)
		if address = normal; !ok {
			return errors.New("must be an e-mail address")
		}
		return nil
	})
	yes := c.flags.Bool("yes", false, "")
	if err := c.parse("email"); err != nil {
		return err
	}
	if err := c.confirm(*yes, "This erases the personal data of this buyer for good."); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	done, err := c.office.Forget(ctx, now, address, c.sales, c.personal)
	fmt.Fprintf(c.out, "erased the buyer of %d orders, and from the waitlist\n", len(done.Erased)) // nothing repeats the address
	if err != nil {
		return err
	}
	for _, id := range done.Waiting {
		fmt.Fprintf(c.out, "order %s still needs its buyer: forget again once it has ended or was shipped\n", id)
	}
	if len(done.Waiting) > 0 {
		return errFindings
	}
	return nil
}

// orderFlag reads the flags of a command about one order.
func (c call) orderFlag() (order.ID, error) {
	var id order.ID
	c.flags.Func("order", "", func(text string) (err error) {
		if id, err = order.ParseID(text); err != nil {
			return errors.New("must be an order's id, such as 0k3f8m2q7z1xw9vd-1")
		}
		return nil
	})
	return id, c.parse("order")
}

func printOrder(out io.Writer, o order.Order) error {
	table := newTable(out)
	for _, row := range [][2]string{
		{"order", o.ID.String()}, {"status", string(o.Status)}, {"version", strconv.Itoa(o.Version)},
		{"sale", string(o.Sale)}, {"market", o.Market}, {"created", when(o.CreatedAt)}, {"held until", when(o.HoldExpiresAt)},
		{"paid", when(o.Payment.PaidAt)}, {"payment", o.Payment.Reference}, {"shipped", when(o.ShippedAt)}, {"erased", when(o.ErasedAt)},
	} {
		if row[1] != "" && row[1] != "-" {
			fmt.Fprintf(table, "%s\t%s\n", row[0], row[1])
		}
	}
	for _, l := range o.Lines {
		fmt.Fprintf(table, "line\t%d of %s\t%s\n", l.Quantity, l.SKU, show(l.Total))
	}
	fmt.Fprintf(table, "shipping\t\t%s\n", show(o.Totals.Shipping))
	if !o.Totals.TaxIncluded {
		fmt.Fprintf(table, "tax\t%s\t%s\n", o.Totals.TaxJurisdiction, show(o.Totals.Tax))
	}
	fmt.Fprintf(table, "total\t\t%s\n", show(o.Totals.Total))
	for _, r := range o.Refunds {
		fmt.Fprintf(table, "refund %d\t%s, %s, reference %s\t-%s\n", r.Number, r.Reason, when(r.At), o.RefundReference(r), show(r.Total))
		for _, row := range refundRows(o, r) {
			fmt.Fprintf(table, "\t%s\t-%s\n", row.what, show(row.amount))
		}
	}
	name := "to ship"
	if o.Status != order.Paid {
		name = "parcel"
	}
	for _, l := range o.Parcel() {
		fmt.Fprintf(table, "%s\t%d of %s\n", name, l.Quantity, l.SKU)
	}
	return table.Flush()
}

// show writes an amount as people do. All of the store's currencies have two decimals.
func show(a money.Amount) string {
	return fmt.Sprintf("%s %d.%02d", a.Currency, a.Minor/100, a.Minor%100)
}
