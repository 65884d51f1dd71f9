package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/functiontest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// shipTo is an order of headphones to an address.
func shipTo(locale, name, code, state, country string) string {
	return `{"sale":"mine","lines":[{"sku":"headphones","quantity":1}],"email":"ada@example.com","locale":"` + locale + `",` +
		`"ship_to":{"name":"` + name + `","line1":"1 Market Street","city":"City","postal_code":"` + code + `","state":"` + state + `","country":"` + country + `"}}`
}

// What a person types is stored in one form, and tax depends on the place.
func TestStoredAddresses(t *testing.T) {
	t.Parallel()
	stored := func(name, code, state, country string) order.Address {
		return order.Address{Name: name, Line1: "1 Market Street", City: "City", PostalCode: code, State: state, Country: country}
	}
	for name, tt := range map[string]struct {
		region market.Region
		market string
		body   string
		want   order.Address
		locale string
	}{
		"American": {market.US, "us", shipTo("es-419", `Ada\u00a0 Lovelace`, "94105\u20131420", "california", "US"),
			stored("Ada Lovelace", "94105-1420", "CA", "US"), "es"},
		"Dutch": {market.EU, "nl", shipTo("NL", `\u200eAda`, `1012\u00a0ab`, "", "NL"), stored("Ada", "1012 AB", "", "NL"), "nl"},
		"British": {market.UK, "gb", shipTo("en-GB", `Ada\u200b`, "sw1a  2aa", " Greater  London", "GB"),
			stored("Ada", "SW1A 2AA", "Greater London", "GB"), "en"},
		"Indian": {market.IN, "in", shipTo("hi-IN", `दर्\u200dया`, "560 001", "Karnataka", "IN"),
			stored("दर्\u200dया", "560001", "KA", "IN"), "hi"},
		"Indian without a state": {market.IN, "in", shipTo("ta-IN", "Ada", "560001", "", "IN"), stored("Ada", "560001", "", "IN"), "en"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, client := region(t, tt.region)
			shop.Sell(t, "mine", 5, nil, "headphones")
			o, err := shop.Store.Order(t.Context(), holdIn(t, client, tt.market, tt.body, "key").id())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, o.Buyer.ShipTo); diff != "" || o.Buyer.Locale != tt.locale {
				t.Errorf("locale %s, address (-want +got):\n%s", o.Buyer.Locale, diff)
			}
		})
	}
}

// The tax is unknown for an address that is in no place, or in two.
func TestAddressesWithoutAPlace(t *testing.T) {
	t.Parallel()
	for where, mistakes := range map[market.Region]functiontest.Mistakes{
		market.IN: {
			"a PIN of another state":   {"KA", "MH", "ship_to.postal_code"},
			"a state that India lacks": {"KA", "California", "ship_to.state"},
			"an army post office":      {`560001","state":"KA`, `900056","state":"`, "ship_to.postal_code"},
		},
		market.US: {
			"an APO code":                 {`94105","state":"CA`, `09012","state":"AE`, "ship_to.postal_code ship_to.state"},
			"an FPO code in a state":      {"94105", "96601", "ship_to.postal_code"},
			"a territory's code":          {"94105", "00901", "ship_to.postal_code"},
			"a ZIP Code of another state": {"CA", "OR", "ship_to.postal_code"},
		},
		market.UK: {"a BFPO code": {"SW1A 2AA", "BF1 2AT", "ship_to.postal_code"}},
		market.EU: {"a French military sector": {"75001", "00200", "ship_to.postal_code"}},
	} {
		good := map[market.Region]string{
			market.IN: shipTo("en", "Ada", "560001", "KA", "IN"), market.US: shipTo("en", "Ada", "94105", "CA", "US"),
			market.UK: shipTo("en", "Ada", "SW1A 2AA", "", "GB"), market.EU: shipTo("en", "Ada", "75001", "", "FR"),
		}[where]
		code := map[market.Region]string{market.IN: "in", market.US: "us", market.UK: "gb", market.EU: "fr"}[where]
		_, client := region(t, where)
		mistakes.Refused(t, good, func(body string) *functiontest.Answer {
			return client.Post("/v1/"+code+"/checkouts", body, "Idempotency-Key", "key")
		})
	}
}
