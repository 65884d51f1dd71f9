package order

import (
	"errors"
	"fmt"
	"slices"

	"storefront/shared/market"
	"storefront/shared/money"
)

// refunding is a refund that is being added up.
type refunding struct {
	order  Order // as it was before
	refund Refund
}

// units refunds units of a line, at their share of what is left of it.
func (g *refunding) units(u RefundUnits, returned int) error {
	o := g.order
	line, err := o.line(u.SKU)
	if err != nil {
		return err
	}
	left := line.Quantity - o.RefundedUnits(u.SKU)
	switch {
	case u.Quantity < 1 || u.Quantity > left:
		return fmt.Errorf("order %s has %d of %s left, and %d %w", o.ID, left, u.SKU, u.Quantity, ErrRefund)
	case returned < 0 || returned > u.Quantity:
		return fmt.Errorf("%d of %d of %s cannot have come back: order %s %w", returned, u.Quantity, u.SKU, o.ID, ErrRefund)
	}
	paid := o.lineLeft(line)
	total, err := o.amount(paid.total).Share(u.Quantity, left)
	tax, taxErr := o.amount(paid.tax).Share(u.Quantity, left)
	if err := errors.Join(err, taxErr); err != nil {
		return err
	}
	if market.InHalves(o.Totals.TaxJurisdiction) {
		if tax.Minor, err = o.evenTax(paid, total.Minor); err != nil {
			return err
		}
	}
	return g.add(RefundLine{SKU: u.SKU, Quantity: u.Quantity, Returned: returned}, price{total.Minor, tax.Minor})
}

func (o Order) line(sku SKU) (Line, error) {
	i := slices.IndexFunc(o.Lines, func(l Line) bool { return l.SKU == sku })
	if i < 0 {
		return Line{}, fmt.Errorf("order %s has no %s: it %w", o.ID, sku, ErrRefund)
	}
	return o.Lines[i], nil
}

// credit refunds money without units. The amount is split in proportion over the net
// prices and the taxes that are left, of the line or of the whole order.
func (g *refunding) credit(c Credit) error {
	o := g.order
	lines, whole := o.Lines, c.SKU == ""
	if !whole {
		line, err := o.line(c.SKU)
		if err != nil {
			return err
		}
		lines = []Line{line}
	}
	var left []price
	for _, l := range lines {
		left = append(left, o.lineLeft(l))
	}
	if whole {
		left = append(left, o.shippingLeft())
	}
	parts, err := o.split(c.Amount, left)
	if err != nil {
		return err
	}
	for i, l := range lines {
		if parts[i] == (price{}) {
			continue
		}
		if err := g.add(RefundLine{SKU: l.SKU}, parts[i]); err != nil {
			return err
		}
	}
	if whole {
		return g.addShipping(parts[len(lines)])
	}
	return nil
}

// split splits an amount over prices, in proportion to their nets and taxes.
func (o Order) split(amount money.Amount, left []price) ([]price, error) {
	included := o.Totals.TaxIncluded
	var weights []int64
	gross := int64(0)
	for _, p := range left {
		weights = append(weights, p.net(included), p.tax)
		gross += p.gross(included)
	}
	if amount.Currency != o.Totals.Total.Currency || amount.Minor < 1 || amount.Minor > gross {
		return nil, fmt.Errorf("only %v of this is left, and %v of order %s %w", o.amount(gross), amount, o.ID, ErrRefund)
	}
	shares, err := amount.Split(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]price, len(left))
	for i := range parts {
		net, tax := shares[2*i].Minor, shares[2*i+1].Minor
		if market.InHalves(o.Totals.TaxJurisdiction) {
			gross := net + tax
			if tax, err = o.evenTax(left[i], gross); err != nil {
				return nil, err
			}
			net = gross - tax
		}
		parts[i] = priceOf(net, tax, included)
	}
	return parts, nil
}

// evenTax returns the tax in a part of a price that includes its tax, of which two offices have half
// each: the even number that is nearest to its share. Neither the part nor the rest has more tax
// than price. evenTax fails with ErrRefund if there is no such number: nothing is left but tax.
func (o Order) evenTax(left price, part int64) (int64, error) {
	if part == 0 {
		return 0, nil
	}
	half, err := o.amount(left.tax/2).Share(int(part), int(left.total))
	if err != nil {
		return 0, err
	}
	least, most := max(0, left.tax-(left.total-part)+1)/2, part/2
	if least > most {
		return 0, fmt.Errorf("only tax in two equal halves is left, and the odd %v of order %s %w", o.amount(part), o.ID, ErrRefund)
	}
	return 2 * min(max(half.Minor, least), most), nil
}

// shipping refunds what is left of shipping. It fails if that is wanted and nothing
// is left.
func (g *refunding) shipping(wanted bool) error {
	left := g.order.shippingLeft()
	if wanted && left == (price{}) {
		return fmt.Errorf("nothing is left of shipping: order %s %w", g.order.ID, ErrRefund)
	}
	return g.addShipping(left)
}

func (g *refunding) add(line RefundLine, p price) error {
	line.Total, line.Tax = g.order.amount(p.total), g.order.amount(p.tax)
	g.refund.Lines = append(g.refund.Lines, line)
	return g.sum(p)
}

func (g *refunding) addShipping(p price) error {
	g.refund.Shipping = g.order.amount(p.total)
	return g.sum(p)
}

// sum adds a price to the refund's total and tax.
func (g *refunding) sum(p price) error {
	total, err := g.refund.Total.Add(g.order.amount(p.gross(g.order.Totals.TaxIncluded)))
	tax, taxErr := g.refund.Tax.Add(g.order.amount(p.tax))
	g.refund.Total, g.refund.Tax = total, tax
	return errors.Join(err, taxErr)
}
