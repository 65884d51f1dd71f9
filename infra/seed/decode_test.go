package seed

import (
	"encoding/json"
	"testing"

	"storefront/shared/market"
)

func TestDecodeIsStrict(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, file string }{
		{"a misspelt member", `[{"sku": "a", "hscode": "850760"}]`},
		{"a misspelt member deep inside", `[{"sku": "a", "offers": {"us": {"clearance": {"state": "cleared"}}}}]`},
		{"a price in major units", `[{"sku": "a", "offers": {"us": {"price": {"amount_minor": 9.99, "currency": "USD"}}}}]`},
		{"a day that is none", `[{"sku": "a", "offers": {"us": {"clearance": {"since": "2015-02-30"}}}}]`},
		{"something after the data", `[] []`},
		{"nothing", ``},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var records []productRecord
			if err := decode([]byte(tt.file), &records); err == nil {
				t.Errorf("read as %+v", records)
			}
		})
	}
	var records []saleRecord
	if err := decode([]byte(`[{"hold": 600}]`), &records); err == nil {
		t.Error("a hold without a unit is accepted")
	}
}

// A contact that is misspelt would be left out silently.
func TestContactsAreKnown(t *testing.T) {
	t.Parallel()
	known := contacts{"maker": {Name: "Maker"}}
	for name, record := range map[string]productRecord{
		"product band: maker: ":     {SKU: "band", Maker: "makr"},
		"product band: offers.de: ": {SKU: "band", Maker: "maker", Offers: map[market.Code]offerRecord{"de": {Responsible: "makr"}}},
		"product band: offers.in: ": {SKU: "band", Maker: "maker", Offers: map[market.Code]offerRecord{"in": {ConsumerCare: "makr"}}},
		"product band: offers.us: ": {SKU: "band", Maker: "maker", Offers: map[market.Code]offerRecord{"us": {Importer: "makr"}}},
	} {
		want := name + `contacts.json has no "makr"`
		if product, err := record.product(known); err == nil || err.Error() != want {
			t.Errorf("read as %+v, %v, want %s", product, err, want)
		}
	}
	if product, err := (productRecord{SKU: "band", Maker: "maker"}).product(known); err != nil || product.Maker.Name != "Maker" {
		t.Errorf("read as %+v, %v", product, err)
	}
}

func TestSalesAreOfKnownRegions(t *testing.T) {
	t.Parallel()
	var regions map[string]json.RawMessage
	if err := json.Unmarshal(salesFile, &regions); err != nil {
		t.Fatal(err)
	}
	for name := range regions {
		if _, err := market.ParseRegion(name); err != nil {
			t.Error(err)
		}
	}
	if len(regions) != len(market.Regions()) {
		t.Errorf("sales in %d regions, of which there are %d", len(regions), len(market.Regions()))
	}
}
