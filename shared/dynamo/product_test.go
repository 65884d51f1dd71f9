package dynamo

import (
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/money"
)

// fullProduct has something in every field, which no product in life has.
func fullProduct() catalog.Product {
	contact := func(name string) catalog.Contact {
		return catalog.Contact{Name: name, Address: name + " Road 1", Email: name + "@shop.example", Phone: "+1 415 555 0142"}
	}
	at := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	return catalog.Product{
		SKU: "fitness-band", HSCode: "851762", Model: "FB-1", Picture: "fitness-band.svg", Origin: "CN", Maker: contact("maker"), NoWarnings: true,
		Facts: []catalog.Fact{{Kind: catalog.FactWeight, Value: "14 g"}, {Kind: catalog.FactBattery, Value: "41 mAh"}},
		Texts: map[string]catalog.Text{
			"en": {Name: "Fitness band", Description: "Counts steps.", Alt: "A band", Warnings: "Do not eat it."},
			"de": {Name: "Fitnessband", Description: "Zählt Schritte.", Alt: "Ein Band", Warnings: "Nicht essen."},
		},
		Offers: map[market.Code]catalog.Offer{"in": {
			Price: money.Amount{Minor: 99900, Currency: "INR"},
			Clearance: market.Clearance{
				Status: market.Pending, Reason: market.Logistics, Evidence: "file 7", Since: at, Expected: at.AddDate(0, 1, 0),
			},
			Responsible: contact("responsible"), Importer: contact("importer"), ConsumerCare: contact("care"),
			NetQuantity: "1 N", MRP: money.Amount{Minor: 129900, Currency: "INR"},
		}},
	}
}

// A field that is added to a product must be stored with it; see
// TestOrderItemKeepsEveryField.
func TestProductItemKeepsEveryField(t *testing.T) {
	t.Parallel()
	want := fullProduct()
	for _, path := range zeroFields(reflect.ValueOf(want), "product") {
		t.Errorf("%s is zero: give it a value in fullProduct", path)
	}
	got, err := decodeProduct(encode(t, encodeProduct(want)))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the product came back otherwise (-want +got):\n%s", d)
	}
}

// Products that an older version stored are read as they were.
func TestAnOldProductIsRead(t *testing.T) {
	t.Parallel()
	text := func(value string) types.AttributeValue { return &types.AttributeValueMemberS{Value: value} }
	object := func(members item) types.AttributeValue { return &types.AttributeValueMemberM{Value: members} }
	got, err := decodeProduct(item{
		"pk": text(productPK), "sk": text("fitness-band"), "hs_code": text("851762"),
		"texts":  object(item{"en": object(item{"name": text("Fitness band"), "description": text("Counts steps.")})}),
		"offers": object(item{"us": object(item{"price": number(1499), "currency": text("USD"), "clearance": text("cleared")})}),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := catalog.Product{
		SKU: "fitness-band", HSCode: "851762",
		Texts: map[string]catalog.Text{"en": {Name: "Fitness band", Description: "Counts steps."}},
		Offers: map[market.Code]catalog.Offer{
			"us": {Price: money.Amount{Minor: 1499, Currency: "USD"}, Clearance: market.Clearance{Status: market.Cleared}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the product is otherwise (-want +got):\n%s", d)
	}
}

// Busy processes read all products once a second, and one partition has 3,000 read
// units a second. An eventually consistent read of 4 KB costs half of one.
func TestTheCatalogIsCheapToRead(t *testing.T) {
	t.Parallel()
	const most, unit = 5 << 10, 8 << 10
	products, err := seed.Products()
	if err != nil {
		t.Fatal(err)
	}
	for _, region := range market.Regions() {
		sum := 0
		for _, p := range products {
			size := itemSize(encode(t, encodeProduct(p.In(region))))
			if size > most {
				t.Errorf("region %s: %s has %d bytes, want at most %d", region, p.SKU, size, most)
			}
			sum += size
		}
		t.Logf("region %s: %d products have %d bytes, %.1f read units", region, len(products), sum, float64(sum)/unit)
	}
}
