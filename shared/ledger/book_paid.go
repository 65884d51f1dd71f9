package ledger

import (
	"fmt"

	"storefront/shared/money"
	"storefront/shared/order"
)

// paid books a payment for goods that are still to be shipped.
func (b *booking) paid() error {
	o := b.event.Order
	parts, err := paidParts(o)
	if err != nil {
		return err
	}
	b.postPaid(parts)
	b.linesPaid(parts)
	b.moveAll(Sell)
	if b.owesAtDispatch() { // the invoice also comes with the shipment
		return nil
	}
	return b.document(Invoice)
}

func (b *booking) postPaid(p parts) {
	o, chart := b.event.Order, b.entity.Chart
	credit := func(account Account, amount money.Amount, sku order.SKU) {
		b.post(posting{side: Credit, account: account, amount: amount, sku: sku, payment: o.Payment.Reference})
	}
	tax := chart.Tax
	if b.owesAtDispatch() {
		tax = chart.TaxUnshipped
	}
	b.post(posting{side: Debit, account: chart.Cash, amount: o.Totals.Total, payment: o.Payment.Reference})
	for _, l := range p.lines {
		credit(chart.OwedGoods, l.net, l.sku)
		credit(tax, l.tax, l.sku)
	}
	credit(chart.OwedShipping, p.shipping.net, "")
	credit(tax, p.shipping.tax, "")
}

func (b *booking) linesPaid(p parts) {
	o := b.event.Order
	for i, l := range o.Lines {
		b.line(OrderLine{
			Kind: SaleLine, SKU: string(l.SKU), Quantity: l.Quantity, UnitPrice: l.UnitPrice,
			Net: p.lines[i].net, Tax: p.lines[i].tax, Gross: p.lines[i].gross, TaxRate: l.TaxRate,
		})
	}
	b.lineWithoutUnits(ShippingLine, p.shipping, o.Totals.Shipping)
}

// lineWithoutUnits adds the line of shipping. Tax without a price is a line too, so
// that the lines add up to the order.
func (b *booking) lineWithoutUnits(kind LineKind, p part, price money.Amount) {
	if p.gross.Minor == 0 {
		return
	}
	if kind == ShippingLine && p.net.Minor == 0 {
		kind = TaxLine
	}
	l := OrderLine{Kind: kind, UnitPrice: price, Net: p.net, Tax: p.tax, Gross: p.gross}
	if lines := b.event.Order.Lines; p.tax.Minor != 0 && len(lines) > 0 {
		l.TaxRate = lines[0].TaxRate // shipping is taxed like the goods, if at all
	}
	b.line(l)
}

// shipped books what was owed as revenue, less what was refunded before.
func (b *booking) shipped() error {
	o := b.event.Order
	if len(o.Refunds) < b.event.Previous.Refunds {
		return fmt.Errorf("%w: %s has lost refunds", ErrEvent, b.event.ID)
	}
	if err := b.postShipped(o.Refunds); err != nil || !b.owesAtDispatch() {
		return err
	}
	return b.document(Invoice)
}

func (b *booking) postShipped(before []order.Refund) error {
	paid, err := paidParts(b.event.Order)
	if err != nil {
		return err
	}
	kept, err := keptParts(b.event.Order, paid, before)
	if err != nil {
		return err
	}
	chart := b.entity.Chart
	if b.owesAtDispatch() {
		b.linesShipped(kept)
	}
	recognise := func(owed, revenue Account, p part) {
		b.post(posting{side: Debit, account: owed, amount: p.net, sku: p.sku})
		b.post(posting{side: Credit, account: revenue, amount: p.net, sku: p.sku})
		if b.owesAtDispatch() {
			b.post(posting{side: Debit, account: chart.TaxUnshipped, amount: p.tax, sku: p.sku})
			b.post(posting{side: Credit, account: chart.Tax, amount: p.tax, sku: p.sku})
		}
	}
	for _, l := range kept.lines {
		recognise(chart.OwedGoods, chart.Goods, l)
	}
	recognise(chart.OwedShipping, chart.Shipping, kept.shipping)
	return nil
}

// linesShipped adds the lines on which the order owes tax from now on: what was paid, less what
// was refunded earlier.
func (b *booking) linesShipped(kept parts) {
	o := b.event.Order
	for i, l := range o.Lines {
		if p := kept.lines[i]; p.gross.Minor != 0 {
			b.line(OrderLine{
				Kind: TaxPointLine, SKU: string(l.SKU), Quantity: l.Quantity - o.RefundedUnits(l.SKU), UnitPrice: l.UnitPrice,
				Net: p.net, Tax: p.tax, Gross: p.gross, TaxRate: l.TaxRate,
			})
		}
	}
	b.lineWithoutUnits(TaxPointLine, kept.shipping, o.Totals.Shipping)
}
