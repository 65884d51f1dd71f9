package fakestripe_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/fakestripe"
	"storefront/infra/subprocess"
)

// serveLocalstripe serves localstripe on the loopback interface only, which localstripe's own
// command cannot do. It keeps nothing on disk, and prints the port.
const serveLocalstripe = `
import socket
from aiohttp import web
from localstripe.resources import Store
from localstripe.server import app
Store.dump_to_disk = lambda self: None
sock = socket.create_server(('127.0.0.1', 0))
print(sock.getsockname()[1], flush=True)
web.run_app(app, sock=sock, print=None)
`

// The fake answers like localstripe, another fake, in what both support. Unlike ours, localstripe
// takes the payment method when an intent is created, has no hosted pages, keeps no idempotency
// keys, and refunds more than was captured.
func TestAnswersLikeLocalstripe(t *testing.T) {
	t.Parallel()
	python := os.Getenv("STOREFRONT_LOCALSTRIPE")
	if python == "" {
		t.Skip("not compared: set STOREFRONT_LOCALSTRIPE to a Python that has the package localstripe, version 1.15.10")
	}
	command := subprocess.Command(t.Context(), python, "-c", serveLocalstripe)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = subprocess.Run(command, nil) // killed when the test ends
	}()
	t.Cleanup(func() { <-ended })
	port, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	ours := httptest.NewServer(fakestripe.New(fakestripe.Options{Key: key, Now: time.Now}))
	t.Cleanup(ours.Close)
	theirs := story(t, caller{t, "http://127.0.0.1:" + strings.TrimSpace(port), true})
	if diff := cmp.Diff(theirs, story(t, caller{t, ours.URL, false})); diff != "" {
		t.Errorf("(-localstripe +fakestripe)\n%s", diff)
	}
}

// caller calls one of the two fakes.
type caller struct {
	t           *testing.T
	url         string
	localstripe bool
}

// object is an answer.
type object map[string]any

// call returns the answer to a call, with its status code.
func (c caller) call(method, path string, form url.Values) object {
	c.t.Helper()
	r, err := http.NewRequestWithContext(c.t.Context(), method, c.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		c.t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+key)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer response.Body.Close()
	answer := object{}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		c.t.Fatalf("%s %s: %d, %v", method, path, response.StatusCode, err)
	}
	answer["code"] = response.StatusCode
	return answer
}

// intent creates an intent, and confirms it with card unless that is empty.
func (c caller) intent(card string) (id string, confirmed object) {
	form := url.Values{"amount": {"1499"}, "currency": {"usd"}, "capture_method": {"manual"}, "metadata[order]": {"7"}}
	confirm := url.Values{"payment_method": {card}}
	if c.localstripe && card != "" {
		if card == "pm_card_chargeDeclined" {
			card = "pm_card_chargeCustomerFail" // localstripe has no other card that is declined on confirmation
		}
		form.Set("payment_method", card)
		confirm = nil
	}
	created := c.call(http.MethodPost, "/v1/payment_intents", form)
	id, _ = created["id"].(string)
	if card == "" {
		return id, created
	}
	return id, c.call(http.MethodPost, "/v1/payment_intents/"+id+"/confirm", confirm)
}

// of returns some fields of an answer as text.
func (o object) of(fields ...string) string {
	var b strings.Builder
	for _, field := range append([]string{"code"}, fields...) {
		fmt.Fprintf(&b, "%s=%v ", field, o[field])
	}
	return b.String()
}

// story makes some payments, and returns the answers.
func story(t *testing.T, c caller) (seen []string) {
	t.Helper()
	saw := func(what string, o object, fields ...string) { seen = append(seen, what+": "+o.of(fields...)) }
	intent := []string{"object", "amount", "currency", "capture_method", "status", "metadata"}
	post := func(path string, form url.Values) object { return c.call(http.MethodPost, path, form) }
	get := func(path string) object { return c.call(http.MethodGet, path, nil) }

	paid, o := c.intent("pm_card_visa")
	saw("authorised", o, intent...)
	saw("captured", post("/v1/payment_intents/"+paid+"/capture", nil), intent...)
	saw("captured again", post("/v1/payment_intents/"+paid+"/capture", nil))
	saw("cancelled after that", post("/v1/payment_intents/"+paid+"/cancel", nil))
	saw("read", get("/v1/payment_intents/"+paid), intent...)
	part := url.Values{"payment_intent": {paid}, "amount": {"500"}, "metadata[refund]": {"part"}}
	saw("refunded", post("/v1/refunds", part), "object", "amount", "currency", "status", "metadata")
	saw("refunded nothing", post("/v1/refunds", url.Values{"payment_intent": {paid}, "amount": {"0"}}))
	for _, list := range []string{"/v1/refunds?payment_intent=" + paid, "/v1/balance_transactions"} {
		o := get(list)
		saw("listed", o, "object", "has_more")
		data, _ := o["data"].([]any)
		from := len(seen)
		for _, one := range data {
			saw("in the list", one.(map[string]any), "object", "amount", "currency", "status", "type", "reporting_category")
		}
		slices.Sort(seen[from:]) // localstripe lists the oldest first
	}

	voided, _ := c.intent("pm_card_visa")
	saw("cancelled", post("/v1/payment_intents/"+voided+"/cancel", nil), intent...)
	saw("cancelled again", post("/v1/payment_intents/"+voided+"/cancel", nil))
	fresh, o := c.intent("")
	saw("created", o, intent...)
	saw("created and cancelled", post("/v1/payment_intents/"+fresh+"/cancel", nil), intent...)

	declined, o := c.intent("pm_card_chargeDeclined")
	failure, _ := o["error"].(map[string]any)
	saw("declined", object(failure), "code")
	saw("declined", o)
	saw("read", get("/v1/payment_intents/"+declined), intent...)
	saw("of nothing", post("/v1/payment_intents", url.Values{"amount": {"0"}, "currency": {"usd"}}))
	saw("of no currency", post("/v1/payment_intents", url.Values{"amount": {"5"}}))
	saw("unknown", get("/v1/payment_intents/pi_unknown"))
	return seen
}
