package payments_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/infra/ops/doctor"
	"storefront/infra/ops/payments"
	"storefront/shared/market"
	"storefront/shared/payment/stripe"
	"storefront/shared/secret"
)

const (
	key        = "sk_test_0123456789abcdefghijklmnopqrstuv"
	hookSecret = "whsec_0123456789abcdefghijklmnopqrstuv"
)

// fixture is a region that pays by a fake Stripe, whose shop takes signed events.
type fixture struct {
	payments.Setup
	bank    *fakestripe.Server
	refused map[string]int // statuses that Stripe answers instead, by path
	taken   int            // the status with which the shop answers a signed event
}

func open(t *testing.T, region market.Region) *fixture {
	t.Helper()
	now := func() time.Time { return time.Unix(1_795_000_000, 0) }
	f := &fixture{bank: fakestripe.New(fakestripe.Options{Key: key, Secret: hookSecret, Now: now}), refused: map[string]int{}, taken: http.StatusOK}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if status := f.refused[r.URL.Path]; status != 0 {
			w.WriteHeader(status)
			fmt.Fprint(w, `{"error":{"type":"invalid_request_error","message":"The key `+key+` may not do this."}}`)
			return
		}
		f.bank.ServeHTTP(w, r)
	}))
	t.Cleanup(api.Close)
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if r.URL.Path != payments.Path || err != nil {
			t.Errorf("the shop is sent %s: %v", r.URL, err)
		}
		if !stripe.Signed(r.Header.Get("Stripe-Signature"), body, []byte(hookSecret), now()) {
			f.taken = http.StatusBadRequest
		}
		w.WriteHeader(f.taken)
	}))
	t.Cleanup(shop.Close)
	f.bank.SendTo(shop.URL + payments.Path)
	f.Setup = payments.Setup{
		Region: region, Shop: shop.URL, API: api.URL, Now: now,
		Key: secret.Versions{Current: []byte(key)}, Webhook: secret.Versions{Current: []byte(hookSecret)},
	}
	return f
}

func current(value string) secret.Versions { return secret.Versions{Current: []byte(value)} }

func TestCheck(t *testing.T) {
	t.Parallel()
	const us = market.US
	for name, tt := range map[string]struct {
		region  market.Region
		change  func(*fixture)
		check   string // the one that is not fine; empty: all are
		verdict doctor.Verdict
		seen    string // part of it
	}{
		"all fits":                      {us, nil, "", doctor.Fine, ""},
		"a secret before":               {us, func(f *fixture) { f.Webhook.Previous = []byte(hookSecret) }, "", doctor.Fine, ""},
		"the sandbox":                   {us, func(f *fixture) { f.API = "" }, "", doctor.Fine, ""},
		"the sandbox in production":     {us, func(f *fixture) { f.API, f.Production = "", true }, "provider", doctor.Warning, "made-up card"},
		"the sandbox in India":          {market.IN, func(f *fixture) { f.API, f.Production = "", true }, "", doctor.Fine, ""},
		"a test key in production":      {us, func(f *fixture) { f.Production = true }, "key", doctor.Failure, "a secret key of test mode, in a stack for production"},
		"a live key in development":     {us, func(f *fixture) { f.live(); f.Production = false }, "key", doctor.Failure, "a restricted key of live mode, in a stack for development"},
		"a live key in production":      {us, (*fixture).live, "", doctor.Fine, ""},
		"a webhook secret of no use":    {us, func(f *fixture) { f.Webhook = current(strings.Repeat("x", 40)) }, "webhook secret", doctor.Failure, "every event is refused"},
		"another country and currency":  {market.EU, nil, "currency", doctor.Warning, "converts what is paid in EUR"},
		"an account that takes no card": {us, func(f *fixture) { f.bank.Account.Capabilities["card_payments"] = "inactive" }, "cards", doctor.Failure, "card_payments is inactive"},
		"an account that is not ready": {us, func(f *fixture) {
			f.bank.Account.ChargesEnabled, f.bank.Account.Requirements.Due = false, []string{"external_account"}
		}, "cards", doctor.Failure, "cannot take cards"},
		"no payouts":                    {us, func(f *fixture) { f.bank.Account.PayoutsEnabled = false }, "payouts", doctor.Warning, "keeps the money"},
		"a key that may not see it":     {us, func(f *fixture) { f.refused["/v1/account"] = 403 }, "account", doctor.Unknown, "status 403"},
		"a key without refunds":         {us, func(f *fixture) { f.refused["/v1/refunds"] = 403 }, "permissions", doctor.Failure, "may not read refunds"},
		"a key without events":          {us, func(f *fixture) { f.refused["/v1/events"] = 403 }, "permissions", doctor.Failure, "may not read events"},
		"a Stripe that fails":           {us, func(f *fixture) { f.refused["/v1/webhook_endpoints"] = 500 }, "webhook endpoint", doctor.Unknown, "status 500"},
		"an endpoint of another region": {us, func(f *fixture) { f.elsewhere() }, "webhook endpoint", doctor.Failure, "Stripe sends no events to"},
		"a shop with another secret":    {us, func(f *fixture) { f.taken = http.StatusBadRequest }, "an event", doctor.Failure, "refused by the shop"},
		"a shop without Stripe":         {us, func(f *fixture) { f.taken = http.StatusNotFound }, "an event", doctor.Failure, "does not pay by Stripe"},
		"a shop that does not start":    {us, func(f *fixture) { f.taken = http.StatusBadGateway }, "an event", doctor.Failure, "status 502"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := open(t, tt.region)
			if tt.change != nil {
				tt.change(f)
			}
			failed := false
			for _, found := range payments.Check(t.Context(), f.Setup) {
				if text := fmt.Sprint(found); strings.Contains(text, "0123456789abcdef") {
					t.Errorf("a secret is shown: %s", text)
				}
				switch {
				case found.Check == tt.check:
					failed = true
					if found.Verdict != tt.verdict || !strings.Contains(found.Seen, tt.seen) || found.Do == "" && tt.verdict != doctor.Unknown {
						t.Errorf("found %+v, want verdict %d, %q, and what to do", found, tt.verdict, tt.seen)
					}
				case found.Verdict == doctor.Failure && tt.check == "":
					t.Errorf("found %+v, want nothing", found)
				}
			}
			if failed != (tt.check != "") {
				t.Errorf("nothing is found of %q", tt.check)
			}
		})
	}
}

// live gives the region a restricted key of live mode.
func (f *fixture) live() {
	f.Production, f.bank.Key = true, "rk_live_0123456789abcdefghijklmnopqrstuv"
	f.Key = current(f.bank.Key)
}

// elsewhere has Stripe send events only to another address.
func (f *fixture) elsewhere() { f.Shop = strings.Replace(f.Shop, "127.0.0.1", "localhost", 1) }

// A key that Stripe's API does not know ends the checks, and says where to get one.
func TestKeys(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"pk_test_0123456789abcdefghijklmnopqrstuv": "a publishable key",
		"sk_test_0123":                              "cut off",
		strings.Repeat("k", 64):                     "not one of Stripe's",
		"sk_test_zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz": "of test mode",
	} {
		f := open(t, market.US)
		f.Key = current(value)
		found := payments.Check(t.Context(), f.Setup)
		if last := found[len(found)-1]; !strings.Contains(fmt.Sprint(found), want) || last.Seen != "Stripe refuses the key" || strings.Contains(fmt.Sprint(found), value) {
			t.Errorf("%.12s…: found %+v, want %q", value, found, want)
		}
	}
}
