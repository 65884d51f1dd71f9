package ledger

import (
	"errors"
	"fmt"

	"storefront/shared/money"
	"storefront/shared/order"
)

// ErrSums means that the amounts or quantities of an order do not add up.
var ErrSums = errors.New("ledger: the order does not add up")

// part is the money of one line of an order or refund, or of its shipping, which
// has no SKU. net + tax = gross, and none of them is negative.
type part struct {
	sku             order.SKU
	net, tax, gross money.Amount
}

// parts is the money of an order or refund: its lines, and its shipping with the
// tax that no line carries.
type parts struct {
	lines    []part
	shipping part
}

// paidParts splits what a buyer has paid. No amount is rounded here: the parts are
// what the order says. paidParts fails with ErrSums unless they add up to its total.
func paidParts(o order.Order) (parts, error) {
	all := order.Refund{Shipping: o.Totals.Shipping, Tax: o.Totals.Tax, Total: o.Totals.Total}
	for _, l := range o.Lines {
		all.Lines = append(all.Lines, order.RefundLine{SKU: l.SKU, Total: l.Total, Tax: l.Tax})
	}
	return refundParts(o, all)
}

// refundParts splits a refund. It fails like paidParts.
func refundParts(o order.Order, r order.Refund) (parts, error) {
	var c calculation
	var p parts
	rest, sum := r.Tax, money.Amount{Currency: o.Totals.Total.Currency}
	for _, l := range r.Lines {
		line := c.part(l.SKU, l.Total, l.Tax, o.Totals.TaxIncluded)
		p.lines = append(p.lines, line)
		rest, sum = c.sub(rest, l.Tax), c.add(sum, line.gross)
	}
	p.shipping = c.part("", r.Shipping, rest, o.Totals.TaxIncluded)
	if c.add(sum, p.shipping.gross) != r.Total {
		c.fail("its lines and shipping are not the total of %v", r.Total)
	}
	if c.err != nil && r.Number > 0 {
		c.err = fmt.Errorf("refund %d: %w", r.Number, c.err)
	}
	return p, c.errOf(o)
}

// keptParts returns paid parts less refunds. It fails with ErrSums if more of a part was
// refunded than was paid.
func keptParts(o order.Order, paid parts, refunds []order.Refund) (parts, error) {
	kept := parts{lines: append([]part(nil), paid.lines...), shipping: paid.shipping}
	var c calculation
	for _, r := range refunds {
		back, err := refundParts(o, r)
		if err != nil {
			return parts{}, err
		}
		for _, b := range back.lines {
			line := kept.line(b.sku)
			if line == nil {
				c.fail("refund %d has %s, which is not in the order", r.Number, b.sku)
				continue
			}
			*line = c.minus(*line, b)
		}
		kept.shipping = c.minus(kept.shipping, back.shipping)
	}
	return kept, c.errOf(o)
}

// line returns the part of a SKU, or nil.
func (p parts) line(sku order.SKU) *part {
	for i := range p.lines {
		if p.lines[i].sku == sku {
			return &p.lines[i]
		}
	}
	return nil
}

// calculation adds and subtracts amounts and keeps the first error.
type calculation struct{ err error }

func (c *calculation) add(a, b money.Amount) money.Amount {
	sum, err := a.Add(b)
	c.note(err)
	return sum
}

func (c *calculation) sub(a, b money.Amount) money.Amount {
	difference, err := a.Sub(b)
	c.note(err)
	return difference
}

// part splits a price into net, tax and gross. The price includes its tax or not.
func (c *calculation) part(sku order.SKU, price, tax money.Amount, included bool) part {
	p := part{sku: sku, net: price, tax: tax, gross: price}
	if included {
		p.net = c.sub(price, tax)
	} else {
		p.gross = c.add(price, tax)
	}
	c.positive(p)
	return p
}

func (c *calculation) minus(a, b part) part {
	p := part{sku: a.sku, net: c.sub(a.net, b.net), tax: c.sub(a.tax, b.tax), gross: c.sub(a.gross, b.gross)}
	c.positive(p)
	return p
}

func (c *calculation) positive(p part) {
	if p.net.Minor < 0 || p.tax.Minor < 0 {
		c.fail("%q comes to a net of %v and a tax of %v", p.sku, p.net, p.tax)
	}
}

func (c *calculation) fail(format string, args ...any) { c.note(fmt.Errorf(format, args...)) }

func (c *calculation) note(err error) {
	if c.err == nil {
		c.err = err
	}
}

func (c *calculation) errOf(o order.Order) error {
	if c.err == nil {
		return nil
	}
	return fmt.Errorf("%w: order %s: %w", ErrSums, o.ID, c.err)
}
