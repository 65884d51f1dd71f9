// Package checkout has the use cases of a sale: hold, extend, pay, cancel, expire,
// and what an operator does afterwards. It alone combines the rules of packages
// stock and order, always in this sequence: reserve the units, then put the order;
// close the order, then release the units.
package checkout

import (
	"context"
	"log/slog"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// Checkout is the use cases of a shopper.
type Checkout struct {
	Catalog  Catalog
	Lots     Lots
	Shelves  *ShelfCache
	Orders   Orders
	Payments payment.Provider
	Observer Observer // nil: nobody
	Findings Findings // nil: each fault at the provider is returned every time
	Now      func() time.Time
	Log      *slog.Logger

	returning returning
}

// Store is a region's data as a checkout uses it.
type Store interface {
	catalog.Source
	Lots
	Shelves
	Orders
}

// New returns the checkout of one process, with empty caches.
func New(store Store, payments payment.Provider, now func() time.Time, log *slog.Logger) *Checkout {
	return &Checkout{
		Catalog:  catalog.NewCache(store, now, log),
		Lots:     store,
		Shelves:  NewShelfCache(store, now),
		Orders:   store,
		Payments: payments,
		Now:      now,
		Log:      log,
	}
}

// Observer is told when orders change.
type Observer interface {
	// Changed is called with an order after this process has put or moved it. It is
	// not called for a change whose reply was lost.
	Changed(o order.Order)
}

// put stores a new order; see [OrderWriter].
func (c *Checkout) put(ctx context.Context, o order.Order) (existing *order.Order, err error) {
	existing, err = c.Orders.Put(ctx, o)
	if err == nil && existing == nil {
		c.changed(o)
	}
	return existing, err
}

// move applies a move; see [OrderWriter].
func (c *Checkout) move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error) {
	o, moved, err = c.Orders.Move(ctx, id, m)
	if err == nil && moved {
		c.changed(o)
	}
	return o, moved, err
}

func (c *Checkout) changed(o order.Order) {
	if c.Observer != nil {
		c.Observer.Changed(o)
	}
}

// now returns the time as orders keep it, in UTC and milliseconds, so that the
// answer that makes an order and those that repeat it are the same.
func (c *Checkout) now() time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// Catalog has what is offered. It may be a second old.
type Catalog interface {
	// Sale returns a sale. It fails with problem.UnknownSale.
	Sale(ctx context.Context, id catalog.SaleID) (catalog.Sale, error)
	// Product returns a product. It fails with problem.UnknownProduct.
	Product(ctx context.Context, sku catalog.SKU) (catalog.Product, error)
}

// Lots changes stock. Each method is one atomic conditional write to one lot.
// After an error it is unknown whether it was applied, and it may be repeated.
type Lots interface {
	// Reserve applies stock.Lot.Reserve.
	Reserve(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (Reservation, error)
	// Release applies stock.Lot.Release.
	Release(ctx context.Context, lot stock.LotKey, id order.ID) (ReleaseResult, error)
	// Peek reads some lots of a line, each as it is now, though not all at the same
	// moment. It changes nothing.
	Peek(ctx context.Context, line stock.Line, numbers []int) ([]stock.Lot, error)
}

// Reservation is the result of an attempt to reserve units.
type Reservation struct {
	Outcome stock.Outcome
	Left    int // units left in the lot afterwards
	Claimed int // units of the order's claim in the lot, if it has one

	// NextRelease is when held units of the lot may come back. If the outcome is
	// Reserved, these are the order's own; else they are the first of all.
	NextRelease time.Time
}

// ReleaseResult is the result of a release.
type ReleaseResult struct {
	Released bool // false: the lot had no claim of the order, or no longer
	Before   int  // units left in the lot before
	After    int  // and after it
}

// Shelves keeps the lists of empty lots.
type Shelves interface {
	// Shelf reads the shelf of a line as it is now.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
	// ShelvesOf is like Shelf for some lines, though not all at the same moment. It fails if
	// one of them has no shelf.
	ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error)
	// MarkEmpty applies stock.Shelf.Mark in one atomic write. It may be repeated.
	MarkEmpty(ctx context.Context, lot stock.LotKey, epoch int64, release time.Time) (bool, error)
	// Unmark takes a lot off the list and begins a new epoch, in one atomic
	// write. Repeating it only costs an epoch.
	Unmark(ctx context.Context, lot stock.LotKey) error
}

// Orders keeps orders.
type Orders interface {
	OrderReader
	OrderWriter
}

// OrderReader reads orders as they are now.
type OrderReader interface {
	// Order returns an order, which has the status order.Absent if there is none.
	Order(ctx context.Context, id order.ID) (order.Order, error)
	// Buyer returns the orders of a key, by slot.
	Buyer(ctx context.Context, key order.Key) ([]order.Order, error)
	// Orders returns those of the orders that exist.
	Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error)
}

// OrderWriter changes orders. Each method is one atomic conditional write to
// one item. After an error it is unknown whether it was applied, and it may be
// repeated.
type OrderWriter interface {
	// Put stores a new order. If there is one of this id, Put stores nothing and
	// returns that one.
	Put(ctx context.Context, o order.Order) (existing *order.Order, err error)
	// Move applies order.Order.Apply and returns the order as it then is. moved is
	// false if the move does not apply.
	Move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error)
}
