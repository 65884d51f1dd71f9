package erasure

import (
	"time"

	"storefront/shared/order"
)

// Terms say which orders have been kept long enough: those that have ended and have
// not changed since.
type Terms struct {
	Unpaid time.Time // for orders that ended unpaid
	Sold   time.Time // for orders that were shipped or refunded
}

// TermsAt returns the terms at a moment. Orders that ended unpaid are kept for some
// days. Those that were paid are kept for the years that tax law wants, which it counts
// from the end of the year. A year ends later in some markets, so it is given a day more.
func TermsAt(now time.Time, unpaidDays, soldYears int) Terms {
	now = now.UTC()
	return Terms{
		Unpaid: now.AddDate(0, 0, -unpaidDays),
		Sold:   time.Date(now.Year()-soldYears, time.January, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, -1),
	}
}

// Over reports whether an order is to be erased, or its sealed copy to be removed if it was erased
// before. Both have the same term. Every store decides exactly as Over does.
func (t Terms) Over(o order.Order) bool {
	if !o.ErasedAt.IsZero() {
		return o.Sealed.Exists() && o.Status.Sold() && !o.Changed().After(t.Sold)
	}
	switch o.Status {
	case order.Expired, order.Cancelled, order.Rejected:
		return !o.UpdatedAt.After(t.Unpaid)
	case order.Shipped, order.Refunded:
		return !o.UpdatedAt.After(t.Sold)
	default: // it is held or owed, or has no personal data
		return false
	}
}
