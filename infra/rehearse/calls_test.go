package main

import (
	"crypto/rand"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/infra/faultproxy"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/stock"
)

// TestWhatRushesDoNotCall has the functions make the calls to AWS that no crowd and no
// attack has them make. The check of the roles wants every call that a role allows to
// be made by some test of a running store.
func TestWhatRushesDoNotCall(t *testing.T) {
	t.Parallel()
	const units = (stock.PageLots + 1) * stock.LotSize // a shelf of two pages
	s := open(t, faultproxy.Spec{})
	sale := s.sell(t, merchant.Spec{
		ID: "calls", OrdersPerBuyer: 2, Hold: 10 * time.Minute, Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 2}},
	})
	for _, path := range []string{
		"/v1/markets", "/v1/us/products", "/v1/us/products/fitness-band", "/v1/us/sales", "/v1/us/sales/calls", "/v1/us/sales/calls/availability",
		"/us/en", "/us/en/products/fitness-band", "/us/en/sales/calls",
	} {
		s.visit(t, path)
	}
	t.Run("pages", func(t *testing.T) { s.buyOnPages(t, sale) })
	t.Run("mail", s.mailOnPages)
	t.Run("a claim without an order", func(t *testing.T) {
		lost, lot := order.ID{Key: "0k3f8m2q7z1xw9vd", Slot: 1}, stock.LotKey{Line: stock.Line{Sale: sale.ID, SKU: band}}
		if _, err := s.data.Reserve(t.Context(), lot, lost, 1, time.Now().Add(-time.Minute)); err != nil {
			t.Fatal(err)
		}
		s.sweep(t)
		if closed, err := s.data.Order(t.Context(), lost); err != nil || closed.Status != order.Abandoned {
			t.Errorf("its order is %+v, %v, want a tombstone", closed, err)
		}
	})
	t.Run("dead letters", func(t *testing.T) {
		for function, queue := range map[string]string{"NotifyFunction": "NotifyFailures", "LedgerFunction": "LedgerFailures"} {
			s.invokeSample(t, function, "poison.json")
			letters, err := deadletter.New(s.aws(s.State().SQS), s.State().Regions["us"].Queues[queue]).Receive(t.Context())
			if err != nil || len(letters) == 0 {
				t.Errorf("%s has sent %d dead letters, %v", function, len(letters), err)
			}
		}
	})
	t.Run("a day that does not close at once", func(t *testing.T) {
		s.invokeSample(t, "LedgerFunction", "paid.json") // the version before it is missing
		answer := s.invokeSample(t, "CloseFunction", "one-day.json")
		if !strings.Contains(answer, `"OPEN"`) {
			t.Errorf("the close answers %s, want an open day", answer)
		}
		s.invokeSample(t, "LedgerFunction", "held.json") // here it is
		if answer := s.invokeSample(t, "CloseFunction", "one-day.json"); !strings.Contains(answer, `"CLOSED"`) {
			t.Errorf("the close answers %s, want a closed day", answer)
		}
	})
	t.Run("the mail to finance", func(t *testing.T) {
		s.invokeSample(t, "CloseFunction", "every-night.json")
		mail := s.mailTo(t, "finance@", "us, 19 May 2015") // which is due, and which no close has tried
		if !strings.HasPrefix(mail.Subject, "Books of us, ") || mail.Configuration == "" {
			t.Errorf("finance gets %q, with %q", mail.Subject, mail.Configuration)
		}
		s.invokeSample(t, "CloseFunction", "every-night.json")
		sent := 0
		for _, m := range s.region.Mail.Messages() {
			if m.To[0] == mail.To[0] {
				sent++
			}
		}
		if sent != 1 {
			t.Errorf("one night has %d mails to finance", sent)
		}
	})
}

// visit gets a page and returns it.
func (s running) visit(t *testing.T, path string) string {
	t.Helper()
	answer, err := http.Get(s.region.URL + path)
	if err != nil {
		t.Fatal(err)
	}
	return body(t, answer, path)
}

// send sends a form and returns the path that the answer sends the browser to, and the
// page there.
func (s running) send(t *testing.T, path string, form url.Values) (to, page string) {
	t.Helper()
	answer, err := http.PostForm(s.region.URL+path, form)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Request.URL.RequestURI(), body(t, answer, path)
}

func body(t *testing.T, answer *http.Response, path string) string {
	t.Helper()
	defer answer.Body.Close()
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %s, %v", path, answer.StatusCode, content, err)
	}
	return string(content)
}

func (s running) buyOnPages(t *testing.T, sale catalog.Sale) {
	const buyer = "pages@example.com"
	shown := pass.Pass{Market: "us", Email: buyer, Expires: time.Now().Add(time.Hour)}.Sign(s.region.Tokens())
	var placed string
	for range 2 { // the second order makes the function look for the first
		var page string
		placed, page = s.send(t, "/us/en/sales/"+string(sale.ID)+"/checkout", url.Values{
			"pass": {shown}, "email": {buyer}, "idempotency_key": {rand.Text()}, "q-fitness-band": {"1"}, "name": {"Ada Lovelace"},
			"line1": {"1 Market Street"}, "city": {"San Francisco"}, "state": {"CA"}, "postal_code": {"94105"},
		})
		if !strings.HasPrefix(placed, "/orders/") {
			t.Fatalf("the checkout leads to %s: %s", placed, page)
		}
	}
	at, err := url.Parse(placed)
	if err != nil {
		t.Fatal(err)
	}
	token := url.Values{"t": {at.Query().Get("t")}}
	for _, act := range []string{"/extend", "/cancel"} {
		s.send(t, at.Path+act, token)
	}
	s.send(t, "/lookup", url.Values{"email": {buyer}, "order": {strings.TrimPrefix(at.Path, "/orders/")}})
	s.mailTo(t, buyer, "/orders/")
}

func (s running) mailOnPages(t *testing.T) {
	const reader = "reader@example.com"
	s.send(t, "/us/en/pass", url.Values{"email": {reader}})
	s.send(t, "/us/en/join", url.Values{"email": {reader}, "sku": {"phone-4i"}})
	for _, page := range []string{"confirm", "unsubscribe"} {
		mail := s.mailTo(t, reader, "/waitlist/"+page+"?token=")
		s.send(t, "/waitlist/"+page, url.Values{"token": {tokenIn(t, mail, page)}})
	}
}

// invokeSample invokes a function with a sample event, and returns its answer.
func (s running) invokeSample(t *testing.T, function, event string) string {
	t.Helper()
	folder := strings.ToLower(strings.TrimSuffix(function, "Function"))
	content, err := os.ReadFile(filepath.Join("..", "..", "events", folder, event))
	if err != nil {
		t.Fatal(err)
	}
	ours := strings.ReplaceAll(string(content), "storefront-us", s.State().Regions["us"].Stack)
	return s.invoke(t, function, ours)
}

// invoke invokes a function. It waits while the schedule's own run occupies the function.
func (s running) invoke(t *testing.T, function, event string) string {
	t.Helper()
	answer, err := s.region.InvokeInTurn(t.Context(), function, []byte(event))
	if err != nil {
		t.Fatalf("%s: %v", function, err)
	}
	return string(answer)
}
