package verify

import (
	"context"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// timeForm is how the books write a time.
const timeForm = "2006-01-02T15:04:05.000Z"

// readStore matches the orders with the books of their markets, and the lots of the
// region with those of its main market.
func (v Verifier) readStore(ctx context.Context, runs map[market.Code]*run) error {
	err := v.Store.AllOrders(ctx, func(o order.Order) error {
		if r := runs[market.Code(o.Market)]; r != nil {
			r.Orders++
			if date, err := ledger.Date(r.Market, o.CreatedAt); err == nil && len(r.days) == 0 && date <= ledger.AddDays(r.last, -dueDays) {
				r.unbegun++
			}
			of := figures{}
			orderFigures{o, of, v.taxAccount(o)}.addAll()
			r.match(of)
		}
		return nil
	})
	if err == nil {
		err = v.readMovements(ctx, runs)
	}
	main := runs[v.Region.Markets()[0].Code]
	if err != nil || main == nil {
		return err
	}
	return EachLot(ctx, v.Store, func(lot stock.Lot) error {
		main.Lots++
		f := figure{of: lot.LotKey.String(), kind: "ALLOCATE", at: timeText(lot.CreatedAt), what: string(lot.Line.SKU), class: units}
		main.match(figures{f: {1, int64(lot.Size)}})
		return nil
	})
}

// dueDays is how many days at the end of a range may be open. The range of a night ends
// with a day that has begun in some time zone only, and a day is closed hours after it
// has ended.
const dueDays = 3

// EachLot visits the lots of all sales.
func EachLot(ctx context.Context, store Store, visit func(stock.Lot) error) error {
	snapshot, err := store.Catalog(ctx)
	if err != nil {
		return err
	}
	for _, sale := range snapshot.Sales {
		for _, l := range sale.Lines {
			line := stock.Line{Sale: sale.ID, SKU: l.SKU}
			shelf, err := store.Shelf(ctx, line)
			if err != nil {
				return err
			}
			lots, err := store.Lots(ctx, line, shelf.Lots)
			if err != nil {
				return err
			}
			for _, lot := range lots {
				if err := visit(lot); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func timeText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(timeForm)
}

// orderFigures derives figures from an order as it is today, and adds them to figures.
type orderFigures struct {
	order.Order
	figures figures
	taxPaid string // the account of the order's tax until it is shipped
}

// taxAccount returns the account of an order's tax until it is shipped.
func (v Verifier) taxAccount(o order.Order) string {
	if !v.TaxAtDispatch.IsZero() && !o.Payment.PaidAt.Before(v.TaxAtDispatch) {
		return "2210"
	}
	return "2200"
}

// addAll adds the figures of everything that has happened to the order.
func (o orderFigures) addAll() {
	o.moveAll("HOLD", o.CreatedAt)
	switch o.Status {
	case order.Rejected:
		o.moveAll("RELEASE", o.CreatedAt)
	case order.Expired:
		o.moveAll("EXPIRE", o.ended())
	case order.Cancelled:
		o.moveAll("CANCEL", o.ended())
	}
	if o.Payment.PaidAt.IsZero() {
		return
	}
	o.moveAll("SELL", o.Payment.PaidAt)
	paid := o.paid()
	o.post("PAID", o.Payment.PaidAt, postings{
		"1100": {o.Totals.Total.Minor}, "2100": paid.goods.minus(), "2110": {-paid.shipping}, o.taxPaid: paid.tax.minus(),
	})
	o.linesPaid(paid)
	if !o.ShippedAt.IsZero() {
		o.shipped(paid)
	}
	for _, r := range o.Refunds {
		o.refunded(r)
	}
}

// ended returns when the order was closed unpaid. It returns zero if the buyer was
// erased since, because the order then has only the time of the erasure.
func (o orderFigures) ended() time.Time {
	if o.UpdatedAt.Equal(o.ErasedAt) {
		return time.Time{}
	}
	return o.UpdatedAt
}

// shipped adds revenue: what was paid, less what was refunded before the shipment.
func (o orderFigures) shipped(paid parts) {
	goods, shipping, tax := paid.goodsBySKU, paid.shipping, paid.taxBySKU
	units := map[order.SKU]int{}
	for _, r := range o.Refunds {
		if r.At.Before(o.ShippedAt) {
			back := o.split(r)
			for sku, minor := range back.goodsBySKU {
				goods[sku] -= minor
			}
			shipping -= back.shipping
			for sku, minor := range back.taxBySKU {
				tax[sku] -= minor
			}
			for _, l := range r.Lines {
				units[l.SKU] += l.Quantity
			}
		}
	}
	var kept, owed amounts
	for _, l := range o.Lines {
		kept, owed = append(kept, goods[l.SKU]), append(owed, tax[l.SKU])
	}
	if o.taxPaid != "2200" {
		owed = append(owed, tax[""])
		o.post("SHIPPED", o.ShippedAt, postings{o.taxPaid: owed, "2200": owed.minus()})
		o.linesShipped(kept, owed, shipping, units)
	}
	o.post("SHIPPED", o.ShippedAt, postings{"2100": kept, "4000": kept.minus(), "2110": {shipping}, "4100": {-shipping}})
}

// refunded adds a refund: what was paid back, its lines, and the units that came back.
func (o orderFigures) refunded(r order.Refund) {
	back := o.split(r)
	goods, shipping, tax := "2100", "2110", o.taxPaid
	shipped := !o.ShippedAt.IsZero() && o.ShippedAt.Before(r.At)
	if shipped {
		goods, shipping, tax = "4900", "4910", "2200"
	}
	o.post("REFUNDED", r.At, postings{"1100": {-r.Total.Minor}, goods: back.goods, shipping: {back.shipping}, tax: back.tax})
	o.linesRefunded(r, back, shipped)
	refunded, returned := unitsOf(r)
	ofAll, _ := unitsOf(o.Refunds...)
	if !shipped && o.Status == order.Refunded && refunded == ofAll && returned == refunded && returned > 0 {
		o.moveAll("RESTORE", r.At)
		return
	}
	for _, l := range r.Lines {
		if l.Returned > 0 {
			o.move("RETURN", r.At, l.SKU, l.Returned)
		}
	}
}

// unitsOf counts the units that were refunded, and those that can be sold again.
func unitsOf(refunds ...order.Refund) (refunded, returned int) {
	for _, r := range refunds {
		for _, l := range r.Lines {
			refunded, returned = refunded+l.Quantity, returned+l.Returned
		}
	}
	return refunded, returned
}

// moveAll adds a move of all units of the order.
func (o orderFigures) moveAll(kind string, at time.Time) {
	for _, l := range o.Lines {
		for _, t := range l.Allocations {
			o.move(kind, at, l.SKU, t.Quantity)
		}
	}
}

func (o orderFigures) move(kind string, at time.Time, sku order.SKU, quantity int) {
	o.figures.add(figure{of: o.ID.String(), kind: kind, at: timeText(at), what: string(sku), class: units}, int64(quantity))
}

// post adds postings, except those of zero, which the books do not have.
func (o orderFigures) post(kind string, at time.Time, p postings) {
	for account, amounts := range p {
		for _, minor := range amounts {
			if minor != 0 {
				o.figures.add(figure{of: o.ID.String(), kind: kind, at: timeText(at), what: account + " " + o.Totals.Total.Currency}, minor)
			}
		}
	}
}

// postings are amounts by account, debits positive.
type postings map[string]amounts

type amounts []int64

func (a amounts) minus() amounts {
	var m amounts
	for _, minor := range a {
		m = append(m, -minor)
	}
	return m
}

// parts is money split into goods and shipping, without tax, and tax.
type parts struct {
	goods      amounts
	goodsBySKU map[order.SKU]int64
	taxBySKU   map[order.SKU]int64 // the tax of shipping is under ""
	shipping   int64
	tax        amounts
}

// paid splits what was paid, which is like a refund of everything.
func (o orderFigures) paid() parts {
	all := order.Refund{Shipping: o.Totals.Shipping, Tax: o.Totals.Tax}
	for _, l := range o.Lines {
		all.Lines = append(all.Lines, order.RefundLine{SKU: l.SKU, Total: l.Total, Tax: l.Tax})
	}
	return o.split(all)
}

// split splits a refund. Tax that no line carries is that of shipping.
func (o orderFigures) split(r order.Refund) parts {
	p := parts{goodsBySKU: map[order.SKU]int64{}, taxBySKU: map[order.SKU]int64{}, shipping: r.Shipping.Minor}
	rest := r.Tax.Minor
	for _, l := range r.Lines {
		net := l.Total.Minor
		if o.Totals.TaxIncluded {
			net -= l.Tax.Minor
		}
		p.goods, p.tax = append(p.goods, net), append(p.tax, l.Tax.Minor)
		p.goodsBySKU[l.SKU] += net
		p.taxBySKU[l.SKU] += l.Tax.Minor
		rest -= l.Tax.Minor
	}
	if o.Totals.TaxIncluded {
		p.shipping -= rest
	}
	p.tax, p.taxBySKU[""] = append(p.tax, rest), rest
	return p
}
