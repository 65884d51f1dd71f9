package fakestripe

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Balance is a balance transaction: a change of the account's balance.
type Balance struct {
	ID           string   `json:"id"`
	Object       string   `json:"object"`
	Amount       int64    `json:"amount"` // negative: out of the account
	AvailableOn  int64    `json:"available_on"`
	BalanceType  string   `json:"balance_type"`
	Created      int64    `json:"created"`
	Currency     string   `json:"currency"`
	Description  *string  `json:"description"`
	ExchangeRate *float64 `json:"exchange_rate"`
	Fee          int64    `json:"fee"`
	FeeDetails   []Fee    `json:"fee_details"`
	Net          int64    `json:"net"`
	Category     string   `json:"reporting_category"`
	Source       any      `json:"source"` // an id, or the object if the request expands it
	Status       string   `json:"status"`
	Type         string   `json:"type"`

	source string
	object any
	payout string // that has paid it out; empty: none
}

// Fee is a part of a balance transaction's fee.
type Fee struct {
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Type     string `json:"type"`
}

// Charge is a captured charge, as far as a balance transaction shows it.
type Charge struct {
	ID             string            `json:"id"`
	Object         string            `json:"object"`
	Amount         int64             `json:"amount"`
	AmountCaptured int64             `json:"amount_captured"`
	AmountRefunded int64             `json:"amount_refunded"`
	Billing        struct{}          `json:"billing_details"`
	Captured       bool              `json:"captured"`
	Created        int64             `json:"created"`
	Currency       string            `json:"currency"`
	Disputed       bool              `json:"disputed"`
	Livemode       bool              `json:"livemode"`
	Metadata       map[string]string `json:"metadata"`
	Paid           bool              `json:"paid"`
	PaymentIntent  string            `json:"payment_intent"`
	Refunded       bool              `json:"refunded"` // in full
	Status         string            `json:"status"`
}

// Dispute is a dispute.
type Dispute struct {
	ID            string            `json:"id"`
	Object        string            `json:"object"`
	Amount        int64             `json:"amount"`
	Moves         []*Balance        `json:"balance_transactions"`
	Charge        *string           `json:"charge"`
	Created       int64             `json:"created"`
	Currency      string            `json:"currency"`
	Eligibility   []string          `json:"enhanced_eligibility_types"`
	Evidence      json.RawMessage   `json:"evidence"`
	Details       json.RawMessage   `json:"evidence_details"`
	Refundable    bool              `json:"is_charge_refundable"`
	Livemode      bool              `json:"livemode"`
	Metadata      map[string]string `json:"metadata"`
	PaymentIntent string            `json:"payment_intent"`
	Reason        string            `json:"reason"`
	Status        string            `json:"status"`
}

// Payout is a payout to the bank.
type Payout struct {
	ID       string `json:"id"`
	Object   string `json:"object"`
	Amount   int64  `json:"amount"`
	Arrival  int64  `json:"arrival_date"`
	Auto     bool   `json:"automatic"`
	Created  int64  `json:"created"`
	Currency string `json:"currency"`
	Livemode bool   `json:"livemode"`
	Method   string `json:"method"`
	Items    string `json:"reconciliation_status"`
	From     string `json:"source_type"`
	Status   string `json:"status"`
	Type     string `json:"type"`
}

// What the account pays, in minor units.
const (
	chargePPM   = 15_000 // of the amount
	chargeFee   = 25
	disputeCost = 1_500
)

// move adds a balance transaction. The object is shown as it is when it is asked for.
func (s *Server) move(kind, category, source string, amount, fee int64, currency string, object any) *Balance {
	now := s.Now().Unix()
	b := &Balance{
		ID: s.id("txn"), Object: "balance_transaction", Amount: amount, AvailableOn: now, BalanceType: "payments", Created: now, Currency: currency,
		Fee: fee, FeeDetails: []Fee{}, Net: amount - fee, Category: category, Status: "available", Type: kind,
		source: source, object: object,
	}
	if source != "" {
		b.Source = source
	}
	if fee != 0 {
		b.FeeDetails = append(b.FeeDetails, Fee{fee, currency, "stripe_fee"})
	}
	s.moves = append(s.moves, b)
	return b
}

func (s *Server) moveCharge(i *Intent) {
	fee := i.Amount*chargePPM/1_000_000 + chargeFee
	i.charge = &Charge{
		ID: *i.LatestCharge, Object: "charge", Amount: i.Amount, AmountCaptured: i.Amount, Captured: true, Created: s.Now().Unix(),
		Currency: i.Currency, Metadata: i.Metadata, Paid: true, PaymentIntent: i.ID, Status: "succeeded",
	}
	s.move("charge", "charge", i.charge.ID, i.Amount, fee, i.Currency, i.charge)
}

func (s *Server) listBalance(r *http.Request) (any, *Error) {
	from, to, err := between(r)
	if err != nil {
		return nil, err
	}
	source, kind := r.Form.Get("source"), r.Form.Get("type")
	list, err := page(r, s.moves, func(b *Balance) string { return b.ID }, func(b *Balance) bool {
		return b.Created >= from && b.Created <= to && (source == "" || b.source == source) && (kind == "" || b.Type == kind)
	})
	if err == nil && r.Form.Get("expand[0]") == "data.source" {
		for i, b := range list.Data {
			shown := *b
			shown.Source = b.object
			list.Data[i] = &shown
		}
	}
	return list, err
}

// Balance returns the balance of the account in a currency.
func (s *Server) Balance(currency string) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.balance(currency)
}

func (s *Server) balance(currency string) int64 {
	var sum int64
	for _, b := range s.moves {
		if strings.EqualFold(b.Currency, currency) {
			sum += b.Net
		}
	}
	return sum
}

// PayOut pays the balance of a currency out, and returns how much that is. If the balance is
// negative, it takes what is lacking from the bank.
func (s *Server) PayOut(currency string) int64 {
	s.mu.Lock()
	amount := s.balance(currency)
	if amount != 0 {
		now := s.Now().Unix()
		p := &Payout{
			ID: s.id("po"), Object: "payout", Amount: amount, Arrival: now, Auto: true, Created: now, Currency: strings.ToLower(currency),
			Method: "standard", Items: "completed", From: "card", Status: "paid", Type: "bank_account",
		}
		for _, b := range s.moves {
			if b.payout == "" && strings.EqualFold(b.Currency, currency) {
				b.payout = p.ID
			}
		}
		s.move("payout", "payout", p.ID, -amount, 0, p.Currency, p)
		s.emit("payout.paid", p)
	}
	s.mu.Unlock()
	s.deliver()
	return amount
}

// FailPayout has the bank send the last payout back, although it was paid, and returns how much
// that is.
func (s *Server) FailPayout() (amount int64) {
	s.mu.Lock()
	for _, b := range slices.Backward(s.moves) {
		if p, is := b.object.(*Payout); is && p.Status == "paid" {
			amount, p.Status = p.Amount, "failed"
			s.move("payout_failure", "payout_reversal", p.ID, amount, 0, p.Currency, p)
			s.emit("payout.failed", p)
			break
		}
	}
	s.mu.Unlock()
	s.deliver()
	return amount
}

// Adjust changes the balance of a currency by an amount that is of no charge, refund, dispute or
// payout, such as a fee.
func (s *Server) Adjust(kind, category string, amount int64, currency string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.move(kind, category, "", amount, 0, strings.ToLower(currency), nil)
}

// Reconciliation returns the itemised payout reconciliation report, as CSV.
func (s *Server) Reconciliation() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var b strings.Builder
	b.WriteString("automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,currency,gross,fee,net,reporting_category,source_id\n")
	for _, m := range s.moves {
		if m.payout != "" && m.Type != "payout" { // what a failed payout gives back is in a later one
			at := time.Unix(m.Created, 0).UTC().Format(time.DateTime)
			fmt.Fprintf(&b, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", m.payout, at, m.ID, at, m.Currency, major(m.Amount), major(m.Fee), major(m.Net), m.Category, m.source)
		}
	}
	return b.String()
}

// major writes an amount as reports have it.
func major(minor int64) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// Dispute has the buyer's bank dispute a captured intent, and returns the dispute's id. It
// returns an empty one if nothing was captured.
func (s *Server) Dispute(intent string) string {
	s.mu.Lock()
	id := ""
	if i, err := s.find(intent, "intent"); err == nil && i.Status == Succeeded {
		d := &Dispute{
			ID: s.id("du"), Object: "dispute", Amount: i.Amount, Charge: i.LatestCharge, Created: s.Now().Unix(), Currency: i.Currency,
			Eligibility: []string{}, Evidence: json.RawMessage(`{"enhanced_evidence":{}}`),
			Details:  json.RawMessage(`{"due_by":null,"enhanced_eligibility":{},"has_evidence":false,"past_due":false,"submission_count":0}`),
			Metadata: map[string]string{}, PaymentIntent: i.ID, Reason: "fraudulent", Status: "needs_response",
		}
		id, s.disputes, i.charge.Disputed = d.ID, append(s.disputes, d), true
		d.Moves = []*Balance{s.move("adjustment", "dispute", d.ID, -d.Amount, disputeCost, d.Currency, d)}
		s.emit("charge.dispute.created", d)
	}
	s.mu.Unlock()
	s.deliver()
	return id
}

// Decide has the bank decide an open dispute.
func (s *Server) Decide(dispute string, won bool) {
	s.mu.Lock()
	for _, d := range s.disputes {
		if d.ID != dispute || d.Status != "needs_response" {
			continue
		}
		d.Status = "lost"
		if won {
			d.Status = "won"
			d.Moves = append(d.Moves, s.move("adjustment", "dispute_reversal", d.ID, d.Amount, -disputeCost, d.Currency, d))
		}
		s.emit("charge.dispute.closed", d)
	}
	s.mu.Unlock()
	s.deliver()
}
