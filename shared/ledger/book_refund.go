package ledger

import (
	"fmt"
	"time"

	"storefront/shared/money"
	"storefront/shared/order"
)

// refunded books the refund that made this version of the order: against what was
// owed before shipping, and against revenue afterwards.
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
	if b.owesAtDispatch() && !shipped { // there is no invoice yet
		return nil
	}
	return b.document(CreditNote)
}

func (b *booking) postRefund(r order.Refund, back parts, shipped bool) error {
	sold, err := b.soldBefore(shipped)
	if err != nil {
		return err
	}
	chart := b.entity.Chart
	goods, shipping := reversal{chart.OwedGoods, chart.OwedGoods}, reversal{chart.OwedShipping, chart.OwedShipping}
	tax := reversal{chart.Tax, chart.Tax}
	if b.owesAtDispatch() && !shipped {
		tax = reversal{chart.TaxUnshipped, chart.TaxUnshipped}
	}
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
		post(Debit, tax, l.tax, l.sku)
	}
	post(Debit, shipping, back.shipping.net, "")
	post(Debit, tax, back.shipping.tax, "")
	post(Credit, reversal{chart.Cash, chart.Cash}, r.Total, "")
	return nil
}

// reversal is the account of an entry that reverses an entry of another account, or
// of the same one.
type reversal struct{ account, of Account }

// soldBefore derives the entries that a refund reverses: those of the payment and,
// after shipping, those of the shipment. They follow from the order alone, so they
// have the ids under which they were booked.
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

// of returns an empty booking of an earlier event of the same order.
func (b *booking) of(kind EventType, version int) *booking {
	earlier := &booking{event: b.event, entity: b.entity, taxKind: b.taxKind}
	earlier.event.Type, earlier.event.ID = kind, VersionID(b.event.Order.ID, version)
	return earlier
}

// paidVersion returns the version that an order got when it was paid. Each change of
// an order makes one version, and the changes before the payment are known from
// their times.
func paidVersion(o order.Order) int {
	version := 2 + o.Declines // 1 was put
	if o.Extended {
		version++
	}
	if erasedBefore(o, o.Payment.PaidAt) {
		version++
	}
	return version
}

// shippedVersion returns the version that an order got when it was shipped.
func shippedVersion(o order.Order) int {
	version := paidVersion(o) + 1 + o.RefundsBefore(o.ShippedAt)
	if erasedBefore(o, o.ShippedAt) && !erasedBefore(o, o.Payment.PaidAt) {
		version++
	}
	if !o.WithdrawnAt.IsZero() && o.WithdrawnAt.Before(o.ShippedAt) {
		version++ // the store does not ship such an order, but the version would be right
	}
	return version
}

func erasedBefore(o order.Order, at time.Time) bool {
	return !o.ErasedAt.IsZero() && o.ErasedAt.Before(at)
}

// entryOf returns the id of the entry of an account and a SKU, or "".
func entryOf(entries []JournalEntry, account Account, sku order.SKU) string {
	for _, e := range entries {
		if e.AccountCode == account.Code && e.OrderLine == string(sku) {
			return e.EntryID
		}
	}
	return ""
}

// linesRefunded adds the lines of a credit note. Their units and money are negative.
func (b *booking) linesRefunded(r order.Refund, back parts, shipped bool) error {
	kind := UnshippedLine
	if shipped {
		kind = RefundLine
	}
	for i, l := range r.Lines {
		sold, ok := lineOf(b.event.Order, l.SKU)
		if !ok || l.Quantity < 0 || l.Returned < 0 || l.Returned > l.Quantity || b.event.Order.RefundedUnits(l.SKU) > sold.Quantity {
			return fmt.Errorf("%w: %s refunds %d units of %s, of which %d come back", ErrEvent, b.event.ID, l.Quantity, l.SKU, l.Returned)
		}
		p, kindOfLine := back.lines[i].negative(), kind
		if l.Quantity == 0 && (shipped || !b.owesAtDispatch()) {
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

// returned adds the moves of a refund. If one refund undoes the whole order before it
// was shipped, the units go back to their lots. Otherwise the order's claims stay as
// the record of what was sold, and units that come back are in no lot until they are
// allocated again in a new one.
func (b *booking) returned(r order.Refund) {
	o := b.event.Order
	if o.ReleasesUnits() {
		b.moveAll(Restore)
		return
	}
	for _, l := range r.Lines {
		if l.Returned > 0 {
			b.move(Return, string(l.SKU), string(o.Sale), l.Returned, NoLot)
		}
	}
}
