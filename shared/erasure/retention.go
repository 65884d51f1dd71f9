package erasure

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/catalog"
	"storefront/shared/order"
)

// EndedOrders finds and erases orders by their age.
type EndedOrders interface {
	// Ended visits the orders whose terms are over. They have their id, status, version
	// and last change, when they were erased and since when their copy is sealed, and
	// nothing else.
	Ended(ctx context.Context, terms Terms, visit func(order.Order) error) error
	// Move applies a move; see checkout.OrderWriter.
	Move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error)
}

// Sales is the sales of a region.
type Sales interface {
	catalog.Source
	// DestroySalt removes the salt of a sale, in one atomic write, if the sale has one
	// and had closed by then. It reports whether it did.
	DestroySalt(ctx context.Context, id catalog.SaleID, closed time.Time) (bool, error)
}

// Retention erases what was kept for its term. It makes no sealed copy, and removes those whose
// term is over.
//
// Nothing marks an order whose term is
// over: an index of them would make every order dearer, while the scan of ten million
// orders costs about ten cents a day. One reader leaves most of each partition's 3,000
// read units per second to a sale that goes on beside it.
type Retention struct {
	Orders EndedOrders
	Sales  Sales
}

// Expired counts what a run erased.
type Expired struct {
	Orders int // orders that no longer have their buyer, or no longer a sealed copy
	Salts  int // sales that were sealed
}

// erasedAtOnce bounds how many orders are erased at once: a month after a big sale, the
// terms of all its orders that were not paid are over on the same day.
const erasedAtOnce = 16

// Run destroys the salts that no request needs, and erases the orders whose terms are
// over. It may be interrupted and run again, and several may run at once.
func (r Retention) Run(ctx context.Context, now time.Time, terms Terms) (Expired, error) {
	salts, saltErr := r.seal(ctx, now)
	var orders atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(erasedAtOnce)
	err := r.Orders.Ended(ctx, terms, func(o order.Order) error {
		group.Go(func() error {
			erased, err := expire(ctx, now, r.Orders, terms, o)
			if erased {
				orders.Add(1)
			}
			return err
		})
		return ctx.Err()
	})
	err = errors.Join(group.Wait(), err) // the cause before the end of the scan
	return Expired{Orders: int(orders.Load()), Salts: salts}, errors.Join(saltErr, err)
}

// expire erases an order that was found to be over, unless it has changed since so that
// it is not. It reports whether it did.
func expire(ctx context.Context, now time.Time, orders EndedOrders, terms Terms, o order.Order) (bool, error) {
	for terms.Over(o) {
		end := o.Erase(now)
		if o.Sealed.Exists() {
			end = o.Unseal()
		}
		after, moved, err := orders.Move(ctx, o.ID, end)
		if err != nil || moved {
			return moved, err
		}
		if after.Version == o.Version && terms.Over(after) {
			return false, fmt.Errorf("erase order %s, which is %s: the store refuses", o.ID, after.Status)
		}
		o = after
	}
	return false, nil
}

// seal destroys the salts of sales that are over.
func (r Retention) seal(ctx context.Context, now time.Time) (int, error) {
	snapshot, err := r.Sales.Catalog(ctx)
	if err != nil {
		return 0, err
	}
	sealed, closed := 0, catalog.SaltEnds(now)
	for _, sale := range snapshot.Sales {
		if sale.Sealed() || sale.Closes.IsZero() || sale.Closes.After(closed) {
			continue
		}
		did, err := r.Sales.DestroySalt(ctx, sale.ID, closed)
		if err != nil {
			return sealed, err
		}
		if did {
			sealed++
		}
	}
	return sealed, nil
}
