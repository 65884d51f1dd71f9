package order

import "time"

// price is a price and its tax, in minor units: contained in it, or added to it,
// as the order's TaxIncluded says.
type price struct{ total, tax int64 }

func (p price) minus(total, tax int64) price { return price{p.total - total, p.tax - tax} }

// gross is what the buyer pays.
func (p price) gross(taxIncluded bool) int64 {
	if taxIncluded {
		return p.total
	}
	return p.total + p.tax
}

// net is what stays of gross without tax.
func (p price) net(taxIncluded bool) int64 { return p.gross(taxIncluded) - p.tax }

// priceOf is the price that has a net and a tax.
func priceOf(net, tax int64, taxIncluded bool) price {
	if taxIncluded {
		return price{net + tax, tax}
	}
	return price{net, tax}
}

// lineLeft is what was paid for a line and not given back yet.
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

// shippingLeft is what was paid for shipping and not given back yet. Its tax is
// the tax that no line carries.
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

// GivenBack counts the units of a SKU in the order's refunds.
func (o Order) GivenBack(sku SKU) int { return unitsIn(o.Refunds, sku) }

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

// Parcel lists what the parcel of a paid order has to hold, or of a shipped one
// held: what was not given back before. Other orders have none.
func (o Order) Parcel() []ParcelLine {
	if o.Status != Paid && o.ShippedAt.IsZero() {
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

// RefundsBefore counts the refunds that came before a moment.
func (o Order) RefundsBefore(at time.Time) int {
	n := 0
	for n < len(o.Refunds) && o.Refunds[n].At.Before(at) {
		n++
	}
	return n
}
