package ledgertest

import (
	"slices"
	"strconv"

	"storefront/shared/money"
	"storefront/shared/order"
)

// afterPayment ships the order or not, and gives some of it back, or all.
func (l *life) afterPayment() {
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
	if l.chance.IntN(6) == 0 {
		o := l.order
		o.ErasedAt = l.later()
		l.step(o)
	}
	l.refund()
}

// step is a new version of the order, made now.
func (l *life) step(o order.Order) {
	o.Version, o.UpdatedAt = o.Version+1, l.now
	l.becomes(o)
}

// refund gives back some units that were not given back yet.
func (l *life) refund() {
	o := l.order
	if o.Status == order.Refunded {
		return
	}
	zero := money.Amount{Currency: o.Totals.Total.Currency}
	r := order.Refund{Number: len(o.Refunds) + 1, At: l.later(), Reason: "customer_request", Shipping: zero, Tax: zero, Total: zero}
	r.Reference = o.Payment.Reference + "_refund_" + strconv.Itoa(r.Number)
	left := 0
	for _, line := range o.Lines {
		before, open := l.before(line), 0
		if open = line.Quantity - before.Quantity; open == 0 {
			continue
		}
		quantity := l.chance.IntN(open + 1)
		if l.chance.IntN(3) == 0 {
			quantity = open
		}
		left += open - quantity
		if quantity == 0 {
			continue
		}
		k := before.Quantity + quantity
		part := order.RefundLine{
			SKU: line.SKU, Quantity: quantity, Returned: quantity - l.chance.IntN(quantity+1),
			Total: share(line.Total, k, line.Quantity, before.Total), Tax: share(line.Tax, k, line.Quantity, before.Tax),
		}
		r.Lines = append(r.Lines, part)
		r.Tax.Minor += part.Tax.Minor
		r.Total.Minor += part.Total.Minor
	}
	if len(r.Lines) == 0 {
		return
	}
	if left == 0 {
		r.Shipping = o.Totals.Shipping
		r.Total.Minor += r.Shipping.Minor
		r.Tax.Minor += shippingTax(o)
		o.Status = order.Refunded
	}
	if !o.Totals.TaxIncluded {
		r.Total.Minor += r.Tax.Minor
	}
	o.Refunds = append(slices.Clone(o.Refunds), r)
	l.step(o)
}

// before adds up what was given back of a line.
func (l *life) before(line order.Line) order.RefundLine {
	var sum order.RefundLine
	for _, r := range l.order.Refunds {
		for _, part := range r.Lines {
			if part.SKU == line.SKU {
				sum.Quantity += part.Quantity
				sum.Total.Minor += part.Total.Minor
				sum.Tax.Minor += part.Tax.Minor
			}
		}
	}
	return sum
}

// share is what k of q units are of an amount, without what was given back before.
func share(whole money.Amount, k, q int, before money.Amount) money.Amount {
	cumulative := (2*whole.Minor*int64(k) + int64(q)) / (2 * int64(q))
	return money.Amount{Minor: cumulative - before.Minor, Currency: whole.Currency}
}

// shippingTax is the tax that no line carries.
func shippingTax(o order.Order) int64 {
	tax := o.Totals.Tax.Minor
	for _, line := range o.Lines {
		tax -= line.Tax.Minor
	}
	return tax
}
