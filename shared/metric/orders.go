package metric

import "storefront/shared/order"

// Orders counts changes of orders; see checkout.Observer.
type Orders struct{ *Writer }

// Changed counts an order that was put or changed.
func (w Orders) Changed(o order.Order) {
	if !o.ErasedAt.IsZero() {
		return // erasing a buyer is not counted
	}
	units := 0
	for _, line := range o.Lines {
		units += line.Quantity
	}
	switch {
	case o.Status == order.Held && o.Version == 1:
		w.Write(Values{Holds: 1, UnitsHeld: units})
	case o.Status == order.Paid && o.Payment.PaidAt.Equal(o.UpdatedAt): // otherwise the change is a refund or a withdrawal
		w.WritePaid(Values{Paid: 1, UnitsPaid: units}, o.Totals.Total)
	case o.RefundDue() && o.WithdrawnAt.Equal(o.UpdatedAt):
		w.Write(Values{Withdrawn: 1})
	case o.Status == order.Expired:
		w.Write(Values{Expired: 1})
	case o.Status == order.Cancelled:
		w.Write(Values{Cancelled: 1})
	}
}
