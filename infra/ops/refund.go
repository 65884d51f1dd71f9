package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"storefront/shared/checkout"
	"storefront/shared/money"
	"storefront/shared/order"
)

// refundFlags are the flags of a refund.
type refundFlags struct {
	order.RefundRequest
	version int
	finish  bool
}

func (c *call) refundFlags() *refundFlags {
	f := &refundFlags{}
	c.flags.Func("reason", "", func(text string) error {
		f.Reason = order.RefundReason(text)
		if !slices.Contains(order.RefundReasons(), f.Reason) {
			return fmt.Errorf("must be one of %s", reasons())
		}
		return nil
	})
	c.flags.StringVar(&f.Reference, "reference", "", "")
	c.flags.BoolVar(&f.All, "all", false, "")
	c.flags.Func("line", "", each(&f.Lines, parseRefund))
	c.flags.Func("amount", "", each(&f.Credits, parseCredit))
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
	c.yesFlag(true)
	return f
}

// check returns what is wrong with the flags, whatever the order.
func (f *refundFlags) check() error {
	something := f.All || f.Shipping || len(f.Lines) > 0 || len(f.Credits) > 0
	switch {
	case f.finish && (something || f.Reason != "" || f.Reference != "" || f.Returned != nil || f.version != 0):
		return misused("--finish goes alone: it carries out the refunds that an order has")
	case f.finish:
		return nil
	case f.Reason == "":
		return misused("--reason is required: one of %s", reasons())
	case !something:
		return misused("one of --all, --line, --amount and --shipping is required")
	case f.Reference != "" && !order.IsRefundReference(f.Reference):
		return misused("--reference must be up to 32 letters, digits, dots and hyphens")
	}
	return nil
}

func refundOrder(ctx context.Context, c *call) error {
	f := c.refundFlags()
	id, err := c.orderID()
	if err != nil {
		return err
	}
	if err := f.check(); err != nil {
		return err
	}
	after, err := c.afterSale(ctx)
	if err != nil {
		return err
	}
	if f.finish {
		o, err := after.FinishRefunds(ctx, id)
		if err == nil {
			c.out.print("all %d refunds of order %s are carried out\n", len(o.Refunds), id)
		}
		return err
	}
	if f.Reference == "" {
		f.Reference = c.newReference()
	}
	o, err := c.orders().Read(ctx, id)
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
		c.out.print("refund %s was recorded at %s already\n", f.Reference, when(stands.At))
	default:
		if err := c.confirmRefund(ctx, o, f); err != nil {
			return err
		}
	}
	o, err = after.Refund(ctx, id, f.version, f.RefundRequest)
	if errors.Is(err, checkout.ErrUnfinished) {
		return fmt.Errorf("%w\nops: look at it with order show --order %s, then repeat the refund with --reference %s, or run refund --order %s --finish", err, id, f.Reference, id)
	}
	if err != nil {
		return err
	}
	r, _ := o.RefundCalled(f.Reference) // it stands now
	done := append(record{{"order", o.ID}, {"status", o.Status}}, refundRecord(o, r)...)
	c.out.record(done, func() {
		c.out.print("refund %d of order %s: %s, and the order is %s\n", r.Number, o.ID, amount(r.Total), o.Status)
	})
	if !again {
		c.out.returned(o, r)
	}
	return nil
}

// confirmRefund prints what goes back, and asks. What the operator confirms holds
// for the version of the order that was read.
func (c *call) confirmRefund(ctx context.Context, o order.Order, f *refundFlags) error {
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
	c.out.print("refund %s of order %s, of %s that was paid:\n", f.Reference, o.ID, amount(o.Totals.Total))
	c.out.grid(func(row func(...any)) {
		for _, part := range refundParts(o, *m.Refund) {
			row("  "+part.what, amount(part.amount))
		}
		row("  the buyer gets", amount(m.Refund.Total))
	})
	_, err = c.confirm(ctx, "This refunds %s of order %s.", amount(m.Refund.Total), o.ID)
	return err
}

// refundPart is a part of a refund, for people.
type refundPart struct {
	what   string
	amount money.Amount
}

// refundParts lists the parts of a refund and its tax, which they contain where
// prices do.
func refundParts(o order.Order, r order.Refund) []refundPart {
	var parts []refundPart
	for _, l := range r.Lines {
		what := "credit for " + string(l.SKU)
		if l.Quantity > 0 {
			what = fmt.Sprintf("%d of %s, %d of which can be sold again", l.Quantity, l.SKU, l.Returned)
		}
		parts = append(parts, refundPart{what, l.Total})
	}
	if r.Shipping.Minor != 0 {
		parts = append(parts, refundPart{"shipping", r.Shipping})
	}
	switch {
	case r.Tax.Minor == 0:
	case o.Totals.TaxIncluded:
		parts = append(parts, refundPart{"tax in it", r.Tax})
	default:
		parts = append(parts, refundPart{"tax", r.Tax})
	}
	return parts
}

// refundRecord is a refund for programs.
func refundRecord(o order.Order, r order.Refund) record {
	parts := []record{}
	for _, part := range refundParts(o, r) {
		parts = append(parts, record{{"what", part.what}, {"amount", part.amount}})
	}
	return record{{"refund", r.Number}, {"reason", r.Reason}, {"at", r.At}, {"reference", o.RefundReference(r)}, {"total", r.Total}, {"parts", parts}}
}

// returned prints what to do with the units of a refund.
func (o *output) returned(of order.Order, r order.Refund) {
	if of.ReleasesUnits() {
		o.print("its units can be bought again\n")
		return
	}
	for _, l := range r.Lines {
		if l.Returned > 0 {
			o.print("%d of %s can be sold again: offer them with restock --sale %s --line %s=%d\n", l.Returned, l.SKU, of.Sale, l.SKU, l.Returned)
		}
	}
}

func reasons() string {
	var names []string
	for _, r := range order.RefundReasons() {
		names = append(names, string(r))
	}
	return strings.Join(names, ", ")
}

// parseRefund parses SKU=UNITS[:RETURNED].
func parseRefund(text string) (order.RefundUnits, error) {
	text, returned, given := strings.Cut(text, ":")
	sku, units, err := parseUnits(text)
	if err != nil {
		return order.RefundUnits{}, errors.New("must be SKU=UNITS[:RETURNED], with whole numbers")
	}
	r := order.RefundUnits{SKU: sku, Quantity: units}
	if given {
		n, err := strconv.Atoi(returned)
		if err != nil {
			return order.RefundUnits{}, errors.New("must be SKU=UNITS:RETURNED, with whole numbers")
		}
		r.Returned = &n
	}
	return r, nil
}

// amounts have up to two decimals, as all of the store's currencies do.
var amounts = regexp.MustCompile(`^(?:([^=]+)=)?([0-9]{1,12})(?:\.([0-9]{1,2}))?$`)

// parseCredit parses [SKU=]AMOUNT. The currency is the order's.
func parseCredit(text string) (order.Credit, error) {
	parts := amounts.FindStringSubmatch(text)
	if parts == nil {
		return order.Credit{}, errors.New("must be AMOUNT or SKU=AMOUNT, such as 1.50")
	}
	minor, err := strconv.ParseInt(parts[2]+(parts[3] + "00")[:2], 10, 64)
	if err != nil {
		return order.Credit{}, err
	}
	return order.Credit{SKU: order.SKU(parts[1]), Amount: money.Amount{Minor: minor}}, nil
}
