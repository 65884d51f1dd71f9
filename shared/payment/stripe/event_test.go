package stripe_test

import (
	"strings"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/payment/stripe"
)

const secret = "whsec_0123456789abcdefghijklmnopqrstuv"

func TestSigned(t *testing.T) {
	t.Parallel()
	now := time.Unix(1_795_000_000, 0)
	body := `{"name": "Zoë", "escaped": "\u00eb"}`
	signed := fakestripe.Sign(secret, []byte(body), now)
	for name, tt := range map[string]struct {
		header, body, secret string
		at                   time.Time
		want                 bool
	}{
		"as it was signed":         {signed, body, secret, now, true},
		"after five minutes":       {signed, body, secret, now.Add(stripe.Tolerance), true},
		"later":                    {signed, body, secret, now.Add(stripe.Tolerance + time.Second), false},
		"from the future":          {signed, body, secret, now.Add(-stripe.Tolerance - time.Second), false},
		"by another secret":        {signed, body, "whsec_other", now, false},
		"of another body":          {signed, body + " ", secret, now, false},
		"written anew":             {signed, strings.Replace(body, `\u00eb`, "ë", 1), secret, now, false},
		"two, the second is right": {strings.Replace(signed, "v1=", "v1=00,v1=", 1), body, secret, now, true},
		"of another scheme":        {strings.Replace(signed, "v1=", "v0=", 1), body, secret, now, false},
		"another time":             {strings.Replace(signed, "t=1", "t=2", 1), body, secret, now, false},
		"no hex":                   {"t=1795000000,v1=xyz", body, secret, now, false},
		"nothing":                  {"", body, secret, now, false},
		// As stripe-go v85.0.0 signs this body.
		"by Stripe's library": {"t=1795000000,v1=ee02bcd5d8ce0724662f5b5c02fe6e598d03439ced1260bb3ba3fefdfd94a676", body, secret, now, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := stripe.Signed(tt.header, []byte(tt.body), []byte(tt.secret), tt.at); got != tt.want {
				t.Errorf("Signed = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestParseEvent(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ body, intent, source string }{
		"an intent":                 {`{"type":"x","created":1431975600,"data":{"object":{"object":"payment_intent","id":"pi_1"}}}`, "pi_1", ""},
		"a refund":                  {`{"type":"x","created":1431975600,"data":{"object":{"object":"refund","id":"re_1","payment_intent":"pi_2"}}}`, "pi_2", "re_1"},
		"a session, expanded":       {`{"type":"x","created":1431975600,"data":{"object":{"object":"checkout.session","payment_intent":{"id":"pi_3"}}}}`, "pi_3", ""},
		"a session without a payer": {`{"type":"x","created":1431975600,"data":{"object":{"object":"checkout.session","payment_intent":null}}}`, "", ""},
		"a payout":                  {`{"type":"x","created":1431975600,"data":{"object":{"object":"payout","id":"po_1"}}}`, "", "po_1"},
		"a type of tomorrow":        {`{"type":"x","created":1431975600,"data":{"object":{"object":"coin","id":"co_1"}}}`, "", ""},
	} {
		if e, err := stripe.ParseEvent([]byte(tt.body)); err != nil || e != (stripe.Event{Type: "x", Intent: tt.intent, Source: tt.source, At: time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)}) {
			t.Errorf("%s: ParseEvent = %+v, %v, want %q", name, e, err, tt.intent)
		}
	}
	if _, err := stripe.ParseEvent([]byte(`{"type":`)); err == nil {
		t.Error("a torn event is read")
	}
}
