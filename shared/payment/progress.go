package payment

import (
	"time"

	"storefront/shared/order"
)

// Progress is what became of a refund at the provider.
type Progress string

// The progress of a refund.
const (
	RefundIsPending Progress = "refund_pending" // the provider has not said yet
	RefundIsDone    Progress = "refunded"
	RefundHasFailed Progress = "refund_failed"
)

// ProgressOf returns the progress of an order's refund, and since when. A refund that has failed
// stays failed, even if the provider said before that it was settled. With a provider that says
// nothing, and without money to return, a refund is done at once.
func ProgressOf(o order.Order, r order.Refund) (Progress, time.Time) {
	switch {
	case !r.FailedAt.IsZero():
		return RefundHasFailed, r.FailedAt
	case !r.SettledAt.IsZero():
		return RefundIsDone, r.SettledAt
	case o.Payment.Provider == Sandbox{}.Name() || r.Total.Minor == 0:
		return RefundIsDone, r.At
	default:
		return RefundIsPending, r.At
	}
}
