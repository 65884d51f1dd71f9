package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"storefront/shared/checkout"
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

func shipOrder(ctx context.Context, c call) error {
	id, err := c.orderFlag()
	if err != nil {
		return err
	}
	o, err := c.aftersale().Ship(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "order %s was shipped at %s\n", id, when(o.ShippedAt))
	return nil
}

func refundOrder(ctx context.Context, c call) error {
	var request order.RefundRequest
	c.flags.Func("reason", "", reason(&request.Reason))
	c.flags.Func("line", "", func(text string) error {
		units, err := parseRefund(text)
		request.Lines = append(request.Lines, units)
		return err
	})
	c.flags.BoolVar(&request.Shipping, "shipping", false, "")
	finish := c.flags.Bool("finish", false, "")
	yes := c.flags.Bool("yes", false, "")
	id, err := c.orderFlag()
	if err != nil {
		return err
	}
	if *finish {
		return c.finishRefunds(ctx, id, request)
	}
	if request.Reason == "" {
		return misused("--reason is missing: one of %s", reasons())
	}
	o, err := c.aftersale().Checkout.Read(ctx, id)
	if err != nil {
		return err
	}
	m, err := o.Refund(request, c.now())
	if err != nil {
		return err
	}
	question := fmt.Sprintf("This gives %s of order %s back, of %s that was paid.", show(m.Refund.Total), id, show(o.Totals.Total))
	if err := c.confirm(*yes, question); err != nil {
		return err
	}
	o, err = c.aftersale().Refund(ctx, id, request)
	if errors.Is(err, checkout.ErrUnfinished) {
		return fmt.Errorf("%w\nops: see with order show --order %s, and carry it out with refund --order %s --finish", err, id, id)
	}
	if err != nil {
		return err
	}
	return printRefund(c.out, o)
}

// finishRefunds carries out refunds that stand already.
func (c call) finishRefunds(ctx context.Context, id order.ID, request order.RefundRequest) error {
	if request.Reason != "" || len(request.Lines) > 0 || request.Shipping {
		return misused("--finish goes alone: it carries out the refunds that an order has")
	}
	o, err := c.aftersale().FinishRefunds(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "all %d refunds of order %s are carried out\n", len(o.Refunds), id)
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
	done, err := c.office.Forget(ctx, c.now(), address, c.sales, c.personal)
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

// reason reads a reason for a refund.
func reason(into *order.RefundReason) func(string) error {
	return func(text string) error {
		for _, known := range order.RefundReasons() {
			if *into = known; text == string(known) {
				return nil
			}
		}
		return fmt.Errorf("must be one of %s", reasons())
	}
}

func reasons() string {
	var names []string
	for _, r := range order.RefundReasons() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// parseRefund reads SKU=UNITS[:RETURNED]. Unless it says otherwise, all can be
// sold again.
func parseRefund(text string) (order.RefundUnits, error) {
	text, returned, said := strings.Cut(text, ":")
	sku, units, err := parseUnits(text)
	if err != nil {
		return order.RefundUnits{}, errors.New("must be SKU=UNITS[:RETURNED], with whole numbers")
	}
	r := order.RefundUnits{SKU: sku, Quantity: units, Returned: units}
	if said {
		if r.Returned, err = strconv.Atoi(returned); err != nil {
			return order.RefundUnits{}, errors.New("must be SKU=UNITS:RETURNED, with whole numbers")
		}
	}
	return r, nil
}

func printRefund(out io.Writer, o order.Order) error {
	r := o.Refunds[len(o.Refunds)-1]
	fmt.Fprintf(out, "refund %d of order %s: %s, and the order is %s\n", r.Number, o.ID, show(r.Total), o.Status)
	if o.Frees() {
		_, err := fmt.Fprintln(out, "its units can be bought again")
		return err
	}
	for _, l := range r.Lines {
		if l.Returned > 0 {
			fmt.Fprintf(out, "%d of %s can be sold again: offer them with restock --sale %s --line %s=%d\n", l.Returned, l.SKU, o.Sale, l.SKU, l.Returned)
		}
	}
	return nil
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
		fmt.Fprintf(table, "refund %d\t%s, %s\t-%s\n", r.Number, r.Reason, r.At.UTC().Format(time.RFC3339), show(r.Total))
	}
	return table.Flush()
}

// show writes an amount as people do. All of the store's currencies have two decimals.
func show(a money.Amount) string {
	return fmt.Sprintf("%s %d.%02d", a.Currency, a.Minor/100, a.Minor%100)
}
