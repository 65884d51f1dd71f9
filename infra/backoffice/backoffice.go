// Package backoffice is what an operator does with a region: seed it, create
// sales, add stock, close sales, and audit that stock and orders tie out.
package backoffice

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Office works on one region's store. It is safe for concurrent use.
type Office struct {
	region market.Region
	store  Store
}

// New opens the office of a region.
func New(region market.Region, store Store) *Office { return &Office{region: region, store: store} }

// Store is a region's data, as [storefront/shared/dynamo.Store] keeps it. Each
// method that writes is one atomic write to one item and may be repeated.
type Store interface {
	Catalog
	Stock
	Orders
}

// Catalog keeps what the region offers.
type Catalog interface {
	// Catalog reads everything; what was written in the last second may be missing.
	Catalog(ctx context.Context) (catalog.Snapshot, error)
	// PutProduct stores a product in place of what was stored under its SKU.
	PutProduct(ctx context.Context, p catalog.Product) error
	// PutSale stores a new sale. It gives false, and changes nothing, when there
	// is one of this name.
	PutSale(ctx context.Context, s catalog.Sale) (bool, error)
	// CloseSale sets when a sale closes. It gives false when there is no such sale.
	CloseSale(ctx context.Context, id catalog.SaleID, at time.Time) (bool, error)
}

// Stock keeps lots and shelves. Reads give each item as it is now.
type Stock interface {
	// Shelf reads the shelf of a line; it fails when there is none.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
	// Lots reads the first n lots of a line; it fails when one is missing.
	Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error)
	// PutLot adds a new lot. It gives false, and changes nothing, when there is a
	// lot of this number.
	PutLot(ctx context.Context, lot stock.Lot) (bool, error)
	// AddLots lets a line's shelf count lots from to to-1, which were put before. It
	// gives false, and changes nothing, unless the shelf counts exactly from lots;
	// with from 0: unless there is no shelf.
	AddLots(ctx context.Context, line stock.Line, from, to, units int) (bool, error)
}

// Orders reads orders as they are now.
type Orders interface {
	// AllOrders visits every order that exists from its first to its last moment,
	// each once.
	AllOrders(ctx context.Context, visit func(order.Order) error) error
	// Orders gives those of the orders that exist.
	Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error)
}
