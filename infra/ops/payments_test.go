package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/infra/ops/target"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/payment"
	"storefront/shared/secret"
)

// What the checks find is tested where they look; this is how it is told.
func TestPaymentsCheck(t *testing.T) {
	t.Parallel()
	const key, hook = "sk_test_0123456789abcdefghijklmnopqrstuv", "whsec_0123456789abcdefghijklmnopqrstuv"
	bank := fakestripe.New(fakestripe.Options{Key: key, Secret: hook, Now: time.Now})
	api := httptest.NewServer(bank)
	t.Cleanup(api.Close)
	s := newSession(t, checkouttest.NewMemory())
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.URL = "http://127.0.0.1:1" // nothing serves there
		if name == "us" {
			r.Stripe = func(context.Context) (*target.Stripe, error) {
				return &target.Stripe{API: api.URL, Key: secret.Versions{Current: []byte(key)}, Webhook: secret.Versions{Current: []byte(hook)}}, nil
			}
		}
		return r, err
	}
	s.follow(t, "payments.txt")
	if strings.Contains(s.shown.String(), "0123456789abcdef") {
		t.Error("a secret is shown")
	}
}

// What has to be put right at the provider is listed until somebody says how it was.
func TestPaymentsFindings(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	for i, what := range []string{"captured, and no order is paid with it", "a refund did not reach the buyer"} {
		f := payment.Finding{Reference: fmt.Sprint("re_", i+1), OrderID: "0k3f8m2q7z1xw9vd-1", What: what, FoundAt: monday.Add(time.Duration(i) * time.Minute)}
		if _, err := store.Report(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	newSession(t, store).follow(t, "payment-findings.txt")
}
