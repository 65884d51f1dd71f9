package fakestripe_test

import (
	"crypto/rand"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"storefront/shared/payment"
	"storefront/shared/payment/paymenttest"
	"storefront/shared/payment/stripe"
)

// Stripe answers like the fake in its test mode. Nobody confirms payments there.
func TestStripesTestMode(t *testing.T) {
	t.Parallel()
	key := os.Getenv("STRIPE_TEST_KEY")
	switch {
	case key == "":
		t.Skip("Stripe is not asked: set STRIPE_TEST_KEY to a secret key of its test mode")
	case !strings.HasPrefix(key, "sk_test_") && !strings.HasPrefix(key, "rk_test_"):
		t.Fatal("STRIPE_TEST_KEY is not a secret key of the test mode") // do not show it
	}
	provider := func() *stripe.Provider {
		return stripe.New(stripe.Live, "us", func() string { return key }, keysOfItsOwn{http.DefaultTransport, rand.Text()})
	}
	paymenttest.Conformance(t, func(testing.TB) paymenttest.Bank { return paymenttest.Bank{Provider: provider()} })
	t.Run("a page that is closed", func(t *testing.T) {
		p := provider()
		asked, err := p.Authorize(t.Context(), paymenttest.Request("0123456789abcdef-1", ""))
		if err != nil || asked.Status != payment.ActionRequired || asked.RedirectURL == "" {
			t.Fatalf("Authorize = %+v, %v, want a page", asked, err)
		}
		for range 2 {
			if err := p.Void(t.Context(), asked.Confirmation); err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("what is found", func(t *testing.T) {
		p, since := provider(), time.Now().Add(-time.Hour)
		begun, err := p.PaymentPage(t.Context(), since, time.Now(), "")
		if err != nil {
			t.Error(err)
		}
		moved := map[payment.MovementKind]int{}
		page, err := p.MovementPage(t.Context(), since, time.Now(), "")
		if err != nil || len(page.Faults) > 0 {
			t.Errorf("MovementPage fails with %v, or has the faults %v", err, page.Faults)
		}
		for _, m := range page.Movements {
			if !m.Whole() {
				t.Errorf("%+v is not whole", m)
			}
			moved[m.Kind]++
		}
		if len(begun.Payments) == 0 || moved[payment.MoneyCaptured] == 0 || moved[payment.RefundSent] == 0 {
			t.Errorf("%d payments and the movements %v are found, want what the other tests have made", len(begun.Payments), moved)
		}
	})
}

// keysOfItsOwn gives a run idempotency keys of its own, since Stripe keeps those of an earlier run
// for a day.
type keysOfItsOwn struct {
	http.RoundTripper
	run string
}

func (k keysOfItsOwn) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	if key := r.Header.Get("Idempotency-Key"); key != "" {
		r.Header.Set("Idempotency-Key", k.run+key)
	}
	return k.RoundTripper.RoundTrip(r)
}
