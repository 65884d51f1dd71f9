package ledger

import (
	"fmt"

	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// NewMovement returns the event of a movement in the provider's account. It fails with
// payment.ErrMovement or ErrMarket.
func NewMovement(s Source, m payment.Movement) (Event, error) {
	if !m.Whole() {
		return Event{}, fmt.Errorf("%w: %s is of kind %q, %v with a fee of %v", payment.ErrMovement, m.ID, m.Kind, m.Amount, m.Fee)
	}
	code, err := marketOf(s.Region, market.Code(m.Market))
	if err != nil {
		return Event{}, fmt.Errorf("find market of movement %s: %w", m.ID, err)
	}
	return Event{
		ID: MovementID(m), Type: EventType(m.Kind), Region: s.Region, Market: code,
		OccurredAt: m.At, RecordedAt: s.At, Sequence: s.Sequence, Movement: m,
	}, nil
}

// MovementID returns the id of the event of a movement. No order has such an id.
func MovementID(m payment.Movement) string { return "movement/" + m.ID }

// IsMovement reports whether the event is a movement in the provider's account.
func (e *Event) IsMovement() bool { return e.Movement.ID != "" }

// movement books a movement. Orders post what was paid or refunded to the account Cash, and
// movements take it from there to the balance. So Cash has what the provider and the orders do
// not agree about yet.
func (b *booking) movement() error {
	m, chart := b.event.Movement, b.entity.Chart
	if !m.Whole() || EventType(m.Kind) != b.event.Type {
		return fmt.Errorf("%w: %s has type %q and a movement of kind %q", ErrEvent, b.event.ID, b.event.Type, m.Kind)
	}
	post := func(amount money.Amount, debit, credit Account) {
		b.post(posting{side: Debit, account: debit, amount: amount, payment: m.Source})
		b.post(posting{side: Credit, account: credit, amount: amount, payment: m.Source})
	}
	switch m.Kind {
	case payment.MoneyCaptured:
		post(m.Amount, chart.Balance, chart.Cash)
	case payment.RefundSent:
		post(m.Amount, chart.RefundsSent, chart.Balance)
	case payment.RefundSettled, payment.RefundFailed: // it is not in transit any more
		post(m.Amount, chart.Cash, chart.RefundsSent)
	case payment.RefundReturned:
		post(m.Amount, chart.Balance, chart.RefundsReturned)
	case payment.Disputed:
		post(m.Amount, chart.Disputed, chart.Balance)
	case payment.DisputeReturned:
		post(m.Amount, chart.Balance, chart.Disputed)
	case payment.DisputeLost:
		post(m.Amount, chart.DisputesLost, chart.Disputed)
	case payment.PaidOut:
		post(m.Amount, chart.Payouts, chart.Balance)
	case payment.PayoutReturned:
		post(m.Amount, chart.Balance, chart.Payouts)
	case payment.FeeTaken: // has no amount
	}
	fee, debit, credit := m.Fee, chart.Fees, chart.Balance
	if fee.Minor < 0 { // the provider gave it back
		fee.Minor, debit, credit = -fee.Minor, credit, debit
	}
	post(fee, debit, credit)
	return nil
}
