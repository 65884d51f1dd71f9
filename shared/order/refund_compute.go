package order

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/money"
)

// ErrRefund is returned, wrapped with the reason, for what cannot be refunded.
var ErrRefund = errors.New("cannot be refunded")

// Refund returns the move that refunds the order, in part or in full.
//
// Each part of a line or of shipping is a share of what is left of it. So whatever
// refunds come in whatever sequence, none is of more than is left, and the last one
// of a line makes up exactly what was paid for it. Refund fails with ErrRefund, or
// with an error of package money for amounts out of range.
func (o Order) Refund(r RefundRequest, now time.Time) (Move, error) {
	if err := o.check(r); err != nil {
		return Move{}, err
	}
	g := &refunding{order: o, refund: Refund{
		Number: len(o.Refunds) + 1, At: o.after(now), Reason: r.Reason, Reference: o.RefundName(r.Reference),
		Shipping: o.amount(0), Tax: o.amount(0), Total: o.amount(0),
	}}
	units := r.Lines
	if r.All {
		units = o.unitsLeft()
	}
	returned, err := o.returned(r, units)
	if err != nil {
		return Move{}, err
	}
	for i, u := range units {
		if err := g.units(u, returned[i]); err != nil {
			return Move{}, err
		}
	}
	for _, c := range r.Credits {
		if err := g.credit(c); err != nil {
			return Move{}, err
		}
	}
	after := o
	after.Refunds = append(slices.Clip(o.Refunds), g.refund)
	last := len(after.unitsLeft()) == 0
	if r.Shipping || last {
		if err := g.shipping(r.Shipping); err != nil {
			return Move{}, err
		}
	}
	m := Move{From: o.Status, To: o.Status, At: g.refund.At, Version: o.Version, Refund: &g.refund}
	if last {
		m.To = Refunded
	}
	return m, nil
}

// Standing returns the refund that the order has under the request's reference, and
// reports whether it has one. It fails with ErrRefund if that refund is of something
// else than the request. It computes the request anew, so a change of how refunds are
// computed must not change the sums of requests that may be repeated.
func (o Order) Standing(r RefundRequest) (Refund, bool, error) {
	stands, ok := o.RefundCalled(r.Reference)
	if !ok {
		return Refund{}, false, nil
	}
	before := o
	before.Refunds, before.Status = o.Refunds[:stands.Number-1], Paid
	if !o.ShippedAt.IsZero() && o.ShippedAt.Before(stands.At) {
		before.Status = Shipped
	}
	m, err := before.Refund(r, stands.At)
	if err != nil || !stands.gives(*m.Refund) {
		return Refund{}, false, fmt.Errorf("order %s has another refund under the reference %s: it %w", o.ID, r.Reference, ErrRefund)
	}
	return stands, true, nil
}

// gives reports whether two refunds are of the same, for the same reason.
func (r Refund) gives(other Refund) bool {
	return r.Reason == other.Reason && r.Total == other.Total && r.Tax == other.Tax && r.Shipping == other.Shipping &&
		slices.Equal(r.Lines, other.Lines)
}

// check fails if the order cannot have the refund, whatever units and money are left.
func (o Order) check(r RefundRequest) error {
	cannot := func(format string, args ...any) error {
		return fmt.Errorf("%s: order %s %w", fmt.Sprintf(format, args...), o.ID, ErrRefund)
	}
	named := map[SKU]bool{}
	for _, sku := range r.skus() {
		if named[sku] {
			return cannot("%s is named twice", sku)
		}
		named[sku] = true
	}
	_, stands := o.RefundCalled(r.Reference)
	parts := len(r.Lines) + len(r.Credits)
	switch {
	case o.Status != Paid && o.Status != Shipped:
		return fmt.Errorf("order %s is %s and %w", o.ID, o.Status, ErrRefund)
	case !slices.Contains(RefundReasons(), r.Reason):
		return cannot("%q is not a reason", r.Reason)
	case !IsRefundReference(r.Reference):
		return cannot("%q is not a reference of up to 32 letters, digits, dots and hyphens", r.Reference)
	case stands:
		return cannot("it has refund %s already", r.Reference)
	case !r.All && len(o.Refunds) >= MaxRefunds:
		return cannot("it has %d refunds, and the next one must be of all that is left", len(o.Refunds))
	case r.All && (parts > 0 || r.Shipping):
		return cannot("a full refund has no lines, credits or shipping")
	case named[""] && (parts > 1 || r.Shipping):
		return cannot("a credit of the order as a whole stands alone")
	case !r.All && parts == 0 && !r.Shipping:
		return cannot("a refund of nothing")
	}
	return nil
}

// skus returns the SKUs that a request names; a credit of the order as a whole has
// the SKU "".
func (r RefundRequest) skus() []SKU {
	var skus []SKU
	for _, u := range r.Lines {
		skus = append(skus, u.SKU)
	}
	for _, c := range r.Credits {
		skus = append(skus, c.SKU)
	}
	return skus
}

// unitsLeft returns every unit that was not refunded yet.
func (o Order) unitsLeft() []RefundUnits {
	var left []RefundUnits
	for _, l := range o.Lines {
		if n := l.Quantity - o.RefundedUnits(l.SKU); n > 0 {
			left = append(left, RefundUnits{SKU: l.SKU, Quantity: n})
		}
	}
	return left
}

// returned returns how many of each line's units can be sold again. One number for
// all lines is enough only if there is one line, or if all or none come back.
func (o Order) returned(r RefundRequest, units []RefundUnits) ([]int, error) {
	all := 0
	for _, u := range units {
		all += u.Quantity
		if r.Returned != nil && u.Returned != nil {
			return nil, fmt.Errorf("the number of returned units is given twice: order %s %w", o.ID, ErrRefund)
		}
	}
	if n := r.Returned; n != nil && (*n < 0 || *n > all || *n != 0 && *n != all && len(units) > 1) {
		return nil, fmt.Errorf("%d returned of %d units is ambiguous for %d lines, give it for each: order %s %w", *n, all, len(units), o.ID, ErrRefund)
	}
	var returned []int
	for _, u := range units {
		n := 0
		switch {
		case u.Returned != nil:
			n = *u.Returned
		case r.Returned != nil:
			n = min(*r.Returned, u.Quantity)
		case o.comesBack(r.Reason):
			n = u.Quantity
		}
		returned = append(returned, n)
	}
	return returned, nil
}

func (o Order) amount(minor int64) money.Amount {
	return money.Amount{Minor: minor, Currency: o.Totals.Total.Currency}
}
