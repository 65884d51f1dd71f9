package checkouttest

import (
	"context"
	"fmt"
	"slices"

	"storefront/shared/money"
	"storefront/shared/payment"
)

// Bank is a payment provider that decides as the sandbox does and remembers
// where the money is. Like a real one it takes no money that was given free, and
// gives none free that was taken. It is safe for concurrent use.
type Bank struct {
	breakable
	reservations []Reservation
	refunds      map[string]payment.Refund // by their references
}

var _ payment.Provider = (*Bank)(nil)

// Reservation is money that a buyer was asked for.
type Reservation struct {
	Order     string
	Reference string
	Amount    money.Amount
	State     ReservationState
}

// ReservationState is where reserved money is.
type ReservationState string

// Where reserved money is.
const (
	Reserved ReservationState = "reserved"
	Captured ReservationState = "captured" // the store has it
	Voided   ReservationState = "voided"   // the buyer has it
)

// Name is the sandbox's.
func (b *Bank) Name() string { return payment.Sandbox{}.Name() }

// Authorize reserves money if the sandbox would.
func (b *Bank) Authorize(ctx context.Context, r payment.Request) (payment.Authorization, error) {
	return call(ctx, &b.breakable, OpAuthorize, r.OrderID, func() (payment.Authorization, error) {
		auth, err := payment.Sandbox{}.Authorize(ctx, r)
		if err == nil && auth.Status == payment.Authorized && b.find(auth.Reference) == nil {
			b.reservations = append(b.reservations, Reservation{r.OrderID, auth.Reference, r.Amount, Reserved})
		}
		return auth, err
	})
}

// Capture takes reserved money. Taking it again changes nothing.
func (b *Bank) Capture(ctx context.Context, reference string) error {
	return b.settle(ctx, OpCapture, reference, Captured)
}

// Void gives reserved money free. Doing it again changes nothing.
func (b *Bank) Void(ctx context.Context, reference string) error {
	return b.settle(ctx, OpVoid, reference, Voided)
}

func (b *Bank) settle(ctx context.Context, op Op, reference string, to ReservationState) error {
	_, err := call(ctx, &b.breakable, op, reference, func() (struct{}, error) {
		r := b.find(reference)
		if r == nil {
			return struct{}{}, fmt.Errorf("checkouttest: %s: no money was reserved as %q", op, reference)
		}
		if r.State != Reserved && r.State != to {
			return struct{}{}, fmt.Errorf("checkouttest: %s: %s is %s already", op, reference, r.State)
		}
		r.State = to
		return struct{}{}, nil
	})
	return err
}

// Refund gives taken money back, and never more than was taken, nor nothing, which
// real banks refuse. Doing it again changes nothing.
func (b *Bank) Refund(ctx context.Context, r payment.Refund) error {
	_, err := call(ctx, &b.breakable, OpRefund, r.Reference, func() (struct{}, error) {
		if before, done := b.refunds[r.Reference]; done {
			if before != r {
				return struct{}{}, fmt.Errorf("checkouttest: refund %s is %v already, not %v", r.Reference, before, r)
			}
			return struct{}{}, nil
		}
		taken := b.find(r.Payment)
		if r.Amount.Minor < 1 {
			return struct{}{}, fmt.Errorf("checkouttest: refund %s: %v is no money", r.Reference, r.Amount)
		}
		if taken == nil || taken.State != Captured || b.refunded(r.Payment)+r.Amount.Minor > taken.Amount.Minor {
			return struct{}{}, fmt.Errorf("checkouttest: refund %s: %v is more than there is of %s", r.Reference, r.Amount, r.Payment)
		}
		if b.refunds == nil {
			b.refunds = map[string]payment.Refund{}
		}
		b.refunds[r.Reference] = r
		return struct{}{}, nil
	})
	return err
}

// Refunded is how much of a payment was given back, in minor units.
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

func (b *Bank) find(reference string) *Reservation {
	for i := range b.reservations {
		if b.reservations[i].Reference == reference {
			return &b.reservations[i]
		}
	}
	return nil
}

// Reservations lists the money that was reserved, in the order of asking.
func (b *Bank) Reservations() []Reservation {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.reservations)
}
