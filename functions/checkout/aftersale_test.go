package main

import (
	"net/http"
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// A buyer sees that the goods are on their way, and what was given back. Paying a
// shipped order again, as a page refreshed does, changes nothing.
func TestABuyerSeesWhatBecameOfThePurchase(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		ada := hold(t, client, ada, "key")
		ada.pay("pm_card_visa").Want(http.StatusOK)
		id, err := order.ParseID(ada.Order.ID)
		if err != nil {
			t.Fatal(err)
		}
		desk := &checkout.AfterSale{Checkout: shop.Checkout(), Inventory: shop.Store}
		if _, err := desk.Ship(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		if body := ada.pay("pm_card_visa").Want(http.StatusOK).Body; !strings.Contains(body, `"status":"shipped"`) || !strings.Contains(body, `"shipped_at":`) {
			t.Errorf("the order is shown as %s", body)
		}
		ada.do("cancel", "").Refused(http.StatusConflict, problem.OrderClosed)
		if _, err := desk.Refund(t.Context(), id, order.RefundRequest{Reason: order.Damaged}); err != nil {
			t.Fatal(err)
		}
		body := ada.do("", "").Want(http.StatusOK).Body
		for _, part := range []string{
			`"status":"refunded"`,
			`"lines":[{"sku":"fitness-band","quantity":1,"total":{"amount_minor":1499,"currency":"USD"}}]`,
			`"shipping":{"amount_minor":499,"currency":"USD"},"total":{"amount_minor":2107,"currency":"USD"}`,
		} {
			if !strings.Contains(body, part) {
				t.Errorf("%s is not in %s", part, body)
			}
		}
		if strings.Contains(body, "damaged") {
			t.Error("the buyer is told the store's own reason")
		}
	})
}
