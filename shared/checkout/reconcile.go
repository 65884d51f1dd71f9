package checkout

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"time"

	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// Errors of a payment that the store cannot put right by itself. An operator has to look.
var (
	// ErrStray is returned if money was captured that no order is paid with.
	ErrStray = errors.New("checkout: captured, and no order is paid with it: refund it at the provider")
	// ErrLapsed is returned if an order is paid with an authorisation that has ended.
	ErrLapsed = errors.New("checkout: the order is paid, and its authorisation ended before it was captured")
)

// Payments finds what a provider has.
type Payments interface {
	// PaymentPage returns a page of the region's payments that were begun from since to until: the
	// newest, or those after the payment with the id after.
	PaymentPage(ctx context.Context, since, until time.Time, after string) (payment.Page, error)
}

// Reconcile settles the payments that may still change by themselves; see [Checkout.Settle]. It goes on
// where the last run ended, and reads at most pages pages. The kept reading never passes a payment that
// is pending or reserved, or that could not be settled. It does pass faults, which [Checkout.CatchUp]
// looks at again.
func (c *Checkout) Reconcile(ctx context.Context, payments Payments, readings Readings, now time.Time, again time.Duration, pages int) error {
	live := func(found []payment.Found, _ error) bool {
		return slices.ContainsFunc(found, func(f payment.Found) bool { return f.State == payment.Pending || f.State == payment.Reserved })
	}
	return catchUp(ctx, readings, payment.Live, now, again, pages, c.settlePage(payments, live))
}

// CatchUp settles payments, and goes on where the last run ended, however long ago that was. It reads at
// most pages pages. It also settles again the payments that were begun up to again before that place,
// because an operator may have changed them. The kept reading never passes a payment that could not be
// settled, nor a fault that no operator has resolved.
func (c *Checkout) CatchUp(ctx context.Context, payments Payments, readings Readings, now time.Time, again time.Duration, pages int) error {
	faulty := func(_ []payment.Found, faults error) bool { return faults != nil }
	return catchUp(ctx, readings, payment.Payments, now, again, pages, c.settlePage(payments, faulty))
}

// settlePage returns a pageReader that settles payments. It has missed something if a payment could not be
// settled, or if unfinished reports so, given the page's payments and their faults.
func (c *Checkout) settlePage(payments Payments, unfinished func(found []payment.Found, faults error) bool) pageReader {
	return func(ctx context.Context, since, until time.Time, after string) (payment.Page, bool, error, error) {
		page, err := payments.PaymentPage(ctx, since, until, after)
		if err != nil {
			return page, true, nil, err
		}
		faults, failed := c.reconcile(ctx, page.Payments)
		return page, failed != nil || unfinished(page.Payments, faults), errors.Join(faults, failed), nil
	}
}

// batchSize is how many items inBatches hands over at once.
const batchSize = 100

// inBatches calls handle with what a provider reports, batch by batch. The last batch may be
// empty. After an error, of the provider or of a batch, it goes on; it returns all errors.
// handle must not keep the batch.
func inBatches[T any](all iter.Seq2[T, error], handle func([]T) error) error {
	var batch []T
	var errs []error
	for one, err := range all {
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if batch = append(batch, one); len(batch) == batchSize {
			errs = append(errs, handle(batch))
			batch = batch[:0]
		}
	}
	return errors.Join(append(errs, handle(batch))...)
}

// reconcile settles those payments of a batch that are not settled. faults are the open findings, and
// failed is why other payments are not settled.
func (c *Checkout) reconcile(ctx context.Context, batch []payment.Found) (faults, failed error) {
	for part := range slices.Chunk(batch, batchSize) {
		orders, err := ordersOf(ctx, c.Orders, part, func(f payment.Found) string { return f.OrderID })
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		for _, found := range part {
			if id, err := order.ParseID(found.OrderID); err == nil && c.settled(orders[id], found) {
				continue
			}
			err := c.Settle(ctx, found)
			if _, stored := err.(*payment.Fault); stored { //nolint:errorlint // joined with another error, it is no finding: it could not be stored
				faults = errors.Join(faults, err)
			} else {
				failed = errors.Join(failed, err)
			}
		}
	}
	return faults, failed
}

// ordersOf returns the orders that a batch names. It leaves out names that are no ids.
func ordersOf[T any](ctx context.Context, orders OrderReader, batch []T, name func(T) string) (map[order.ID]order.Order, error) {
	ids := map[order.ID]bool{}
	for _, one := range batch {
		if id, err := order.ParseID(name(one)); err == nil {
			ids[id] = true
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return orders.Orders(ctx, slices.Collect(maps.Keys(ids)))
}

// Settle does what is left to do about a payment that was found at the provider: it pays the
// held order of an authorisation, captures that of a paid one, and voids all others. The order's
// own item decides, so what was found may be old, and any number of processes may settle it at
// once. If it cannot put the payment right, Settle fails with a payment.Fault of ErrStray or
// ErrLapsed, unless an operator has resolved it.
func (c *Checkout) Settle(ctx context.Context, found payment.Found) error {
	err := c.Unresolved(ctx, c.settleFound(ctx, found))
	if _, named := errors.AsType[*payment.Fault](err); err != nil && !named {
		return fmt.Errorf("settle payment %s of order %s: %w", found.Reference, found.OrderID, err)
	}
	return err
}

func (c *Checkout) settleFound(ctx context.Context, found payment.Found) error {
	id, err := order.ParseID(found.OrderID)
	if err != nil {
		return err
	}
	o, err := c.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	switch {
	case c.settled(o, found):
		return nil
	case found.State == payment.Captured:
		return c.stray(ctx, found)
	case found.State == payment.Ended:
		return &payment.Fault{Err: ErrLapsed, Reference: found.Reference, OrderID: found.OrderID}
	case c.paidWith(o, found.Reference):
		return c.Payments.Capture(ctx, found.Reference)
	case o.Status == order.Held && !o.HoldExpiresAt.After(c.now()):
		return nil // a payment may still win it; once the sweep has closed it, the next run voids this
	case o.Status == order.Held && found.Amount == o.Totals.Total:
		_, err := c.settle(ctx, id, found.Reference)
		if code := problem.CodeOf(err); code == problem.HoldExpired || code == problem.OrderClosed {
			return nil // it ended meanwhile, and the authorisation was voided
		}
		return err
	default:
		return c.Payments.Void(ctx, found.Reference)
	}
}

// settled reports whether nothing is left to do about a payment, given its order. What is
// reserved is never settled.
func (c *Checkout) settled(o order.Order, found payment.Found) bool {
	paid := c.paidWith(o, found.Reference)
	switch found.State {
	case payment.Captured:
		return paid
	case payment.Ended:
		return !paid || o.Status == order.Refunded
	case payment.Pending: // if the order is paid with it, it was authorised since it was found
		return paid || o.Status == order.Held
	default:
		return false
	}
}
