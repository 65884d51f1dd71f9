package main

import (
	"strings"
	"testing"

	"storefront/infra/fakestripe"
	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// sellsByStripe serves a shop whose buyers pay on the page of a fake Stripe.
func sellsByStripe(t *testing.T) (*counter, *fakestripe.Server) {
	t.Helper()
	shop := functiontest.Open(t, market.US, checkouttest.NewMemory())
	bank := fakestripe.New(fakestripe.Options{Key: "sk_test", URL: "https://stripe.example", Now: shop.Clock.Now})
	shop.Pays = stripe.New("https://stripe.example", "us", func() string { return "sk_test" }, bank)
	return serve(t, shop), bank
}

// A buyer pays on the provider's page and comes back. Nothing is charged before they say so
// here, unless the provider's event comes first.
func TestPayOnTheProvidersPage(t *testing.T) {
	t.Parallel()
	c, bank := sellsByStripe(t)
	held := c.fill().submit().want(200, "payment provider’s page")
	held.not("no money moves", `type="radio"`)
	next := held.form("Order and pay").submit().private().want(200, "You pay $21.07 on our payment provider’s page", "12:10", "Go to the payment page")
	session := next.url.Query().Get("confirmation")
	if !strings.Contains(next.html, `href="https://stripe.example/pay/`+session+`"`) {
		t.Fatalf("no link to the page of %s: %s", session, next.html)
	}
	next.follow("Back to my order").want(200, "Kept for you")
	again := held.form("Order and pay").submit().want(200, "Go to the payment page")
	if got := again.url.Query().Get("confirmation"); got != session {
		t.Errorf("asked again, the page is %s, want %s", got, session)
	}
	if !bank.Pay(session, payment.CardVisa) {
		t.Fatal("the card was not accepted")
	}
	back := c.open(next.url.String()).private().want(200, "Your payment of $21.07 is approved")
	if o := c.mustOne(); o.Status != order.Held {
		t.Errorf("to look at the page made the order %s", o.Status)
	}
	back.form("I confirm").submit().want(200, "Thank you")
	if all := bank.Intents(); len(all) != 1 || all[0].Status != fakestripe.Succeeded {
		t.Errorf("the payments are %+v", all)
	}
	c.open(next.url.String()).want(200, "There is nothing to confirm").follow("Back to my order").want(200, "Thank you")
}

// Who confirmed at their bank what an API client began comes back here, too. What Stripe adds
// to the address does not stay.
func TestBackFromTheBank(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		confirms bool
		text     string
	}{
		"confirmed":     {true, "is approved"},
		"not confirmed": {false, "There is nothing to confirm"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, bank := sellsByStripe(t)
			held := c.fill().submit().want(200)
			pay := checkout.PayRequest{Method: payment.CardAuthenticationRequired, ReturnURL: site + "/orders/x/continue?t=token"}
			asked, err := c.Checkout().Pay(t.Context(), c.mustOne().ID, pay)
			if err != nil || asked.RedirectURL == "" || !bank.Confirm(asked.Confirmation, tt.confirms) {
				t.Fatalf("Pay = %+v, %v", asked, err)
			}
			back := c.open("/orders/" + asked.Order.ID.String() + "/continue?t=" + held.url.Query().Get("t") +
				"&payment_intent=" + asked.Confirmation + "&payment_intent_client_secret=secret&redirect_status=x")
			back.private().want(200, tt.text)
			if strings.Contains(back.url.String(), "secret") {
				t.Errorf("the secret stays in %s", back.url)
			}
		})
	}
}

// Another order's confirmation leads nowhere.
func TestForeignConfirmation(t *testing.T) {
	t.Parallel()
	c, bank := sellsByStripe(t)
	held := c.fill().submit().want(200)
	foreign := payment.Request{OrderID: "0123456789abcdef-1", Amount: c.mustOne().Totals.Total, Method: payment.CardVisa}
	if _, err := c.Pays.Authorize(t.Context(), foreign); err != nil {
		t.Fatal(err)
	}
	reference := bank.Intents()[0].ID
	token := held.url.Query().Get("t")
	c.open("/orders/"+c.mustOne().ID.String()+"/continue?t="+token+"&confirmation="+reference).want(200, "There is nothing to confirm")
	c.open("/orders/"+c.mustOne().ID.String()+"/continue?t="+token+"&confirmation=pi_made_up").want(200, "There is nothing to confirm")
	forged := held.form("Order and pay")
	forged.values.Set("confirmation", reference)
	forged.submit().want(422, "Kept for you")
}
