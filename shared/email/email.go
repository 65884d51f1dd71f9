// Package email checks and normalises e-mail addresses, so that one mailbox is
// one buyer however it is typed.
package email

import (
	"strings"

	"storefront/shared/freetext"
)

// Bounds of RFC 5321, section 4.5.3.1, in bytes.
const (
	maxAddress = 254
	maxLocal   = 64
	maxDomain  = 253
	maxLabel   = 63
)

// Normalize gives an address in lower case without spaces around it and without
// the marks that a paste may bring along, and false for what no common mail
// service would deliver. Quoted local parts and addresses outside ASCII are
// refused; an international domain may be given in its ASCII form (xn--…). No
// mailbox in use tells upper from lower case, though RFC 5321 would let it.
func Normalize(address string) (string, bool) {
	address = strings.TrimSpace(freetext.Tidy(address))
	if strings.ContainsFunc(address, outsideASCII) { // of which some would become letters in lower case
		return "", false
	}
	address = strings.ToLower(address)
	local, domain, ok := strings.Cut(address, "@")
	return address, ok && len(address) <= maxAddress && validLocal(local) && validDomain(domain)
}

// validLocal accepts the dot-atom of RFC 5322, section 3.2.3.
func validLocal(local string) bool {
	if len(local) > maxLocal {
		return false
	}
	for atom := range strings.SplitSeq(local, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtom) {
			return false
		}
	}
	return true
}

func outsideASCII(c rune) bool { return c > '~' }

func notAtom(c rune) bool {
	return !alphanumeric(c) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", c)
}

// validDomain accepts a host name of at least two labels, the last of which is
// no number: mail to bare IP addresses is not delivered.
func validDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(domain) > maxDomain || len(labels) < 2 {
		return false
	}
	for _, label := range labels {
		if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' ||
			strings.ContainsFunc(label, notLabel) {
			return false
		}
	}
	return strings.ContainsFunc(labels[len(labels)-1], letter)
}

func notLabel(c rune) bool { return !alphanumeric(c) && c != '-' }

func alphanumeric(c rune) bool { return letter(c) || c >= '0' && c <= '9' }

func letter(c rune) bool { return c >= 'a' && c <= 'z' }
