package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/market"
	"storefront/shared/metric"
	"storefront/shared/money"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

func afterSale(shop *functiontest.Shop) *checkout.AfterSale {
	return &checkout.AfterSale{Checkout: shop.Checkout(), Inventory: shop.Store, Clock: checkouttest.ClockOf(shop.Clock.Now)}
}

// A buyer sees that the order was shipped, and what was refunded. Paying a shipped
// order again, as a page reload does, changes nothing.
func TestOrderAfterTheSale(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		ada := hold(t, client, ada, "key")
		ada.pay("pm_card_visa").Want(http.StatusOK)
		if _, err := afterSale(shop).Ship(t.Context(), ada.id(), 0, order.Shipment{Carrier: "UPS", Tracking: "1Z 999"}); err != nil {
			t.Fatal(err)
		}
		if body := ada.pay("pm_card_visa").Want(http.StatusOK).Body; !strings.Contains(body, `"status":"shipped"`) || !strings.Contains(body, `"shipment":{"carrier":"UPS","tracking":"1Z 999"}`) {
			t.Errorf("the order is shown as %s", body)
		}
		ada.do("cancel", "").Refused(http.StatusConflict, problem.OrderClosed)
		if _, err := afterSale(shop).Refund(t.Context(), ada.id(), 0, order.RefundRequest{Reference: "r", Reason: order.Damaged, All: true}); err != nil {
			t.Fatal(err)
		}
		body := ada.do("", "").Want(http.StatusOK).Body
		for _, part := range []string{
			`"status":"refunded"`,
			`"status":"refunded","status_since":"2015-05-18T19:00:05Z","lines":`,
			`"lines":[{"sku":"fitness-band","quantity":1,"total":{"amount_minor":1499,"currency":"USD"}}]`,
			`"shipping":{"amount_minor":499,"currency":"USD"},"tax":{"amount_minor":109,"currency":"USD"},"total":{"amount_minor":2107,"currency":"USD"},"tax_included":false`,
		} {
			if !strings.Contains(body, part) {
				t.Errorf("%s is not in %s", part, body)
			}
		}
		if strings.Contains(body, "damaged") {
			t.Error("the buyer sees the store's internal reason")
		}
	})
}

// The order shows that a refund came back, even if it had settled before. This is in the order's
// own item, so reading the order reads nothing else.
func TestRefundThatCameBack(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, shop *functiontest.Shop, client *functiontest.Client) {
		ada := hold(t, client, ada, "key")
		ada.pay("pm_card_visa").Want(http.StatusOK)
		o, err := afterSale(shop).Refund(t.Context(), ada.id(), 0, order.RefundRequest{Reference: "r", Reason: order.Damaged, All: true})
		if err != nil {
			t.Fatal(err)
		}
		movement := payment.Movement{
			ID: "re_1", Kind: payment.RefundSettled, Source: "re_1", OrderID: o.ID.String(), Refund: o.Refunds[0].Reference,
			Amount: o.Refunds[0].Total, Fee: money.Amount{Currency: "USD"}, At: shop.Clock.Now().Add(time.Hour),
		}
		back := movement
		back.ID, back.Kind, back.At = "txn_2", payment.RefundReturned, movement.At.Add(6*24*time.Hour)
		recorder := checkout.Recorder{Orders: shop.Store, Movements: shop.Store}
		for _, tt := range []struct {
			moved payment.Movement
			want  string
		}{
			{movement, `"status":"refunded","status_since":"2015-05-18T20:00:05Z"`},
			{back, `"status":"refund_failed","status_since":"2015-05-24T20:00:05Z"`},
			{movement, `"status":"refund_failed","status_since":"2015-05-24T20:00:05Z"`},
		} {
			if err := recorder.Record(t.Context(), func(yield func(payment.Movement, error) bool) { yield(tt.moved, nil) }); err != nil {
				t.Fatal(err)
			}
			if body := ada.do("", "").Want(http.StatusOK).Body; !strings.Contains(body, tt.want) {
				t.Errorf("after %s the order is shown as %s", tt.moved.Kind, body)
			}
		}
	})
}

// A buyer in the Union withdraws, and the order tells until when, and when it was. The
// order stays as it is until the operator's refund.
func TestWithdrawal(t *testing.T) {
	t.Parallel()
	functiontest.Everywhere(t, market.EU, func(t *testing.T, shop *functiontest.Shop) {
		client := functiontest.NewClient(t, process(shop))
		shop.Sell(t, "everything", 10, nil, "fitness-band")
		s := holdIn(t, client, "de", grete, "key")
		s.do("withdraw", "").Refused(http.StatusConflict, problem.OrderClosed)
		for _, member := range []string{"can_withdraw", "withdraw_until", "withdrawn_at"} {
			if body := s.do("", "").Body; strings.Contains(body, member) {
				t.Errorf("a hold has %s: %s", member, body)
			}
		}
		body := s.pay("pm_card_visa").Want(http.StatusOK).Body
		if !strings.Contains(body, `"can_withdraw":true`) || strings.Contains(body, "withdraw_until") {
			t.Errorf("paid: %s", body)
		}
		o, err := afterSale(shop).Ship(t.Context(), s.id(), 0, order.Shipment{})
		if err != nil {
			t.Fatal(err)
		}
		const until = `"withdraw_until":"2015-06-15T22:00:00Z"`
		if body := s.do("", "").Body; !strings.Contains(body, `"can_withdraw":true,`+until) {
			t.Errorf("shipped: %s", body)
		}

		end, _ := o.Withdrawable()
		shop.Clock.Set(end)
		if refused := s.do("withdraw", "").Refused(http.StatusConflict, problem.NoWithdrawal); !strings.Contains(refused.Detail, "ended") {
			t.Errorf("too late: %+v", refused)
		}
		if body := s.do("", "").Body; strings.Contains(body, "can_withdraw") || !strings.Contains(body, until) {
			t.Errorf("too late: %s", body)
		}
		shop.Clock.Set(end.Add(-time.Millisecond))
		for range 2 { // the second changes nothing
			body := s.do("withdraw", "").Want(http.StatusOK).Body
			if !strings.Contains(body, `"withdrawn_at":"2015-06-15T21:59:59Z"`) || strings.Contains(body, "can_withdraw") || !strings.Contains(body, `"status":"shipped"`) {
				t.Errorf("withdrawn: %s", body)
			}
		}
		if n := shop.Count(t, metric.Withdrawn); n != 1 {
			t.Errorf("%d withdrawals are counted", n)
		}
		if _, err := afterSale(shop).Refund(t.Context(), s.id(), 0, order.RefundRequest{Reference: "r", Reason: order.Withdrawn, All: true}); err != nil {
			t.Fatal(err)
		}
		wantMails(t, shop, s.id(), notify.Paid, notify.Shipped, notify.Receipt, notify.Refund)
	})
}

// wantMails fails the test unless the stream asks for these mails about an order. A store in
// memory has no stream.
func wantMails(t *testing.T, shop *functiontest.Shop, id order.ID, want ...notify.Kind) {
	t.Helper()
	records := shop.Records(t, "notify")
	if _, memory := shop.Store.(*checkouttest.Memory); memory {
		return
	}
	var got []notify.Kind
	for _, record := range records {
		ask, err := dynamo.DecodeAsk(record)
		if err != nil || ask.Order != id || ask.Email != "grete@example.com" {
			t.Errorf("the stream asks for %+v, %v", ask, err)
		}
		got = append(got, ask.Kind)
	}
	if !slices.Equal(got, want) {
		t.Errorf("the stream asks for %q, want %q", got, want)
	}
}

// The right to withdraw is the market's.
func TestNoWithdrawal(t *testing.T) {
	t.Parallel()
	_, client := region(t, market.US)
	s := hold(t, client, ada, "key")
	if body := s.pay("pm_card_visa").Want(http.StatusOK).Body; strings.Contains(body, "withdraw") {
		t.Errorf("paid in the US: %s", body)
	}
	s.do("withdraw", "").Refused(http.StatusConflict, problem.NoWithdrawal)
}

// The parts of a refund add up to its total, both where tax is added to prices and
// where prices include it.
func TestRefundIsTheSumOfItsParts(t *testing.T) {
	t.Parallel()
	three := strings.NewReplacer("us-launch", "everything", `"quantity":1`, `"quantity":3`)
	buyers := map[market.Region]string{market.US: three.Replace(unproved), market.EU: three.Replace(grete)}
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
				s := holdIn(t, client, code, buyers[where], "key")
				s.pay("pm_card_visa").Want(http.StatusOK)
				request := request
				request.Reference, request.Credits = "r", slices.Clone(request.Credits)
				for i := range request.Credits {
					request.Credits[i].Amount.Currency = s.Order.Totals.Total.Currency
				}
				o, err := afterSale(shop).Refund(t.Context(), s.id(), 0, request)
				if err != nil {
					t.Fatal(err)
				}
				s.do("", "").Want(http.StatusOK).Read(&s.bought)
				refund := s.Order.Refunds[0]
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
