package market_test

import (
	"regexp"
	"strings"
	"testing"

	"storefront/shared/market"
)

func TestPostalCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		market market.Code
		good   map[string]string // as typed, as stored
		bad    []string
	}{
		{
			market: "us",
			good: map[string]string{
				"94105": "94105", " 94105 ": "94105", "94105-1420": "94105-1420", "94105 1420": "94105-1420",
				"941051420": "94105-1420", "94105\u20131420": "94105-1420", "\u200e94105": "94105", "01001": "01001", "20500": "20500",
			},
			bad: []string{
				"", "9410", "941050", "94105-", "94105-142", "94105-14200", "9410A", "-94105", "９４１０５", "94105\n", "94105--1420",
				"00901", "96910", "96799", // territories
				"09012", "09012-1234", "34001", "96201", "96601", // APO, FPO and DPO
			},
		},
		{
			market: "de",
			good:   map[string]string{"10115": "10115", "01067": "01067", "10 115": "10115"},
			bad:    []string{"1011", "D-10115", "10-115", "101150", "27498", "78266"},
		},
		{
			market: "fr",
			good:   map[string]string{"75001": "75001", "75 001": "75001", "06000": "06000", "20000": "20000"},
			bad:    []string{"7500", "97110", "98800", "97 110", "00200"},
		},
		{
			market: "es",
			good:   map[string]string{"28013": "28013", "07001": "07001"},
			bad:    []string{"2801", "35001", "38001", "51001", "52001"},
		},
		{
			market: "it",
			good:   map[string]string{"00184": "00184", "23040": "23040"},
			bad:    []string{"0184", "23041", "22061", "47890", "00120"},
		},
		{
			market: "nl",
			good: map[string]string{
				"1012 JS": "1012 JS", "1012JS": "1012 JS", "1012 js": "1012 JS", "1012\u00a0AB": "1012 AB",
				"1012  AB": "1012 AB", "1012\u202fab ": "1012 AB", "10 12 A B": "1012 AB",
			},
			bad: []string{"0012 JS", "1012", "1012 J", "1012 JSX", "1012-JS", "1012 J\u017f", "1012 \u212aA"},
		},
		{
			market: "gb",
			good: map[string]string{
				"M1 1AE": "M1 1AE", "m11ae": "M1 1AE", "M60 1NW": "M60 1NW", "W1A 1HQ": "W1A 1HQ", "CR2 6XH": "CR2 6XH",
				"DN55 1PT": "DN55 1PT", "EC1A 1BB": "EC1A 1BB", "ec1a1bb": "EC1A 1BB", "SW1A  2AA": "SW1A 2AA",
				"SW1A\u30002AA": "SW1A 2AA", "BT1 5GS": "BT1 5GS", "IM1 1AA": "IM1 1AA", "B1 1AA": "B1 1AA",
			},
			bad: []string{
				"", "EC1A", "EC1A 1B", "EC1A 1CC", "1AA 1AA", "JE2 3AB", "gy1 1aa", "GX11 1AA", "M1\t1AE",
				"BF1 2AT", "bf12at", "BFPO 58", // forces
			},
		},
		{
			market: "in",
			good:   map[string]string{"560001": "560001", "560 001": "560001", "110001": "110001", "56 00 01": "560001"},
			bad:    []string{"056000", "56001", "560001A", "560-001", "900056", "999 099"},
		},
	}
	for _, tt := range tests {
		t.Run(string(tt.market), func(t *testing.T) {
			t.Parallel()
			m := of(t, tt.market)
			for typed, want := range tt.good {
				if got, ok := m.PostalCode(typed); !ok || got != want {
					t.Errorf("%+q is stored as %q, %v; want %q", typed, got, ok, want)
				}
			}
			for _, typed := range tt.bad {
				if got, ok := m.PostalCode(typed); ok || got != "" {
					t.Errorf("%+q is stored as %q", typed, got)
				}
			}
		})
	}
}

// FuzzPostalCode compares the matcher with equivalent regular expressions, which see
// the code without spaces.
func FuzzPostalCode(f *testing.F) {
	forms := map[market.Code]*regexp.Regexp{
		"us": regexp.MustCompile(`^(\d{5}|\d{5}-?\d{4})$`),
		"de": regexp.MustCompile(`^\d{5}$`),
		"nl": regexp.MustCompile(`^[1-9]\d{3}[A-Za-z]{2}$`),
		"gb": regexp.MustCompile(`^[A-Za-z]{1,2}(\d|\d\d|\d[A-Za-z])\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}$`),
		"in": regexp.MustCompile(`^[1-9]\d{5}$`),
	}
	outside := map[market.Code]*regexp.Regexp{
		"us": regexp.MustCompile(`^(00[6-9]|09|340|96[2-69]|96799)`),
		"de": regexp.MustCompile(`^(27498|78266)`),
		"gb": regexp.MustCompile(`^(?i:gy|je|gx|bf)`),
		"in": regexp.MustCompile(`^9`),
	}
	for _, code := range []string{"94105-1420", "00901", "1012 js", "EC1A 1BB", "JE2 3AB", "560 001", "\xff", "94105\n"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		if strings.ContainsFunc(typed, func(c rune) bool { return c > '~' }) {
			t.Skip("dashes and marks of other scripts are in the table of cases")
		}
		bare := strings.ReplaceAll(typed, " ", "")
		for name, form := range forms {
			want := form.MatchString(bare)
			if beyond, ok := outside[name]; ok && beyond.MatchString(bare) {
				want = false
			}
			m := of(t, name)
			got, ok := m.PostalCode(typed)
			if ok != want {
				t.Errorf("market %s, code %q: got %v, want %v", name, typed, ok, want)
			}
			if again, ok := m.PostalCode(got); ok != want || again != got {
				t.Errorf("market %s: %q is stored as %q, which is stored as %q, %v", name, typed, got, again, ok)
			}
		}
	})
}
