package merchant_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/merchant"
)

// A product that is cleared without what the law wants shown is refused, with all that
// it lacks, and nothing is put. One that is not cleared may lack it.
func TestSeedingRefusesAProductThatMayNotBeShown(t *testing.T) {
	t.Parallel()
	products, err := seed.Products()
	if err != nil {
		t.Fatal(err)
	}
	at := func(sku catalog.SKU) *catalog.Product {
		i := slices.IndexFunc(products, func(p catalog.Product) bool { return p.SKU == sku })
		return &products[i]
	}
	at(bank).Texts["it"] = catalog.Text{Name: "Power bank", Description: "Un power bank.", Alt: "Un power bank"}
	at(bank).Offers["xx"] = catalog.Offer{Clearance: market.Clearance{Status: market.Cleared}}
	at(band).Maker.Email = ""
	inIndia := at(phone).Offers["in"]
	inIndia.ConsumerCare, inIndia.MRP.Minor = catalog.Contact{}, inIndia.Price.Minor-1
	at(phone).Offers = map[market.Code]catalog.Offer{"in": inIndia, "de": {Clearance: market.Clearance{Status: market.Pending}}}

	store := checkouttest.NewMemory()
	_, err = merchant.New(market.IN, store).Seed(t.Context(), monday, products, nil)
	mail := []string{"maker.email"}
	want := merchant.Incomplete{
		{SKU: bank, Market: "it", Fields: []string{"texts.it.warnings"}},
		{SKU: bank, Market: "xx"},
		{SKU: band, Market: "de", Fields: mail},
		{SKU: band, Market: "es", Fields: mail},
		{SKU: band, Market: "fr", Fields: mail},
		{SKU: band, Market: "gb", Fields: mail},
		{SKU: band, Market: "it", Fields: mail},
		{SKU: band, Market: "nl", Fields: mail},
		{SKU: phone, Market: "in", Fields: []string{"offers.in.consumer_care", "offers.in.mrp (below the price)"}},
	}
	got, ok := errors.AsType[merchant.Incomplete](err)
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Fatalf("got %v, -want +got:\n%s", err, diff)
	}
	if snapshot, err := store.Catalog(t.Context()); err != nil || len(snapshot.Products) > 0 {
		t.Errorf("%d products were put, %v", len(snapshot.Products), err)
	}

	// Whatever is not sold may wait.
	for i := range products {
		for code := range maps.Clone(products[i].Offers) {
			offer := products[i].Offers[code]
			offer.Clearance.Status = market.Pending
			products[i].Offers[code] = offer
		}
	}
	if done, err := merchant.New(market.IN, store).Seed(t.Context(), monday, products, nil); err != nil || len(done.Products) != len(products) {
		t.Errorf("seeding what is not cleared: %+v, %v", done, err)
	}
}

func TestIncompleteReads(t *testing.T) {
	t.Parallel()
	got := merchant.Incomplete{
		{SKU: band, Market: "de", Fields: []string{"maker.email", "texts.de.alt"}},
		{SKU: bank, Market: "xx"},
	}.Error()
	const want = `fitness-band is cleared in de without maker.email, texts.de.alt; power-bank-5000 is cleared in "xx", which is no market`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
