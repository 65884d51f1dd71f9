package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/money"
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
		desk := &checkout.AfterSale{Checkout: shop.Checkout(), Inventory: shop.Store, Clock: checkouttest.ClockOf(shop.Clock.Now)}
		if _, err := desk.Ship(t.Context(), id, 0); err != nil {
			t.Fatal(err)
		}
		if body := ada.pay("pm_card_visa").Want(http.StatusOK).Body; !strings.Contains(body, `"status":"shipped"`) || !strings.Contains(body, `"shipped_at":`) {
			t.Errorf("the order is shown as %s", body)
		}
		ada.do("cancel", "").Refused(http.StatusConflict, problem.OrderClosed)
		if _, err := desk.Refund(t.Context(), id, 0, order.RefundRequest{Reference: "r", Reason: order.Damaged, All: true}); err != nil {
			t.Fatal(err)
		}
		body := ada.do("", "").Want(http.StatusOK).Body
		for _, part := range []string{
			`"status":"refunded"`,
			`"lines":[{"sku":"fitness-band","quantity":1,"total":{"amount_minor":1499,"currency":"USD"}}]`,
			`"shipping":{"amount_minor":499,"currency":"USD"},"tax":{"amount_minor":109,"currency":"USD"},"total":{"amount_minor":2107,"currency":"USD"},"tax_included":false`,
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

// Whatever was given back, its parts come to what the buyer gets: where tax is
// added, and where prices contain it.
func TestARefundIsTheSumOfItsParts(t *testing.T) {
	t.Parallel()
	const grete = `{"sale":"everything","lines":[{"sku":"fitness-band","quantity":3}],"email":"grete@example.com","locale":"de",` +
		`"ship_to":{"name":"Grete Hermann","line1":"Unter den Linden 1","city":"Berlin","postal_code":"10117","country":"DE"}}`
	buyers := map[market.Region]string{
		market.US: strings.NewReplacer("us-launch", "everything", `"quantity":1`, `"quantity":3`).Replace(ada), market.EU: grete,
	}
	for name, request := range map[string]order.RefundRequest{
		"a unit":             {Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: "fitness-band", Quantity: 1}}},
		"shipping":           {Reason: order.Goodwill, Shipping: true},
		"money for a line":   {Reason: order.Goodwill, Credits: []order.Credit{{SKU: "fitness-band", Amount: money.Amount{Minor: 150}}}},
		"money for anything": {Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 777}}}},
		"everything":         {Reason: order.Lost, All: true},
	} {
		for where, code := range map[market.Region]string{market.US: "us", market.EU: "de"} {
			t.Run(name+" in "+code, func(t *testing.T) {
				t.Parallel()
				shop, client := region(t, where)
				shop.Sell(t, "everything", 10, nil, "fitness-band")
				s := &shopper{t: t, client: client}
				client.Post("/v1/"+code+"/checkouts", buyers[where], "Idempotency-Key", "key").Want(http.StatusCreated).Read(&s.bought)
				s.pay("pm_card_visa").Want(http.StatusOK)
				id, err := order.ParseID(s.Order.ID)
				if err != nil {
					t.Fatal(err)
				}
				request := request
				request.Reference, request.Credits = "r", slices.Clone(request.Credits)
				for i := range request.Credits {
					request.Credits[i].Amount.Currency = s.Order.Totals.Total.Currency
				}
				desk := &checkout.AfterSale{Checkout: shop.Checkout(), Inventory: shop.Store, Clock: checkouttest.ClockOf(shop.Clock.Now)}
				o, err := desk.Refund(t.Context(), id, 0, request)
				if err != nil {
					t.Fatal(err)
				}
				var shown struct {
					Order struct {
						Refunds []struct {
							Lines []struct {
								Total amount `json:"total"`
							} `json:"lines"`
							Shipping    amount `json:"shipping"`
							Tax         amount `json:"tax"`
							Total       amount `json:"total"`
							TaxIncluded bool   `json:"tax_included"`
						} `json:"refunds"`
					} `json:"order"`
				}
				s.do("", "").Want(http.StatusOK).Read(&shown)
				refund := shown.Order.Refunds[0]
				sum := refund.Shipping.Minor
				for _, line := range refund.Lines {
					sum += line.Total.Minor
				}
				if !refund.TaxIncluded {
					sum += refund.Tax.Minor
				}
				if sum != refund.Total.Minor || refund.Total.Minor != o.Refunds[0].Total.Minor || refund.Tax.Minor != o.Refunds[0].Tax.Minor ||
					refund.TaxIncluded != s.Order.Totals.TaxIncluded {
					t.Errorf("the parts come to %d: %+v", sum, refund)
				}
			})
		}
	}
}
