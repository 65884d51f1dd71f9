package stripe_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/payment"
	"storefront/shared/payment/paymenttest"
	"storefront/shared/payment/stripe"
	"storefront/shared/problem"
)

const key = "sk_test_0123456789abcdefghijklmnopqrstuv"

// bank is a fake Stripe whose calls meet faults, and a provider that does not pause.
type bank struct {
	*fakestripe.Server
	*stripe.Provider
	now    time.Time
	faults func(fakestripe.Call) fakestripe.Fault
}

func open(t testing.TB) *bank {
	t.Helper()
	b := &bank{now: time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC)}
	b.Server = fakestripe.New(fakestripe.Options{
		Key: key, Secret: secret, Now: func() time.Time { return b.now },
		Faults: func(c fakestripe.Call) fakestripe.Fault {
			if b.faults == nil {
				return fakestripe.None
			}
			return b.faults(c)
		},
	})
	web := httptest.NewServer(b.Server)
	t.Cleanup(web.Close)
	b.Provider = stripe.New(web.URL, "us", func() string { return key }, web.Client().Transport)
	b.Pause = func(context.Context, time.Duration) {}
	return b
}

const order = "0123456789abcdef-1"

// one has the first call to a path meet a fault.
func one(fault fakestripe.Fault, path string) func(fakestripe.Call) fakestripe.Fault {
	met := false
	return func(c fakestripe.Call) fakestripe.Fault {
		if met || c.Path != path || c.Method != http.MethodPost {
			return fakestripe.None
		}
		met = true
		return fault
	}
}

var faults = map[string]fakestripe.Fault{
	"an error, nothing done": fakestripe.ErrorBefore, "an error, and done": fakestripe.ErrorAfter, "a lost reply": fakestripe.LostReply,
	"too many requests": fakestripe.RateLimited, "a locked object": fakestripe.LockTimeout, "a key in use": fakestripe.KeyInUse,
}

// Whichever fault a step meets, its own attempts finish it, and once.
func TestOneFaultIsSurvived(t *testing.T) {
	t.Parallel()
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			b.faults = one(fault, "/v1/payment_intents")
			auth := b.authorize(t, payment.CardVisa)
			b.faults = one(fault, "/v1/payment_intents/"+auth.Reference+"/capture")
			if err := b.Capture(t.Context(), auth.Reference); err != nil {
				t.Errorf("Capture: %v", err)
			}
			b.faults = one(fault, "/v1/refunds")
			refund := payment.Refund{Reference: "r", Payment: auth.Reference, Amount: paymenttest.Request("", "").Amount}
			if err := b.Refund(t.Context(), refund); err != nil {
				t.Errorf("Refund: %v", err)
			}
			if refunds := b.Refunds(); len(refunds) != 1 {
				t.Errorf("there are %d refunds, want 1", len(refunds))
			}
			authorized := 0
			for _, i := range b.Intents() {
				if i.Status == fakestripe.Succeeded {
					authorized++
				}
			}
			if authorized != 1 {
				t.Errorf("%d intents were captured, want 1", authorized)
			}
		})
	}
}

func TestOneFaultOfAConfirmation(t *testing.T) {
	t.Parallel()
	for name, fault := range faults {
		for _, method := range []string{payment.CardVisa, payment.CardDeclined, payment.CardAuthenticationRequired} {
			t.Run(name+" "+method, func(t *testing.T) {
				t.Parallel()
				want, err := open(t).Authorize(t.Context(), paymenttest.Request(order, method))
				if err != nil {
					t.Fatal(err)
				}
				b := open(t)
				b.faults = one(fault, "/v1/payment_intents/pi_fake000000000001/confirm")
				if got := b.authorize(t, method); got.Status != want.Status || got.DeclineCode != want.DeclineCode {
					t.Errorf("Authorize = %+v, want %+v", got, want)
				}
			})
		}
	}
}

func (b *bank) authorize(t *testing.T, method string) payment.Authorization {
	t.Helper()
	auth, err := b.Authorize(t.Context(), paymenttest.Request(order, method))
	if err != nil {
		t.Fatalf("Authorize: %v", err)
	}
	return auth
}

// Paying takes three calls, and two when the buyer has confirmed.
func TestCallsOfAPayment(t *testing.T) {
	t.Parallel()
	b := open(t)
	pay := func(r payment.Request) (calls int) {
		t.Helper()
		before := b.Calls()
		auth, err := b.Authorize(t.Context(), r)
		if err != nil || auth.Status == payment.Declined {
			t.Fatalf("Authorize = %+v, %v", auth, err)
		}
		if auth.Status == payment.Authorized {
			if err := b.Capture(t.Context(), auth.Reference); err != nil {
				t.Fatal(err)
			}
		}
		return b.Calls() - before
	}
	if calls := pay(paymenttest.Request(order, payment.CardVisa)); calls != 3 {
		t.Errorf("a payment takes %d calls, want 3", calls)
	}
	r := paymenttest.Request("0123456789abcdef-2", payment.CardAuthenticationRequired)
	asked, err := b.Authorize(t.Context(), r)
	if err != nil || !b.Confirm(asked.Confirmation, true) {
		t.Fatal(asked, err)
	}
	r.Confirmation = asked.Confirmation
	if calls := pay(r); calls != 2 {
		t.Errorf("a confirmed payment takes %d calls, want 2", calls)
	}
}

// Ten processes that pay an order at once authorise its amount once.
func TestPayAtOnce(t *testing.T) {
	t.Parallel()
	b := open(t)
	results := make(chan payment.Authorization)
	for range 10 {
		go func() {
			auth, err := b.Authorize(t.Context(), paymenttest.Request(order, payment.CardVisa))
			if err != nil {
				t.Error(err)
			}
			results <- auth
		}()
	}
	for range 10 {
		if auth := <-results; auth.Reference != "pi_fake000000000001" {
			t.Errorf("Authorize = %+v, want the order's only intent", auth)
		}
	}
	if all := b.Intents(); len(all) != 1 || all[0].AmountCapturable != 1499 {
		t.Errorf("the intents are %+v, want one", all)
	}
}

// Who does not get through is asked to try again, and is told nothing of the provider.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	b := open(t)
	for name, fault := range faults {
		b.faults = func(fakestripe.Call) fakestripe.Fault { return fault }
		if fault == fakestripe.ErrorAfter || fault == fakestripe.LostReply {
			continue // the step is done, as the tests above show
		}
		if _, err := b.Authorize(t.Context(), paymenttest.Request(order, payment.CardVisa)); problem.CodeOf(err) != problem.TooManyRequests {
			t.Errorf("%s: Authorize fails with %v, want to be asked to try again", name, err)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Authorize(ended, paymenttest.Request(order, payment.CardVisa)); err == nil {
		t.Error("a request that has ended is answered")
	}
}
