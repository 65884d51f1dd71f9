package main

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"storefront/infra/fakestripe"
	"storefront/infra/functiontest"
	"storefront/shared/boot"
	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

func TestEnvironment(t *testing.T) {
	t.Parallel()
	functiontest.Environment(t, "payments", wire)
}

// invoke invokes the function as Lambda does.
func (w *world) invoke(event []byte) (answer events.APIGatewayV2HTTPResponse, err error) {
	f := w.function()
	f.http = boot.Handler(f.router())
	out, err := f.invoke(w.t.Context(), event)
	if out != nil {
		answer = out.(events.APIGatewayV2HTTPResponse)
	}
	return answer, err
}

// sent returns the sample event of a request with another body and signature.
func sent(t *testing.T, change func(*events.APIGatewayV2HTTPRequest)) []byte {
	t.Helper()
	file, err := os.ReadFile("../../events/payments/event.json")
	if err != nil {
		t.Fatal(err)
	}
	var e events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(file, &e); err != nil {
		t.Fatal(err)
	}
	change(&e)
	event, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	return event
}

func TestEventsAnswers(t *testing.T) {
	t.Parallel()
	body := `{"type":"tomorrow's","data":{"object":{"object":"coin","name":"Zo\u00eb, Zoë"}}}`
	for name, tt := range map[string]struct {
		body, signature string
		base64          bool
		path            string
		want            int
	}{
		"signed":                   {body, "", false, "", 200},
		"signed, in base64":        {body, "", true, "", 200},
		"unsigned":                 {body, "none", false, "", 400},
		"signed ten minutes ago":   {body, "old", false, "", 400},
		"truncated after signing":  {body, "of more", false, "", 400},
		"no JSON":                  {"<html>", "", false, "", 400},
		"of a payment not ours":    {`{"type":"payment_intent.succeeded","data":{"object":{"object":"payment_intent","id":"pi_other"}}}`, "", false, "", 200},
		"of another provider":      {body, "", false, "/v1/payments/sandbox", 404},
		"of a size out of measure": {`{"type":"` + strings.Repeat("x", maxEvent) + `"}`, "", false, "", 400},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 0, 2, mutant{})
			w.calm = true
			event := sent(t, func(e *events.APIGatewayV2HTTPRequest) {
				signature := fakestripe.Sign(hookSecret, []byte(tt.body), w.now())
				switch tt.signature {
				case "none":
					signature = ""
				case "old":
					signature = fakestripe.Sign(hookSecret, []byte(tt.body), w.now().Add(-10*time.Minute))
				case "of more":
					signature = fakestripe.Sign(hookSecret, []byte(tt.body+"\n"), w.now())
				}
				e.Headers["stripe-signature"], e.Body, e.IsBase64Encoded = signature, tt.body, tt.base64
				if tt.base64 {
					e.Body = base64.StdEncoding.EncodeToString([]byte(tt.body))
				}
				if tt.path != "" {
					e.RawPath = tt.path
				}
			})
			answer, err := w.invoke(event)
			if err != nil || answer.StatusCode != tt.want {
				t.Errorf("answered %d, %v, want %d: %s", answer.StatusCode, err, tt.want, answer.Body)
			}
		})
	}
}

// The sample events are taken as their names say.
func TestSamples(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int{"event": 200, "event-unsigned": 400, "reconcile": 0, "catch-up": 0, "record-days": 0} {
		event, err := os.ReadFile("../../events/payments/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		w := newWorld(t, 0, 2, mutant{})
		w.calm = true
		w.shop.Clock.Advance(time.Date(2015, 5, 18, 19, 1, 0, 0, time.UTC).Sub(w.now()))
		if answer, err := w.invoke(event); err != nil || answer.StatusCode != want {
			t.Errorf("%s: answered %d, %v, want %d", name, answer.StatusCode, err, want)
		}
	}
}

// What the store cannot put right raises an alarm on the schedule, and the event that brings
// it is taken.
func TestOperatorsAreAsked(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		happens func(*world, order.Order) // after the order was authorised, or paid
		pays    bool
		want    error
	}{
		"captured at the provider by hand": {func(w *world, o order.Order) {
			if err := w.stripe().Capture(w.t.Context(), w.bank.Intents()[0].ID); err != nil {
				w.t.Fatal(err)
			}
		}, false, checkout.ErrStray},
		"a refund that the bank sends back": {func(w *world, o order.Order) {
			w.refund(o.ID, all)
			w.bank.FailRefund(w.bank.Refunds()[0].ID)
		}, true, stripe.ErrReturned},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 0, 2, mutant{})
			w.calm = true
			o, err := w.process().Hold(t.Context(), w.shop.Request("ada", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
			if err != nil {
				t.Fatal(err)
			}
			if tt.pays {
				w.pay(o.ID, checkout.PayRequest{Method: payment.CardVisa})
			} else if _, err := w.stripe().Authorize(t.Context(), payment.Request{OrderID: o.ID.String(), Amount: o.Totals.Total, Method: payment.CardVisa}); err != nil {
				t.Fatal(err)
			}
			tt.happens(w, o)
			if err := w.alarms(); !errors.Is(err, tt.want) {
				t.Errorf("the schedule ends with %v, want %v", err, tt.want)
			}
			for len(w.events) > 0 {
				w.deliver()
			}
			for what := range w.counts {
				if strings.HasPrefix(what, "events") && what != "events answered 200" {
					t.Errorf("%s: %d", what, w.counts[what])
				}
			}
		})
	}
}
