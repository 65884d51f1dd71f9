package metric

import "storefront/shared/order"

// Orders counts what becomes of orders; see checkout.Observer.
type Orders struct{ *Writer }

// Changed counts an order that was put or moved.
func (w Orders) Changed(o order.Order) {
	if !o.ErasedAt.IsZero() {
		return // it was counted when it still had a buyer
	}
	units := 0
	for _, line := range o.Lines {
		units += line.Quantity
	}
	switch {
	case o.Status == order.Held && o.Version == 1:
		w.Write(Values{Holds: 1, UnitsHeld: units})
	case o.Status == order.Paid && o.Payment.PaidAt.Equal(o.UpdatedAt): // and not refunded in part since
		w.WritePaid(Values{Paid: 1, UnitsPaid: units}, o.Totals.Total)
	case o.Status == order.Expired:
		w.Write(Values{Expired: 1})
	case o.Status == order.Cancelled:
		w.Write(Values{Cancelled: 1})
	}
}
