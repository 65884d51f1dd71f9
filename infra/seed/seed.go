// Package seed is the store's demo data: a phone maker's first flash sales, region
// by region. Accessories are cleared everywhere. The phones are known in every
// market and sold in India alone. All firms, addresses, data sheets and evidence of
// clearance are fictional.
package seed

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
)

//go:embed products.json
var productsFile []byte

//go:embed contacts.json
var contactsFile []byte

//go:embed sales.json
var salesFile []byte

// Products returns the demo's products.
func Products() ([]catalog.Product, error) {
	var known contacts
	if err := decode(contactsFile, &known); err != nil {
		return nil, fmt.Errorf("contacts.json: %w", err)
	}
	var records []productRecord
	if err := decode(productsFile, &records); err != nil {
		return nil, fmt.Errorf("products.json: %w", err)
	}
	products := make([]catalog.Product, len(records))
	for i, r := range records {
		product, err := r.product(known)
		if err != nil {
			return nil, fmt.Errorf("products.json: %w", err)
		}
		products[i] = product
	}
	return products, nil
}

// Sales returns the demo's sales of a region. They are timed from now.
func Sales(region market.Region, now time.Time) ([]merchant.Spec, error) {
	var records map[market.Region][]saleRecord
	if err := decode(salesFile, &records); err != nil {
		return nil, fmt.Errorf("sales.json: %w", err)
	}
	sales := make([]merchant.Spec, len(records[region]))
	for i, r := range records[region] {
		sales[i] = r.sale(now)
	}
	return sales, nil
}

// Apply puts the demo's products, and creates those of the demo's sales that the
// region does not have.
func Apply(ctx context.Context, region market.Region, store merchant.Store, now time.Time) (merchant.Seeded, error) {
	products, err := Products()
	if err != nil {
		return merchant.Seeded{}, err
	}
	sales, err := Sales(region, now)
	if err != nil {
		return merchant.Seeded{}, err
	}
	return merchant.New(region, store).Seed(ctx, now, products, sales)
}
