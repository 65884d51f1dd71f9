package fakestripe

import (
	"net/http"
	"strconv"
)

// Refund is a refund.
type Refund struct {
	ID            string            `json:"id"`
	Object        string            `json:"object"`
	Amount        int64             `json:"amount"`
	Charge        *string           `json:"charge"`
	Created       int64             `json:"created"`
	Currency      string            `json:"currency"`
	FailureReason string            `json:"failure_reason,omitempty"`
	Metadata      map[string]string `json:"metadata"`
	PaymentIntent string            `json:"payment_intent"`
	Status        string            `json:"status"`

	charge *Charge
}

func (c *Charge) refund(amount int64) {
	c.AmountRefunded += amount
	c.Refunded = c.AmountRefunded == c.Amount
}

// Refunds returns copies of all refunds, the oldest first.
func (s *Server) Refunds() []Refund {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Refund, len(s.refunds))
	for i, refund := range s.refunds {
		all[i] = *refund
	}
	return all
}

// FailRefund has the bank send a refund back.
func (s *Server) FailRefund(id string) {
	s.mu.Lock()
	for _, r := range s.refunds {
		if r.ID == id {
			r.Status, r.FailureReason = "failed", "expired_or_canceled_card"
			r.charge.refund(-r.Amount)
			s.move("refund_failure", "refund_failure", r.ID, r.Amount, 0, r.Currency, r)
			s.emit("refund.failed", r)
		}
	}
	s.mu.Unlock()
	s.deliver()
}

func (s *Server) createRefund(r *http.Request) (any, *Error) {
	i, err := s.find(r.PostForm.Get("payment_intent"), "payment_intent")
	if err != nil {
		return nil, err
	}
	amount, parseErr := strconv.ParseInt(r.PostForm.Get("amount"), 10, 64)
	switch {
	case parseErr != nil || amount < 1:
		return nil, invalid("amount", "Invalid amount.")
	case i.Status != Succeeded:
		return nil, invalid("payment_intent", "This PaymentIntent does not have a successful charge to refund.")
	case s.refunded(i.ID)+amount > i.AmountReceived:
		return nil, &Error{status: http.StatusBadRequest, Type: invalidRequest, Code: "charge_already_refunded", Param: "amount",
			Message: "Refund amount is greater than unrefunded amount on charge."}
	}
	refund := &Refund{
		ID: s.id("re"), Object: "refund", Amount: amount, Charge: i.LatestCharge, Created: s.Now().Unix(), Currency: i.Currency,
		Metadata: metadata(r, "metadata"), PaymentIntent: i.ID, Status: "succeeded", charge: i.charge,
	}
	i.charge.refund(amount)
	s.refunds = append(s.refunds, refund)
	s.move("refund", "refund", refund.ID, -amount, 0, i.Currency, refund)
	s.emit("refund.created", refund)
	return refund, nil
}

// refunded returns how much of an intent was refunded.
func (s *Server) refunded(intent string) int64 {
	var sum int64
	for _, r := range s.refunds {
		if r.PaymentIntent == intent && r.Status != "failed" {
			sum += r.Amount
		}
	}
	return sum
}

func (s *Server) listRefunds(r *http.Request) (any, *Error) {
	intent := r.Form.Get("payment_intent")
	list, err := page(r, s.refunds, func(f *Refund) string { return f.ID }, func(f *Refund) bool { return intent == "" || f.PaymentIntent == intent })
	return list, err
}
