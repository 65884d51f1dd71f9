package market

import (
	"strings"

	"storefront/shared/freetext"
)

// postal describes the postal codes of the part of a country where the market's tax
// applies.
//
// A form is a pattern: 9 is a digit, N a digit from 1 to 9, A a letter, U a letter
// of the second half of a British postcode. A space or a hyphen stands for itself;
// it is stored, and may be left out when typed. The forms are those of the Universal
// Postal Union's country sheets ("Postal addressing systems"). In Britain, the
// letters C, I, K, M, O and V, which are easily misread, never end a postcode.
//
// The prefixes outside belong to places with codes of that form but another tax or
// none: see article 6 of the VAT Directive (2006/112/EC) and the Commission's
// "Territorial status of EU countries".
//
// Military post is outside in every market, because its codes name no place and tax
// depends on the place. A BFPO code may be in the United Kingdom, where VAT is due,
// or abroad, where the goods are an export that needs a customs declaration (HMRC's
// VAT manual, VEXP50600). An APO, FPO or DPO code is in no state, so it has no tax
// rate, and the Postal Service ships batteries there only inside the device that
// they power (77 FR 68069). The same holds for France's sectors (00) and India's
// APO and FPO (9).
//
// Matching does not use regular expressions, because compiling them would cost a
// cold start more than all matching.
type postal struct {
	forms   []string
	outside []string
}

// maxPostalCode is the length of the longest stored code.
const maxPostalCode = len("99999-9999")

// PostalCode returns the stored form of a postal code, such as "1012 AB" for
// "1012ab": letters in upper case, and spaces and hyphens as the post writes them.
// ok is false if the code has none of the market's forms, or if it is of a place
// where the market's tax does not apply. PostalCode does not check whether the code
// is in use.
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

// fill returns what was typed in the form, if it fits.
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

// plain returns the ASCII form of a letter or a dash.
func plain(c rune) rune {
	switch {
	case 'a' <= c && c <= 'z':
		return c - 'a' + 'A'
	case '\u2010' <= c && c <= '\u2014', c == '\u2212': // hyphens, dashes, the minus sign
		return '-'
	}
	return c
}

// separates reports whether an element of a form is a separator.
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
