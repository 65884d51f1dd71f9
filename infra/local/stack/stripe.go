package stack

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/market"
	"storefront/shared/payment/stripe"
)

// stripePrefix is how Stripe's secrets begin, by their logical ids.
var stripePrefix = map[string]string{"StripeKey": "sk_test_", "StripeWebhookSecret": "whsec_"}

// paysByStripe reports whether the region pays by Stripe, which takes no new shops in India.
func (r *Region) paysByStripe() bool {
	return r.store.options.Payments == stripe.Name && r.Name != "in"
}

// Stripe returns the region's fake Stripe, or nil if it pays by the sandbox.
func (r *Region) Stripe() *fakestripe.Server { return r.stripe }

// serveStripe serves a fake Stripe for each region that pays by it.
func (s *Store) serveStripe() (err error) {
	for _, r := range s.regions {
		if !r.paysByStripe() {
			continue
		}
		r.stripe = fakestripe.New(fakestripe.Options{
			Key: r.secrets["StripeKey"], Secret: r.secrets["StripeWebhookSecret"], Now: time.Now, Deliver: r.deliver,
		})
		first := market.Region(r.Name).Markets()[0]
		r.stripe.Account.Country, r.stripe.Account.Currency = first.Country, strings.ToLower(first.Currency)
		r.stripe.SendTo(r.URL + "/v1/payments/stripe")
		if r.stripe.URL, err = s.serve(r.stripe); err != nil {
			return err
		}
	}
	return nil
}

// payOut makes Stripe pay the balance out, and the store record all movements. It answers with
// Stripe's payout report, as CSV.
func (r *Region) payOut(w http.ResponseWriter, req *http.Request) {
	r.stripe.PayOut(market.Region(r.Name).Markets()[0].Currency)
	if _, err := r.InvokeInTurn(req.Context(), "PaymentsFunction", []byte(`{"record_hours": 72}`)); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	io.WriteString(w, r.stripe.Reconciliation()) //nolint:errcheck // it fails if the client has gone
}

// deliveries are the pauses before each attempt to deliver an event.
var deliveries = []time.Duration{0, 2 * time.Second, 10 * time.Second, time.Minute}

// deliver sends an event to the region until it is taken, but not for long.
func (r *Region) deliver(e fakestripe.Event) {
	s := r.store
	s.running.Go(func() {
		var err error
		for _, pause := range deliveries {
			select {
			case <-s.ctx.Done():
				return
			case <-time.After(pause):
			}
			if err = r.post(s.ctx, e); err == nil {
				return
			}
		}
		s.log.Printf("region %s: the event %s was not taken: %v", r.Name, e.Type, err)
	})
}

func (r *Region) post(ctx context.Context, e fakestripe.Event) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.URL+"/v1/payments/stripe", bytes.NewReader(e.Body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json; charset=utf-8")
	request.Header.Set("Stripe-Signature", fakestripe.Sign(r.secrets["StripeWebhookSecret"], e.Body, time.Now()))
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("status %d: %s", answer.StatusCode, text)
	}
	return err
}
