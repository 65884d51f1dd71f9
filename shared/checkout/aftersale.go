package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"storefront/shared/order"
	"storefront/shared/payment"
)

// Errors of what is done with a paid order.
var (
	// ErrChanged says that the order changed meanwhile, and that nothing was done.
	ErrChanged = errors.New("checkout: the order changed meanwhile: look at it and try again")
	// ErrUnfinished says that a refund stands and is not carried out in full yet:
	// its money, or the units that it frees, may still have to go back. To finish it
	// is always safe, and so is to ask for it again under its reference.
	ErrUnfinished = errors.New("checkout: the refund stands, and is not carried out in full yet")
)

// AfterSale is what an operator does with paid orders.
//
// Before it changes an order's money it puts the order's claims up to be asked
// about for a while. So a sweep carries out what a crash has left undone, for as
// long as the order's sale is swept.
type AfterSale struct {
	Checkout  *Checkout
	Inventory Inventory
	Clock     Clock // dates what is done; see ServiceClock
}

// Ship notes that a paid order has gone out to its buyer. Its money is taken
// first, if a crash kept it from being taken. Shipping again changes nothing. It
// fails with ErrChanged if the order is not of the version given, unless that is 0:
// the parcel was packed for another one.
func (a *AfterSale) Ship(ctx context.Context, id order.ID, version int) (order.Order, error) {
	now, err := a.Clock(ctx)
	if err != nil {
		return order.Order{}, err
	}
	o, err := a.Checkout.Read(ctx, id)
	switch {
	case err != nil:
		return order.Order{}, err
	case o.Status == order.Shipped:
		return o, nil
	case o.Status != order.Paid:
		return order.Order{}, refuse(o)
	case version != 0 && version != o.Version:
		return order.Order{}, ErrChanged
	}
	if err := a.Checkout.moveMoney(ctx, o); err != nil {
		return order.Order{}, err
	}
	o, moved, err := a.Checkout.move(ctx, id, o.Ship(now))
	if err == nil && !moved && o.Status != order.Shipped {
		err = ErrChanged
	}
	return o, err
}

// Refund gives a paid or shipped order back, in full or in part. The order's own
// item decides, by a write that only the version admits from which the refund was
// computed; then the money goes back, and the units, if the order frees them. The
// same request again, under the same reference, is the same refund, and finishes
// it. Refund fails with order.ErrRefund, ErrChanged or ErrUnfinished; with
// ErrChanged also if the order is not of the version given, unless that is 0.
func (a *AfterSale) Refund(ctx context.Context, id order.ID, version int, r order.RefundRequest) (order.Order, error) {
	now, err := a.Clock(ctx)
	if err != nil {
		return order.Order{}, err
	}
	o, err := a.Checkout.Read(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	if done, err := a.finishStanding(ctx, o, r); done || err != nil {
		return o, err
	}
	if version != 0 && version != o.Version {
		return order.Order{}, ErrChanged
	}
	m, err := o.Refund(r, now)
	if err != nil {
		return order.Order{}, err
	}
	if err := a.askAgain(ctx, o, now); err != nil {
		return order.Order{}, err
	}
	o, moved, err := a.Checkout.move(ctx, id, m)
	if err != nil {
		return order.Order{}, fmt.Errorf("%w, if it stands at all: %w", ErrUnfinished, err)
	}
	if moved {
		return o, a.finish(ctx, o)
	}
	// Perhaps it was applied, and its answer was lost; or the same refund came first.
	done, err := a.finishStanding(ctx, o, r)
	if !done && err == nil {
		err = ErrChanged
	}
	return o, err
}

// finishStanding carries out the refund that the order has of this request, and
// reports whether it has one.
func (a *AfterSale) finishStanding(ctx context.Context, o order.Order, r order.RefundRequest) (bool, error) {
	_, stands, err := o.Standing(r)
	if err != nil || !stands {
		return false, err
	}
	return true, a.finish(ctx, o)
}

// FinishRefunds carries out what an order's refunds say, as far as that did not
// happen yet.
func (a *AfterSale) FinishRefunds(ctx context.Context, id order.ID) (order.Order, error) {
	o, err := a.Checkout.Read(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	return o, a.finish(ctx, o)
}

// workTime is for how long sweeps ask an order that an operator works on about its
// claims: longer than any refund takes until its order has it.
const workTime = 2 * time.Minute

// askAgain has the sweeps ask the order about its claims, past the end of the hold
// that it once was, until the work on it is done or dead.
func (a *AfterSale) askAgain(ctx context.Context, o order.Order, now time.Time) error {
	if now.Before(o.HoldExpiresAt) {
		now = o.HoldExpiresAt
	}
	until := map[order.ID]time.Time{o.ID: wholeSecond(now.Add(workTime))}
	for _, claim := range claims(o) {
		if _, err := a.Inventory.Defer(ctx, claim.lot(), until); err != nil {
			return err
		}
	}
	return nil
}

// worksOn reports whether an operator may be at work on a paid order: its claims
// are put up past the end of its hold, which nothing else does. Of an order that
// is refunded nothing is left to be given back.
func worksOn(o order.Order, until, now time.Time) bool {
	return o.Status != order.Refunded && until.After(now) && until.After(o.HoldExpiresAt)
}

// finish moves the money first: until the claims are gone, a sweep can do what a
// crash leaves undone.
func (a *AfterSale) finish(ctx context.Context, o order.Order) error {
	err := a.Checkout.moveMoney(ctx, o)
	if err == nil && o.Frees() {
		err = a.Checkout.release(ctx, o, claims(o))
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	return nil
}

// moveMoney takes the money of an order that was paid, and gives back what its
// refunds say. What was done before is not done again.
func (c *Checkout) moveMoney(ctx context.Context, o order.Order) error {
	if err := c.Payments.Capture(ctx, o.Payment.Reference); err != nil {
		return err
	}
	var errs []error
	for _, r := range o.Refunds {
		if r.Total.Minor == 0 {
			continue // of units whose price went back before
		}
		errs = append(errs, c.Payments.Refund(ctx, payment.Refund{
			Reference: r.Reference, Payment: o.Payment.Reference, Amount: r.Total,
		}))
	}
	return errors.Join(errs...)
}
