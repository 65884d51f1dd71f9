package market

import (
	"slices"
	"strings"

	"storefront/shared/freetext"
	"storefront/shared/money"
)

// state is a part of a country that tax law distinguishes.
type state struct {
	code string    // the post's abbreviation, which is the second half of its ISO 3166-2 code
	name string    // in English
	gst  string    // India's number of it, with which a GSTIN begins
	also string    // former abbreviations, separated by spaces
	rate money.PPM // general sales tax; 0 if the market has one rate

	taxesShipping bool // the sales tax is also due on the order's delivery charge

	// postal has the prefixes of the state's postal codes, separated by spaces.
	// "900-961" stands for each prefix in the range.
	postal string
}

// State returns the stored form of a state: its two-letter abbreviation, for the
// abbreviation or the name in any case. ok reports whether the store delivers there.
// An Indian state may be left out, because the tax is the same in all of them.
// Markets without states accept any text.
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

// State is a part of a market's country that an address names.
type State struct {
	Code string // as [Market.State] returns it
	Name string // in English
	GST  string // the number with which the GSTINs of an Indian state begin
}

// States returns the states that the store delivers to, by their names. It returns none
// for a market whose addresses need no state.
func (m Market) States() []State {
	states := make([]State, len(m.states))
	for i, s := range m.states {
		states[i] = State{s.code, s.name, s.gst}
	}
	slices.SortFunc(states, func(a, b State) int { return strings.Compare(a.Name, b.Name) })
	return states
}

// is reports whether typed means the state. It ignores case in ASCII only, because
// Unicode case folding maps ſ to s.
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

// InState reports whether a postal code is in a state. Both must be in their stored
// forms. Without a state, and in a market without states, every code is.
func (m Market) InState(postalCode, code string) bool {
	if len(m.states) == 0 || code == "" {
		return true
	}
	for i := range m.states {
		if m.states[i].code == code {
			return hasPrefix(postalCode, m.states[i].postal)
		}
	}
	return false
}

// hasPrefix reports whether a postal code has one of the prefixes in list.
func hasPrefix(postalCode, list string) bool {
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
