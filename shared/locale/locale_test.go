package locale_test

import (
	"slices"
	"testing"

	"golang.org/x/text/language"

	"storefront/shared/locale"
	"storefront/shared/market"
)

func TestNegotiate(t *testing.T) {
	t.Parallel()
	supported := []string{"de", "en", "pt-BR"}
	tests := map[string]struct {
		wishes []string
		want   string
	}{
		"no wish":                    {nil, "de"},
		"an empty wish":              {[]string{""}, "de"},
		"a language":                 {[]string{"en"}, "en"},
		"in upper case":              {[]string{"EN"}, "en"},
		"of a region":                {[]string{"de-AT"}, "de"},
		"of a region, in upper case": {[]string{"EN-GB"}, "en"},
		"of a script and a region":   {[]string{"en-Latn-US"}, "en"},
		"with an extension":          {[]string{"en-US-u-hc-h12"}, "en"},
		"with an underscore":         {[]string{"en_US"}, "en"},
		"an exact region":            {[]string{"pt-br"}, "pt-BR"},
		"another region":             {[]string{"pt-PT"}, "de"},
		"a longer name":              {[]string{"english"}, "de"},
		"one that is not supported":  {[]string{"fr"}, "de"},
		"by weight":                  {[]string{"de;q=0.5, en;q=0.9"}, "en"},
		"the first of equals":        {[]string{"en, de"}, "en"},
		"refused":                    {[]string{"en;q=0, fr"}, "de"},
		"anything":                   {[]string{"*"}, "de"},
		"weights that are none":      {[]string{"en;q=x, en;level=1"}, "de"},
		"a weight that is no number": {[]string{"en;q=NaN"}, "de"},
		"commas and noise":           {[]string{",,;,-,--;q=1,\xff,\u212an"}, "de"},
		"the first wish":             {[]string{"en", "de"}, "en"},
		"the second wish":            {[]string{"fr", "en"}, "en"},
		"the second of no first":     {[]string{"", "en-GB,en;q=0.9"}, "en"},
		"neither":                    {[]string{"fr", "es"}, "de"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := locale.Negotiate(supported, tt.wishes...); got != tt.want {
				t.Errorf("Negotiate(%q, %q) = %q, want %q", supported, tt.wishes, got, tt.want)
			}
		})
	}
}

// browsers has the tags that browsers send for the languages of the markets.
var browsers = []string{
	"en", "en-US", "en-GB", "en-IN", "en-AU", "de", "de-DE", "de-AT", "de-CH", "es", "es-ES", "es-MX", "es-US", "es-419",
	"fr", "fr-FR", "fr-CA", "fr-BE", "it", "it-IT", "it-CH", "nl", "nl-NL", "nl-BE", "hi", "hi-IN",
}

// If a market has the language, Negotiate agrees with the matcher of golang.org/x/text.
func TestBrowsers(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			var tags []language.Tag
			for _, l := range m.Languages {
				tags = append(tags, language.MustParse(l))
			}
			matcher := language.NewMatcher(tags)
			for _, tag := range browsers {
				base, _ := language.MustParse(tag).Base()
				if !slices.Contains(m.Languages, base.String()) {
					continue
				}
				_, i, _ := matcher.Match(language.MustParse(tag))
				if got := locale.Negotiate(m.Languages, tag); got != m.Languages[i] {
					t.Errorf("market %s: %s finds %s, want %s", m.Code, tag, got, m.Languages[i])
				}
			}
		}
	}
}

func TestValid(t *testing.T) {
	t.Parallel()
	for _, tag := range append(browsers, "EN", "hi-Deva-IN", "en_US", "zh-Hant-TW", "sl-rozaj-biske", "en-US-u-hc-h12", "de-1996") {
		if !locale.Valid(tag) {
			t.Errorf("%q is refused", tag)
		}
	}
	for _, tag := range []string{
		"", "-", "e", "en-", "-US", "en--US", "e1", "en-US ", "en US", "en;q=1", "en,de", "*", "é", "en-\u212a", "en\n",
		"abcdefghi", "en-abcdefghi", "en-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaaaaaa",
	} {
		if locale.Valid(tag) {
			t.Errorf("%q is taken", tag)
		}
	}
}
