package audit_test

import (
	"log/slog"
	"testing"
	"time"

	"storefront/infra/audit"
	"storefront/infra/seed"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// Prices contain tax in some markets, and in some shipping is taxed.
func TestTheMoneyOfEveryMarketAddsUp(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		store := checkouttest.NewMemory()
		seeded, err := seed.Apply(t.Context(), region, store, monday)
		if err != nil {
			t.Fatal(err)
		}
		now := monday.Add(4 * time.Hour) // every demo sale is open
		shop := checkout.New(store, payment.Sandbox{}, func() time.Time { return now }, slog.New(slog.DiscardHandler))
		for _, m := range region.Markets() {
			state := ""
			if m.Code == "us" {
				state = "CA"
			}
			o, err := shop.Hold(t.Context(), checkout.HoldRequest{
				Market: m, Sale: seeded.Created[0], IdempotencyKey: "key", Proved: email.IdentityOf(string(m.Code) + "@example.com"),
				Lines: []checkout.HoldLine{{SKU: band, Quantity: 2}, {SKU: "headphones", Quantity: 1}},
				Buyer: order.Buyer{Email: string(m.Code) + "@example.com", ShipTo: order.Address{State: state}},
			})
			if err != nil || o.Totals.Tax.Minor == 0 {
				t.Fatalf("market %s: %+v, %v", m.Code, o.Totals, err)
			}
			for name, spoil := range map[string]func(*order.Order){
				"nothing":       func(*order.Order) {},
				"the subtotal":  func(o *order.Order) { o.Totals.Subtotal.Minor++ },
				"the shipping":  func(o *order.Order) { o.Totals.Shipping.Minor += 10 },
				"the tax":       func(o *order.Order) { o.Totals.Tax.Minor-- },
				"the total":     func(o *order.Order) { o.Totals.Total.Minor-- },
				"the currency":  func(o *order.Order) { o.Totals.Shipping.Currency = "XXX" },
				"a line's rate": func(o *order.Order) { o.Lines[1].TaxRate += 10_000 },
			} {
				spoilt := &damaged{Memory: store, orders: map[order.ID]func(*order.Order){o.ID: spoil}}
				report, err := audit.Run(t.Context(), spoilt, now, "")
				if err != nil || report.OK() != (name == "nothing") {
					t.Errorf("market %s with %s spoilt: %q, %v", m.Code, name, report.Findings, err)
				}
			}
		}
	}
}
