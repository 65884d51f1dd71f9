package payment

import (
	"errors"
	"slices"
	"time"

	"storefront/shared/money"
	"storefront/shared/order"
)

// ErrMovement is returned for a change of a provider's account that the store does not know.
var ErrMovement = errors.New("payment: not a movement that the store knows")

// Movement is a change of the store's account at a provider, or the provider's later word about
// the outcome of one. A movement never changes, and has no personal data.
type Movement struct {
	ID      string // the provider's, unique
	Kind    MovementKind
	Source  string // the provider's id of what moved: a charge, a refund, a dispute or a payout
	OrderID string // empty if the movement is of the account as a whole
	Market  string // the order's; empty if there is no order, or it is unknown
	Refund  string // the store's name of the refund; empty if there is none, or it was made at the provider
	Amount  money.Amount
	Fee     money.Amount // what the provider takes in addition; negative if it gives a fee back
	At      time.Time    // by the provider's clock
}

// MovementKind is the kind of a movement.
type MovementKind string

// The kinds of movements. Amounts are positive, and the kind gives the direction.
const (
	MoneyCaptured   MovementKind = "CAPTURED"         // into the account
	RefundSent      MovementKind = "REFUND_SENT"      // out of it, on its way to the buyer
	RefundReturned  MovementKind = "REFUND_RETURNED"  // back into it: the refund did not reach the buyer
	Disputed        MovementKind = "DISPUTED"         // out of it, until the dispute is decided
	DisputeReturned MovementKind = "DISPUTE_RETURNED" // back into it
	PaidOut         MovementKind = "PAYOUT"           // out of it, to the bank
	PayoutReturned  MovementKind = "PAYOUT_RETURNED"  // into it: the bank refused a payout, or the balance was negative
	FeeTaken        MovementKind = "FEE"              // out of it, without an amount of its own

	// The provider's word about an outcome. It moves nothing in the account.
	RefundSettled MovementKind = "REFUND_SETTLED" // it reached the buyer's bank
	RefundFailed  MovementKind = "REFUND_FAILED"  // it did not
	DisputeLost   MovementKind = "DISPUTE_LOST"   // the buyer keeps the money
)

// Balance returns by how much a movement changes the account's balance, in minor units.
func (m Movement) Balance() int64 {
	switch m.Kind {
	case MoneyCaptured, RefundReturned, DisputeReturned, PayoutReturned:
		return m.Amount.Minor - m.Fee.Minor
	case RefundSent, Disputed, PaidOut:
		return -m.Amount.Minor - m.Fee.Minor
	case FeeTaken:
		return -m.Fee.Minor
	default:
		return 0
	}
}

// Whole reports whether a movement has what its kind needs.
func (m Movement) Whole() bool {
	one := m.Amount.Currency != "" && m.Amount.Currency == m.Fee.Currency
	switch m.Kind {
	case FeeTaken:
		one = one && m.Amount.Minor == 0
	case MoneyCaptured, RefundSent, RefundReturned, Disputed, DisputeReturned, PaidOut, PayoutReturned:
		one = one && m.Amount.Minor > 0
	case RefundSettled, RefundFailed, DisputeLost:
		one = one && m.Amount.Minor > 0 && m.Fee.Minor == 0
	default:
		return false
	}
	return one && m.ID != "" && m.Source != "" && !m.At.IsZero()
}

// AboutRefund returns what a movement says about a refund of the store. ok is false if it says
// nothing about one.
func (m Movement) AboutRefund() (outcome order.Outcome, ok bool) {
	outcome, ok = map[MovementKind]order.Outcome{
		RefundSettled: order.Settled, RefundFailed: order.Failed, RefundReturned: order.Failed,
	}[m.Kind]
	return outcome, ok && m.Refund != ""
}

// IsDisputed reports whether an order's movements have a dispute that keeps the money from the
// store: one that is not decided, or was lost.
func IsDisputed(movements []Movement) bool {
	back := map[string]bool{}
	for _, m := range movements {
		if m.Kind == DisputeReturned {
			back[m.Source] = true
		}
	}
	return slices.ContainsFunc(movements, func(m Movement) bool { return m.Kind == Disputed && !back[m.Source] })
}
