// Package checkout sells: it holds units for an order, takes the payment,
// extends, cancels and expires. It is the only place that puts the rules of
// stock and order together, always in this order: take the units, put the
// order; close the order, give the units back.
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
	Now      func() time.Time
	Log      *slog.Logger
}

// Store is a region's data as a checkout uses it.
type Store interface {
	catalog.Source
	Lots
	Shelves
	Orders
}

// New makes the checkout of one process, whose caches are empty.
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

// Observer is told of what becomes of orders.
type Observer interface {
	// Changed is told of an order once this process has put or moved it, as it is
	// then. Of a change whose reply was lost nobody is told.
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

// now is the time as orders keep it, in milliseconds of UTC, so that the answer
// that makes an order and those that repeat it are the same.
func (c *Checkout) now() time.Time { return c.Now().UTC().Truncate(time.Millisecond) }

// Catalog tells what is offered. It may be some seconds old.
type Catalog interface {
	// Sale gives problem.UnknownSale for a sale that the region does not have.
	Sale(ctx context.Context, id catalog.SaleID) (catalog.Sale, error)
	// Product gives problem.UnknownProduct for a SKU that the store does not know.
	Product(ctx context.Context, sku catalog.SKU) (catalog.Product, error)
}

// Lots changes stock. Each method is one atomic conditional write to one lot.
// After an error it is unknown whether it was applied, and it may be repeated.
type Lots interface {
	// Take applies stock.Lot.Take.
	Take(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (TakeResult, error)
	// Give applies stock.Lot.Give.
	Give(ctx context.Context, lot stock.LotKey, id order.ID) (GiveResult, error)
	// Peek reads some lots of a line, each as it is now, though not all at the same
	// moment. It changes nothing.
	Peek(ctx context.Context, line stock.Line, numbers []int) ([]stock.Lot, error)
}

// TakeResult is what a take found and left behind.
type TakeResult struct {
	Outcome stock.Outcome
	Left    int // units left in the lot after the take
	Claimed int // units of the order's claim in the lot, if it has one

	// NextRelease is when a held unit of the lot may come back: of all that are
	// held the first one, unless the outcome is Taken, and then the order's own.
	NextRelease time.Time
}

// GiveResult is what a give found and left behind.
type GiveResult struct {
	Given  bool // false: there was no claim, or no longer
	Before int  // units left in the lot before the give
	After  int  // and after it
}

// Shelves remembers which lots are empty.
type Shelves interface {
	// Shelf reads the shelf of a line as it is now.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
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
	// Order gives one order, with the status order.Absent if there is none.
	Order(ctx context.Context, id order.ID) (order.Order, error)
	// Buyer lists the orders of a key by slot.
	Buyer(ctx context.Context, key order.Key) ([]order.Order, error)
	// Orders gives those of the orders that exist.
	Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error)
}

// OrderWriter changes orders. Each method is one atomic conditional write to
// one item. After an error it is unknown whether it was applied, and it may be
// repeated.
type OrderWriter interface {
	// Put stores a new order. When there is one of this id already, it stores
	// nothing and gives that one.
	Put(ctx context.Context, o order.Order) (existing *order.Order, err error)
	// Move applies order.Order.Apply and gives the order as it then is. moved is
	// false when the move does not apply.
	Move(ctx context.Context, id order.ID, m order.Move) (o order.Order, moved bool, err error)
}
