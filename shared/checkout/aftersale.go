package checkout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"storefront/shared/order"
	"storefront/shared/payment"
)

// Errors of an operator's changes to a paid order.
var (
	// ErrChanged is returned if the order changed meanwhile. Nothing was done.
	ErrChanged = errors.New("checkout: the order changed meanwhile: look at it and try again")
	// ErrWithdrawn is returned if an order is to be shipped that its buyer has withdrawn from.
	ErrWithdrawn = errors.New("checkout: the buyer has withdrawn from the order: refund it")
	// ErrDisputed is returned if the payment of an order that is to be shipped is disputed.
	ErrDisputed = errors.New("checkout: the buyer's bank has disputed the payment: see its dispute at the provider")
	// ErrUnfinished is returned if the order has the refund, but the refund is not
	// carried out in full: its money, or the units that it releases, may still have to
	// go back. It is always safe to finish it, or to ask for it again under its reference.
	ErrUnfinished = errors.New("checkout: the refund is recorded, and not carried out in full yet")
)

// AfterSale is what an operator does with paid orders.
//
// Before it changes an order's money, it reschedules the order's claims, so that the
// sweeps look at the order for a while. So a sweep carries out what a crash has left
// undone, as long as the order's sale is swept.
type AfterSale struct {
	Checkout  *Checkout
	Inventory Inventory
	Movements Movements // tells of disputes; if nil, disputes are ignored
	Clock     Clock     // dates what is done; see ServiceClock
}

// Ship moves a paid order to shipped. It first captures the payment, if a crash has
// left that undone. Shipping an order again changes nothing, not even its shipment. Ship fails
// with ErrWithdrawn if the buyer has withdrawn, and with ErrDisputed if their bank has taken
// the payment back. Unless version is 0, Ship fails with ErrChanged if the order has another
// version, because the parcel was packed for that one.
func (a *AfterSale) Ship(ctx context.Context, id order.ID, version int, s order.Shipment) (order.Order, error) {
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
	case !o.WithdrawnAt.IsZero():
		return order.Order{}, ErrWithdrawn
	case version != 0 && version != o.Version:
		return order.Order{}, ErrChanged
	}
	if a.Movements != nil {
		moved, err := a.Movements.MovementsOf(ctx, id)
		if err != nil {
			return order.Order{}, err
		}
		if payment.IsDisputed(moved) {
			return order.Order{}, ErrDisputed
		}
	}
	if err := a.Checkout.moveMoney(ctx, o); err != nil {
		return order.Order{}, err
	}
	o, moved, err := a.Checkout.move(ctx, id, o.Ship(s, now))
	if err == nil && !moved && o.Status != order.Shipped {
		err = ErrChanged
	}
	return o, err
}

// Delay sets a later time by which a paid order is shipped, and its buyer is told by mail.
// Setting the same time again changes nothing. Delay fails with one of package order's errors
// of a delay, or with ErrChanged.
func (a *AfterSale) Delay(ctx context.Context, id order.ID, until time.Time) (order.Order, error) {
	now, err := a.Clock(ctx)
	if err != nil {
		return order.Order{}, err
	}
	o, err := a.Checkout.Read(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	if o.Status == order.Paid && o.DelayedUntil.Equal(until.Truncate(time.Millisecond)) {
		return o, nil
	}
	m, err := o.Delay(until, now)
	if err != nil {
		return order.Order{}, err
	}
	// No observer is told: nothing was sold, shipped or given back.
	o, moved, err := a.Checkout.Orders.Move(ctx, id, m)
	if err == nil && !moved {
		err = ErrChanged
	}
	return o, err
}

// Refund refunds a paid or shipped order, in full or in part. The order's own item
// decides, by a write that applies only to the version from which the refund was
// computed. Then the money goes back, and the units are released if the order
// releases them. The same request under the same reference is the same refund, and
// finishes it. Refund fails with order.ErrRefund, ErrProvider, ErrChanged or
// ErrUnfinished. Unless version is 0, it also fails with ErrChanged if the order has
// another version.
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
	if _, err := a.Checkout.taker(o); err != nil {
		return order.Order{}, err
	}
	if err := a.keepSwept(ctx, o, now); err != nil {
		return order.Order{}, err
	}
	o, moved, err := a.Checkout.move(ctx, id, m)
	if err != nil {
		return order.Order{}, fmt.Errorf("%w, or it is not recorded: %w", ErrUnfinished, err)
	}
	if moved {
		return o, a.finish(ctx, o)
	}
	// Either it was applied and its answer was lost, or the same refund came first.
	done, err := a.finishStanding(ctx, o, r)
	if !done && err == nil {
		err = ErrChanged
	}
	return o, err
}

// finishStanding carries out the refund that the order has of this request. It
// reports whether the order has one.
func (a *AfterSale) finishStanding(ctx context.Context, o order.Order, r order.RefundRequest) (bool, error) {
	_, stands, err := o.Standing(r)
	if err != nil || !stands {
		return false, err
	}
	return true, a.finish(ctx, o)
}

// FinishRefunds carries out an order's refunds, as far as that was not done yet.
func (a *AfterSale) FinishRefunds(ctx context.Context, id order.ID) (order.Order, error) {
	o, err := a.Checkout.Read(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	return o, a.finish(ctx, o)
}

// workTime is for how long sweeps ask about the claims of an order that an operator
// works on. It is longer than any refund takes to reach the order.
const workTime = 2 * time.Minute

// keepSwept has the sweeps ask about the order's claims, past the end of its former
// hold, until the work on it has finished or died.
func (a *AfterSale) keepSwept(ctx context.Context, o order.Order, now time.Time) error {
	if now.Before(o.HoldExpiresAt) {
		now = o.HoldExpiresAt
	}
	until := map[order.ID]time.Time{o.ID: wholeSecond(now.Add(workTime))}
	for _, claim := range claims(o) {
		if _, err := a.Inventory.Reschedule(ctx, claim.lot(), until); err != nil {
			return err
		}
	}
	return nil
}

// worksOn reports whether an operator may be at work on a paid order: the time to ask
// about its claims is past the end of its hold, which nothing else does. A refunded
// order has nothing left to refund.
func worksOn(o order.Order, until, now time.Time) bool {
	return o.Status != order.Refunded && until.After(now) && until.After(o.HoldExpiresAt)
}

// finish carries out the order's refunds. It moves the money first: until the claims
// are released, a sweep can do what a crash leaves undone.
func (a *AfterSale) finish(ctx context.Context, o order.Order) error {
	err := a.Checkout.moveMoney(ctx, o)
	if err == nil && o.ReleasesUnits() {
		err = a.Checkout.release(ctx, o, claims(o))
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUnfinished, err)
	}
	return nil
}

// moveMoney captures the payment of an order and pays its refunds. It does nothing
// twice.
func (c *Checkout) moveMoney(ctx context.Context, o order.Order) error {
	provider, err := c.capture(ctx, o)
	if err != nil || provider == nil {
		return err
	}
	var errs []error
	for _, r := range o.Refunds {
		if r.Total.Minor == 0 {
			continue // of units whose price went back before
		}
		err := provider.Refund(ctx, payment.Refund{Reference: r.Reference, Payment: o.Payment.Reference, Amount: r.Total})
		errs = append(errs, c.Unresolved(ctx, err))
	}
	return errors.Join(errs...)
}
