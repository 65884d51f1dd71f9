package market_test

import (
	"regexp"
	"testing"

	"storefront/shared/market"
)

func TestPostalCodes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		market market.Code
		good   []string
		bad    []string
	}{
		{
			market: "us",
			good:   []string{"94105", "94105-1420", "01001", "20500"},
			bad: []string{
				"", "9410", "941050", "94105-", "94105-142", "94105 1420", "94105-14200", "9410A", "-94105", "９４１０５",
				"00901", "09012", "34001", "96201", "96910", "96799", // territories, military post
			},
		},
		{
			market: "de",
			good:   []string{"10115", "01067", "80331"},
			bad:    []string{"1011", "D-10115", "10 115", "101150", "27498", "78266"},
		},
		{
			market: "fr",
			good:   []string{"75001", "06000", "20000"},
			bad:    []string{"7500", "75 001", "97110", "98800"},
		},
		{
			market: "es",
			good:   []string{"28013", "07001"},
			bad:    []string{"2801", "35001", "38001", "51001", "52001"},
		},
		{
			market: "it",
			good:   []string{"00184", "23040"},
			bad:    []string{"0184", "23041", "22061", "47890", "00120"},
		},
		{
			market: "nl",
			good:   []string{"1012 JS", "1012JS", "1012 js"},
			bad:    []string{"0012 JS", "1012", "1012  JS", "1012 J", "1012 JSX", "1012-JS"},
		},
		{
			market: "gb",
			good:   []string{"M1 1AE", "M60 1NW", "W1A 1HQ", "CR2 6XH", "DN55 1PT", "EC1A 1BB", "ec1a1bb", "BT1 5GS"},
			bad:    []string{"", "EC1A", "EC1A 1B", "EC1A 1CC", "EC1A  1BB", "1AA 1AA", "JE2 3AB", "gy1 1aa", "GX11 1AA"},
		},
		{
			market: "in",
			good:   []string{"560001", "560 001", "110001"},
			bad:    []string{"056000", "56001", "5600 01", "560001A"},
		},
	}
	for _, tt := range tests {
		t.Run(string(tt.market), func(t *testing.T) {
			t.Parallel()
			m := of(t, tt.market)
			for _, code := range tt.good {
				if !m.CheckPostalCode(code) {
					t.Errorf("%q is refused", code)
				}
			}
			for _, code := range tt.bad {
				if m.CheckPostalCode(code) {
					t.Errorf("%q is accepted", code)
				}
			}
		})
	}
}

// FuzzPostalCode holds the matcher against regular expressions that say the same.
func FuzzPostalCode(f *testing.F) {
	forms := map[market.Code]*regexp.Regexp{
		"us": regexp.MustCompile(`^(\d{5}|\d{5}-\d{4})$`),
		"de": regexp.MustCompile(`^\d{5}$`),
		"nl": regexp.MustCompile(`^[1-9]\d{3} ?[A-Za-z]{2}$`),
		"gb": regexp.MustCompile(`^[A-Za-z]{1,2}(\d|\d\d|\d[A-Za-z]) ?\d[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}$`),
		"in": regexp.MustCompile(`^[1-9]\d{2} ?\d{3}$`),
	}
	outside := map[market.Code]*regexp.Regexp{
		"us": regexp.MustCompile(`^(00[6-9]|09|340|96[2-69]|96799)`),
		"de": regexp.MustCompile(`^(27498|78266)`),
		"gb": regexp.MustCompile(`^(?i:gy|je|gx)`),
	}
	for _, code := range []string{"94105-1420", "00901", "1012 js", "EC1A 1BB", "JE2 3AB", "560 001", "\xff", "94105\n"} {
		f.Add(code)
	}
	f.Fuzz(func(t *testing.T, code string) {
		for name, form := range forms {
			want := form.MatchString(code)
			if beyond, ok := outside[name]; ok && beyond.MatchString(code) {
				want = false
			}
			if got := of(t, name).CheckPostalCode(code); got != want {
				t.Errorf("market %s, code %q: got %v, want %v", name, code, got, want)
			}
		}
	})
}

func TestCheckingAPostalCodeAllocatesNothing(t *testing.T) {
	m := of(t, "gb")
	if n := testing.AllocsPerRun(100, func() { m.CheckPostalCode("ec1a 1bb") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
