package merchant

import (
	"context"
	"fmt"
	"time"

	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// Buyers is all personal data of a region. Each method that writes may be repeated.
type Buyers interface {
	// AllOrders visits every order that exists from its first to its last moment,
	// each once.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
	// Move erases the buyer of an order; see checkout.OrderWriter.
	Move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error)
	// Remove removes an entry of the waitlist, if there is one.
	Remove(ctx context.Context, key waitlist.Key) error
	// ForgetBuyer removes the reference that the books have for a buyer, if they have one.
	ForgetBuyer(ctx context.Context, buyer email.Identity) error
}

// Forgotten is what became of a buyer's data.
type Forgotten struct {
	Erased  []order.ID // orders that no longer have their buyer
	Waiting []order.ID // orders that still need the buyer: held, or paid and not shipped
}

// Forget erases a buyer's personal data, whichever way its address was typed: from
// orders that no longer need it, from the waitlist, and the item that says
// which reference in the books is theirs. Money, units and versions stay. While
// an order is waiting, that item stays too, so that the books see one buyer in
// all of the buyer's orders; forget again once the order is done.
//
// Forget reads every order of the region, since nothing else finds a buyer's
// orders in all sales. Running it again erases what came since.
func (m *Merchant) Forget(ctx context.Context, now time.Time, who email.Identity, buyers Buyers) (Forgotten, error) {
	var done Forgotten
	var found []order.Order
	err := buyers.AllOrders(ctx, func(o order.Order) error {
		if o.Buyer.Email != "" && email.IdentityOf(o.Buyer.Email) == who {
			found = append(found, o)
		}
		return nil
	})
	if err != nil {
		return done, err
	}
	for _, o := range found {
		erased, err := erase(ctx, now, buyers, o)
		switch {
		case err != nil:
			return done, err
		case erased:
			done.Erased = append(done.Erased, o.ID)
		default:
			done.Waiting = append(done.Waiting, o.ID)
		}
	}
	if err := m.leaveWaitlist(ctx, who, buyers); err != nil {
		return done, err
	}
	if len(done.Waiting) > 0 {
		return done, nil
	}
	return done, buyers.ForgetBuyer(ctx, who)
}

// erase erases an order's buyer unless the order still needs it, and reports
// whether the order has no buyer now. If the order moves meanwhile, erase starts
// again from what it has become.
func erase(ctx context.Context, now time.Time, buyers Buyers, o order.Order) (bool, error) {
	for o.Status.Forgettable() && o.ErasedAt.IsZero() {
		after, moved, err := buyers.Move(ctx, o.ID, o.Erase(now))
		if err != nil {
			return false, err
		}
		if !moved && after.Version == o.Version {
			return false, fmt.Errorf("erase order %s, which is %s: the store refuses", o.ID, after.Status)
		}
		o = after
	}
	return !o.ErasedAt.IsZero(), nil
}

// leaveWaitlist removes the buyer from the waitlist of every product in every
// market. Only its key leads to an entry.
func (m *Merchant) leaveWaitlist(ctx context.Context, who email.Identity, buyers Buyers) error {
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return err
	}
	for _, in := range m.region.Markets() {
		for _, product := range snapshot.Products {
			if err := buyers.Remove(ctx, waitlist.KeyOf(in.Code, product.SKU, who)); err != nil {
				return err
			}
		}
	}
	return nil
}
