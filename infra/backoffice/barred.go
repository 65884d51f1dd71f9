package backoffice

import (
	"context"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

// Barred is a product that shoppers of a market may not buy.
type Barred struct {
	Market    market.Code
	SKU       catalog.SKU
	Known     bool             // the market has an offer of it
	Clearance market.Clearance // why it may not be sold; zero unless Known
}

// Barred lists the products of a sale that may not be sold in a market of the
// region as things are now, by market. A sale may have such lines: it sells them
// in its other markets, and in this one once they are cleared.
func (o *Office) Barred(ctx context.Context, spec Spec) ([]Barred, error) {
	snapshot, err := o.store.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	var barred []Barred
	for _, m := range o.region.Markets() {
		for _, line := range spec.Lines {
			product, err := snapshot.Product(line.SKU)
			if err != nil {
				return nil, err
			}
			if offer, known := product.Offers[m.Code]; !known || offer.Clearance.Status != market.Cleared {
				barred = append(barred, Barred{Market: m.Code, SKU: line.SKU, Known: known, Clearance: offer.Clearance})
			}
		}
	}
	return barred, nil
}
