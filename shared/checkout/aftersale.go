package checkout

import (
	"context"
	"errors"
	"fmt"
	"slices"
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
	// is always safe; to refund again would be another refund.
	ErrUnfinished = errors.New("checkout: the refund stands, and is not carried out in full yet")
)

// AfterSale is what an operator does with paid orders.
//
// Before it changes an order's money it puts the order's claims up to be asked
// about again. So a sweep carries out what a crash has left undone, for as long as
// the order's sale is swept.
type AfterSale struct {
	Checkout  *Checkout
	Inventory Inventory
}

// Ship notes that a paid order has gone out to its buyer. Its money is taken
// first, if a crash kept it from being taken. Shipping again changes nothing.
func (a *AfterSale) Ship(ctx context.Context, id order.ID) (order.Order, error) {
	o, err := a.Checkout.Read(ctx, id)
	switch {
	case err != nil:
		return order.Order{}, err
	case o.Status == order.Shipped:
		return o, nil
	case o.Status != order.Paid:
		return order.Order{}, refuse(o)
	}
	if err := a.Checkout.moveMoney(ctx, o); err != nil {
		return order.Order{}, err
	}
	o, moved, err := a.Checkout.move(ctx, id, o.Ship(a.Checkout.now()))
	if err == nil && !moved && o.Status != order.Shipped {
		err = ErrChanged
	}
	return o, err
}

// Refund gives a paid or shipped order back, in full or in part. The order's own
// item decides, by a write that only the version admits from which the refund was
// computed; then the money goes back, and the units, if the order frees them. It
// fails with order.ErrRefund, ErrChanged or ErrUnfinished.
func (a *AfterSale) Refund(ctx context.Context, id order.ID, r order.RefundRequest) (order.Order, error) {
	o, err := a.Checkout.Read(ctx, id)
	if err != nil {
		return order.Order{}, err
	}
	m, err := o.Refund(r, a.Checkout.now())
	if err != nil {
		return order.Order{}, err
	}
	if err := a.askAgain(ctx, o); err != nil {
		return order.Order{}, err
	}
	o, moved, err := a.Checkout.move(ctx, id, m)
	if err != nil {
		return order.Order{}, fmt.Errorf("%w, if it stands at all: %w", ErrUnfinished, err)
	}
	if !moved && !has(o, *m.Refund) { // or it was applied, and its answer was lost
		return order.Order{}, ErrChanged
	}
	return o, a.finish(ctx, o)
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

// askAgain has the next sweep ask the order about its claims.
func (a *AfterSale) askAgain(ctx context.Context, o order.Order) error {
	now := map[order.ID]time.Time{o.ID: wholeSecond(a.Checkout.now())}
	for _, claim := range claims(o) {
		if _, err := a.Inventory.Defer(ctx, claim.lot(), now); err != nil {
			return err
		}
	}
	return nil
}

// has says whether a refund is among the order's.
func has(o order.Order, r order.Refund) bool {
	return slices.ContainsFunc(o.Refunds, func(other order.Refund) bool {
		return other.Number == r.Number && other.At.Equal(r.At) && other.Total == r.Total
	})
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
		errs = append(errs, c.Payments.Refund(ctx, payment.Refund{
			Reference: r.Reference, Payment: o.Payment.Reference, Amount: r.Total,
		}))
	}
	return errors.Join(errs...)
}
