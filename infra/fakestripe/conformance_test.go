package fakestripe_test

import (
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakestripe"
	"storefront/shared/money"
	"storefront/shared/payment"
	"storefront/shared/payment/paymenttest"
	"storefront/shared/payment/stripe"
)

const key = "sk_test_0123456789abcdefghijklmnopqrstuv"

// bank is a fake with a provider that calls it; each call is held to Stripe's description.
type bank struct {
	*fakestripe.Server
	*stripe.Provider
	now time.Time
}

func open(t testing.TB) *bank {
	t.Helper()
	b := &bank{now: time.Date(2026, 11, 30, 20, 0, 0, 0, time.UTC)}
	b.Server = fakestripe.New(fakestripe.Options{
		Key: key, Secret: "whsec_test", Now: func() time.Time { return b.now }, Deliver: func(e fakestripe.Event) { checkEvent(t, e.Body) },
	})
	web := httptest.NewServer(held(t, b.Server))
	t.Cleanup(web.Close)
	b.URL = web.URL
	b.Provider = stripe.New(web.URL, "us", func() string { return key }, web.Client().Transport)
	return b
}

func TestProviderAndFakeSpeakStripe(t *testing.T) {
	t.Parallel()
	paymenttest.Conformance(t, func(t testing.TB) paymenttest.Bank {
		b := open(t)
		return paymenttest.Bank{Provider: b.Provider, Confirm: func(a payment.Authorization) {
			if !b.Confirm(a.Confirmation, true) {
				t.Error("there was nothing to confirm")
			}
		}}
	})
}

// A buyer without JavaScript pays on the provider's page, after a card that is declined and
// one that they do not confirm.
func TestPayOnThePage(t *testing.T) {
	t.Parallel()
	b := open(t)
	r := paymenttest.Request("0123456789abcdef-1", "")
	asked, err := b.Authorize(t.Context(), r)
	if err != nil || asked.Status != payment.ActionRequired || asked.RedirectURL == "" {
		t.Fatalf("Authorize = %+v, %v, want a page", asked, err)
	}
	if again, err := b.Authorize(t.Context(), r); err != nil || again != asked {
		t.Errorf("asked again it answers %+v, %v, want %+v", again, err, asked)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	post := func(url, choice string) (status int, to string) {
		t.Helper()
		answer, err := client.PostForm(url, map[string][]string{"choice": {choice}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode, answer.Header.Get("Location")
	}
	if status, _ := post(asked.RedirectURL, payment.CardDeclined); status != http.StatusOK {
		t.Fatalf("a declined card has the status %d, want the page again", status)
	}
	_, confirm := post(asked.RedirectURL, payment.CardAuthenticationRequired)
	if _, to := post(confirm, "no"); to != asked.RedirectURL {
		t.Fatalf("who does not confirm gets to %q, want the page again", to)
	}
	_, confirm = post(asked.RedirectURL, payment.CardAuthenticationRequired)
	if _, to := post(confirm, "yes"); to != r.ReturnURL+"&confirmation="+asked.Confirmation {
		t.Fatalf("the buyer gets back to %q", to)
	}
	r.Confirmation = asked.Confirmation
	paid, err := b.Authorize(t.Context(), r)
	if err != nil || paid.Status != payment.Authorized {
		t.Fatalf("Authorize = %+v, %v, want the authorisation", paid, err)
	}
	if all := b.Intents(); len(all) != 1 {
		t.Errorf("there are %d intents, want 1", len(all))
	}
}

// What the store asks for is there although nothing of it is done yet: Stripe answers in
// pages, and forgets keys after a day.
func TestRefundsAreFoundBeforeTheyAreMade(t *testing.T) {
	t.Parallel()
	b := open(t)
	auth, err := b.Authorize(t.Context(), paymenttest.Request("0123456789abcdef-1", payment.CardVisa))
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Capture(t.Context(), auth.Reference); err != nil {
		t.Fatal(err)
	}
	refund := payment.Refund{Payment: auth.Reference, Amount: paymenttest.Request("", "").Amount}
	refund.Amount.Minor = 10
	names := []string{"first"}
	for n := range 101 {
		names = append(names, "later-"+string(rune('a'+n%26))+string(rune('a'+n/26)))
	}
	for _, refund.Reference = range names {
		if err := b.Refund(t.Context(), refund); err != nil {
			t.Fatal(err)
		}
	}
	b.now = b.now.Add(25 * time.Hour)
	refund.Reference = "first"
	if err := b.Refund(t.Context(), refund); err != nil {
		t.Error(err)
	}
	if made := len(b.Refunds()); made != len(names) {
		t.Errorf("%d refunds were made, want %d", made, len(names))
	}
	b.FailRefund(b.Refunds()[0].ID)
	if b.Refund(t.Context(), refund) == nil {
		t.Error("a refund that the bank sent back counts as paid")
	}
	refund.Reference, refund.Amount.Minor = "too much", 1499
	if b.Refund(t.Context(), refund) == nil {
		t.Error("more was refunded than was paid")
	}
}

// An authorisation lapses after a week.
func TestAuthorizationLapses(t *testing.T) {
	t.Parallel()
	b := open(t)
	auth, err := b.Authorize(t.Context(), paymenttest.Request("0123456789abcdef-1", payment.CardVisa))
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(fakestripe.HoldsLast)
	if b.Capture(t.Context(), auth.Reference) == nil {
		t.Error("it was captured after a week")
	}
	if err := b.Void(t.Context(), auth.Reference); err != nil {
		t.Error(err)
	}
}

// What an operator asks about the merchant is asked and answered in Stripe's words.
func TestAccount(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.SendTo("https://shop.example.com/v1/payments/stripe")
	if a, err := b.Provider.Account(t.Context()); err != nil || a.Country != "US" || a.Capabilities["card_payments"] != "active" {
		t.Errorf("Account = %+v, %v", a, err)
	}
	if all, err := b.Endpoints(t.Context()); err != nil || len(all) != 1 || all[0].URL != "https://shop.example.com/v1/payments/stripe" {
		t.Errorf("Endpoints = %+v, %v", all, err)
	}
	for _, kind := range []string{"payment_intents", "refunds", "checkout/sessions"} {
		if err := b.MayList(t.Context(), kind); err != nil {
			t.Errorf("MayList(%s): %v", kind, err)
		}
	}
}

// TestMovements lists the movements of charges, refunds, disputes and payouts, of the whole account
// and of each source.
func TestMovements(t *testing.T) {
	t.Parallel()
	b := open(t)
	var paid []string
	for n := range 3 {
		auth, err := b.Authorize(t.Context(), paymenttest.Request(fmt.Sprint("0123456789abcdef-", n), payment.CardVisa))
		if err == nil {
			err = b.Capture(t.Context(), auth.Reference)
		}
		if err != nil {
			t.Fatal(err)
		}
		paid = append(paid, auth.Reference)
	}
	for _, name := range []string{"kept", "returned"} {
		err := b.Refund(t.Context(), payment.Refund{Reference: "0123456789abcdef-0-refund-" + name, Payment: paid[0], Amount: money.Amount{Minor: 500, Currency: "USD"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	b.FailRefund(b.Refunds()[1].ID)
	b.Decide(b.Dispute(paid[1]), true)
	b.Decide(b.Dispute(paid[2]), false)
	if paid := b.PayOut("USD"); b.FailPayout() != paid || b.PayOut("USD") != paid {
		t.Error("the payout that failed is not paid out again")
	}
	kinds := map[payment.MovementKind]int{}
	page, err := b.MovementPage(t.Context(), b.now.Add(-time.Hour), b.now, "")
	if err != nil || page.More || len(page.Faults) != 1 || !errors.Is(page.Faults[0], stripe.ErrReturned) {
		t.Errorf("MovementPage = %+v, %v, want one page, and the refund that came back as its fault", page, err)
	}
	for _, m := range page.Movements {
		if !m.Whole() {
			t.Errorf("%+v is not whole", m)
		}
		kinds[m.Kind]++
		if m.Kind != payment.MoneyCaptured && !within(t, b.MovementsOf(t.Context(), m.Source, b.now), m) {
			t.Errorf("%+v is not among those of its source", m)
		}
	}
	want := map[payment.MovementKind]int{
		payment.MoneyCaptured: 3, payment.RefundSent: 2, payment.RefundSettled: 1, payment.RefundFailed: 1, payment.RefundReturned: 1,
		payment.Disputed: 2, payment.DisputeReturned: 1, payment.DisputeLost: 1, payment.PaidOut: 2, payment.PayoutReturned: 1,
	}
	if diff := cmp.Diff(want, kinds); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// within reports whether a movement is among others.
func within(t *testing.T, all iter.Seq2[payment.Movement, error], m payment.Movement) bool {
	t.Helper()
	found := false
	for other, err := range all {
		if err != nil {
			t.Error(err)
		}
		found = found || other == m
	}
	return found
}

// What Stripe changes without an order, such as by a fee, is a movement if the store knows its
// category and its direction.
func TestChangesOfTheAccount(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind, category string
		amount         int64
		want           payment.MovementKind // empty: a fault
		balance        int64
	}{
		{"stripe_fee", "fee", -250, payment.FeeTaken, -250},
		{"stripe_fee", "fee", 100, payment.FeeTaken, 100},
		{"stripe_fee", "network_cost", -70, payment.FeeTaken, -70},
		{"stripe_fx_fee", "fee", -7, payment.FeeTaken, -7},
		{"tax_fee", "tax", -48, payment.FeeTaken, -48},
		{"adjustment", "fee", -250, payment.FeeTaken, -250},
		{"adjustment", "other_adjustment", -250, "", 0},
		{"payout", "payout", -900, payment.PaidOut, -900},
		{"payout", "payout", 900, payment.PayoutReturned, 900},
		{"payout_failure", "payout_reversal", 900, payment.PayoutReturned, 900},
		{"payout_cancel", "payout_reversal", 900, payment.PayoutReturned, 900},
		{"payout_failure", "payout_reversal", -900, payment.PaidOut, -900},
		{"charge", "charge", -900, "", 0},
		{"payment_failure_refund", "charge_failure", -900, "", 0},
		{"refund", "partial_capture_reversal", -900, "", 0},
		{"topup", "topup", 900, "", 0},
		{"reserved_funds", "risk_reserved_funds", -900, "", 0},
	} {
		t.Run(fmt.Sprint(tt.kind, " ", tt.category, " ", tt.amount), func(t *testing.T) {
			t.Parallel()
			b := open(t)
			b.Adjust(tt.kind, tt.category, tt.amount, "USD")
			page, err := b.MovementPage(t.Context(), b.now, b.now, "")
			if err != nil {
				t.Fatal(err)
			}
			if tt.want == "" {
				if len(page.Movements) > 0 || len(page.Faults) != 1 || !errors.Is(page.Faults[0], payment.ErrMovement) {
					t.Errorf("the movements are %+v, and the faults %v, want one fault", page.Movements, page.Faults)
				}
				return
			}
			if len(page.Faults) > 0 || len(page.Movements) != 1 {
				t.Fatalf("the movements are %+v, and the faults %v, want one movement", page.Movements, page.Faults)
			}
			if m := page.Movements[0]; m.Kind != tt.want || m.Balance() != tt.balance || !m.Whole() {
				t.Errorf("%+v changes the balance by %d, want %s by %d", m, m.Balance(), tt.want, tt.balance)
			}
		})
	}
}
