package main

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"storefront/infra/eventually"
	"storefront/infra/local/stack"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// TestThePaymentsOfBuyersWhoDoNotComeBack has buyers confirm at Stripe and close the
// window. Only Stripe's events tell the store: one order is paid by them. The other, whose
// hold has ended meanwhile, is left to the sweep, and its payment to the next look for them.
// The capture is recorded for the books.
func TestThePaymentsOfBuyersWhoDoNotComeBack(t *testing.T) {
	t.Parallel()
	s := openWith(t, stack.Options{Payments: stripe.Name})
	sale := s.sell(t, merchant.Spec{ID: "stripe", Hold: catalog.MinHold, Lines: []merchant.Line{{SKU: band, Units: 2, MaxPerOrder: 1}}})
	paid, confirmPaid := s.begin(t, sale)
	late, confirmLate := s.begin(t, sale)
	s.ask(t, s.wanted(sale)) // sold out: the shelf lists the lot as empty, and a release corrects that
	confirm(t, confirmPaid)
	s.becomes(t, paid, order.Paid)
	o, err := s.data.Order(t.Context(), late)
	if err != nil {
		t.Fatal(err)
	}
	waitUntil(t, o.HoldExpiresAt)
	confirm(t, confirmLate)
	s.sweep(t)
	s.becomes(t, late, order.Expired)
	s.invokeSample(t, "PaymentsFunction", "reconcile.json")
	s.invokeSample(t, "PaymentsFunction", "record-days.json")
	moved, err := s.data.MovementsOf(t.Context(), paid)
	if err != nil || len(moved) != 1 || moved[0].Kind != payment.MoneyCaptured {
		t.Errorf("the payment's movements are %+v, %v, want one capture", moved, err)
	}
	if audit := s.audit(t, sale); !audit.OK() || audit.Total().Paid != 1 || audit.Total().Left != 1 {
		t.Errorf("%+v, %v, want one unit paid and one left", audit.Total(), audit.Findings)
	}
}

// begin holds a unit and begins to pay with a card whose owner must confirm. It returns
// the address where to do so.
func (s running) begin(t *testing.T, sale catalog.Sale) (id order.ID, page string) {
	t.Helper()
	var held struct {
		Order struct{ ID string }
		Token string
	}
	if err := json.Unmarshal(s.ask(t, s.wanted(sale)), &held); err != nil {
		t.Fatal(err)
	}
	id, err := order.ParseID(held.Order.ID)
	if err != nil {
		t.Fatal(err)
	}
	answer := s.ask(t, crowd.Request{
		Path: "/v1/orders/" + held.Order.ID + "/pay", Token: held.Token, Body: map[string]string{"payment_method": "pm_card_authenticationRequired"},
	})
	link := regexp.MustCompile(`http://[^"]+/3ds/[^"]+`).Find(answer)
	if link == nil {
		t.Fatalf("the answer has no page to confirm at: %s", answer)
	}
	return id, string(link)
}

// wanted returns another buyer's request for a unit.
func (s running) wanted(sale catalog.Sale) crowd.Request {
	return crowd.Checkout(market.US.Markets()[0], sale.ID, band, 1, "", rand.Text()+"@example.com", rand.Text())
}

// ask posts a request to the store and returns the answer.
func (s running) ask(t *testing.T, request crowd.Request) []byte {
	t.Helper()
	content, err := json.Marshal(request.Body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.region.URL+request.Path, strings.NewReader(string(content)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Idempotency-Key", request.Key)
	r.Header.Set("Authorization", "Bearer "+request.Token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err = io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 500 {
		t.Fatalf("%s: %d %s, %v", request.Path, answer.StatusCode, content, err)
	}
	return content
}

// confirm is the buyer at Stripe, who then does not follow the way back to the shop.
func confirm(t *testing.T, page string) {
	t.Helper()
	stays := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := stays.PostForm(page, url.Values{"choice": {"yes"}})
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		t.Fatalf("confirm a payment: %d", answer.StatusCode)
	}
}

// becomes waits until an order has a status.
func (s running) becomes(t *testing.T, id order.ID, want order.Status) {
	t.Helper()
	eventually.True(t, "order "+id.String()+" is "+string(want), func() bool {
		o, err := s.data.Order(t.Context(), id)
		return err == nil && o.Status == want
	})
}
