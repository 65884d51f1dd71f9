package fakestripe

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// Session is a checkout session: a page on which the buyer pays.
type Session struct {
	ID                 string            `json:"id"`
	Object             string            `json:"object"`
	AmountTotal        int64             `json:"amount_total"`
	AutomaticTax       json.RawMessage   `json:"automatic_tax"`
	CancelURL          *string           `json:"cancel_url"`
	ClientReferenceID  *string           `json:"client_reference_id"`
	Created            int64             `json:"created"`
	Currency           string            `json:"currency"`
	CustomFields       []string          `json:"custom_fields"`
	CustomText         json.RawMessage   `json:"custom_text"`
	ExpiresAt          int64             `json:"expires_at"`
	Livemode           bool              `json:"livemode"`
	Metadata           map[string]string `json:"metadata"`
	Mode               string            `json:"mode"`
	PaymentIntent      any               `json:"payment_intent"` // null, an id, or the intent if the request expands it
	PaymentMethodTypes []string          `json:"payment_method_types"`
	PaymentStatus      string            `json:"payment_status"`
	ShippingOptions    []string          `json:"shipping_options"`
	Status             string            `json:"status"`
	SuccessURL         string            `json:"success_url"`
	UIMode             string            `json:"ui_mode"`
	URL                *string           `json:"url"`

	intent         *Intent
	intentMetadata map[string]string
}

// sessionLasts is how long a session stays open, in seconds.
const sessionLasts = 24 * 60 * 60

func (s *Server) createSession(r *http.Request) (any, *Error) {
	f := r.PostForm
	amount, err := strconv.ParseInt(f.Get("line_items[0][price_data][unit_amount]"), 10, 64)
	switch {
	case err != nil || amount < 1 || f.Get("line_items[0][quantity]") != "1":
		return nil, invalid("line_items", "The fake knows one line of one unit.")
	case f.Get("mode") != "payment" || f.Get("ui_mode") != "hosted_page":
		return nil, invalid("mode", "The fake knows payments on its own page alone.")
	case f.Get("payment_intent_data[capture_method]") != "manual":
		return nil, invalid("payment_intent_data[capture_method]", "The fake knows manual capture alone.")
	case f.Get("success_url") == "":
		return nil, invalid("success_url", "Missing required param: success_url.")
	}
	id := s.id("cs_test")
	page, now := s.URL+"/pay/"+id, s.Now().Unix()
	session := &Session{
		ID: id, Object: "checkout.session", AmountTotal: amount, Currency: f.Get("line_items[0][price_data][currency]"),
		AutomaticTax: json.RawMessage(`{"enabled":false,"liability":null,"provider":null,"status":null}`),
		CustomFields: []string{}, ShippingOptions: []string{},
		CustomText: json.RawMessage(`{"after_submit":null,"shipping_address":null,"submit":null,"terms_of_service_acceptance":null}`),
		Created:    now, ExpiresAt: now + sessionLasts, Metadata: metadata(r, "metadata"), Mode: "payment",
		PaymentMethodTypes: []string{"card"}, PaymentStatus: "unpaid", Status: "open", SuccessURL: f.Get("success_url"), UIMode: "hosted_page",
		URL: &page, intentMetadata: metadata(r, "payment_intent_data[metadata]"),
	}
	if to := f.Get("cancel_url"); to != "" {
		session.CancelURL = &to
	}
	s.sessions = append(s.sessions, session)
	return session, nil
}

func (s *Server) session(id string) (*Session, *Error) {
	for _, session := range s.sessions {
		if session.ID == id {
			if session.Status == "open" && s.Now().Unix() >= session.ExpiresAt {
				session.close("expired")
			}
			return session, nil
		}
	}
	return nil, missing("session", id)
}

func (c *Session) close(status string) { c.Status, c.URL = status, nil }

func (s *Server) getSession(r *http.Request) (any, *Error) {
	session, err := s.session(r.PathValue("id"))
	if err != nil {
		return nil, err
	}
	shown := *session
	if session.intent != nil && r.Form.Get("expand[0]") == "payment_intent" {
		shown.PaymentIntent = session.intent
	}
	return &shown, nil
}

func (s *Server) listSessions(r *http.Request) (any, *Error) {
	from, err := since(r)
	if err != nil {
		return nil, err
	}
	status := r.Form.Get("status")
	list, err := page(r, s.sessions, func(c *Session) string { return c.ID }, func(c *Session) bool {
		return c.Created >= from && (status == "" || c.Status == status)
	})
	return list, err
}

func (s *Server) expireSession(r *http.Request) (any, *Error) {
	session, err := s.session(r.PathValue("id"))
	switch {
	case err != nil:
		return nil, err
	case session.Status != "open":
		return nil, invalid("", "Only Checkout Sessions with a status of open can be expired.")
	}
	session.close("expired")
	s.emit("checkout.session.expired", session)
	return session, nil
}

// Pay pays on a session's page with a method. It reports whether the card was accepted; a
// card whose owner must confirm is, once [Server.Confirm] says so.
func (s *Server) Pay(session, method string) bool {
	defer s.deliver()
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.session(session)
	if err != nil || c.Status != "open" {
		return false
	}
	if c.intent == nil {
		c.intent = s.newIntent(c.AmountTotal, c.Currency, c.intentMetadata)
		c.intent.session, c.PaymentIntent = c, c.intent.ID
	}
	c.intent.returnURL = strings.ReplaceAll(c.SuccessURL, "{CHECKOUT_SESSION_ID}", c.ID)
	if c.intent.Status != RequiresMethod && c.intent.Status != RequiresAction || s.confirm(c.intent, method) != nil {
		return false
	}
	s.complete(c.intent)
	return true
}

// complete completes the session of an intent that was authorised.
func (s *Server) complete(i *Intent) {
	if i.session != nil && i.Status == RequiresCapture {
		i.session.close("complete")
		s.emit("checkout.session.completed", i.session)
	}
}

// Confirm has the buyer confirm an intent at their bank, or fail to. It reports whether
// there was something to confirm.
func (s *Server) Confirm(intent string, ok bool) bool {
	defer s.deliver()
	s.mu.Lock()
	defer s.mu.Unlock()
	i, err := s.find(intent, "intent")
	if err != nil || i.Status != RequiresAction {
		return false
	}
	i.NextAction = nil
	if ok {
		s.authorize(i)
		s.complete(i)
		return true
	}
	s.decline(i, &Error{Type: "card_error", Code: "payment_intent_authentication_failure", Message: "The buyer did not confirm."})
	return true
}
