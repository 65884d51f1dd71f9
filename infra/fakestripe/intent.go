package fakestripe

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// The statuses of an intent.
const (
	RequiresMethod  = "requires_payment_method"
	RequiresAction  = "requires_action"
	RequiresCapture = "requires_capture"
	Succeeded       = "succeeded"
	Canceled        = "canceled"
)

// Intent is a payment intent.
type Intent struct {
	ID                 string            `json:"id"`
	Object             string            `json:"object"`
	Amount             int64             `json:"amount"`
	AmountCapturable   int64             `json:"amount_capturable"`
	AmountReceived     int64             `json:"amount_received"`
	CanceledAt         *int64            `json:"canceled_at"`
	CancellationReason *string           `json:"cancellation_reason"`
	CaptureMethod      string            `json:"capture_method"`
	ClientSecret       string            `json:"client_secret"`
	ConfirmationMethod string            `json:"confirmation_method"`
	Created            int64             `json:"created"`
	Currency           string            `json:"currency"`
	LastError          *Error            `json:"last_payment_error"`
	LatestCharge       *string           `json:"latest_charge"`
	Livemode           bool              `json:"livemode"`
	Metadata           map[string]string `json:"metadata"`
	NextAction         *NextAction       `json:"next_action"`
	PaymentMethod      *string           `json:"payment_method"`
	PaymentMethodTypes []string          `json:"payment_method_types"`
	Status             string            `json:"status"`

	authorized time.Time
	session    *Session // that made it, or nil
	returnURL  string
	charge     *Charge // once it is captured
}

// NextAction leads the buyer to the page where they confirm.
type NextAction struct {
	Type     string   `json:"type"`
	Redirect Redirect `json:"redirect_to_url"`
}

// Redirect is a page, and where it leads back to.
type Redirect struct {
	URL       string `json:"url"`
	ReturnURL string `json:"return_url"`
}

// Intents returns copies of all intents, the oldest first.
func (s *Server) Intents() []Intent {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lapse(s.Now())
	all := make([]Intent, len(s.intents))
	for i, intent := range s.intents {
		all[i] = *intent
	}
	return all
}

func (s *Server) createIntent(r *http.Request) (any, *Error) {
	amount, err := strconv.ParseInt(r.PostForm.Get("amount"), 10, 64)
	switch {
	case err != nil || amount < 1 || amount > 99_999_999:
		return nil, invalid("amount", "Invalid amount.")
	case len(r.PostForm.Get("currency")) != 3:
		return nil, invalid("currency", "Invalid currency.")
	case r.PostForm.Get("capture_method") != "manual":
		return nil, invalid("capture_method", "The fake knows manual capture alone.")
	}
	return s.newIntent(amount, r.PostForm.Get("currency"), metadata(r, "metadata")), nil
}

func (s *Server) newIntent(amount int64, currency string, metadata map[string]string) *Intent {
	id := s.id("pi")
	i := &Intent{
		ID: id, Object: "payment_intent", Amount: amount, Currency: currency, Metadata: metadata,
		CaptureMethod: "manual", ConfirmationMethod: "automatic", ClientSecret: id + "_secret_" + s.id("fake"),
		Created: s.Now().Unix(), PaymentMethodTypes: []string{"card"}, Status: RequiresMethod,
	}
	s.intents = append(s.intents, i)
	s.emit("payment_intent.created", i)
	return i
}

func (s *Server) listIntents(r *http.Request) (any, *Error) {
	from, to, err := between(r)
	if err != nil {
		return nil, err
	}
	list, err := page(r, s.intents, func(i *Intent) string { return i.ID }, func(i *Intent) bool { return i.Created >= from && i.Created <= to })
	return list, err
}

func (s *Server) getIntent(r *http.Request) (any, *Error) { return s.intent(r) }

// intent returns the intent in a request's path.
func (s *Server) intent(r *http.Request) (*Intent, *Error) {
	return s.find(r.PathValue("id"), "intent")
}

func (s *Server) find(id, param string) (*Intent, *Error) {
	for _, i := range s.intents {
		if i.ID == id {
			return i, nil
		}
	}
	return nil, missing(param, id)
}

func (s *Server) confirmIntent(r *http.Request) (any, *Error) {
	i, err := s.intent(r)
	switch {
	case err != nil:
		return nil, err
	case i.Status != RequiresMethod && i.Status != RequiresAction:
		return nil, unexpected(i)
	}
	i.returnURL = r.PostForm.Get("return_url")
	return i, s.confirm(i, r.PostForm.Get("payment_method"))
}

// confirm tries to authorise an intent with a method. The methods are Stripe's for tests.
func (s *Server) confirm(i *Intent, method string) *Error {
	i.NextAction = nil
	switch method {
	case "pm_card_visa":
		i.PaymentMethod = &method
		s.authorize(i)
		return nil
	case "pm_card_authenticationRequired":
		i.PaymentMethod, i.Status = &method, RequiresAction
		i.NextAction = &NextAction{"redirect_to_url", Redirect{s.URL + "/3ds/" + i.ID, i.returnURL}}
		s.emit("payment_intent.requires_action", i)
		return nil
	case "pm_card_chargeDeclined":
		return s.decline(i, &Error{Type: "card_error", Code: "card_declined", DeclineCode: "generic_decline", Message: "Your card was declined."})
	case "pm_card_chargeDeclinedInsufficientFunds":
		return s.decline(i, &Error{Type: "card_error", Code: "card_declined", DeclineCode: "insufficient_funds", Message: "Your card has insufficient funds."})
	default:
		return &Error{status: http.StatusBadRequest, Type: invalidRequest, Code: "resource_missing", Param: "payment_method", Message: "No such PaymentMethod."}
	}
}

func (s *Server) authorize(i *Intent) {
	charge := s.id("ch")
	i.Status, i.AmountCapturable, i.LatestCharge, i.LastError, i.NextAction = RequiresCapture, i.Amount, &charge, nil, nil
	i.authorized = s.Now()
	s.emit("payment_intent.amount_capturable_updated", i)
}

// decline records why an intent was not authorised, and returns the answer to the call.
func (s *Server) decline(i *Intent, why *Error) *Error {
	charge := s.id("ch")
	i.Status, i.PaymentMethod, i.LatestCharge, i.LastError = RequiresMethod, nil, &charge, why
	s.emit("payment_intent.payment_failed", i)
	refusal, copied := *why, *i
	refusal.status, refusal.Intent = http.StatusPaymentRequired, &copied
	return &refusal
}

func (s *Server) captureIntent(r *http.Request) (any, *Error) {
	i, err := s.intent(r)
	switch {
	case err != nil:
		return nil, err
	case i.Status != RequiresCapture:
		return nil, unexpected(i)
	}
	i.Status, i.AmountCapturable, i.AmountReceived = Succeeded, 0, i.Amount
	s.moveCharge(i)
	s.emit("payment_intent.succeeded", i)
	return i, nil
}

func (s *Server) cancelIntent(r *http.Request) (any, *Error) {
	i, err := s.intent(r)
	switch {
	case err != nil:
		return nil, err
	case i.Status == Succeeded || i.Status == Canceled:
		return nil, unexpected(i)
	case i.session != nil && i.Status != RequiresCapture:
		return nil, invalid("", "The intent was made by a Checkout Session, and can be canceled only after it was authorized.")
	}
	s.cancel(i, r.PostForm.Get("cancellation_reason"))
	return i, nil
}

func (s *Server) cancel(i *Intent, reason string) {
	now := s.Now().Unix()
	i.Status, i.AmountCapturable, i.NextAction, i.CanceledAt = Canceled, 0, nil, &now
	if reason != "" {
		i.CancellationReason = &reason
	}
	s.emit("payment_intent.canceled", i)
}

// lapse ends the authorisations that are too old.
func (s *Server) lapse(now time.Time) {
	for _, i := range s.intents {
		if i.Status == RequiresCapture && !now.Before(i.authorized.Add(HoldsLast)) {
			s.cancel(i, "automatic")
		}
	}
}

// unexpected refuses a call because of the intent's status.
func unexpected(i *Intent) *Error {
	copied := *i
	copied.Metadata, copied.PaymentMethodTypes = maps.Clone(i.Metadata), slices.Clone(i.PaymentMethodTypes)
	return &Error{status: http.StatusBadRequest, Type: invalidRequest, Code: "payment_intent_unexpected_state",
		Message: "This PaymentIntent has a status of " + i.Status + ".", Intent: &copied}
}
