package payment

import (
	"time"

	"storefront/shared/order"
)

// Progress is how far a refund is at the provider.
type Progress string

// The progress of a refund.
const (
	RefundIsPending Progress = "refund_pending" // nothing was reported yet
	RefundIsDone    Progress = "refunded"
	RefundHasFailed Progress = "refund_failed"
)

// ProgressOf returns the progress of an order's refund, and since when. A failed refund stays
// failed, even if it was reported as settled before, until it was paid in another way. A refund is done at once if it returns no
// money, or if the provider is the sandbox, which reports nothing.
func ProgressOf(o order.Order, r order.Refund) (Progress, time.Time) {
	switch {
	case !r.RepaidAt.IsZero():
		return RefundIsDone, r.RepaidAt
	case r.CameBack():
		return RefundHasFailed, r.FailedAt
	case !r.SettledAt.IsZero():
		return RefundIsDone, r.SettledAt
	case o.Payment.Provider == Sandbox{}.Name() || r.Total.Minor == 0:
		return RefundIsDone, r.At
	default:
		return RefundIsPending, r.At
	}
}
