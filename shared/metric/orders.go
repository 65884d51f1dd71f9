package metric

import "storefront/shared/order"

// Orders counts changes of orders. It implements checkout.Observer.
type Orders struct{ *Writer }

// Changed counts an order that was put or moved.
func (w Orders) Changed(o order.Order) {
	if !o.ErasedAt.IsZero() {
		return // it was counted before its buyer was erased
	}
	units := 0
	for _, line := range o.Lines {
		units += line.Quantity
	}
	switch {
	case o.Status == order.Held && o.Version == 1:
		w.Write(Values{Holds: 1, UnitsHeld: units})
	case o.Status == order.Paid && o.Payment.PaidAt.Equal(o.UpdatedAt): // not a later change of a paid order
		w.WritePaid(Values{Paid: 1, UnitsPaid: units}, o.Totals.Total)
	case o.Status == order.Expired:
		w.Write(Values{Expired: 1})
	case o.Status == order.Cancelled:
		w.Write(Values{Cancelled: 1})
	}
}
