package books

import (
	"context"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// facts is what the store says. Of some moves it has forgotten the time.
type facts struct {
	sure   map[fact]figure
	unsure map[fact]figure // without a time
}

// timeForm is how the books write a time.
const timeForm = "2006-01-02T15:04:05.000Z"

// readStore derives facts from the orders of the market and from the lots.
func (v *verification) readStore(ctx context.Context) (facts, error) {
	f := facts{sure: map[fact]figure{}, unsure: map[fact]figure{}}
	err := v.Store.AllOrders(ctx, func(o order.Order) error {
		if o.Market == string(v.code) {
			v.Orders++
			f.order(o)
		}
		return nil
	})
	if err != nil || v.Region.Markets()[0].Code != v.code {
		return f, err // the main market has the region's lots
	}
	snapshot, err := v.Store.Catalog(ctx)
	if err != nil {
		return f, err
	}
	for _, sale := range snapshot.Sales {
		for _, line := range sale.Lines {
			if err := v.lots(ctx, stock.Line{Sale: sale.ID, SKU: line.SKU}, f); err != nil {
				return f, err
			}
		}
	}
	return f, nil
}

func (v *verification) lots(ctx context.Context, line stock.Line, f facts) error {
	shelf, err := v.Store.Shelf(ctx, line)
	if err != nil {
		return err
	}
	lots, err := v.Store.Lots(ctx, line, shelf.Lots)
	if err != nil {
		return err
	}
	for _, lot := range lots {
		v.Lots++
		f.add(fact{of: lot.LotKey.String(), kind: "ALLOCATE", what: string(line.SKU), move: true}, lot.CreatedAt, figure{1, int64(lot.Size)})
	}
	return nil
}

// add counts a fact. Without a time it is one that the store is not sure of.
func (f facts) add(key fact, at time.Time, n figure) {
	into := f.unsure
	if !at.IsZero() {
		into, key.at = f.sure, at.UTC().Format(timeForm)
	}
	was := into[key]
	into[key] = figure{was.entries + n.entries, was.sum + n.sum}
}

// order derives what an order, as it is today, says of all its days.
func (f facts) order(o order.Order) {
	f.takes(o, "HOLD", o.CreatedAt)
	switch o.Status {
	case order.Rejected:
		f.takes(o, "RELEASE", o.CreatedAt)
	case order.Expired:
		f.takes(o, "EXPIRE", ended(o))
	case order.Cancelled:
		f.takes(o, "CANCEL", ended(o))
	}
	if o.Payment.PaidAt.IsZero() {
		return
	}
	f.takes(o, "SELL", o.Payment.PaidAt)
	money := ofOrder(o)
	f.money(o, "PAID", o.Payment.PaidAt, postings{
		"1100": {o.Totals.Total.Minor}, "2100": money.goods.minus(), "2110": money.shipping.minus(), "2200": money.tax.minus(),
	})
	if !o.ShippedAt.IsZero() {
		f.shipped(o, money)
	}
	for _, r := range o.Refunds {
		f.refund(o, r)
	}
}

// ended is when an order was closed before it was paid, unless the buyer was
// erased since: then only the time of that is known.
func ended(o order.Order) time.Time {
	if o.UpdatedAt.Equal(o.ErasedAt) {
		return time.Time{}
	}
	return o.UpdatedAt
}

func (f facts) takes(o order.Order, kind string, at time.Time) {
	for _, l := range o.Lines {
		for _, t := range l.Allocations {
			f.add(fact{of: o.ID.String(), kind: kind, what: string(l.SKU), move: true}, at, figure{1, int64(t.Quantity)})
		}
	}
}

// shipped is what was owed as revenue, without what was given back before.
func (f facts) shipped(o order.Order, paid parts) {
	goods, shipping := paid.goodsBySKU, paid.shipping.total()
	for _, r := range o.Refunds {
		if r.At.Before(o.ShippedAt) {
			back := ofRefund(o, r)
			for sku, minor := range back.goodsBySKU {
				goods[sku] -= minor
			}
			shipping -= back.shipping.total()
		}
	}
	var kept amounts
	for _, l := range o.Lines {
		kept = append(kept, goods[l.SKU])
	}
	f.money(o, "SHIPPED", o.ShippedAt, postings{
		"2100": kept, "4000": kept.minus(), "2110": {shipping}, "4100": {-shipping},
	})
}

func (f facts) refund(o order.Order, r order.Refund) {
	back := ofRefund(o, r)
	goods, shipping := "2100", "2110"
	shipped := !o.ShippedAt.IsZero() && o.ShippedAt.Before(r.At)
	if shipped {
		goods, shipping = "4900", "4910"
	}
	f.money(o, "REFUNDED", r.At, postings{"1100": {-r.Total.Minor}, goods: back.goods, shipping: back.shipping, "2200": back.tax})
	if !shipped && o.Status == order.Refunded && unitsOf(r) == unitsOf(o.Refunds...) && allWhole(r) {
		f.takes(o, "CANCEL", r.At)
		return
	}
	for _, l := range r.Lines {
		if l.Returned > 0 {
			f.add(fact{of: o.ID.String(), kind: "RETURN", what: string(l.SKU), move: true}, r.At, figure{1, int64(l.Returned)})
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

func (a amounts) total() int64 {
	total := int64(0)
	for _, minor := range a {
		total += minor
	}
	return total
}

// money counts postings; nothing is posted of no money.
func (f facts) money(o order.Order, kind string, at time.Time, p postings) {
	for account, amounts := range p {
		for _, minor := range amounts {
			if minor != 0 {
				f.add(fact{of: o.ID.String(), kind: kind, what: account + " " + o.Totals.Total.Currency}, at, figure{1, minor})
			}
		}
	}
}

// parts is money taken apart: goods and shipping without tax, and tax.
type parts struct {
	goods      amounts
	goodsBySKU map[order.SKU]int64
	shipping   amounts
	tax        amounts
}

func ofOrder(o order.Order) parts {
	p := parts{goodsBySKU: map[order.SKU]int64{}}
	taxed := int64(0)
	for _, l := range o.Lines {
		p.line(o, l.SKU, l.Total.Minor, l.Tax.Minor)
		taxed += l.Tax.Minor
	}
	p.rest(o, o.Totals.Shipping.Minor, o.Totals.Tax.Minor-taxed)
	return p
}

func ofRefund(o order.Order, r order.Refund) parts {
	p := parts{goodsBySKU: map[order.SKU]int64{}}
	taxed := int64(0)
	for _, l := range r.Lines {
		p.line(o, l.SKU, l.Total.Minor, l.Tax.Minor)
		taxed += l.Tax.Minor
	}
	p.rest(o, r.Shipping.Minor, r.Tax.Minor-taxed)
	return p
}

func (p *parts) line(o order.Order, sku order.SKU, price, tax int64) {
	net := price
	if o.Totals.TaxIncluded {
		net -= tax
	}
	p.goods, p.tax = append(p.goods, net), append(p.tax, tax)
	p.goodsBySKU[sku] += net
}

// rest is shipping, and the tax that no line carries.
func (p *parts) rest(o order.Order, shipping, tax int64) {
	if o.Totals.TaxIncluded {
		shipping -= tax
	}
	p.shipping, p.tax = amounts{shipping}, append(p.tax, tax)
}

// unitsOf counts the units that refunds give back.
func unitsOf(refunds ...order.Refund) int {
	units := 0
	for _, r := range refunds {
		for _, l := range r.Lines {
			units += l.Quantity
		}
	}
	return units
}

// allWhole says whether a refund has units, every one of which can be sold again.
func allWhole(r order.Refund) bool {
	returned := 0
	for _, l := range r.Lines {
		returned += l.Returned
	}
	return returned > 0 && returned == unitsOf(r)
}
