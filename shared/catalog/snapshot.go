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

// Sale returns a sale. It fails with problem.UnknownSale.
func (s Snapshot) Sale(id SaleID) (Sale, error) {
	for _, sale := range s.Sales {
		if sale.ID == id {
			return sale, nil
		}
	}
	return Sale{}, problem.New(problem.UnknownSale, "There is no such sale in this region.")
}

// Product returns a product. It fails with problem.UnknownProduct.
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

// How old a snapshot may be. A change that an operator makes, such as a new price,
// an early close or a clearance, reaches shoppers within FreshFor. A new sale or
// product is found at once, unless the process has looked for another unknown name
// within FreshFor. If the catalog cannot be read, sales go on for StaleFor.
const (
	FreshFor = time.Second
	StaleFor = time.Minute
)

// Cache keeps the last snapshot in memory, so that not every shopper costs a read
// of the catalog. It is safe for concurrent use.
type Cache struct {
	source Source
	now    func() time.Time
	log    *slog.Logger

	mu     sync.Mutex
	last   Snapshot
	at     time.Time // when last was read; zero: never
	looked time.Time // when the catalog was last read for a name that last did not know
}

// NewCache returns an empty cache in front of a source.
func NewCache(source Source, now func() time.Time, log *slog.Logger) *Cache {
	return &Cache{source: source, now: now, log: log}
}

// Snapshot returns the catalog as it was at most FreshFor ago, or at most StaleFor
// ago while the source fails.
func (c *Cache) Snapshot(ctx context.Context) (Snapshot, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if !c.at.IsZero() && now.Sub(c.at) < FreshFor {
		return c.last, nil
	}
	return c.read(ctx, now)
}

// Knowing returns a snapshot for which knows returns no error. If knows fails on
// the snapshot in memory, Knowing reads the catalog again before it returns that
// error, but at most once every FreshFor, however many unknown names are asked for.
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

// Sale returns a sale as [Snapshot.Sale] does.
func (c *Cache) Sale(ctx context.Context, id SaleID) (sale Sale, err error) {
	_, err = c.Knowing(ctx, func(s Snapshot) (err error) {
		sale, err = s.Sale(id)
		return err
	})
	return sale, err
}

// Product returns a product as [Snapshot.Product] does.
func (c *Cache) Product(ctx context.Context, sku SKU) (p Product, err error) {
	_, err = c.Knowing(ctx, func(s Snapshot) (err error) {
		p, err = s.Product(sku)
		return err
	})
	return p, err
}
