package ledgertest

import (
	"slices"
	"strconv"
	"time"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// afterPayment ships the order or not, has its buyer withdraw or not, and refunds none,
// some or all of it.
func (l *life) afterPayment(withdraws bool) {
	for range l.chance.IntN(3) {
		l.refund()
	}
	if l.order.Status == order.Paid && l.chance.IntN(3) > 0 {
		o := l.order
		o.Status, o.ShippedAt = order.Shipped, l.later()
		l.step(o)
		for range l.chance.IntN(4) {
			l.refund()
		}
	}
	if withdraws {
		l.now = l.now.Add(time.Millisecond)
		l.apply(l.order.Withdraw(l.now))
	}
	if l.chance.IntN(6) == 0 {
		o := l.order
		o.ErasedAt = l.later()
		l.step(o)
	}
	l.refund()
}

// step adds a new version of the order.
func (l *life) step(o order.Order) {
	o.Version, o.UpdatedAt = o.Version+1, l.now
	l.becomes(o)
}

// refund refunds units that are left, or money alone.
func (l *life) refund() {
	if l.order.Status == order.Refunded {
		return
	}
	if l.chance.IntN(5) == 0 {
		l.refundMoney()
	} else {
		l.refundUnits()
	}
}

// sum is the net money of a line, of shipping or of a refund, and its tax.
type sum struct{ net, tax int64 }

func (l *life) draftRefund() order.Refund {
	o := l.order
	zero := money.Amount{Currency: o.Totals.Total.Currency}
	r := order.Refund{Number: len(o.Refunds) + 1, At: l.later(), Reason: "customer_request", Shipping: zero, Tax: zero, Total: zero}
	r.Reference = o.Payment.Reference + "_refund_" + strconv.Itoa(r.Number)
	return r
}

// refundUnits refunds units at their share of what is left of their lines, and with
// the last unit what is left of shipping.
func (l *life) refundUnits() {
	o, r := l.order, l.draftRefund()
	left := 0
	for _, line := range o.Lines {
		open := line.Quantity - o.RefundedUnits(line.SKU)
		quantity := l.chance.IntN(open + 1)
		if l.chance.IntN(3) == 0 {
			quantity = open
		}
		left += open - quantity
		if quantity == 0 {
			continue
		}
		rest := l.restOf(line)
		price := share(rest.net+included(o, rest.tax), quantity, open)
		tax := l.halved(share(rest.tax, quantity, open))
		part := order.RefundLine{SKU: line.SKU, Quantity: quantity, Returned: quantity - l.chance.IntN(quantity+1)}
		l.add(&r, part, sum{min(price-included(o, tax), rest.net), tax}) // a tax in halves may be less than its share
	}
	if len(r.Lines) == 0 {
		return
	}
	if left == 0 {
		l.addShipping(&r, l.restOfShipping())
		o.Status = order.Refunded
	}
	o.Refunds = append(slices.Clone(o.Refunds), r)
	l.step(o)
}

// refundMoney refunds money of lines and of shipping, without units.
func (l *life) refundMoney() {
	o, r := l.order, l.draftRefund()
	some := func(of sum) sum { return sum{l.chance.Int64N(of.net + 1), l.halved(l.chance.Int64N(of.tax + 1))} }
	for _, line := range o.Lines {
		if p := some(l.restOf(line)); l.chance.IntN(2) == 0 && p != (sum{}) {
			l.add(&r, order.RefundLine{SKU: line.SKU}, p)
		}
	}
	switch rest := l.restOfShipping(); l.chance.IntN(3) {
	case 0:
		l.addShipping(&r, rest)
	case 1:
		l.addShipping(&r, some(rest))
	}
	if r.Total.Minor == 0 {
		return
	}
	o.Refunds = append(slices.Clone(o.Refunds), r)
	l.step(o)
}

func (l *life) add(r *order.Refund, part order.RefundLine, p sum) {
	currency := l.order.Totals.Total.Currency
	part.Total = money.Amount{Minor: p.net + included(l.order, p.tax), Currency: currency}
	part.Tax = money.Amount{Minor: p.tax, Currency: currency}
	r.Lines = append(r.Lines, part)
	r.Tax.Minor += p.tax
	r.Total.Minor += p.net + p.tax
}

func (l *life) addShipping(r *order.Refund, p sum) {
	r.Shipping.Minor = p.net + included(l.order, p.tax)
	r.Tax.Minor += p.tax
	r.Total.Minor += p.net + p.tax
}

// halved returns a tax, less one unit if it would not come to two equal halves and must.
func (l *life) halved(tax int64) int64 {
	if market.InHalves(l.order.Totals.TaxJurisdiction) {
		return tax - tax%2
	}
	return tax
}

// included returns the tax if prices include it, or else 0.
func included(o order.Order, tax int64) int64 {
	if o.Totals.TaxIncluded {
		return tax
	}
	return 0
}

// restOf returns what is left of a line after refunds.
func (l *life) restOf(line order.Line) sum {
	o := l.order
	rest := sum{line.Total.Minor - included(o, line.Tax.Minor), line.Tax.Minor}
	for _, r := range o.Refunds {
		for _, part := range r.Lines {
			if part.SKU == line.SKU {
				rest.net -= part.Total.Minor - included(o, part.Tax.Minor)
				rest.tax -= part.Tax.Minor
			}
		}
	}
	return rest
}

// restOfShipping returns what is left of shipping and of the tax that no line carries:
// the rest of the order less the rests of its lines.
func (l *life) restOfShipping() sum {
	o := l.order
	net, tax := o.Totals.Total.Minor-o.Totals.Tax.Minor, o.Totals.Tax.Minor
	for _, r := range o.Refunds {
		net, tax = net-(r.Total.Minor-r.Tax.Minor), tax-r.Tax.Minor
	}
	for _, line := range o.Lines {
		rest := l.restOf(line)
		net, tax = net-rest.net, tax-rest.tax
	}
	return sum{net, tax}
}

// share returns k of n parts of an amount.
func share(minor int64, k, n int) int64 {
	return (2*minor*int64(k) + int64(n)) / (2 * int64(n))
}
