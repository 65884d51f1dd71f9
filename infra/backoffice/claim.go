package backoffice

import (
	"fmt"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// sweepGrace is how long after its time a claim may wait for the sweep, which
// comes every minute and may fail once.
const sweepGrace = 3 * time.Minute

// standing says whose the units of a claim are.
type standing int

const (
	held standing = iota + 1
	paid
	pending
	leaked
)

// claim is an order's claim as a lot had it.
type claim struct {
	lot stock.LotKey
	id  order.ID
	stock.Claim
}

func (c claim) String() string {
	return fmt.Sprintf("lot %s: %d of its units are claimed by order %s", c.lot, c.Quantity, c.id)
}

// judge says whose a claim's units are at a moment, by its order as it was read
// after the claim.
//
// While a claim without an order waits for its time, and any claim for the
// sweep, they are pending: a sweep that closes an order gives back the units of
// the lot at hand, and those in other lots when it comes there.
func (c claim) judge(o order.Order, now time.Time) standing {
	switch {
	case o.Status == order.Held && c.isOf(o):
		return held
	case o.KeepsClaims() && c.isOf(o):
		return paid
	case (o.Status == order.Absent || c.Due(now)) && !c.Settled() && !c.overdue(now):
		return pending
	default:
		return leaked
	}
}

// isOf says whether the order names the claim.
func (c claim) isOf(o order.Order) bool {
	return o.Sale == c.lot.Line.Sale && o.HasAllocation(c.lot.Line.SKU, order.Allocation{Lot: c.lot.Number, Quantity: c.Quantity})
}

// overdue says whether sweeps should have settled the claim by now.
func (c claim) overdue(now time.Time) bool { return c.Due(now.Add(-sweepGrace)) }

// leak says why a claim is leaked, and what will become of it.
func (c claim) leak(o order.Order, now time.Time) string {
	why := fmt.Sprintf("which is %s", o.Status)
	switch {
	case o.Status == order.Absent:
		why = "which does not exist"
	case o.Sale != c.lot.Line.Sale:
		why = fmt.Sprintf("which is of sale %q", o.Sale)
	case o.KeepsClaims():
		why += " and names other claims"
	}
	switch until := c.Until.Format(time.RFC3339); {
	case c.Settled():
		return why + "; it is marked as paid"
	case c.overdue(now):
		return why + "; no sweep has come since " + until
	default:
		return why + "; the sweep should give them back after " + until
	}
}
