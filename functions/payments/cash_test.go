package main

import (
	"errors"
	"fmt"
	"strings"

	"storefront/infra/books"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// cash compares the journal with the provider's account. In the end the provider and the
// orders agree, so nothing is left in the account of what they do not agree about.
func (w *world) cash() error {
	if w.random.IntN(2) == 0 {
		w.paidOut += w.bank.PayOut("USD")
	}
	for range 2 { // to record again adds nothing
		_, err := w.function().invoke(w.t.Context(), []byte(`{"record_hours": 72}`))
		if errors.Is(err, stripe.ErrReturned) != (w.returned > 0) || err != nil && w.returned == 0 {
			return fmt.Errorf("record, when %d came back: %w", w.returned, err)
		}
	}
	done, err := books.Reconcile(w.t.Context(), w.shop.Store, strings.NewReader(w.bank.Reconciliation()), func(int, payment.Movement) {})
	if err != nil || len(done.Findings) > 0 {
		return fmt.Errorf("reconcile: %q, %w", done.Findings, err)
	}
	w.counts["paid out"] += done.Lines
	journal, err := w.journal()
	if err != nil {
		return err
	}
	want := map[string]int64{"1050": w.paidOut, "1100": 0, "1110": w.bank.Balance("USD"), "1120": 0, "1130": 0, "2120": -w.returned, "6200": w.lost}
	for account, balance := range want {
		if journal[account] != balance {
			return fmt.Errorf("account %s has %d in the journal, want %d", account, journal[account], balance)
		}
	}
	w.counts["cash agrees"]++
	return nil
}

// journal returns the balances of the accounts, debits less credits, in a journal of all
// payments, refunds and movements.
func (w *world) journal() (map[string]int64, error) {
	var events []ledger.Event
	err := w.shop.Store.AllOrders(w.t.Context(), func(o order.Order) error {
		if o.Payment.PaidAt.IsZero() {
			return nil
		}
		paid := o
		paid.Refunds = nil
		e := ledger.Event{Type: ledger.Paid, Region: market.US, Market: market.Code(o.Market), Order: paid}
		events = append(events, e)
		for i := range o.Refunds {
			e.Type, e.Order.Refunds, e.Previous = ledger.Refunded, o.Refunds[:i+1], ledger.Previous{Status: order.Paid, Refunds: i}
			events = append(events, e)
		}
		return nil
	})
	err = errors.Join(err, w.shop.Store.AllMovements(w.t.Context(), func(m payment.Movement) error {
		e, err := ledger.NewMovement(ledger.Source{Region: market.US, At: w.now(), Sequence: "1"}, m)
		events = append(events, e)
		return err
	}))
	balances := map[string]int64{}
	for _, e := range events {
		entries, bookErr := ledger.Book(e)
		err = errors.Join(err, bookErr)
		for _, entry := range entries.Journal {
			minor := entry.Amount.Minor
			if entry.Side == ledger.Credit {
				minor = -minor
			}
			balances[entry.AccountCode] += minor
		}
	}
	return balances, err
}

// disturb has banks send back a refund, and dispute a payment that was not refunded.
func (w *world) disturb() {
	refunded := map[string]bool{}
	for _, r := range w.bank.Refunds() {
		refunded[r.PaymentIntent] = true
		if r.Status == "succeeded" && w.returned == 0 {
			w.bank.FailRefund(r.ID)
			w.returned = r.Amount
		}
	}
	n := 0
	for _, i := range w.bank.Intents() {
		if i.AmountReceived == 0 || refunded[i.ID] || n == 2 {
			continue
		}
		won := n == 0
		w.bank.Decide(w.bank.Dispute(i.ID), won)
		if !won {
			w.lost = i.Amount
		}
		n++
		w.counts["disputed"]++
	}
}
