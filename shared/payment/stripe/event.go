package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Tolerance is how far the time of an event's signature may be from now, so that who has
// seen an event cannot send it again for long.
const Tolerance = 300 * time.Second

// Signed reports whether the value of the header Stripe-Signature is that of a body, as it
// came, under a secret.
func Signed(header string, body, secret []byte, now time.Time) bool {
	var stamp string
	var signatures [][]byte
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			if signature, err := hex.DecodeString(value); err == nil {
				signatures = append(signatures, signature)
			}
		}
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > Tolerance {
		return false
	}
	want := sum(stamp, body, secret)
	for _, signature := range signatures {
		if hmac.Equal(signature, want) {
			return true
		}
	}
	return false
}

// Sign returns a value of the header Stripe-Signature for a body.
func Sign(body, secret []byte, at time.Time) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return "t=" + stamp + ",v1=" + hex.EncodeToString(sum(stamp, body, secret))
}

func sum(stamp string, body, secret []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	fmt.Fprintf(mac, "%s.", stamp)
	mac.Write(body)
	return mac.Sum(nil)
}

// Event is what an event says, which may be old, and may come again or never.
type Event struct {
	Type   string
	Intent string // the payment intent that it is about; empty: none
	Source string // the refund, dispute or payout that it is about; empty: none
	At     time.Time
}

// ParseEvent returns the event in a body.
func ParseEvent(body []byte) (Event, error) {
	var e struct {
		Type    string `json:"type"`
		Created int64  `json:"created"`
		Data    struct {
			Object struct {
				Object string `json:"object"`
				ID     string `json:"id"`
				Intent intent `json:"payment_intent"`
			} `json:"object"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &e); err != nil {
		return Event{}, fmt.Errorf("stripe: read event: %w", err)
	}
	object := e.Data.Object
	if object.Object == "payment_intent" {
		object.Intent.ID = object.ID
	}
	event := Event{Type: e.Type, Intent: object.Intent.ID, At: time.Unix(e.Created, 0).UTC()}
	switch object.Object {
	case "refund", "dispute", "payout":
		event.Source = object.ID
	}
	return event, nil
}
