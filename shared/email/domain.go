package email

import (
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// asciiDomain returns an international domain in its ASCII form (xn--…). It returns
// any other domain in lower case.
func asciiDomain(domain string) (ascii string, ok bool) {
	if !strings.ContainsFunc(domain, outsideASCII) {
		return strings.ToLower(domain), true
	}
	if len(domain) > maxTypedDomain || strings.ContainsFunc(domain, foldsToASCII) {
		return "", false
	}
	// Registration maps nothing, so no character that looks like an ASCII letter becomes one.
	ascii, err := idna.Registration.ToASCII(norm.NFC.String(strings.ToLower(domain)))
	return ascii, err == nil
}

// foldsToASCII reports whether c is a letter outside ASCII that Unicode takes for an
// ASCII letter when it ignores case, such as the Kelvin sign.
func foldsToASCII(c rune) bool {
	if !outsideASCII(c) {
		return false
	}
	for folded := unicode.SimpleFold(c); folded != c; folded = unicode.SimpleFold(folded) {
		if !outsideASCII(folded) {
			return true
		}
	}
	return !outsideASCII(unicode.ToLower(c))
}
