package fakestripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Event is a signed message about a change.
type Event struct {
	Type      string
	Body      []byte
	Signature string // the header Stripe-Signature
}

// listed is an event in the list of events.
type listed struct {
	id, kind string
	created  int64
	body     json.RawMessage
}

func (e *listed) MarshalJSON() ([]byte, error) { return e.body, nil }

// emit makes an event about an object as it now is. Of the events, the fake lists those about disputes
// alone.
func (s *Server) emit(kind string, object any) {
	id, now := s.id("evt"), s.Now()
	body := encode(map[string]any{
		"id": id, "object": "event", "api_version": "2026-08-26.dahlia", "created": now.Unix(), "livemode": false,
		"pending_webhooks": 1, "request": map[string]any{"id": nil, "idempotency_key": nil}, "type": kind,
		"data": map[string]json.RawMessage{"object": encode(object)},
	})
	s.pending = append(s.pending, Event{kind, body, Sign(s.Secret, body, now)})
	if strings.HasPrefix(kind, "charge.dispute.") {
		s.events = append(s.events, &listed{id, kind, now.Unix(), body})
	}
}

func (s *Server) listEvents(r *http.Request) (any, *Error) {
	from, to, err := between(r)
	if err != nil {
		return nil, err
	}
	kind := r.Form.Get("type")
	list, err := page(r, s.events, func(e *listed) string { return e.id }, func(e *listed) bool {
		return e.created >= from && e.created <= to && (kind == "" || kind == e.kind)
	})
	return list, err
}

// Sign returns the signature of an event's body.
func Sign(secret string, body []byte, at time.Time) string {
	mac := hmac.New(sha256.New, []byte(secret))
	fmt.Fprintf(mac, "%d.%s", at.Unix(), body)
	return fmt.Sprintf("t=%d,v1=%s", at.Unix(), hex.EncodeToString(mac.Sum(nil)))
}

// deliver gives away the events that were made.
func (s *Server) deliver() {
	s.mu.Lock()
	events := s.pending
	s.pending = nil
	s.mu.Unlock()
	if s.Deliver == nil {
		return
	}
	for _, e := range events {
		s.Deliver(e)
	}
}
