// Package erasure ends personal data: what a buyer wants to be forgotten, what was
// kept for its term, and what a restored backup has brought back.
//
// Money, units and versions of orders stay. An erasure wins against everything that
// still comes from before it: see [Buyers] and [Eraser.Reapply].
package erasure

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/order"
)

// Orders is all orders of a region.
type Orders interface {
	// AllOrders visits every order that exists from its first to its last moment,
	// each once.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
	// Order returns an order as it is now.
	Order(ctx context.Context, id order.ID) (order.Order, error)
	// Move erases the buyer of an order; see checkout.OrderWriter.
	Move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error)
}

// Holds ends holds, so that their units come back to stock.
type Holds interface {
	// Cancel closes a held order, then releases its units. It fails if the order is
	// not held any more.
	Cancel(ctx context.Context, id order.ID) (order.Order, error)
}

// Addresses is everything else that has addresses: entries of the waitlist, and mails
// that are to be sent.
type Addresses interface {
	// AllAddressed visits every item that has an e-mail address.
	AllAddressed(ctx context.Context, visit func(Addressed) error) error
	// RemoveAddressed removes an item, if it exists.
	RemoveAddressed(ctx context.Context, key string) error
	// ForgetMail has no ask for mail to a mailbox answered that was stored until at and
	// is still on its way. The mailbox is named by email.Digests.Mailbox.
	ForgetMail(ctx context.Context, mailbox string, at time.Time) error
}

// Addressed is an item that has an address.
type Addressed struct {
	Key       string
	Addresses []string  // at least one
	At        time.Time // when it was written last; zero: unknown
}

// Buyers is the references that the books have for buyers.
type Buyers interface {
	// EraseBuyer replaces the reference of a buyer, named by ledger.BuyerKey, by a
	// tombstone that outlives every late record: orders made until at get no reference
	// any more. If there is a tombstone as new, EraseBuyer changes nothing.
	EraseBuyer(ctx context.Context, buyer string, at, now time.Time) error
}

// Sealer keeps what tax law wants of a buyer.
type Sealer interface {
	// Seal returns an encrypted copy of what an order's invoice says of its buyer.
	Seal(o order.Order) ([]byte, error)
}

// Eraser erases buyers. Each of its methods may be repeated after an error, and then
// erases what is left.
type Eraser struct {
	Orders    Orders
	Holds     Holds
	Addresses Addresses
	Buyers    Buyers
	Sealer    Sealer
	List      List
	Digests   email.Digests
}

// Forgotten is what became of the data of buyers.
type Forgotten struct {
	Buyers  int        // how many were to be forgotten
	Erased  []order.ID // orders that no longer have their buyer
	Sealed  int        // how many of these keep a sealed copy for their invoice
	Waiting []order.ID // orders that still need the buyer: paid and not shipped
	Removed int        // entries of the waitlist and other items with an address
}

// Forget erases a buyer's personal data, whichever way its address was typed: from
// orders, from the waitlist, and the item that says which reference in the books is
// theirs. Orders on hold are cancelled first, since nobody is owed them. While an order
// is paid and not shipped, it keeps its buyer, and the books keep theirs, so that they
// see one buyer in all of the buyer's orders; forget again once it is done.
//
// An order that was paid keeps a sealed copy of what its invoice says of the buyer; see
// [Retention] for how long.
//
// Forget reads every order of the region, since nothing else finds a buyer's orders in
// all sales.
func (e *Eraser) Forget(ctx context.Context, now time.Time, who email.Identity) (Forgotten, error) {
	buyer := ledger.BuyerKey(e.Digests, who)
	theirs, err := e.find(ctx, func(key string, _ time.Time) bool { return key == buyer })
	if err != nil {
		return Forgotten{}, err
	}
	// What was found is older than the erasure, even if another clock dated it.
	at := theirs.latest(now.UTC().Truncate(time.Millisecond))
	if err := e.List.add(ctx, buyer, at); err != nil {
		return Forgotten{}, err
	}
	if err := e.Addresses.ForgetMail(ctx, e.Digests.Mailbox(who), at); err != nil {
		return Forgotten{}, err
	}
	return e.erase(ctx, now, map[string]time.Time{buyer: at}, theirs)
}

// Reapply erases again what a restored backup has brought back: everything from before
// the erasures that are listed.
func (e *Eraser) Reapply(ctx context.Context, now time.Time) (Forgotten, error) {
	last, err := e.List.last(ctx)
	if err != nil || len(last) == 0 {
		return Forgotten{}, err
	}
	back, err := e.find(ctx, func(buyer string, made time.Time) bool {
		at, listed := last[buyer]
		return listed && !made.After(at)
	})
	if err != nil {
		return Forgotten{}, err
	}
	return e.erase(ctx, now, last, back)
}

// found is data of buyers: their orders by the buyers' keys, and other items.
type found struct {
	orders map[string][]order.Order
	items  []Addressed
}

// latest returns when the latest of the data was made, or t if that is later.
func (f found) latest(t time.Time) time.Time {
	later := func(other time.Time) {
		if other.After(t) {
			t = other
		}
	}
	for _, orders := range f.orders {
		for _, o := range orders {
			later(o.CreatedAt)
		}
	}
	for _, it := range f.items {
		later(it.At)
	}
	return t
}

// find finds data that still has its buyer, of the buyers and the times that are wanted.
func (e *Eraser) find(ctx context.Context, wanted func(buyer string, made time.Time) bool) (found, error) {
	f := found{orders: map[string][]order.Order{}}
	key := func(address string) string { return ledger.BuyerKey(e.Digests, email.IdentityOf(address)) }
	err := e.Orders.AllOrders(ctx, func(o order.Order) error {
		if o.Buyer.Email == "" {
			return nil
		}
		if buyer := key(o.Buyer.Email); wanted(buyer, o.CreatedAt) {
			f.orders[buyer] = append(f.orders[buyer], o)
		}
		return nil
	})
	if err != nil {
		return found{}, err
	}
	err = e.Addresses.AllAddressed(ctx, func(it Addressed) error {
		if slices.ContainsFunc(it.Addresses, func(address string) bool { return wanted(key(address), it.At) }) {
			f.items = append(f.items, it)
		}
		return nil
	})
	return f, err
}

// erase erases what was found of buyers, and then their references, so that none is made
// again in between. at has the time of each buyer's erasure.
func (e *Eraser) erase(ctx context.Context, now time.Time, at map[string]time.Time, f found) (Forgotten, error) {
	done := Forgotten{Buyers: len(at)}
	waiting := map[string]bool{}
	for _, buyer := range slices.Sorted(maps.Keys(f.orders)) {
		for _, o := range f.orders[buyer] {
			after, err := e.order(ctx, now, o)
			switch {
			case err != nil:
				return done, err
			case !after.ErasedAt.IsZero():
				done.Erased = append(done.Erased, o.ID)
				if after.Sealed.Exists() {
					done.Sealed++
				}
			default:
				done.Waiting = append(done.Waiting, o.ID)
				waiting[buyer] = true
			}
		}
	}
	for _, it := range f.items {
		if err := e.Addresses.RemoveAddressed(ctx, it.Key); err != nil {
			return done, err
		}
		done.Removed++
	}
	for _, buyer := range slices.Sorted(maps.Keys(at)) {
		if waiting[buyer] {
			continue
		}
		if err := e.Buyers.EraseBuyer(ctx, buyer, at[buyer], now); err != nil {
			return done, err
		}
	}
	return done, nil
}

// order cancels an order that is on hold, and erases its buyer unless the order still
// needs it. It returns what the order is then. If the order moves meanwhile, it starts
// again from what the order has become. A refund under way does not mind: it needs the
// payment alone, and is decided by the order's version.
func (e *Eraser) order(ctx context.Context, now time.Time, o order.Order) (order.Order, error) {
	for o.ErasedAt.IsZero() {
		var after order.Order
		var err error
		switch {
		case o.Status == order.Held:
			after, err = e.cancel(ctx, o)
		case o.Status.Sold():
			after, err = e.seal(ctx, now, o)
		case o.Status.Forgettable():
			after, _, err = e.Orders.Move(ctx, o.ID, o.Erase(now))
		default:
			return o, nil
		}
		if err != nil {
			return o, err
		}
		if after.Version == o.Version {
			return o, fmt.Errorf("erase order %s, which is %s: the store refuses", o.ID, after.Status)
		}
		o = after
	}
	return o, nil
}

// seal erases the buyer of an order that was paid, and keeps a sealed copy.
func (e *Eraser) seal(ctx context.Context, now time.Time, o order.Order) (order.Order, error) {
	box, err := e.Sealer.Seal(o)
	if err != nil {
		return o, err
	}
	after, _, err := e.Orders.Move(ctx, o.ID, o.Forget(now, box))
	return after, err
}

// cancel ends a hold. If something else ended it first, cancel returns what became of it.
func (e *Eraser) cancel(ctx context.Context, o order.Order) (order.Order, error) {
	after, err := e.Holds.Cancel(ctx, o.ID)
	if err == nil {
		return after, nil
	}
	after, readErr := e.Orders.Order(ctx, o.ID)
	if readErr != nil || after.Status == order.Held || after.Status == order.Cancelled {
		return order.Order{}, errors.Join(err, readErr)
	}
	return after, nil
}
