// Package payment has the interface of a payment provider, and a sandbox. Money is
// reserved first, and captured only after the order is paid.
package payment

import (
	"context"

	"storefront/shared/money"
)

// Provider moves money. Every method is idempotent under the order's id, so a step
// whose answer was lost can be run again.
type Provider interface {
	// Name returns the name that is stored with the order, such as "sandbox".
	Name() string
	// Accepts fails with problem.NotPayable if the provider takes no payment of this amount. It
	// makes no call.
	Accepts(amount money.Amount) error
	// Authorize reserves the amount. For the same order and the same method it
	// returns the same authorisation. With a confirmation it changes nothing at the
	// provider, and returns what became of the payment that the buyer was asked about.
	Authorize(ctx context.Context, r Request) (Authorization, error)
	// Capture takes the reserved money.
	Capture(ctx context.Context, reference string) error
	// Void releases the reserved money.
	Void(ctx context.Context, reference string) error
	// Refund returns captured money, once for each reference of a refund.
	Refund(ctx context.Context, r Refund) error
}

// Refund is a request to return money.
type Refund struct {
	Reference string // the store's name of the refund, unique
	Payment   string // the reference of the captured authorisation
	Amount    money.Amount
}

// Request is a request to reserve an amount.
type Request struct {
	OrderID      string
	Amount       money.Amount
	Method       string // the provider's token of a payment method, never a card number; empty: the provider's page asks for one
	Confirmation string // what the buyer confirmed, after an ActionRequired
	ReturnURL    string // the page of the shop that the provider's page leads back to
}

// Status is the status of an authorisation.
type Status string

// The statuses of an authorisation.
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
	Confirmation string // with ActionRequired: what to send once the buyer has confirmed
	RedirectURL  string // with ActionRequired: the provider's page on which the buyer confirms; empty: none
}

// Found is a payment as the provider has it, whatever the store knows of it.
type Found struct {
	OrderID   string
	Reference string
	Amount    money.Amount
	State     State
}

// State is what became of a payment.
type State string

// The states of a payment.
const (
	Pending  State = "pending"  // nothing is reserved; the buyer may still change that
	Reserved State = "reserved" // authorised, and not captured
	Captured State = "captured"
	Ended    State = "ended" // nothing is reserved, and nothing will be
)
