package market

import (
	"strings"

	"storefront/shared/freetext"
	"storefront/shared/money"
)

// state is a part of a country that its market's tax law tells apart.
type state struct {
	code string    // as the post abbreviates it, the second half of its ISO 3166-2 code
	name string    // in English
	also string    // abbreviations of before, apart by spaces
	rate money.PPM // its general sales tax; 0 also where the market has one rate

	// postal lists the beginnings of the state's postal codes, apart by spaces.
	// "900-961" is each beginning from the one to the other.
	postal string
}

// State puts a state into its stored form: the two letters of its abbreviation,
// for the abbreviation or the name in whatever case. Where the market's tax
// depends on the state, ok tells whether the store delivers there. An Indian
// state may be left out: the tax is the same in all. Markets without states take
// any.
func (m Market) State(typed string) (code string, ok bool) {
	typed = freetext.Tidy(typed)
	if len(m.states) == 0 {
		return typed, true
	}
	if typed == "" {
		return "", m.Tax.Kind != SalesTax
	}
	for i := range m.states {
		if m.states[i].is(typed) {
			return m.states[i].code, true
		}
	}
	return typed, false
}

// is reports whether the state is meant. Only ASCII is compared: folding the
// case of Unicode takes ſ for s.
func (s *state) is(typed string) bool {
	upper := upperASCII(typed)
	if s.code == upper || upperASCII(s.name) == upper {
		return true
	}
	for code := range strings.FieldsSeq(s.also) {
		if code == upper {
			return true
		}
	}
	return false
}

// InState reports whether a postal code is one of a state, both in their stored
// forms. No state, and a market without states, fit every code.
func (m Market) InState(postalCode, code string) bool {
	if len(m.states) == 0 || code == "" {
		return true
	}
	for i := range m.states {
		if m.states[i].code == code {
			return begins(postalCode, m.states[i].postal)
		}
	}
	return false
}

// begins reports whether a postal code has one of the beginnings of a list.
func begins(postalCode, list string) bool {
	for part := range strings.FieldsSeq(list) {
		first, last, ranges := strings.Cut(part, "-")
		if !ranges {
			last = first
		}
		if n := len(first); len(postalCode) >= n && first <= postalCode[:n] && postalCode[:n] <= last {
			return true
		}
	}
	return false
}

func upperASCII(s string) string {
	return strings.Map(func(c rune) rune {
		if 'a' <= c && c <= 'z' {
			c -= 'a' - 'A'
		}
		return c
	}, s)
}
