package market

import (
	"strings"

	"storefront/shared/freetext"
)

// postal describes the postal codes of the part of a country where its market's
// tax is charged.
//
// A form is a pattern: 9 is a digit, N a digit from 1 to 9, A a letter, U a
// letter of the second half of a British postcode, and anything else itself: a
// space or a hyphen that codes are stored with and may be typed without. Forms
// are those of the Universal Postal Union's country sheets ("Postal addressing
// systems"), for Britain refined by Royal Mail's rule that C, I, K, M, O and V,
// easily misread, never end a postcode.
//
// The prefixes outside are of places with codes of that form but another tax, or
// none: see article 6 of the VAT Directive (2006/112/EC) and the Commission's
// "Territorial status of EU countries". An order there at the market's rate
// would be taxed wrongly.
//
// Military post is outside in every market, for one reason: its codes name no
// place, and the tax is that of the place. A BFPO code may be in the United
// Kingdom, where VAT is due, or abroad, where the goods are an export that needs a
// customs declaration and other evidence (HMRC's VAT manual, VEXP50600). An APO,
// FPO or DPO code of the United States is in no state, so no rate of the table
// applies, and the Postal Service takes a battery there only within the device
// that it drives (77 FR 68069), so no power bank. France's sectors (00) and
// India's APO and FPO (9) are alike. Taxing them right takes the buyer's papers,
// which a checkout cannot read.
//
// It is not done with regular expressions because compiling them would cost every
// cold start more than matching ever does.
type postal struct {
	forms   []string
	outside []string
}

// maxPostalCode is the length of the longest stored postal code.
const maxPostalCode = len("99999-9999")

// PostalCode puts a postal code into its stored form, such as "1012 AB" for
// "1012ab": the letters in upper case and what is between its parts as the post
// writes it, whatever spaces and dashes it was typed with. ok is false when it
// has no form of the market's codes, or its place is none where the market's tax
// is charged. Whether the code is in use is not checked.
func (m Market) PostalCode(typed string) (code string, ok bool) {
	for _, form := range m.postal.forms {
		if code, ok = fill(form, typed); ok {
			break
		}
	}
	if !ok {
		return "", false
	}
	for _, prefix := range m.postal.outside {
		if strings.HasPrefix(code, prefix) {
			return "", false
		}
	}
	return code, true
}

// fill writes what was typed into a form.
func fill(form, typed string) (string, bool) {
	var code [maxPostalCode]byte
	at := 0 // in form
	for _, c := range freetext.Tidy(typed) {
		if c == ' ' {
			continue
		}
		c = plain(c)
		if at < len(form) && separates(form[at]) {
			code[at] = form[at]
			at++
			if c == '-' && form[at-1] == '-' {
				continue
			}
		}
		if at == len(form) || c > 'Z' || !fits(form[at], byte(c)) {
			return "", false
		}
		code[at] = byte(c)
		at++
	}
	return string(code[:at]), at == len(form)
}

// plain gives the ASCII that stands for a letter or a dash in a postal code.
func plain(c rune) rune {
	switch {
	case 'a' <= c && c <= 'z':
		return c - 'a' + 'A'
	case '\u2010' <= c && c <= '\u2014', c == '\u2212': // hyphens, dashes, the minus sign
		return '-'
	}
	return c
}

// separates reports whether a part of a form only stands between others.
func separates(class byte) bool { return class == ' ' || class == '-' }

func fits(class, c byte) bool {
	switch class {
	case '9':
		return '0' <= c && c <= '9'
	case 'N':
		return '1' <= c && c <= '9'
	case 'A':
		return 'A' <= c && c <= 'Z'
	case 'U':
		return 'A' <= c && c <= 'Z' && strings.IndexByte("CIKMOV", c) < 0
	}
	return false
}
