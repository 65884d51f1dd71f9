package order

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"storefront/shared/money"
)

// ErrRefund says why something cannot be given back.
var ErrRefund = errors.New("cannot be refunded")

// Refund computes the move that gives a part of the order back, or all of it.
// Each part of a line's price is the part of all units given back so far, less
// what went back before: whatever the order of refunds, the last one lands on
// exactly what was paid. It fails with ErrRefund, and with an error of package
// money for amounts that cannot be.
func (o Order) Refund(r RefundRequest, now time.Time) (Move, error) {
	if o.Status != Paid && o.Status != Shipped {
		return Move{}, fmt.Errorf("order %s is %s and %w", o.ID, o.Status, ErrRefund)
	}
	if !slices.Contains(RefundReasons(), r.Reason) {
		return Move{}, fmt.Errorf("%q is no reason; order %s %w", r.Reason, o.ID, ErrRefund)
	}
	if len(r.Lines) == 0 {
		r.Lines = o.rest()
	}
	number := len(o.Refunds) + 1
	refund := Refund{
		Number: number, At: o.after(now), Reason: r.Reason,
		Shipping:  money.Amount{Currency: o.Totals.Total.Currency},
		Reference: o.ID.String() + "-refund-" + strconv.Itoa(number),
	}
	for _, units := range r.Lines {
		line, err := o.giveBack(units)
		if err != nil {
			return Move{}, err
		}
		if slices.ContainsFunc(refund.Lines, func(l RefundLine) bool { return l.SKU == units.SKU }) {
			return Move{}, fmt.Errorf("%s is named twice; order %s %w", units.SKU, o.ID, ErrRefund)
		}
		refund.Lines = append(refund.Lines, line)
	}
	return o.complete(refund, r.Shipping)
}

// rest is every unit that was not given back yet. Without a word on which can be
// sold again, all can.
func (o Order) rest() []RefundUnits {
	var rest []RefundUnits
	for _, l := range o.Lines {
		if left := l.Quantity - o.GivenBack(l.SKU); left > 0 {
			rest = append(rest, RefundUnits{SKU: l.SKU, Quantity: left, Returned: left})
		}
	}
	return rest
}

// GivenBack counts the units of a SKU in the order's refunds.
func (o Order) GivenBack(sku SKU) int {
	units := 0
	for _, r := range o.Refunds {
		for _, l := range r.Lines {
			if l.SKU == sku {
				units += l.Quantity
			}
		}
	}
	return units
}

// giveBack prices units of a line.
func (o Order) giveBack(units RefundUnits) (RefundLine, error) {
	i := slices.IndexFunc(o.Lines, func(l Line) bool { return l.SKU == units.SKU })
	if i < 0 {
		return RefundLine{}, fmt.Errorf("order %s has no %s: it %w", o.ID, units.SKU, ErrRefund)
	}
	line, before := o.Lines[i], o.GivenBack(units.SKU)
	switch {
	case units.Quantity < 1 || units.Quantity > line.Quantity-before:
		return RefundLine{}, fmt.Errorf("order %s has %d of %s left, and %d %w", o.ID, line.Quantity-before, units.SKU, units.Quantity, ErrRefund)
	case units.Returned < 0 || units.Returned > units.Quantity:
		return RefundLine{}, fmt.Errorf("%d of %d of %s cannot have come back: order %s %w", units.Returned, units.Quantity, units.SKU, o.ID, ErrRefund)
	}
	total, err := part(line.Total, before, units.Quantity, line.Quantity)
	tax, taxErr := part(line.Tax, before, units.Quantity, line.Quantity)
	return RefundLine{SKU: units.SKU, Quantity: units.Quantity, Returned: units.Returned, Total: total, Tax: tax},
		errors.Join(err, taxErr)
}

// part is the share of the units from before+1 to before+n of all.
func part(amount money.Amount, before, n, all int) (money.Amount, error) {
	upTo, err := amount.Share(before+n, all)
	if err != nil {
		return money.Amount{}, err
	}
	had, err := amount.Share(before, all)
	if err != nil {
		return money.Amount{}, err
	}
	return upTo.Sub(had)
}

// complete adds up a refund, and shipping when nothing else is left or it is
// wanted, and says where the order goes with it.
func (o Order) complete(refund Refund, shipping bool) (Move, error) {
	after := o
	after.Refunds = append(slices.Clip(o.Refunds), refund)
	last := !slices.ContainsFunc(o.Lines, func(l Line) bool { return after.GivenBack(l.SKU) < l.Quantity })
	sum := money.Amount{Currency: o.Totals.Total.Currency}
	refund.Tax, refund.Total = sum, sum
	var err error
	add := func(to *money.Amount, amount money.Amount) {
		next, fault := to.Add(amount)
		*to, err = next, errors.Join(err, fault)
	}
	if (last || shipping) && !o.shippingGivenBack() {
		refund.Shipping = o.Totals.Shipping
		add(&refund.Total, refund.Shipping)
		add(&refund.Tax, o.shippingTax())
	}
	for _, l := range refund.Lines {
		add(&refund.Total, l.Total)
		add(&refund.Tax, l.Tax)
		if !o.Totals.TaxIncluded {
			add(&refund.Total, l.Tax)
		}
	}
	if err != nil {
		return Move{}, err
	}
	if len(refund.Lines) == 0 && refund.Shipping.Minor == 0 {
		return Move{}, fmt.Errorf("nothing of order %s is left that could be given back: it %w", o.ID, ErrRefund)
	}
	m := Move{From: o.Status, To: o.Status, At: refund.At, Version: o.Version, Refund: &refund}
	if last {
		m.To = Refunded
	}
	return m, nil
}

// shippingGivenBack says whether an earlier refund gave shipping back. Shipping
// that cost nothing is never given back.
func (o Order) shippingGivenBack() bool {
	return slices.ContainsFunc(o.Refunds, func(r Refund) bool { return r.Shipping.Minor != 0 })
}

// shippingTax is the tax that no line carries: shipping contains it, where prices
// contain tax.
func (o Order) shippingTax() money.Amount {
	tax := o.Totals.Tax
	for _, l := range o.Lines {
		tax.Minor -= l.Tax.Minor
	}
	return tax
}
