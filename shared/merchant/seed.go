package merchant

import (
	"context"
	"errors"
	"time"

	"storefront/shared/catalog"
)

// Seeded is what a seeding found and did.
type Seeded struct {
	Products []catalog.SKU    // put
	Created  []catalog.SaleID // new
	Kept     []catalog.SaleID // there already, and left as they are
}

// Seed puts products and creates those of the sales that the region does not
// have. Seeding again changes no sale and no stock.
func (m *Merchant) Seed(ctx context.Context, now time.Time, products []catalog.Product, sales []Spec) (Seeded, error) {
	var done Seeded
	for _, p := range products {
		if err := m.store.PutProduct(ctx, p); err != nil {
			return done, err
		}
		done.Products = append(done.Products, p.SKU)
	}
	snapshot, err := m.store.Catalog(ctx)
	if err != nil {
		return done, err
	}
	snapshot.Products = products // which the snapshot may be too old to have
	for _, sale := range sales {
		switch err := m.create(ctx, now, sale, snapshot); {
		case errors.Is(err, ErrExists):
			done.Kept = append(done.Kept, sale.ID)
		case err != nil:
			return done, err
		default:
			done.Created = append(done.Created, sale.ID)
		}
	}
	return done, nil
}
