package catalog_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

func TestTextIn(t *testing.T) {
	t.Parallel()
	p := catalog.Product{Texts: map[string]catalog.Text{"en": {Name: "Fitness band"}, "de": {Name: "Fitnessband"}}}
	for language, want := range map[string]string{"en": "Fitness band", "de": "Fitnessband", "fr": "Fitness band", "": "Fitness band"} {
		if got := p.TextIn(language).Name; got != want {
			t.Errorf("in %q it is called %q, want %q", language, got, want)
		}
	}
}

// What a region stores is all that its markets show, and where the product stands
// elsewhere.
func TestIn(t *testing.T) {
	t.Parallel()
	languages := map[market.Region][]string{
		market.US: {"en", "es"}, market.EU: {"de", "en", "es", "fr", "it", "nl"}, market.UK: {"en"}, market.IN: {"en", "hi"},
	}
	whole := complete()
	for code, offer := range whole.Offers {
		offer.Clearance = market.Clearance{Status: market.Cleared, Evidence: string(code)}
		whole.Offers[code] = offer
	}
	for region, want := range languages {
		p := whole.In(region)
		if got := slices.Sorted(maps.Keys(p.Texts)); !slices.Equal(got, want) {
			t.Errorf("region %s has texts in %q, want %q", region, got, want)
		}
		if len(p.Offers) != len(whole.Offers) {
			t.Errorf("region %s has %d offers of %d", region, len(p.Offers), len(whole.Offers))
		}
		for code, offer := range p.Offers {
			want := whole.Offers[code]
			if m, here := region.Market(code); !here {
				want = catalog.Offer{Price: want.Price, Clearance: want.Clearance}
			} else if missing := p.Missing(m); len(missing) > 0 {
				t.Errorf("region %s: in market %s it lacks %q", region, code, missing)
			}
			if d := cmp.Diff(want, offer); d != "" {
				t.Errorf("region %s: the offer in %s is otherwise (-want +got):\n%s", region, code, d)
			}
		}
		p.Texts, p.Offers = whole.Texts, whole.Offers
		if d := cmp.Diff(whole, p); d != "" {
			t.Errorf("region %s: the rest is otherwise (-want +got):\n%s", region, d)
		}
	}
	if d := cmp.Diff(len(complete().Texts), len(whole.Texts)); d != "" {
		t.Errorf("the product itself has changed: %s", d)
	}
}
