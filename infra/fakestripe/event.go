package fakestripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Event is a signed message about a change.
type Event struct {
	Type      string
	Body      []byte
	Signature string // the header Stripe-Signature
}

// emit makes an event about an object as it now is.
func (s *Server) emit(kind string, object any) {
	now := s.Now()
	body := encode(map[string]any{
		"id": s.id("evt"), "object": "event", "api_version": "2026-08-26.dahlia", "created": now.Unix(), "livemode": false,
		"pending_webhooks": 1, "request": map[string]any{"id": nil, "idempotency_key": nil}, "type": kind,
		"data": map[string]json.RawMessage{"object": encode(object)},
	})
	s.pending = append(s.pending, Event{kind, body, Sign(s.Secret, body, now)})
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
