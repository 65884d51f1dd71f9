package order

import (
	"time"

	"storefront/shared/market"
)

// carrierDays is how many days a parcel is given to arrive. The time to withdraw counts
// from the delivery, of which the store does not know the day. In the markets that have
// the right, parcels arrive within a week; another week covers one that waits in a shop to
// be collected, and the days by which a period is longer that ends on a weekend or on a
// holiday. Whose parcel took longer can still write to the store.
const carrierDays = 14

// Withdraw returns the move by which the buyer withdraws from the order, in this version.
// It is of the whole order: a buyer who withdraws from a part now and from the rest later
// would need a right that lasts for each unit, while whoever sends less back is refunded
// for less. The status stays: money and units go back by a refund.
func (o Order) Withdraw(now time.Time) Move {
	return Move{From: o.Status, To: o.Status, At: o.after(now), Version: o.Version, Withdraws: true}
}

// Withdrawable reports whether the order's buyer has a right to withdraw from it, and
// until when: a moment that is no longer part of it. It is the end of a day in the market,
// or zero while the order was not shipped, when there is no end yet. An order that was
// withdrawn from, or refunded in full, leaves nothing to withdraw from.
func (o Order) Withdrawable() (until time.Time, ok bool) {
	m, known := market.Of(market.Code(o.Market))
	switch {
	case !known || m.WithdrawalDays == 0 || !o.WithdrawnAt.IsZero():
		return time.Time{}, false
	case o.Status == Paid:
		return time.Time{}, true
	case o.Status == Shipped:
		year, month, day := o.ShippedAt.In(m.Location()).Date()
		return time.Date(year, month, day+carrierDays+m.WithdrawalDays+1, 0, 0, 0, 0, m.Location()).UTC(), true
	default:
		return time.Time{}, false
	}
}

// MayWithdraw reports whether the order's buyer may withdraw from it now.
func (o Order) MayWithdraw(now time.Time) bool {
	until, ok := o.Withdrawable()
	return ok && (until.IsZero() || now.Before(until))
}

// RefundDue reports whether the buyer has withdrawn and not all of the order was refunded.
func (o Order) RefundDue() bool { return !o.WithdrawnAt.IsZero() && o.Status != Refunded }
