package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"storefront/functions/pages/words"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// The page of an order says how far each refund is, as the provider reports it: on its way, at the
// bank, or returned by the bank.
func TestHowFarARefundIs(t *testing.T) {
	t.Parallel()
	c, bank := sellsByStripe(t)
	held := c.fill().submit().want(200)
	next := held.form("Order and pay").submit()
	if !bank.Pay(next.url.Query().Get("confirmation"), payment.CardVisa) {
		t.Fatal("the card was not accepted")
	}
	paid := c.open(next.url.String()).form("I confirm").submit().want(200, "Thank you")
	page := paid.url.String()
	after := &checkout.AfterSale{Checkout: c.Checkout(), Inventory: c.Store, Clock: checkouttest.ClockOf(c.Clock.Now)}
	refund := func(r order.RefundRequest) { c.after(after.Refund(t.Context(), c.mustOne().ID, 0, r)) }
	hear := func() {
		t.Helper()
		recorder := checkout.Recorder{Orders: c.Store, Movements: c.Store}
		reader := checkout.Reader{Recorder: recorder, Account: c.Pays.(*stripe.Provider), Unresolved: func(context.Context, error) error { return nil }}
		if err := reader.Between(t.Context(), time.Unix(0, 0), c.Clock.Now()); err != nil {
			t.Fatal(err)
		}
	}
	refund(order.RefundRequest{Reference: "1", Reason: order.Goodwill, Credits: []order.Credit{{SKU: "fitness-band", Amount: c.mustOne().Totals.Shipping}}})
	c.open(page).want(200, "Thank you", "$4.99 refunded on May 18, 2015", "On its way to you since May 18, 2015")
	hear()
	c.open(page).want(200, "It reached your bank on May 18, 2015").not("On its way to you")
	refund(order.RefundRequest{Reference: "2", Reason: order.Goodwill, All: true})
	c.open(page).want(200, "Your money is on its way back", "It reached your bank", "On its way to you").not("You got everything back")
	hear()
	c.open(page).want(200, "You got everything back").not("On its way to you")
	c.Clock.Advance(6 * 24 * time.Hour)
	bank.FailRefund(bank.Refunds()[0].ID)
	hear()
	failed := c.open(page).want(200, "A refund did not reach you", "Refund failed", "$4.99 did not reach you", "Your bank sent it back on May 24, 2015", "It reached your bank on May 18")
	failed.not("You got everything back", "%!")
	recorder := checkout.Recorder{Orders: c.Store, Movements: c.Store}
	for _, f := range []payment.Finding{
		{Reference: bank.Refunds()[1].ID, OrderID: c.mustOne().ID.String(), Resolution: payment.Resolution{ResolvedAt: c.Clock.Now()}}, // of another refund
		{Reference: bank.Refunds()[0].ID, OrderID: c.mustOne().ID.String()},                                                            // not resolved
	} {
		if told, err := recorder.Resolved(t.Context(), f); told || err != nil {
			t.Errorf("an order was told of %+v: %v, %v", f, told, err)
		}
	}
	c.open(page).want(200, "A refund did not reach you")
	c.Clock.Advance(24 * time.Hour)
	resolved := payment.Finding{Reference: bank.Refunds()[0].ID, OrderID: c.mustOne().ID.String(), Resolution: payment.Resolution{ResolvedAt: c.Clock.Now()}}
	for range 2 { // an operator may repeat it
		if told, err := recorder.Resolved(t.Context(), resolved); !told || err != nil {
			t.Errorf("the order was not told: %v, %v", told, err)
		}
	}
	hear() // the provider goes on reporting that it failed
	c.open(page).want(200, "You got everything back", "We paid it to you in another way on May 25, 2015").not("did not reach you", "%!")
}

func TestWordsOfRefundsTakeWhatTheyAreGiven(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]words.Text{
		"pending": words.RefundIsPending, "done": words.RefundIsDone, "failed": words.RefundHasFailed, "repaid": words.RefundIsRepaid, "failed of": words.RefundFailedOf,
		"lead": words.RefundedLead, "failed lead": words.RefundFailedLead,
	} {
		for _, language := range []string{"en", "de", "fr", "es", "it", "nl", "hi"} {
			if got := text.With(language, "VALUE"); strings.Contains(got, "%!") || !strings.Contains(got, "VALUE") {
				t.Errorf("%s in %s: %s", name, language, got)
			}
		}
	}
}
