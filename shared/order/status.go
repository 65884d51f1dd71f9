package order

import "slices"

// Status is where an order is in its life.
type Status string

// The life of an order. Absent stands for "no such order yet".
const (
	Absent    Status = ""
	Held      Status = "held"      // units are kept, money is awaited
	Paid      Status = "paid"      // units are the buyer's
	Shipped   Status = "shipped"   // and gone out to the buyer
	Expired   Status = "expired"   // not paid in time
	Cancelled Status = "cancelled" // given up by the buyer before paying
	Rejected  Status = "rejected"  // some of what it asked for could not be had
	Refunded  Status = "refunded"  // paid, then given back in full
	Abandoned Status = "abandoned" // a gravestone: the request that would have made it never finished
)

// transitions is the only table of legal moves. Nothing leads back to a live
// status: once an order is closed, its units may be given back for good.
var transitions = map[Status][]Status{
	Absent:  {Held, Rejected, Abandoned},
	Held:    {Paid, Expired, Cancelled},
	Paid:    {Shipped, Refunded},
	Shipped: {Refunded},
}

// MayBecome says whether an order may move from s to next.
func (s Status) MayBecome(next Status) bool { return slices.Contains(transitions[s], next) }

// Live says whether an order in this status has a right to its units.
func (s Status) Live() bool { return s == Held || s == Paid || s == Shipped }

// Frees says whether the order has ended in a way that leaves all its units in
// the store. One that was shipped, or whose units were given back by more than one
// refund, or cannot all be sold again, keeps its claims as the record of what was
// sold; units that can be are stock anew. Money that was given back without units
// changes nothing about them.
func (o Order) Frees() bool {
	if o.Status != Refunded {
		return o.Status.Closed()
	}
	if !o.ShippedAt.IsZero() {
		return false
	}
	ofUnits := 0
	for _, r := range o.Refunds {
		if r.hasUnits() {
			ofUnits++
		}
		if slices.ContainsFunc(r.Lines, func(l RefundLine) bool { return l.Returned < l.Quantity }) {
			return false
		}
	}
	return ofUnits <= 1
}

// hasUnits reports whether units go back with the refund, or money alone.
func (r Refund) hasUnits() bool {
	return slices.ContainsFunc(r.Lines, func(l RefundLine) bool { return l.Quantity > 0 })
}

// Keeps says whether the order has a right to the claims that it names: it lives,
// or has ended without freeing them. What does not keep never keeps again.
func (o Order) Keeps() bool { return o.Status.Live() || o.Status == Refunded && !o.Frees() }

// Closed says whether an order has ended. An absent order is not closed: it
// may still be put, which is why a gravestone comes before its units go back.
func (s Status) Closed() bool { return s != Absent && !s.Live() }
