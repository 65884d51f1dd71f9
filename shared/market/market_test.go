package market_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"storefront/shared/market"
)

// every returns the markets of all regions.
func every(t *testing.T) []market.Market {
	t.Helper()
	var all []market.Market
	for _, region := range market.Regions() {
		all = append(all, region.Markets()...)
	}
	if len(all) == 0 {
		t.Fatal("no market in any region")
	}
	return all
}

func of(t *testing.T, code market.Code) market.Market {
	t.Helper()
	m, ok := market.Of(code)
	if !ok {
		t.Fatalf("there is no market %q", code)
	}
	return m
}

func TestMarkets(t *testing.T) {
	t.Parallel()
	want := map[market.Region][]market.Code{
		market.US: {"us"},
		market.EU: {"de", "fr", "es", "it", "nl"},
		market.UK: {"gb"},
		market.IN: {"in"},
	}
	for _, region := range market.Regions() {
		var got []market.Code
		for _, m := range region.Markets() {
			got = append(got, m.Code)
		}
		if !slices.Equal(got, want[region]) {
			t.Errorf("region %s serves %v, want %v", region, got, want[region])
		}
	}
	if len(market.Regions()) != len(want) {
		t.Errorf("regions are %v, want %d", market.Regions(), len(want))
	}
}

func TestMarketOfARegion(t *testing.T) {
	t.Parallel()
	if m, ok := market.EU.Market("fr"); !ok || m.Country != "FR" {
		t.Errorf("region eu, market fr: got %q, %v", m.Country, ok)
	}
	for _, code := range []market.Code{"us", "gb", "", "FR", "xx"} {
		if m, ok := market.EU.Market(code); ok {
			t.Errorf("region eu sells in %q as %q", code, m.Name)
		}
	}
	if _, ok := market.Of("xx"); ok {
		t.Error("there is a market xx")
	}
}

func TestParseRegion(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		if got, err := market.ParseRegion(string(region)); got != region || err != nil {
			t.Errorf("ParseRegion(%q) = %q, %v", region, got, err)
		}
	}
	for _, name := range []string{"", "US", "us-west-2", "gb"} {
		if got, err := market.ParseRegion(name); err == nil {
			t.Errorf("ParseRegion(%q) = %q, want an error", name, got)
		}
	}
}

func TestEveryMarketIsValid(t *testing.T) {
	t.Parallel()
	for _, m := range every(t) {
		t.Run(string(m.Code), func(t *testing.T) {
			t.Parallel()
			if got := of(t, m.Code); got.Name != m.Name {
				t.Errorf("two markets share the code: %s and %s", got.Name, m.Name)
			}
			country, err := language.ParseRegion(m.Country)
			if err != nil || !country.IsCountry() || country.String() != m.Country {
				t.Errorf("country %q: read as %v, %v", m.Country, country, err)
			}
			if string(m.Code) != strings.ToLower(m.Country) {
				t.Errorf("code %q is not country %q in lower case", m.Code, m.Country)
			}
			if legal, ok := currency.FromRegion(country); !ok || legal.String() != m.Currency {
				t.Errorf("currency %q, while %s has %v", m.Currency, m.Country, legal)
			}
			if digits, _ := currency.Standard.Rounding(currency.MustParseISO(m.Currency)); digits != 2 {
				t.Errorf("%s has %d digits after the point, the table is in hundredths", m.Currency, digits)
			}
			if m.Shipping.Currency != m.Currency || m.Shipping.Minor <= 0 {
				t.Errorf("shipping costs %v in a market in %s", m.Shipping, m.Currency)
			}
			if zone, err := time.LoadLocation(m.TimeZone); err != nil || zone == time.UTC {
				t.Errorf("time zone %q: %v, %v", m.TimeZone, zone, err)
			}
			for _, spoken := range m.Languages {
				if tag, err := language.Parse(spoken); err != nil || tag.String() != spoken {
					t.Errorf("language %q: read as %v, %v", spoken, tag, err)
				}
			}
			if !slices.Contains(m.Languages, "en") {
				t.Errorf("languages %v lack English, which operators fall back on", m.Languages)
			}
		})
	}
}
