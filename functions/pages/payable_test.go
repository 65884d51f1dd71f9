package main

import (
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// If the payment provider refuses the amount or the currency, the form is shown again and says
// what the provider takes. Nothing is stored.
func TestNotPayable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		refuses func(money.Amount) error
		text    string
	}{
		"the amount":   {func(a money.Amount) error { return payment.Within(a, 50, 2000) }, "takes amounts from $0.50 to $20.00"},
		"the currency": {func(a money.Amount) error { return payment.RefuseCurrency(a.Currency) }, "does not take this currency"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop := functiontest.Open(t, market.US, checkouttest.NewMemory())
			shop.Pays = &checkouttest.Bank{Refuses: tt.refuses}
			c := serve(t, shop)
			c.fill().submit().want(422, tt.text, "Ada Lovelace")
			if orders := c.orders(); len(orders) != 0 {
				t.Errorf("there are %d orders", len(orders))
			}
		})
	}
}
