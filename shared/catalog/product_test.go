package catalog_test

import (
	"testing"

	"storefront/shared/catalog"
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
