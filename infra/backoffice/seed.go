package backoffice

import (
	"context"
	"errors"
	"time"

	"storefront/infra/seed"
	"storefront/shared/catalog"
)

// Seeded is what a seeding found and did.
type Seeded struct {
	Products []catalog.SKU    // put, in place of what was there
	Created  []catalog.SaleID // new
	Kept     []catalog.SaleID // there already, and left as they are
}

// Seed puts the demo's products and creates the region's demo sales unless they
// exist, timed from now. Seeding again changes no sale and no stock.
func (o *Office) Seed(ctx context.Context, now time.Time) (Seeded, error) {
	var done Seeded
	products, err := seed.Products()
	if err != nil {
		return done, err
	}
	for _, p := range products {
		if err := o.store.PutProduct(ctx, p); err != nil {
			return done, err
		}
		done.Products = append(done.Products, p.SKU)
	}
	sales, err := seed.Sales(o.region)
	if err != nil {
		return done, err
	}
	snapshot, err := o.store.Catalog(ctx)
	if err != nil {
		return done, err
	}
	for _, sale := range sales {
		if _, exists := find(snapshot.Sales, sale.ID); exists {
			done.Kept = append(done.Kept, sale.ID)
			continue
		}
		err := o.create(ctx, now, demo(sale, now), products)
		switch {
		case errors.Is(err, ErrExists): // created by another process meanwhile
			done.Kept = append(done.Kept, sale.ID)
		case err != nil:
			return done, err
		default:
			done.Created = append(done.Created, sale.ID)
		}
	}
	return done, nil
}

// demo times a sale of the demo.
func demo(s seed.Sale, now time.Time) Spec {
	opens := now.Add(s.OpensAfter)
	spec := Spec{
		ID: s.ID, Opens: opens, Closes: opens.Add(s.Lasts), Access: s.Access,
		OrdersPerBuyer: s.OrdersPerBuyer, Hold: s.Hold,
	}
	for _, line := range s.Lines {
		spec.Lines = append(spec.Lines, Line(line))
	}
	return spec
}
