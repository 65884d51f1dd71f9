package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/books"
	"storefront/infra/eventually"
	"storefront/infra/fakestripe"
	"storefront/infra/local/stack"
	"storefront/shared/pass"
	"storefront/shared/payment"
)

// A running store takes payments by Stripe: a buyer confirms at the bank, and Stripe's event pays
// the order. No log line has a key, a secret or a card, or identifies the buyer.
func TestAStorePaysByStripe(t *testing.T) {
	t.Parallel()
	var log safeLog
	s := openWith(t, stack.Options{Payments: "stripe", Log: &log})
	var held struct {
		Order struct{ ID, Status string }
		Token string
	}
	shown := pass.Pass{Market: "us", Email: "ada@example.com", Expires: time.Now().Add(time.Hour)}.Sign(s.region.Tokens())
	call(t, http.MethodPost, s.region.URL+"/v1/us/checkouts", "", `{"sale": "us-launch", "lines": [{"sku": "fitness-band", "quantity": 1}],
		"pass": "`+shown+`", "locale": "en", "ship_to": {"name": "Ada", "line1": "1 Market St", "city": "San Francisco",
		"postal_code": "94105", "state": "CA", "country": "US"}}`, http.StatusCreated, &held)
	order := s.region.URL + "/v1/orders/" + held.Order.ID
	var asked struct {
		NextAction struct{ Type, URL, Confirmation string } `json:"next_action"`
	}
	call(t, http.MethodPost, order+"/pay", held.Token, `{"payment_method": "`+payment.CardAuthenticationRequired+`"}`, http.StatusAccepted, &asked)
	if next := asked.NextAction; next.Type != "redirect_to_url" || !strings.HasPrefix(next.URL, s.region.Stripe().URL) || !s.region.Stripe().Confirm(next.Confirmation, true) {
		t.Fatalf("the next action is %+v", next)
	}
	eventually.True(t, "the order is paid", func() bool {
		call(t, http.MethodGet, order, held.Token, "", http.StatusOK, &held)
		return held.Order.Status == "paid" && s.region.Stripe().Intents()[0].Status == fakestripe.Succeeded
	})
	s.invoke(t, "PaymentsFunction", `{"reconcile_minutes": 10}`)
	s.explainsThePayout(t)
	s.keepsSecrets(t, log.String(), held.Token, "ada@example.com", "1 Market St")
}

// explainsThePayout makes Stripe pay out. It fails the test unless the only line of the payout is of
// an order in the store.
func (s running) explainsThePayout(t *testing.T) {
	t.Helper()
	answer, err := http.Post(s.region.URL+"/_local/payout", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	done, err := books.Reconcile(t.Context(), s.data, answer.Body, func(int, payment.Movement) {})
	if err != nil || done.Lines != 1 || done.Payouts != 1 || len(done.Findings) > 0 {
		t.Errorf("the payout: %+v, %v, want one line of one order", done, err)
	}
}

// keepsSecrets fails the test if a log line has a key, a client secret, a card or one of the texts
// in more.
func (s running) keepsSecrets(t *testing.T, log string, more ...string) {
	t.Helper()
	secrets := []string{"sk_test_", "whsec_", "_secret_", s.region.Secret("StripeKey"), s.region.Secret("StripeWebhookSecret"), "pm_card", "4242424242424242"}
	for line := range strings.Lines(log) {
		for _, secret := range append(secrets, more...) {
			if strings.Contains(line, secret) {
				t.Errorf("the log has %.8s…: %s", secret, line)
			}
		}
	}
	if !strings.Contains(log, "payments") {
		t.Error("the log has no line of the function payments")
	}
}

// call makes a request of the API, and decodes the answer.
func call(t *testing.T, method, url, token, body string, want int, into any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", "one-and-only-key")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode == want {
		err = json.Unmarshal(content, into)
	}
	if err != nil || answer.StatusCode != want {
		t.Fatalf("%s %s answered %d, %v: %s", method, url, answer.StatusCode, err, content)
	}
}

// safeLog keeps what is written, from any number of goroutines.
type safeLog struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *safeLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *safeLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
