package verify

import (
	"fmt"
	"strings"

	"storefront/shared/market"
	"storefront/shared/order"
)

// line is what an order line says.
type line struct {
	kind, sku, reason, sale string
	quantity, price         int64
	net, tax, gross, rate   int64
	taxType, jurisdiction   string
	included                bool
	paidAt                  string
	supply                  order.Supply
}

// anyReason is the reason of a line of version 1, which has none.
const anyReason = "?"

const because = ", because "

// figure returns the figure of a line. Its name says all that the line says, except the place of supply:
// that can be a ZIP Code, which must not be in logs.
func (l line) figure(of, at, currency string) figure {
	return figure{of: of, kind: "line " + l.kind, at: at, class: lines, supply: l.supply, what: fmt.Sprintf(
		"%s %q of %q: %d at %d, net %d, tax %d, gross %d, %s of %d in %q, included %t, paid %s"+because+"%s",
		currency, l.sku, l.sale, l.quantity, l.price, l.net, l.tax, l.gross, l.taxType, l.rate, l.jurisdiction, l.included, l.paidAt, l.reason)}
}

// withoutReason returns the figure of the same line in the books of version 1.
func (f figure) withoutReason() figure {
	what, _, _ := strings.Cut(f.what, because)
	f.what = what + because + anyReason
	return f
}

// add adds a line of the order.
func (o orderFigures) add(at string, l line) {
	m, _ := market.Of(market.Code(o.Market)) // the books' own
	l.gross, l.taxType, l.jurisdiction = l.net+l.tax, string(m.Tax.Kind), o.Totals.TaxJurisdiction
	l.supply = o.Totals.Supply
	l.included, l.sale, l.paidAt = o.Totals.TaxIncluded, string(o.Sale), timeText(o.Payment.PaidAt)
	o.figures.add(l.figure(o.ID.String(), at, o.Totals.Total.Currency), l.gross)
}

// linesPaid adds the lines of the receipt.
func (o orderFigures) linesPaid(paid parts) {
	for i, l := range o.Lines {
		o.add(timeText(o.Payment.PaidAt), line{
			kind: "SALE", sku: string(l.SKU), quantity: int64(l.Quantity), price: l.UnitPrice.Minor,
			net: paid.goods[i], tax: paid.tax[i], rate: int64(l.TaxRate),
		})
	}
	o.lineOfShipping(timeText(o.Payment.PaidAt), line{kind: "SHIPPING"}, paid, 1)
}

// linesShipped adds the lines on which tax is due with the shipment.
func (o orderFigures) linesShipped(goods, tax amounts, shipping int64, refunded map[order.SKU]int) {
	for i, l := range o.Lines {
		if goods[i]+tax[i] != 0 {
			o.add(timeText(o.ShippedAt), line{
				kind: "TAX_POINT", sku: string(l.SKU), quantity: int64(l.Quantity - refunded[l.SKU]), price: l.UnitPrice.Minor,
				net: goods[i], tax: tax[i], rate: int64(l.TaxRate),
			})
		}
	}
	o.lineOfShipping(timeText(o.ShippedAt), line{kind: "TAX_POINT"}, parts{shipping: shipping, tax: tax}, 1)
}

// linesRefunded adds the lines of a credit note.
func (o orderFigures) linesRefunded(r order.Refund, back parts, shipped bool) {
	kind := "REFUND_UNSHIPPED"
	if shipped {
		kind = "REFUND"
	}
	for i, refunded := range r.Lines {
		l := line{
			kind: kind, sku: string(refunded.SKU), reason: string(r.Reason), quantity: -int64(refunded.Quantity),
			net: -back.goods[i], tax: -back.tax[i],
		}
		if refunded.Quantity == 0 && (shipped || o.taxPaid == "2200") {
			l.kind = "CREDIT"
		}
		for _, sold := range o.Lines {
			if sold.SKU == refunded.SKU {
				l.price, l.rate = sold.UnitPrice.Minor, int64(sold.TaxRate)
			}
		}
		o.add(timeText(r.At), l)
	}
	o.lineOfShipping(timeText(r.At), line{kind: kind, reason: string(r.Reason)}, back, -1)
}

// lineOfShipping adds the line of shipping, and of tax that no other line carries.
func (o orderFigures) lineOfShipping(at string, l line, p parts, sign int64) {
	l.net, l.tax, l.price = sign*p.shipping, sign*p.tax[len(p.tax)-1], o.Totals.Shipping.Minor
	if l.net+l.tax == 0 {
		return
	}
	if l.kind == "SHIPPING" && l.net == 0 {
		l.kind = "TAX"
	}
	if l.tax != 0 && len(o.Lines) > 0 {
		l.rate = int64(o.Lines[0].TaxRate)
	}
	o.add(at, l)
}
