package order

import "time"

// price is a price and its tax, in minor units: contained in it, or added to it,
// as the order's TaxIncluded says.
type price struct{ total, tax int64 }

func (p price) minus(total, tax int64) price { return price{p.total - total, p.tax - tax} }

// gross returns what the buyer pays.
func (p price) gross(taxIncluded bool) int64 {
	if taxIncluded {
		return p.total
	}
	return p.total + p.tax
}

// net returns what is left of gross without tax.
func (p price) net(taxIncluded bool) int64 { return p.gross(taxIncluded) - p.tax }

// priceOf returns the price that has a net and a tax.
func priceOf(net, tax int64, taxIncluded bool) price {
	if taxIncluded {
		return price{net + tax, tax}
	}
	return price{net, tax}
}

// lineLeft returns what was paid for a line and not refunded yet.
func (o Order) lineLeft(l Line) price {
	left := price{l.Total.Minor, l.Tax.Minor}
	for _, r := range o.Refunds {
		for _, back := range r.Lines {
			if back.SKU == l.SKU {
				left = left.minus(back.Total.Minor, back.Tax.Minor)
			}
		}
	}
	return left
}

// shippingLeft returns what was paid for shipping and not refunded yet. Its tax is
// the tax that no line has.
func (o Order) shippingLeft() price {
	left := price{o.Totals.Shipping.Minor, o.Totals.Tax.Minor}
	for _, l := range o.Lines {
		left.tax -= l.Tax.Minor
	}
	for _, r := range o.Refunds {
		left = left.minus(r.Shipping.Minor, r.Tax.Minor)
		for _, back := range r.Lines {
			left.tax += back.Tax.Minor
		}
	}
	return left
}

// RefundedUnits returns how many units of a SKU the order's refunds have.
func (o Order) RefundedUnits(sku SKU) int { return unitsIn(o.Refunds, sku) }

func unitsIn(refunds []Refund, sku SKU) int {
	units := 0
	for _, r := range refunds {
		for _, l := range r.Lines {
			if l.SKU == sku {
				units += l.Quantity
			}
		}
	}
	return units
}

// ParcelLine is the units of a SKU in a parcel.
type ParcelLine struct {
	SKU      SKU
	Quantity int
}

// Parcel returns what the parcel of a paid order has to contain, or what that of a
// shipped order contained: the units that were not refunded before. Other orders, and
// those that were withdrawn from before they were shipped, have no parcel.
func (o Order) Parcel() []ParcelLine {
	if o.ShippedAt.IsZero() && (o.Status != Paid || !o.WithdrawnAt.IsZero()) {
		return nil
	}
	before := o.Refunds
	if !o.ShippedAt.IsZero() {
		before = before[:o.RefundsBefore(o.ShippedAt)]
	}
	var parcel []ParcelLine
	for _, l := range o.Lines {
		if n := l.Quantity - unitsIn(before, l.SKU); n > 0 {
			parcel = append(parcel, ParcelLine{SKU: l.SKU, Quantity: n})
		}
	}
	return parcel
}

// RefundsBefore returns how many refunds came before a moment.
func (o Order) RefundsBefore(at time.Time) int {
	n := 0
	for n < len(o.Refunds) && o.Refunds[n].At.Before(at) {
		n++
	}
	return n
}
