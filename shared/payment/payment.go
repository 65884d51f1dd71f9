// Package payment is what the store needs of a payment provider: money is
// reserved first, and taken only when the order is surely the buyer's.
package payment

import (
	"context"

	"storefront/shared/money"
)

// Provider moves money. Every method is idempotent under the order's id, so
// that a step whose answer was lost is simply run again.
type Provider interface {
	// Name is stored with the order, such as "sandbox".
	Name() string
	// Authorize reserves the amount. Asking again for the same order with the
	// same method gives the same authorisation.
	Authorize(ctx context.Context, r Request) (Authorization, error)
	// Capture takes the reserved money.
	Capture(ctx context.Context, reference string) error
	// Void gives the reserved money free.
	Void(ctx context.Context, reference string) error
	// Refund gives taken money back, once for each reference of a refund.
	Refund(ctx context.Context, r Refund) error
}

// Refund is money to be given back.
type Refund struct {
	Reference string // the store's name of the refund, which never names another
	Payment   string // the reference of the authorisation whose money was taken
	Amount    money.Amount
}

// Request asks for an amount to be reserved.
type Request struct {
	OrderID      string
	Amount       money.Amount
	Method       string // the provider's token of a payment method; never a card number
	Confirmation string // what the buyer confirmed, after an ActionRequired
}

// Status says how an authorisation stands.
type Status string

// The states of an authorisation.
const (
	Authorized     Status = "authorized"
	Declined       Status = "declined"
	ActionRequired Status = "action_required" // the buyer has to confirm first
)

// Authorization is the provider's answer.
type Authorization struct {
	Status       Status
	Reference    string // with Authorized
	DeclineCode  string // with Declined, such as "card_declined"
	Confirmation string // with ActionRequired: what the buyer's confirmation will carry
}
