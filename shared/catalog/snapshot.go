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

// How old a snapshot may be: shoppers see an operator's change after FreshFor at
// the latest, be it a new price, a sale that was closed or a clearance. What is new
// by its name, a sale or a product, is found at once, unless the process has looked
// for another unknown name within FreshFor. A catalog that cannot be read stops no
// sale before StaleFor.
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

	mu     sync.Mutex
	last   Snapshot
	at     time.Time // when last was read; zero: never
	looked time.Time // when the catalog was last read for a name that last did not know
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
	return c.read(ctx, now)
}

// Knowing returns a snapshot of which knows returns no error. When the one in
// memory does not know, the catalog is read again before knows's error is returned:
// at most once every FreshFor, however many unknown names are asked for.
func (c *Cache) Knowing(ctx context.Context, knows func(Snapshot) error) (Snapshot, error) {
	asked := c.now()
	snapshot, err := c.Snapshot(ctx)
	if err != nil {
		return Snapshot{}, err
	}
	if knows(snapshot) == nil {
		return snapshot, nil
	}
	if snapshot, err = c.lookAgain(ctx, asked); err != nil {
		return Snapshot{}, err
	}
	return snapshot, knows(snapshot)
}

// lookAgain reads the catalog, unless it was read since asked.
func (c *Cache) lookAgain(ctx context.Context, asked time.Time) (Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if !c.at.Before(asked) || !c.looked.IsZero() && now.Sub(c.looked) < FreshFor {
		return c.last, nil
	}
	c.looked = now
	return c.read(ctx, now)
}

// read reads the catalog. The cache is locked.
func (c *Cache) read(ctx context.Context, now time.Time) (Snapshot, error) {
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
func (c *Cache) Sale(ctx context.Context, id SaleID) (sale Sale, err error) {
	_, err = c.Knowing(ctx, func(s Snapshot) (err error) {
		sale, err = s.Sale(id)
		return err
	})
	return sale, err
}

// Product gives a product as [Snapshot.Product] does.
func (c *Cache) Product(ctx context.Context, sku SKU) (p Product, err error) {
	_, err = c.Knowing(ctx, func(s Snapshot) (err error) {
		p, err = s.Product(sku)
		return err
	})
	return p, err
}
