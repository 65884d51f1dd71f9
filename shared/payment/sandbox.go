package payment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"storefront/shared/money"
	"storefront/shared/problem"
)

// The payment methods of the sandbox, with the names of Stripe's test methods.
const (
	CardVisa                   = "pm_card_visa"
	CardDeclined               = "pm_card_chargeDeclined"
	CardAuthenticationRequired = "pm_card_authenticationRequired"
)

// Sandbox is a provider that moves no money. It has no state: references and
// confirmations derive from the order, so every process gives the same answers.
type Sandbox struct{}

// Name returns "sandbox".
func (Sandbox) Name() string { return "sandbox" }

// Accepts accepts every amount.
func (Sandbox) Accepts(money.Amount) error { return nil }

// Authorize decides by the payment method, and by the confirmation if one is needed.
func (Sandbox) Authorize(_ context.Context, r Request) (Authorization, error) {
	authorized := Authorization{Status: Authorized, Reference: "sandbox_" + digest("authorization", r)}
	switch r.Method {
	case CardVisa:
		return authorized, nil
	case CardDeclined:
		return Authorization{Status: Declined, DeclineCode: "card_declined"}, nil
	case CardAuthenticationRequired:
		confirmation := digest("confirmation", r)
		switch r.Confirmation {
		case "":
			return Authorization{Status: ActionRequired, Confirmation: confirmation}, nil
		case confirmation:
			return authorized, nil
		default:
			return Authorization{}, problem.Invalid(problem.Field{Name: "confirmation", Reason: "does not belong to this order"})
		}
	default:
		return Authorization{}, problem.Invalid(problem.Field{Name: "payment_method", Reason: "is not a payment method of the sandbox"})
	}
}

// Capture accepts any reference of the sandbox.
func (Sandbox) Capture(_ context.Context, reference string) error { return check(reference) }

// Void accepts any reference of the sandbox.
func (Sandbox) Void(_ context.Context, reference string) error { return check(reference) }

// Refund accepts any reference of the sandbox.
func (Sandbox) Refund(_ context.Context, r Refund) error { return check(r.Payment) }

func check(reference string) error {
	if !strings.HasPrefix(reference, "sandbox_") {
		return fmt.Errorf("check reference %q: not from the sandbox", reference)
	}
	return nil
}

func digest(purpose string, r Request) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %s %v", purpose, r.OrderID, r.Method, r.Amount))
	return hex.EncodeToString(sum[:12])
}
