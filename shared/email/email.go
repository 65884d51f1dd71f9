// Package email checks and normalises e-mail addresses, and identifies the mailbox
// behind them, so that one mailbox is one buyer.
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

// maxTypedDomain bounds the work for an international domain, in bytes.
const maxTypedDomain = 4 * maxDomain

// Normalize returns an address in lower case, without spaces around it and without
// stray marks, and with an international domain in its ASCII form (xn--…). Mail goes
// to this form. ok is false for an address that no common mail service would deliver
// to, for a quoted local part, and for a local part outside ASCII. It is also false
// for what programs on the way could read differently: relays (a%b@c, a!b@c), encoded
// words, a hyphen in front, and letters that are ASCII letters but for their case.
// RFC 5321 allows mailboxes that differ in case, but none are in use.
func Normalize(address string) (normal string, ok bool) {
	local, domain, ok := strings.Cut(strings.TrimSpace(freetext.Tidy(address)), "@")
	if !ok || strings.ContainsFunc(local, outsideASCII) { // before ToLower, which maps some to ASCII letters
		return "", false
	}
	local = strings.ToLower(local)
	domain, ok = asciiDomain(domain)
	if !ok || !validLocal(local) || !validDomain(domain) {
		return "", false
	}
	address = local + "@" + domain
	return address, len(address) <= maxAddress
}

// validLocal accepts the dot-atom of RFC 5322, section 3.2.3, without what names a
// relay (% and !), begins an encoded word (RFC 2047), or reads as a command's option.
func validLocal(local string) bool {
	if len(local) > maxLocal || strings.HasPrefix(local, "-") || strings.Contains(local, "=?") {
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
	return !alphanumeric(c) && !strings.ContainsRune("#$&'*+-/=?^_`{|}~", c)
}

// validDomain accepts a host name of at least two labels. The last must not be a
// number, because mail to IP addresses is not delivered.
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
