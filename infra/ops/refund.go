package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"storefront/shared/checkout"
	"storefront/shared/money"
	"storefront/shared/order"
)

// refundFlags is what a refund is asked for with.
type refundFlags struct {
	order.RefundRequest
	version int
	finish  bool
	yes     bool
}

// refundFlags names the flags of a refund.
func (c call) refundFlags() *refundFlags {
	f := &refundFlags{}
	c.flags.Func("reason", "", reason(&f.Reason))
	c.flags.StringVar(&f.Reference, "reference", "", "")
	c.flags.BoolVar(&f.All, "all", false, "")
	c.flags.Func("line", "", func(text string) error {
		units, err := parseRefund(text)
		f.Lines = append(f.Lines, units)
		return err
	})
	c.flags.Func("amount", "", func(text string) error {
		credit, err := parseCredit(text)
		f.Credits = append(f.Credits, credit)
		return err
	})
	c.flags.BoolVar(&f.Shipping, "shipping", false, "")
	c.flags.Func("returned", "", func(text string) error {
		n, err := strconv.Atoi(text)
		if f.Returned = &n; err != nil || n < 0 {
			return errors.New("must be a number of units")
		}
		return nil
	})
	c.flags.IntVar(&f.version, "version", 0, "")
	c.flags.BoolVar(&f.finish, "finish", false, "")
	c.flags.BoolVar(&f.yes, "yes", false, "")
	return f
}

// asked reports whether the flags say what to give back.
func (f *refundFlags) asked() bool {
	return f.All || f.Shipping || len(f.Lines) > 0 || len(f.Credits) > 0
}

// check says what is wrong with the flags, whatever the order.
func (f *refundFlags) check() error {
	switch {
	case f.finish && (f.asked() || f.Reason != "" || f.Reference != "" || f.Returned != nil || f.version != 0):
		return misused("--finish goes alone: it carries out the refunds that an order has")
	case f.finish:
		return nil
	case f.Reason == "":
		return misused("--reason is missing: one of %s", reasons())
	case !f.asked():
		return misused("say what to give back: --all, or some of --line, --amount and --shipping")
	case f.Reference != "" && !order.IsRefundReference(f.Reference):
		return misused("--reference must be up to 32 letters, digits, dots and hyphens")
	}
	return nil
}

func refundOrder(ctx context.Context, c call) error {
	f := c.refundFlags()
	id, err := c.orderFlag()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	if f.finish {
		return c.finishRefunds(ctx, id)
	}
	if f.Reference == "" {
		f.Reference = c.reference()
	}
	o, err := c.aftersale().Checkout.Read(ctx, id)
	if err != nil {
		return err
	}
	for i := range f.Credits {
		f.Credits[i].Amount.Currency = o.Totals.Total.Currency
	}
	stands, again, err := o.Standing(f.RefundRequest)
	switch {
	case err != nil:
		return err
	case again:
		fmt.Fprintf(c.out, "refund %s stands since %s\n", f.Reference, when(stands.At))
	default:
		if err := c.confirmRefund(ctx, o, f); err != nil {
			return err
		}
	}
	o, err = c.aftersale().Refund(ctx, id, f.version, f.RefundRequest)
	if errors.Is(err, checkout.ErrUnfinished) {
		return fmt.Errorf("%w\nops: see with order show --order %s, and run it again with --reference %s, or refund --order %s --finish", err, id, f.Reference, id)
	}
	if err != nil {
		return err
	}
	r, _ := o.RefundCalled(f.Reference) // it stands now
	fmt.Fprintf(c.out, "refund %d of order %s: %s, and the order is %s\n", r.Number, o.ID, show(r.Total), o.Status)
	if again {
		return nil // what to do with its units was said before
	}
	return printUnits(c.out, o, r)
}

// confirmRefund shows what goes back, before it is confirmed. What is confirmed is
// of the version that was read.
func (c call) confirmRefund(ctx context.Context, o order.Order, f *refundFlags) error {
	if f.version != 0 && f.version != o.Version {
		return checkout.ErrChanged
	}
	f.version = o.Version
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	m, err := o.Refund(f.RefundRequest, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "refund %s of order %s, of %s that was paid:\n", f.Reference, o.ID, show(o.Totals.Total))
	table := newTable(c.out)
	for _, row := range refundRows(o, *m.Refund) {
		fmt.Fprintf(table, "  %s\t%s\n", row.what, show(row.amount))
	}
	fmt.Fprintf(table, "  the buyer gets\t%s\n", show(m.Refund.Total))
	if err := table.Flush(); err != nil {
		return err
	}
	return c.confirm(f.yes, fmt.Sprintf("This gives %s of order %s back.", show(m.Refund.Total), o.ID))
}

// finishRefunds carries out refunds that stand already.
func (c call) finishRefunds(ctx context.Context, id order.ID) error {
	o, err := c.aftersale().FinishRefunds(ctx, id)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "all %d refunds of order %s are carried out\n", len(o.Refunds), id)
	return nil
}

// refundRow is a part of a refund, for people.
type refundRow struct {
	what   string
	amount money.Amount
}

// refundRows lists the parts of a refund, and its tax, which is in them where
// prices contain it.
func refundRows(o order.Order, r order.Refund) []refundRow {
	var rows []refundRow
	for _, l := range r.Lines {
		what := "credit for " + string(l.SKU)
		if l.Quantity > 0 {
			what = fmt.Sprintf("%d of %s, %d of which can be sold again", l.Quantity, l.SKU, l.Returned)
		}
		rows = append(rows, refundRow{what, l.Total})
	}
	if r.Shipping.Minor != 0 {
		rows = append(rows, refundRow{"shipping", r.Shipping})
	}
	switch {
	case r.Tax.Minor == 0:
	case o.Totals.TaxIncluded:
		rows = append(rows, refundRow{"tax in it", r.Tax})
	default:
		rows = append(rows, refundRow{"tax", r.Tax})
	}
	return rows
}

// printUnits says what can be done with the units of a refund.
func printUnits(out io.Writer, o order.Order, r order.Refund) error {
	if o.ReleasesUnits() {
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

// parseRefund reads SKU=UNITS[:RETURNED].
func parseRefund(text string) (order.RefundUnits, error) {
	text, returned, said := strings.Cut(text, ":")
	sku, units, err := parseUnits(text)
	if err != nil {
		return order.RefundUnits{}, errors.New("must be SKU=UNITS[:RETURNED], with whole numbers")
	}
	r := order.RefundUnits{SKU: sku, Quantity: units}
	if said {
		n, err := strconv.Atoi(returned)
		if err != nil {
			return order.RefundUnits{}, errors.New("must be SKU=UNITS:RETURNED, with whole numbers")
		}
		r.Returned = &n
	}
	return r, nil
}

// amounts have up to two decimals, as all of the store's currencies have.
var amounts = regexp.MustCompile(`^([0-9]{1,12})(?:\.([0-9]{1,2}))?$`)

// parseCredit reads [SKU=]AMOUNT. The currency is the order's.
func parseCredit(text string) (order.Credit, error) {
	var c order.Credit
	sku, amount, ofLine := strings.Cut(text, "=")
	if !ofLine {
		amount = text
	} else if c.SKU = order.SKU(sku); sku == "" {
		return order.Credit{}, errors.New("must be AMOUNT or SKU=AMOUNT, such as 1.50")
	}
	digits := amounts.FindStringSubmatch(amount)
	if digits == nil {
		return order.Credit{}, errors.New("must be AMOUNT or SKU=AMOUNT, such as 1.50")
	}
	minor, err := strconv.ParseInt(digits[1]+(digits[2] + "00")[:2], 10, 64)
	if err != nil {
		return order.Credit{}, err
	}
	c.Amount.Minor = minor
	return c, nil
}
