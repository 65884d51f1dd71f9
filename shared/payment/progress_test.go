package payment_test

import (
	"testing"
	"time"

	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

func TestProgressOf(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC)
	settled, failed := at.Add(time.Hour), at.AddDate(0, 0, 6)
	for name, tt := range map[string]struct {
		provider        string
		minor           int64
		settled, failed time.Time
		want            payment.Progress
		since           time.Time
	}{
		"of the sandbox":        {"sandbox", 100, time.Time{}, time.Time{}, payment.RefundIsDone, at},
		"nothing is known":      {"stripe", 100, time.Time{}, time.Time{}, payment.RefundIsPending, at},
		"of units, no money":    {"stripe", 0, time.Time{}, time.Time{}, payment.RefundIsDone, at},
		"settled":               {"stripe", 100, settled, time.Time{}, payment.RefundIsDone, settled},
		"failed":                {"stripe", 100, time.Time{}, failed, payment.RefundHasFailed, failed},
		"settled, then failed":  {"stripe", 100, settled, failed, payment.RefundHasFailed, failed},
		"failed at the sandbox": {"sandbox", 100, time.Time{}, failed, payment.RefundHasFailed, failed},
	} {
		o := order.Order{Payment: order.Payment{Provider: tt.provider}}
		r := order.Refund{At: at, Total: money.Amount{Minor: tt.minor, Currency: "USD"}, SettledAt: tt.settled, FailedAt: tt.failed}
		if got, since := payment.ProgressOf(o, r); got != tt.want || !since.Equal(tt.since) {
			t.Errorf("%s: %s since %v, want %s since %v", name, got, since, tt.want, tt.since)
		}
	}
}
