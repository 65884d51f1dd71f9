package ledger

import (
	"fmt"
	"time"

	"storefront/shared/money"
	"storefront/shared/order"
)

// refunded books the refund that made this version of the order: before
// shipping against what was owed, and afterwards against revenue.
func (b *booking) refunded() error {
	o, before := b.event.Order, b.event.Previous.Refunds
	if len(o.Refunds) != before+1 {
		return fmt.Errorf("%w: %s has %d refunds after %d", ErrEvent, b.event.ID, len(o.Refunds), before)
	}
	paid, err := paidParts(o)
	if err != nil {
		return err
	}
	if _, err := keptParts(o, paid, o.Refunds); err != nil {
		return err
	}
	refund := o.Refunds[before]
	back, err := refundParts(o, refund)
	if err != nil {
		return err
	}
	shipped := b.event.Previous.Status == order.Shipped
	if err := b.postRefund(refund, back, shipped); err != nil {
		return err
	}
	if err := b.linesRefunded(refund, back, shipped); err != nil {
		return err
	}
	b.returned(refund)
	return nil
}

func (b *booking) postRefund(r order.Refund, back parts, shipped bool) error {
	sold, err := b.soldBefore(shipped)
	if err != nil {
		return err
	}
	chart := b.entity.Chart
	goods, shipping := reversal{chart.OwedGoods, chart.OwedGoods}, reversal{chart.OwedShipping, chart.OwedShipping}
	if shipped {
		goods, shipping = reversal{chart.ReturnsGoods, chart.Goods}, reversal{chart.ReturnsShipping, chart.Shipping}
	}
	post := func(side Side, to reversal, amount money.Amount, sku order.SKU) {
		b.post(posting{
			side: side, account: to.account, amount: amount, sku: sku, payment: r.Reference,
			reverses: entryOf(sold, to.of, sku),
		})
	}
	for _, l := range back.lines {
		post(Debit, goods, l.net, l.sku)
		post(Debit, reversal{chart.Tax, chart.Tax}, l.tax, l.sku)
	}
	post(Debit, shipping, back.shipping.net, "")
	post(Debit, reversal{chart.Tax, chart.Tax}, back.shipping.tax, "")
	post(Credit, reversal{chart.Cash, chart.Cash}, r.Total, "")
	return nil
}

// reversal is an account that takes back entries of an account.
type reversal struct{ account, of Account }

// soldBefore derives the entries that a refund of the order takes back: those of
// its payment and, once it was shipped, those of its shipping. They follow from
// the order alone, so they have the ids that they got when they were booked.
func (b *booking) soldBefore(shipped bool) ([]JournalEntry, error) {
	o := b.event.Order
	parts, err := paidParts(o)
	if err != nil {
		return nil, err
	}
	payment := b.of(Paid, paidVersion(o))
	payment.postPaid(parts)
	if !shipped {
		return payment.entries.Journal, nil
	}
	shipping := b.of(Shipped, shippedVersion(o))
	if err := shipping.postShipped(o.Refunds[:o.RefundsBefore(o.ShippedAt)]); err != nil {
		return nil, err
	}
	return append(shipping.entries.Journal, payment.entries.Journal...), nil
}

// of is the booking of an earlier event of the same order.
func (b *booking) of(kind EventType, version int) *booking {
	earlier := &booking{event: b.event, entity: b.entity, taxKind: b.taxKind}
	earlier.event.Type, earlier.event.ID = kind, VersionID(b.event.Order.ID, version)
	return earlier
}

// paidVersion is the version that an order got when it was paid. Each step of an
// order makes one version, and what came between them is known from their times.
func paidVersion(o order.Order) int {
	version := 2 // 1 was put
	if o.Extended {
		version++
	}
	if erasedUntil(o, o.Payment.PaidAt) {
		version++
	}
	return version
}

// shippedVersion is the version that an order got when it was shipped.
func shippedVersion(o order.Order) int {
	version := paidVersion(o) + 1 + o.RefundsBefore(o.ShippedAt)
	if erasedUntil(o, o.ShippedAt) && !erasedUntil(o, o.Payment.PaidAt) {
		version++
	}
	return version
}

func erasedUntil(o order.Order, at time.Time) bool {
	return !o.ErasedAt.IsZero() && o.ErasedAt.Before(at)
}

// entryOf finds the entry of an account and a SKU, or "".
func entryOf(entries []JournalEntry, account Account, sku order.SKU) string {
	for _, e := range entries {
		if e.AccountCode == account.Code && e.OrderLine == string(sku) {
			return e.EntryID
		}
	}
	return ""
}

// linesRefunded writes a credit note. Units and money are negative.
func (b *booking) linesRefunded(r order.Refund, back parts, shipped bool) error {
	kind := CancelLine
	if shipped {
		kind = RefundLine
	}
	for i, l := range r.Lines {
		sold, ok := lineOf(b.event.Order, l.SKU)
		if !ok || l.Quantity < 0 || l.Returned < 0 || l.Returned > l.Quantity || b.event.Order.RefundedUnits(l.SKU) > sold.Quantity {
			return fmt.Errorf("%w: %s gives back %d of %s, of which %d come back", ErrEvent, b.event.ID, l.Quantity, l.SKU, l.Returned)
		}
		p, kindOfLine := back.lines[i].negative(), kind
		if l.Quantity == 0 {
			kindOfLine = CreditLine
		}
		b.line(OrderLine{
			Kind: kindOfLine, SKU: string(l.SKU), Quantity: -l.Quantity, UnitPrice: sold.UnitPrice,
			Net: p.net, Tax: p.tax, Gross: p.gross, TaxRate: sold.TaxRate,
		})
	}
	b.lineWithoutUnits(kind, back.shipping.negative(), b.event.Order.Totals.Shipping)
	return nil
}

func (p part) negative() part {
	p.net.Minor, p.tax.Minor, p.gross.Minor = -p.net.Minor, -p.tax.Minor, -p.gross.Minor
	return p
}

func lineOf(o order.Order, sku order.SKU) (order.Line, bool) {
	for _, l := range o.Lines {
		if l.SKU == sku {
			return l, true
		}
	}
	return order.Line{}, false
}

// returned writes where units of a refund went: those that one refund gives back
// at once before the order was shipped, to their lots. Otherwise the order's claims
// stay as the record of what was sold, and the units that came back are out of
// the sale: a lot that they are put in is allocated like any other. Money without
// units moves none.
func (b *booking) returned(r order.Refund) {
	o := b.event.Order
	if o.ReleasesUnits() {
		b.takes(Cancel)
		return
	}
	for _, l := range r.Lines {
		if l.Returned > 0 {
			b.move(Return, string(l.SKU), string(o.Sale), l.Returned, NoLot)
		}
	}
}
