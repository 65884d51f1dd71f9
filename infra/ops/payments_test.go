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
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/paymenttest"
	"storefront/shared/payment/stripe"
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

// The command records the movements of some days that the store lacks, once, and says what has to be
// put right.
func TestPaymentsRecord(t *testing.T) {
	t.Parallel()
	const key = "sk_test_0123456789abcdefghijklmnopqrstuv"
	now := monday
	bank := fakestripe.New(fakestripe.Options{Key: key, Now: func() time.Time { return now }})
	pays := stripe.New("http://stripe.test", "us", func() string { return key }, bank)
	pays.Pause = func(context.Context, time.Duration) {}
	s := newSession(t, checkouttest.NewMemory())
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		if name == "us" {
			r.Payments = func(context.Context) (payment.Provider, error) { return pays, nil }
		}
		return r, err
	}
	for n := range 3 { // a day each, with a payout the next morning
		auth, err := pays.Authorize(t.Context(), paymenttest.Request(fmt.Sprint("0123456789abcdef-", n+1), payment.CardVisa))
		if err == nil {
			err = pays.Capture(t.Context(), auth.Reference)
		}
		if err != nil {
			t.Fatal(err)
		}
		now = now.Add(12 * time.Hour)
		bank.PayOut("USD")
		now = now.Add(12 * time.Hour)
	}
	bank.Adjust("topup", "topup", 700, "USD")
	s.follow(t, "payments-record.txt")
}

// A fault at the provider is listed until an operator resolves it.
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

// An operator who resolves the finding of a refund that came back tells its order.
func TestResolvingARefundTellsTheOrder(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	id := buy(t, store, "ada", true, one("fitness-band"))
	s.now = func() time.Time { return monday.Add(time.Hour) }
	s.do(t, "-local us refund --order "+id.String()+" --reason goodwill --all --reference 1 --yes")
	us := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	read := func() order.Refund {
		orders, err := store.Orders(t.Context(), []order.ID{id})
		if err != nil || len(orders[id].Refunds) != 1 {
			t.Fatalf("%+v, %v", orders, err)
		}
		return orders[id].Refunds[0]
	}
	back := payment.Movement{ID: "txn_1", Kind: payment.RefundReturned, Source: "re_1", OrderID: id.String(), Refund: read().Reference, Amount: us(2107), Fee: us(0), At: monday}
	if err := store.RecordMovement(t.Context(), back); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Report(t.Context(), payment.Finding{Reference: "re_1", OrderID: id.String(), What: "it came back", FoundAt: monday}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		s.shown.Reset()
		code := s.do(t, "-local us payments resolve --finding re_1 --reason paid.by.cheque --yes")
		if code != 0 || !strings.Contains(s.shown.String(), "the page of the order says that the buyer was paid in another way") || !read().RepaidAt.Equal(s.now()) {
			t.Errorf("exit %d, %+v:\n%s", code, read(), &s.shown)
		}
	}
}

// Seeding names a product whose price the payment provider refuses.
func TestSeedOfWhatCannotBePaid(t *testing.T) {
	t.Parallel()
	s := newSession(t, checkouttest.NewMemory())
	open := s.openLocal
	s.openLocal = func(name string) (region, error) {
		r, err := open(name)
		r.Payments = func(context.Context) (payment.Provider, error) {
			return another{&checkouttest.Bank{Refuses: func(a money.Amount) error { return payment.Within(a, 2000, 99_999_999) }}}, nil
		}
		return r, err
	}
	if code := s.do(t, "-local us seed"); code != 0 {
		t.Errorf("seed ends with %d", code)
	}
	shown := s.shown.String()
	if !strings.Contains(shown, "fitness-band cannot be sold in us: another takes no payment of USD 19.98") || strings.Contains(shown, "no payment provider") {
		t.Errorf("it shows %s", shown)
	}
}

// another is a payment provider that is not the sandbox.
type another struct{ *checkouttest.Bank }

func (another) Name() string { return "another" }
