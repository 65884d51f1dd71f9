package main

import (
	"net/http"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/metric"
)

// A change is counted once, however often it is requested.
func TestMetrics(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		first := hold(t, client, ada, "key")
		hold(t, client, ada, "key")
		client.Post("/v1/us/checkouts", ada, "Idempotency-Key", "another").Want(http.StatusConflict)
		first.pay("pm_card_chargeDeclined").Want(http.StatusPaymentRequired)
		for range 2 {
			first.pay("pm_card_visa").Want(http.StatusOK)
		}
		second := hold(t, client, by("grace"), "key")
		for range 2 {
			second.do("cancel", "").Want(http.StatusOK)
		}
		third := hold(t, client, by("alan"), "key")
		shop.Clock.Advance(time.Hour)
		third.pay("pm_card_visa").Want(http.StatusConflict)

		for name, want := range map[metric.Name]int{
			metric.Holds: 3, metric.UnitsHeld: 3, metric.Paid: 1, metric.UnitsPaid: 1, metric.Revenue: 2107,
			metric.Cancelled: 1, metric.Expired: 1, metric.BuyerLimit: 1, metric.PaymentDeclined: 1, metric.SoldOut: 0,
		} {
			if got := shop.Count(t, name); got != want {
				t.Errorf("%s is %d, want %d", name, got, want)
			}
		}
	})
}

func TestSoldOutIsCounted(t *testing.T) {
	t.Parallel()
	shop, client := region(t, "us")
	shop.Sell(t, "tiny", 1, nil, "headphones")
	order := `{"sale":"tiny","lines":[{"sku":"headphones","quantity":1}],` + unproved[len(`{"sale":"us-launch","lines":[{"sku":"fitness-band","quantity":1}],`):]
	hold(t, client, order, "first")
	for range 3 {
		client.Post("/v1/us/checkouts", order, "Idempotency-Key", "late").Want(http.StatusConflict)
	}
	if got := shop.Count(t, metric.SoldOut); got != 3 {
		t.Errorf("SoldOut is %d, want 3", got)
	}
}
