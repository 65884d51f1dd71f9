package checkout_test

import (
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/problem"
)

// For how long a running process may answer as if a change had not been made, and what
// it answers then.
func TestHowOldAnAnswerCanBe(t *testing.T) {
	t.Parallel()
	cleared := func(status market.ClearanceStatus) func(*testing.T, *checkouttest.Shop) {
		return func(t *testing.T, shop *checkouttest.Shop) {
			p := checkouttest.Product(band)
			offer := p.Offers["us"]
			offer.Clearance = market.Clearance{Status: status, Reason: "certification"}
			p.Offers["us"] = offer
			if err := shop.Store.PutProduct(t.Context(), p); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, tt := range []struct {
		name          string
		setUp, change func(*testing.T, *checkouttest.Shop)
		age           time.Duration // of the oldest answer
		before, after problem.Code
	}{
		{"a sale is closed early", nil, func(t *testing.T, shop *checkouttest.Shop) {
			if closed, err := shop.Store.CloseSale(t.Context(), shop.Sale.ID, shop.Now()); err != nil || !closed {
				t.Fatalf("CloseSale = %v, %v, want true", closed, err)
			}
		}, catalog.FreshFor, "", problem.SaleClosed},
		{"a clearance is withdrawn", nil, cleared(market.Blocked), catalog.FreshFor, "", problem.NotCleared},
		{"a product is cleared", cleared(market.Pending), cleared(market.Cleared), catalog.FreshFor, problem.NotCleared, ""},
		{"a line is sold out, and stocked again", func(t *testing.T, shop *checkouttest.Shop) {
			shop.MustHold(t, "ann", "key", 10)
		}, func(t *testing.T, shop *checkouttest.Shop) { shop.MustFill(t, band, 1, 25) }, checkout.ShelfAge, problem.SoldOut, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, _ := open(t, nil, 10)
			if tt.setUp != nil {
				tt.setUp(t, shop)
			}
			process := shop.Process()
			answers := func(when, buyer string, want problem.Code) {
				t.Helper()
				_, err := process.Hold(t.Context(), shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: 1}))
				checkouttest.WantCode(t, when, err, want)
			}
			answers("before the change", "ben", tt.before)
			tt.change(t, shop)
			shop.Clock.Advance(tt.age - time.Nanosecond)
			answers("just before the oldest answer ends", "cat", tt.before)
			shop.Clock.Advance(time.Nanosecond)
			answers("after that", "dan", tt.after)
		})
	}
}
