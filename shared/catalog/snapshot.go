package catalog

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"storefront/shared/problem"
)

// Snapshot is everything that a region offers, products by SKU and sales by id.
type Snapshot struct {
	Products []Product
	Sales    []Sale
}

// Sale gives a sale, or problem.UnknownSale.
func (s Snapshot) Sale(id SaleID) (Sale, error) {
	for _, sale := range s.Sales {
		if sale.ID == id {
			return sale, nil
		}
	}
	return Sale{}, problem.New(problem.UnknownSale, "There is no such sale in this region.")
}

// Product gives a product, or problem.UnknownProduct.
func (s Snapshot) Product(sku SKU) (Product, error) {
	for _, p := range s.Products {
		if p.SKU == sku {
			return p, nil
		}
	}
	return Product{}, problem.New(problem.UnknownProduct, "There is no such product.").With("sku", sku)
}

// Source reads the catalog.
type Source interface {
	Catalog(ctx context.Context) (Snapshot, error)
}

// How old a snapshot may be: shoppers see an operator's change after FreshFor,
// and a catalog that cannot be read stops no sale before StaleFor.
const (
	FreshFor = time.Second
	StaleFor = time.Minute
)

// Cache keeps the last snapshot in memory, so that a sale is not one read of
// the catalog for each shopper. It is safe for concurrent use.
type Cache struct {
	source Source
	now    func() time.Time
	log    *slog.Logger

	mu   sync.Mutex
	last Snapshot
	at   time.Time // when last was read; zero: never
}

// NewCache makes an empty cache in front of a source.
func NewCache(source Source, now func() time.Time, log *slog.Logger) *Cache {
	return &Cache{source: source, now: now, log: log}
}

// Snapshot gives the catalog as it was at most FreshFor ago, or at most StaleFor
// while its source fails.
func (c *Cache) Snapshot(ctx context.Context) (Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if !c.at.IsZero() && now.Sub(c.at) < FreshFor {
		return c.last, nil
	}
	next, err := c.source.Catalog(ctx)
	switch {
	case err == nil:
		c.last, c.at = next, now
	case !c.at.IsZero() && now.Sub(c.at) < StaleFor:
		c.log.WarnContext(ctx, "the catalog could not be read; an older one is used", slog.Any("error", err))
	default:
		return Snapshot{}, err
	}
	return c.last, nil
}

// Sale gives a sale as [Snapshot.Sale] does.
func (c *Cache) Sale(ctx context.Context, id SaleID) (Sale, error) {
	snapshot, err := c.Snapshot(ctx)
	if err != nil {
		return Sale{}, err
	}
	return snapshot.Sale(id)
}

// Product gives a product as [Snapshot.Product] does.
func (c *Cache) Product(ctx context.Context, sku SKU) (Product, error) {
	snapshot, err := c.Snapshot(ctx)
	if err != nil {
		return Product{}, err
	}
	return snapshot.Product(sku)
}
