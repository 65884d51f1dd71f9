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
	settled, failed, repaid := at.Add(time.Hour), at.AddDate(0, 0, 6), at.AddDate(0, 0, 8)
	for name, tt := range map[string]struct {
		provider string
		minor    int64
		heard    order.Refund
		want     payment.Progress
		since    time.Time
	}{
		"of the sandbox":        {"sandbox", 100, order.Refund{}, payment.RefundIsDone, at},
		"nothing is known":      {"stripe", 100, order.Refund{}, payment.RefundIsPending, at},
		"of units, no money":    {"stripe", 0, order.Refund{}, payment.RefundIsDone, at},
		"settled":               {"stripe", 100, order.Refund{SettledAt: settled}, payment.RefundIsDone, settled},
		"failed":                {"stripe", 100, order.Refund{FailedAt: failed}, payment.RefundHasFailed, failed},
		"settled, then failed":  {"stripe", 100, order.Refund{SettledAt: settled, FailedAt: failed}, payment.RefundHasFailed, failed},
		"paid in another way":   {"stripe", 100, order.Refund{FailedAt: failed, RepaidAt: repaid}, payment.RefundIsDone, repaid},
		"failed at the sandbox": {"sandbox", 100, order.Refund{FailedAt: failed}, payment.RefundHasFailed, failed},
	} {
		o := order.Order{Payment: order.Payment{Provider: tt.provider}}
		r := tt.heard
		r.At, r.Total = at, money.Amount{Minor: tt.minor, Currency: "USD"}
		if got, since := payment.ProgressOf(o, r); got != tt.want || !since.Equal(tt.since) {
			t.Errorf("%s: %s since %v, want %s since %v", name, got, since, tt.want, tt.since)
		}
	}
}
