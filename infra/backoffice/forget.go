package backoffice

import (
	"context"
	"fmt"
	"time"

	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// Personal is the personal data of a region outside its orders. Each method may
// be repeated.
type Personal interface {
	// Remove forgets an entry of the waitlist, if there is one.
	Remove(ctx context.Context, key waitlist.Key) error
	// ForgetBuyer forgets which reference the books have for a buyer, if they have one.
	ForgetBuyer(ctx context.Context, email string) error
}

// Eraser erases the buyer of an order; see checkout.OrderWriter.
type Eraser interface {
	Move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error)
}

// Forgotten is what became of a buyer's data.
type Forgotten struct {
	Erased  []order.ID // orders that no longer tell whose they are
	Waiting []order.ID // orders that still need the buyer: held, or paid and not shipped
}

// Forget erases the personal data of the buyer with a normalised e-mail address:
// from orders that need it no more, from the waitlist, and the item that tells
// whose a reference in the books is. Money, units and versions stay. While any
// order still waits, that item stays as well, so that all of the buyer's orders
// are one buyer's in the books; forget again once they are done.
//
// It reads every order of the region, since nothing else finds a buyer's orders
// in all sales. Running it again erases what came since.
func (o *Office) Forget(ctx context.Context, now time.Time, email string, orders Eraser, personal Personal) (Forgotten, error) {
	var done Forgotten
	var found []order.Order
	err := o.store.AllOrders(ctx, func(one order.Order) error {
		if one.Buyer.Email == email {
			found = append(found, one)
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	for _, one := range found {
		erased, err := erase(ctx, now, orders, one)
		switch {
		case err != nil:
			return done, err
		case erased:
			done.Erased = append(done.Erased, one.ID)
		default:
			done.Waiting = append(done.Waiting, one.ID)
		}
	}
	if err := o.forgetWaitlist(ctx, email, personal); err != nil {
		return done, err
	}
	if len(done.Waiting) > 0 {
		return done, nil
	}
	return done, personal.ForgetBuyer(ctx, email)
}

// erase erases an order's buyer unless the order still needs them. An order that
// moved meanwhile is looked at anew.
func erase(ctx context.Context, now time.Time, orders Eraser, o order.Order) (bool, error) {
	for o.Status.Forgettable() && o.ErasedAt.IsZero() {
		after, moved, err := orders.Move(ctx, o.ID, o.Erase(now))
		if err != nil {
			return false, err
		}
		if !moved && after.Version == o.Version {
			return false, fmt.Errorf("order %s, which is %s, refuses to be erased", o.ID, after.Status)
		}
		o = after
	}
	return !o.ErasedAt.IsZero(), nil
}

// forgetWaitlist removes the buyer from the waitlist of every product in every
// market: an entry's key is all that leads to it.
func (o *Office) forgetWaitlist(ctx context.Context, email string, personal Personal) error {
	snapshot, err := o.store.Catalog(ctx)
	if err != nil {
		return err
	}
	for _, m := range o.region.Markets() {
		for _, product := range snapshot.Products {
			if err := personal.Remove(ctx, waitlist.KeyOf(m.Code, product.SKU, email)); err != nil {
				return err
			}
		}
	}
	return nil
}
