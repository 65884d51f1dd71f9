package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// What a person types is stored in one form, and tax is that of the place.
func TestAddressesAsTheyAreStored(t *testing.T) {
	t.Parallel()
	address := func(name, code, state, country string) string {
		return `{"name":"` + name + `","line1":"1 Market Street","city":"City","postal_code":"` + code + `","state":"` + state + `","country":"` + country + `"}`
	}
	stored := func(name, code, state, country string) order.Address {
		return order.Address{Name: name, Line1: "1 Market Street", City: "City", PostalCode: code, State: state, Country: country}
	}
	tests := map[string]struct {
		region market.Region
		market string
		typed  string
		want   order.Address
		locale string
		sent   string
	}{
		"an American": {market.US, "us", address(`Ada\u00a0 Lovelace`, "94105\u20131420", "california", "US"),
			stored("Ada Lovelace", "94105-1420", "CA", "US"), "es", "es-419"},
		"a Dutch": {market.EU, "nl", address(`\u200eAda`, `1012\u00a0ab`, "", "NL"), stored("Ada", "1012 AB", "", "NL"), "nl", "NL"},
		"a British": {market.UK, "gb", address(`Ada\u200b`, "sw1a  2aa", " Greater  London", "GB"),
			stored("Ada", "SW1A 2AA", "Greater London", "GB"), "en", "en-GB"},
		"an Indian": {market.IN, "in", address(`दर्\u200dया`, "560 001", "Karnataka", "IN"),
			stored("दर्\u200dया", "560001", "KA", "IN"), "hi", "hi-IN"},
		"an Indian without state": {market.IN, "in", address("Ada", "560001", "", "IN"), stored("Ada", "560001", "", "IN"), "en", "ta-IN"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, client := region(t, tt.region)
			shop.Sell(t, "mine", 5, nil, "headphones")
			body := `{"sale":"mine","lines":[{"sku":"headphones","quantity":1}],"email":"ada@example.com","locale":"` + tt.sent + `","ship_to":` + tt.typed + `}`
			var got bought
			client.Post("/v1/"+tt.market+"/checkouts", body, "Idempotency-Key", "key").Want(201).Read(&got)
			id, err := order.ParseID(got.Order.ID)
			if err != nil {
				t.Fatal(err)
			}
			o, err := shop.Store.Order(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, o.Buyer.ShipTo); diff != "" || o.Buyer.Locale != tt.locale {
				t.Errorf("locale %s, address (-want +got):\n%s", o.Buyer.Locale, diff)
			}
		})
	}
}

// An address that is in no place, or in two, is one whose tax nobody knows.
func TestAddressesWithoutAPlace(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		region      market.Region
		market      string
		code, state string
		country     string
		field       string
	}{
		"a PIN of another state":      {market.IN, "in", "560001", "MH", "IN", "ship_to.postal_code"},
		"a state that India lacks":    {market.IN, "in", "560001", "California", "IN", "ship_to.state"},
		"an army post office":         {market.IN, "in", "900056", "", "IN", "ship_to.postal_code"},
		"a BFPO code":                 {market.UK, "gb", "BF1 2AT", "", "GB", "ship_to.postal_code"},
		"an APO code":                 {market.US, "us", "09012", "AE", "US", "ship_to.postal_code ship_to.state"},
		"an FPO code in a state":      {market.US, "us", "96601", "CA", "US", "ship_to.postal_code"},
		"a ZIP Code of another state": {market.US, "us", "94105", "OR", "US", "ship_to.postal_code"},
		"a French military sector":    {market.EU, "fr", "00200", "", "FR", "ship_to.postal_code"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, client := region(t, tt.region)
			body := `{"sale":"mine","lines":[{"sku":"headphones","quantity":1}],"email":"ada@example.com","locale":"en","ship_to":` +
				`{"name":"Ada","line1":"1 Market Street","city":"City","postal_code":"` + tt.code + `","state":"` + tt.state + `","country":"` + tt.country + `"}}`
			refused := client.Post("/v1/"+tt.market+"/checkouts", body, "Idempotency-Key", "key").Refused(422, problem.InvalidRequest)
			if got := strings.Join(namesOf(refused.Fields), " "); got != tt.field {
				t.Errorf("at fault: %q, want %q", got, tt.field)
			}
		})
	}
}
