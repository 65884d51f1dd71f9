// Package seed is the demo the store opens with, told as data: a phone maker's
// first flash sales, region by region. Accessories are cleared everywhere; its
// phones are known in every market, but sold in India alone. All evidence of
// clearance is fictional.
//
// Nothing here is written anywhere: that is the operator's and the laptop's work.
package seed

import (
	_ "embed"
	"fmt"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

//go:embed products.json
var productsFile []byte

//go:embed sales.json
var salesFile []byte

// Sale is a sale of the demo, timed from the moment the store is seeded.
type Sale struct {
	ID             catalog.SaleID
	OpensAfter     time.Duration
	Lasts          time.Duration // from when it opens
	Access         catalog.Access
	OrdersPerBuyer int
	Hold           time.Duration
	Lines          []Line
}

// Line is what a sale has of one SKU.
type Line struct {
	SKU         catalog.SKU
	Units       int
	MaxPerOrder int
}

// Products reads the demo's products.
func Products() ([]catalog.Product, error) {
	var records []productRecord
	if err := decode(productsFile, &records); err != nil {
		return nil, fmt.Errorf("products.json: %w", err)
	}
	products := make([]catalog.Product, len(records))
	for i, r := range records {
		products[i] = r.product()
	}
	return products, nil
}

// Sales reads the demo's sales in a region.
func Sales(region market.Region) ([]Sale, error) {
	var records map[market.Region][]saleRecord
	if err := decode(salesFile, &records); err != nil {
		return nil, fmt.Errorf("sales.json: %w", err)
	}
	sales := make([]Sale, len(records[region]))
	for i, r := range records[region] {
		sales[i] = r.sale()
	}
	return sales, nil
}
