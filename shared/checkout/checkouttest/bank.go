package checkouttest

import (
	"context"
	"fmt"
	"slices"

	"storefront/shared/money"
	"storefront/shared/payment"
)

// Bank is a payment provider that decides as the sandbox does and remembers every
// authorisation. As a real provider does, it refuses to capture what was voided and to
// void what was captured. It is safe for concurrent use.
type Bank struct {
	breakable
	Refuses        func(money.Amount) error // what Accepts returns; nil: it accepts every amount
	authorizations []Authorization
	refunds        map[string]payment.Refund // by their references
}

var _ payment.Provider = (*Bank)(nil)

// Authorization is money that a buyer has authorised.
type Authorization struct {
	Order     string
	Reference string
	Amount    money.Amount
	State     AuthorizationState
}

// AuthorizationState is what became of an authorisation.
type AuthorizationState string

// The states of an authorisation.
const (
	Authorized AuthorizationState = "reserved"
	Captured   AuthorizationState = "captured" // the store has it
	Voided     AuthorizationState = "voided"   // the buyer has it
)

// Name returns the sandbox's name.
func (b *Bank) Name() string { return payment.Sandbox{}.Name() }

// Accepts returns what Refuses does.
func (b *Bank) Accepts(amount money.Amount) error {
	if b.Refuses == nil {
		return nil
	}
	return b.Refuses(amount)
}

// Authorize authorises a payment if the sandbox would.
func (b *Bank) Authorize(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	return call(ctx, &b.breakable, OpAuthorize, r.OrderID, func() (payment.Authorization, error) {
		auth, err := payment.Sandbox{}.Authorize(ctx, r)
		if err == nil && auth.Status == payment.Authorized && b.find(auth.Reference) == nil {
			b.authorizations = append(b.authorizations, Authorization{r.OrderID, auth.Reference, r.Amount, Authorized})
		}
		return auth, err
	})
}

// Capture captures an authorisation. A repeated Capture changes nothing.
func (b *Bank) Capture(ctx context.Context, reference string) error {
	return b.settle(ctx, OpCapture, reference, Captured)
}

// Void voids an authorisation. A repeated Void changes nothing.
func (b *Bank) Void(ctx context.Context, reference string) error {
	return b.settle(ctx, OpVoid, reference, Voided)
}

func (b *Bank) settle(ctx context.Context, op Op, reference string, to AuthorizationState) error {
	return callErr(ctx, &b.breakable, op, reference, func() error {
		r := b.find(reference)
		switch {
		case r == nil:
			return fmt.Errorf("checkouttest: %s: there is no authorisation %q", op, reference)
		case r.State != Authorized && r.State != to:
			return fmt.Errorf("checkouttest: %s: %s is %s already", op, reference, r.State)
		}
		r.State = to
		return nil
	})
}

// Refund refunds a part of what was captured, or all of it. As real banks do, it
// refuses to refund more than that, or nothing. A repeated Refund changes nothing.
func (b *Bank) Refund(ctx context.Context, r payment.Refund) error {
	return callErr(ctx, &b.breakable, OpRefund, r.Reference, func() error {
		before, done := b.refunds[r.Reference]
		captured := b.find(r.Payment)
		switch {
		case done && before != r:
			return fmt.Errorf("checkouttest: refund %s is %v already, not %v", r.Reference, before, r)
		case done:
			return nil
		case r.Amount.Minor < 1:
			return fmt.Errorf("checkouttest: refund %s: %v is not an amount to refund", r.Reference, r.Amount)
		case captured == nil || captured.State != Captured || b.refunded(r.Payment)+r.Amount.Minor > captured.Amount.Minor:
			return fmt.Errorf("checkouttest: refund %s: %v is more than is left of %s", r.Reference, r.Amount, r.Payment)
		case b.refunds == nil:
			b.refunds = map[string]payment.Refund{}
		}
		b.refunds[r.Reference] = r
		return nil
	})
}

// Refunded returns how much of a payment was refunded, in minor units.
func (b *Bank) Refunded(paid string) int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.refunded(paid)
}

func (b *Bank) refunded(paid string) int64 {
	var sum int64
	for _, r := range b.refunds {
		if r.Payment == paid {
			sum += r.Amount.Minor
		}
	}
	return sum
}

func (b *Bank) find(reference string) *Authorization {
	for i := range b.authorizations {
		if b.authorizations[i].Reference == reference {
			return &b.authorizations[i]
		}
	}
	return nil
}

// Authorizations returns all authorisations, the first one first.
func (b *Bank) Authorizations() []Authorization {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.authorizations)
}
