package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"storefront/infra/fakestripe"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// The simulation finds each of these faults by its effect on the money.
func TestMutantsAreCaught(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]mutant{
		"creates an intent for each attempt": {provider: func(w *world, _ *stripe.Provider) payment.Provider { return w.stripeBy(keyless{w.bank}) }, found: "beside another of the same way"},
		"captures before the order is paid":  {provider: func(w *world, p *stripe.Provider) payment.Provider { return hasty{p} }, found: "captured 2107, want 0"},
		"refunds by key alone":               {provider: func(w *world, p *stripe.Provider) payment.Provider { return forgetful{p, w.bank} }, found: "was made twice"},
		"does not void":                      {provider: func(w *world, p *stripe.Provider) payment.Provider { return keeper{p} }, found: "is reserved for order"},
		"settles without asking":             {find: func(p provider) provider { return believer{p} }, found: "captured 0, want 2107"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(20) {
				w := newWorld(&silent{TB: t}, seed, 40, m)
				err := w.live(40)
				if err != nil && strings.Contains(err.Error(), m.found) {
					return
				}
				t.Logf("seed %d: %v", seed, err)
			}
			t.Errorf("%q was not found", m.found)
		})
	}
}

// silent lets what fails in a world with a fault pass, which is the fault's doing.
type silent struct{ testing.TB }

func (silent) Errorf(string, ...any) {}

type hasty struct{ *stripe.Provider }

func (h hasty) Authorize(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	auth, err := h.Provider.Authorize(ctx, r)
	if err == nil && auth.Status == payment.Authorized {
		err = h.Capture(ctx, auth.Reference)
	}
	return auth, err
}

type keeper struct{ *stripe.Provider }

func (keeper) Void(context.Context, string) error { return nil }

type forgetful struct {
	*stripe.Provider
	bank *fakestripe.Server
}

func (f forgetful) Refund(ctx context.Context, r payment.Refund) error {
	form := url.Values{"payment_intent": {r.Payment}, "amount": {fmt.Sprint(r.Amount.Minor)}, "metadata[refund]": {r.Reference}, "metadata[region]": {"us"}}
	call, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://stripe.test/v1/refunds", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	call.Header = http.Header{"Authorization": {"Bearer " + apiKey}, "Idempotency-Key": {r.Reference}, "Content-Type": {"application/x-www-form-urlencoded"}}
	answer, err := f.bank.RoundTrip(call)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("refund: status %d", answer.StatusCode)
	}
	return nil
}

// believer takes every event for one of an authorisation.
type believer struct{ provider }

func (b believer) Find(ctx context.Context, reference string) (payment.Found, error) {
	found, err := b.provider.Find(ctx, reference)
	found.State = payment.Reserved
	return found, err
}

// keyless sends each attempt to create an intent with a new idempotency key.
type keyless struct{ http.RoundTripper }

func (k keyless) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/v1/payment_intents" && r.Method == http.MethodPost {
		r.Header.Set("Idempotency-Key", rand.Text())
	}
	return k.RoundTripper.RoundTrip(r)
}
