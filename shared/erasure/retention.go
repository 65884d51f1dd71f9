package erasure

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/catalog"
	"storefront/shared/order"
)

// EndedOrders finds and erases orders by their age.
type EndedOrders interface {
	// Ended visits the orders of a segment of the table whose terms are over. They have
	// their id, status, version and last change, and nothing else.
	Ended(ctx context.Context, segment, segments int, terms Terms, visit func(order.Order) error) error
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

// The table is read in segments, two at a time. One segment may be all in one partition
// of DynamoDB, and reads at most 2,000 of the 3,000 units per second that a partition
// has, so that a sale goes on beside it.
const (
	segments       = 32
	segmentsAtOnce = 2
)

// Retention erases what was kept for its term. Nothing marks an order when its term is
// over: an index of them would make orders more expensive, while one scan a day
// of ten million orders costs about ten cents.
type Retention struct {
	Orders EndedOrders
	Sales  Sales
}

// Expired counts what a run erased.
type Expired struct {
	Orders int // orders that no longer have their buyer
	Salts  int // sales that were sealed
}

// Run erases the orders whose terms are over, and destroys the salts that no request
// needs. It may be interrupted and run again, and several may run at once. Each day it
// begins at another segment, so that none stays behind if the time is always too short.
func (r Retention) Run(ctx context.Context, now time.Time, terms Terms) (Expired, error) {
	var done Expired
	var mu sync.Mutex
	group, scan := errgroup.WithContext(ctx)
	group.SetLimit(segmentsAtOnce)
	first := int(now.Unix()/int64(24*time.Hour/time.Second)) % segments
	for n := range segments {
		group.Go(func() error {
			return r.Orders.Ended(scan, (first+n)%segments, segments, terms, func(o order.Order) error {
				erased, err := expire(scan, now, r.Orders, terms, o)
				if erased {
					mu.Lock()
					done.Orders++
					mu.Unlock()
				}
				return err
			})
		})
	}
	err := group.Wait()
	salts, saltErr := r.seal(ctx, now)
	done.Salts = salts
	return done, errors.Join(err, saltErr)
}

// expire erases an order that was found to be over, unless it has changed since so that
// it is not. It reports whether it did.
func expire(ctx context.Context, now time.Time, orders EndedOrders, terms Terms, o order.Order) (bool, error) {
	for terms.Over(o) {
		after, moved, err := orders.Move(ctx, o.ID, o.Erase(now))
		if err != nil || moved {
			return moved, err
		}
		if after.Version == o.Version {
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
