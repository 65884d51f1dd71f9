package order

import "slices"

// Status is where an order is in its life.
type Status string

// The life of an order. Absent is the status of an order that does not exist.
const (
	Absent    Status = ""
	Held      Status = "held"      // its units are reserved until it is paid or its hold ends
	Paid      Status = "paid"      // its units are sold
	Shipped   Status = "shipped"   // paid, and sent to the buyer
	Expired   Status = "expired"   // not paid in time
	Cancelled Status = "cancelled" // ended before it was paid: by the buyer, or after too many declined payments
	Rejected  Status = "rejected"  // not everything it asked for could be had
	Refunded  Status = "refunded"  // paid, then refunded in full
	Abandoned Status = "abandoned" // a tombstone: the request that would have made it never finished
)

// Statuses returns the statuses that an order in the store may have: all but Absent.
func Statuses() []Status {
	return []Status{Held, Paid, Shipped, Expired, Cancelled, Rejected, Refunded, Abandoned}
}

// transitions is the only table of legal moves. None leads from a closed status
// back to a live one, so the units of a closed order can be released for good.
var transitions = map[Status][]Status{
	Absent:  {Held, Rejected, Abandoned},
	Held:    {Paid, Expired, Cancelled},
	Paid:    {Shipped, Refunded},
	Shipped: {Refunded},
}

// MayBecome reports whether an order may move from s to next.
func (s Status) MayBecome(next Status) bool { return slices.Contains(transitions[s], next) }

// Live reports whether an order in this status has a right to its units.
func (s Status) Live() bool { return s == Held || s == Paid || s == Shipped }

// ReleasesUnits reports whether the order has ended and its claims are to be
// released, so that all its units can be sold again. A refunded order keeps its
// claims, as the record of what was sold, if it was shipped, if more than one
// refund gave units back, or if one of its units cannot be sold again; units that
// can be are restocked instead. A refund of money without units has no influence.
func (o Order) ReleasesUnits() bool {
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

// hasUnits reports whether the refund is of units, and not of money alone.
func (r Refund) hasUnits() bool {
	return slices.ContainsFunc(r.Lines, func(l RefundLine) bool { return l.Quantity > 0 })
}

// KeepsClaims reports whether the order has a right to the claims that it has as
// allocations: it is live, or has ended without releasing its units. An order that
// does not keep its claims never will again.
func (o Order) KeepsClaims() bool {
	return o.Status.Live() || o.Status == Refunded && !o.ReleasesUnits()
}

// Closed reports whether an order in this status has ended. An absent order is not
// closed, since it may still be put. This is why a tombstone comes before its
// units are released.
func (s Status) Closed() bool { return s != Absent && !s.Live() }
