// Package merchant is what a merchant does with a region: put products, create
// and close sales, and add stock.
//
// It alone knows the order in which stock is written: first the lots, then the
// shelf that counts them, and a new sale last. Shoppers reach nothing before the
// last write. So an attempt that was interrupted has changed nothing, and
// repeating it adopts what it left and finishes it.
package merchant

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/stock"
)

// Merchant works on one region's data. It is safe for concurrent use.
type Merchant struct {
	region market.Region
	store  Store
}

// New returns the merchant of a region.
func New(region market.Region, store Store) *Merchant { return &Merchant{region: region, store: store} }

// Store is the catalog and the stock of a region. Each method that writes is one
// atomic write to one item and may be repeated.
type Store interface {
	Catalog
	Stock
}

// Catalog is what the region offers.
type Catalog interface {
	catalog.Source
	// PutProduct stores a product. It replaces the one that has its SKU.
	PutProduct(ctx context.Context, p catalog.Product) error
	// PutSale stores a new sale. If there is a sale of its name, PutSale changes
	// nothing and returns false.
	PutSale(ctx context.Context, s catalog.Sale) (bool, error)
	// CloseSale sets when a sale closes. It returns false if there is no such sale.
	CloseSale(ctx context.Context, id catalog.SaleID, at time.Time) (bool, error)
}

// Stock is lots and shelves. Reads return each item as it is now.
type Stock interface {
	// Shelf returns the shelf of a line. It fails if there is none.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
	// Lots returns the first n lots of a line. It fails if one is missing.
	Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error)
	// PutLot stores a new lot. If there is a lot of its number, PutLot changes
	// nothing and returns false.
	PutLot(ctx context.Context, lot stock.Lot) (bool, error)
	// AddLots counts lots from to to-1, which were put before, on a line's shelf.
	// Unless the shelf counts exactly from lots, AddLots changes nothing and
	// returns false. With from 0 it creates the shelf, unless there is one. The shelf
	// keeps a reference until the next one.
	AddLots(ctx context.Context, line stock.Line, from, to, units int, reference string) (bool, error)
}
