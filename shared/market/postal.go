package market

import "strings"

// postal describes the postal codes of the part of a country where its market's
// tax is charged.
//
// A form is a pattern: 9 is a digit, N a digit from 1 to 9, A a letter, U a
// letter of the second half of a British postcode, a space one that may be left
// out, and anything else itself. Forms are those of the Universal Postal Union's
// country sheets ("Postal addressing systems"), for Britain refined by Royal
// Mail's rule that C, I, K, M, O and V, easily misread, never end a postcode.
//
// The prefixes outside are of places with codes of that form but another tax, or
// none: see article 6 of the VAT Directive (2006/112/EC) and the Commission's
// "Territorial status of EU countries". An order there at the market's rate
// would be taxed wrongly.
//
// It is not done with regular expressions because compiling them would cost every
// cold start more than matching ever does.
type postal struct {
	forms   []string
	outside []string
}

// CheckPostalCode reports whether the store delivers to the postal code: it has
// a form of the market's codes, and its place is one where the market's tax is
// charged. Letters may be of either case and an inner space may be missing;
// whether the code is in use is not checked.
func (m Market) CheckPostalCode(code string) bool {
	for _, prefix := range m.postal.outside {
		if len(code) >= len(prefix) && strings.EqualFold(code[:len(prefix)], prefix) {
			return false
		}
	}
	for _, form := range m.postal.forms {
		if matches(form, code) {
			return true
		}
	}
	return false
}

func matches(form, code string) bool {
	at := 0
	for i := range len(form) {
		switch {
		case at < len(code) && fits(form[i], code[at]):
			at++
		case form[i] != ' ':
			return false
		}
	}
	return at == len(code)
}

func fits(class, c byte) bool {
	if 'a' <= c && c <= 'z' {
		c -= 'a' - 'A'
	}
	switch class {
	case '9':
		return '0' <= c && c <= '9'
	case 'N':
		return '1' <= c && c <= '9'
	case 'A':
		return 'A' <= c && c <= 'Z'
	case 'U':
		return 'A' <= c && c <= 'Z' && strings.IndexByte("CIKMOV", c) < 0
	default:
		return c == class
	}
}
