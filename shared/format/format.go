// Package format writes amounts, numbers and times as readers of a language in a market
// expect them. What it writes is what ICU writes, but for a few exceptions that its test
// lists with their reasons.
package format

import (
	"strconv"
	"strings"

	"storefront/shared/market"
	"storefront/shared/money"
)

// Spaces at which no line breaks.
const (
	nbsp   = "\u00a0"
	narrow = "\u202f"
)

// Reader is who reads: a language in a market's country, such as "de" in DE.
type Reader struct {
	Language string
	Market   market.Market
}

// Locale returns the BCP 47 tag of the reader, such as "de-DE".
func (r Reader) Locale() string { return r.Language + "-" + r.Market.Country }

// Money writes an amount of the market's currency, such as "16,99 €", with non-breaking
// spaces.
//
// github.com/bojanz/currency writes the same, but for all locales: it would add 70 KB to
// the function, and fill its tables at every cold start.
func (r Reader) Money(a money.Amount) string {
	const decimals = 100 // to the unit, in all currencies of the markets
	n := r.numerals()
	minus, minor := "", a.Minor
	if minor < 0 {
		minus, minor = "-", -minor
	}
	cents := strconv.FormatInt(decimals+minor%decimals, 10)[1:]
	digits := n.group(strconv.FormatInt(minor/decimals, 10)) + n.decimal + cents
	symbol := symbols[a.Currency]
	switch r.Language {
	case "nl":
		return symbol + nbsp + minus + digits
	case "de", "fr", "it":
		return minus + digits + nbsp + symbol
	case "es":
		if r.Market.Country == "ES" {
			return minus + digits + nbsp + symbol
		}
	}
	return minus + symbol + digits
}

// symbols are those of the markets' currencies.
var symbols = map[string]string{"USD": "$", "EUR": "€", "GBP": "£", "INR": "₹"}

// Number writes a whole number, such as "10,400".
func (r Reader) Number(n int) string {
	if n < 0 {
		return "-" + r.Number(-n)
	}
	return r.numerals().group(strconv.Itoa(n))
}

// Percent writes a rate, such as "6.625%", with as many decimals as it has.
func (r Reader) Percent(rate money.PPM) string {
	const onePercent = 10_000
	n := r.numerals()
	text := r.Number(int(rate / onePercent))
	if part := int(rate % onePercent); part > 0 {
		decimals := strconv.Itoa(onePercent + part)[1:]
		text += n.decimal + strings.TrimRight(decimals, "0")
	}
	return text + n.percent
}

// numerals is how a locale writes numbers.
type numerals struct {
	separator string // between groups of digits
	decimal   string
	percent   string
	indian    bool // groups of two digits above the first thousand
	shortest  int  // the fewest digits that are grouped
}

// numerals returns how the reader's language writes numbers. English is written in the
// same way in all countries but India.
func (r Reader) numerals() numerals {
	switch r.Locale() {
	case "de-DE":
		return numerals{separator: ".", decimal: ",", percent: nbsp + "%"}
	case "fr-FR":
		return numerals{separator: narrow, decimal: ",", percent: nbsp + "%"}
	case "es-ES":
		return numerals{separator: ".", decimal: ",", percent: nbsp + "%", shortest: 5}
	case "it-IT":
		return numerals{separator: ".", decimal: ",", percent: "%", shortest: 5}
	case "nl-NL":
		return numerals{separator: ".", decimal: ",", percent: "%"}
	case "en-IN", "hi-IN":
		return numerals{separator: ",", decimal: ".", percent: "%", indian: true}
	default:
		return numerals{separator: ",", decimal: ".", percent: "%"}
	}
}

// group puts separators between the digits of a number.
func (n numerals) group(digits string) string {
	if len(digits) < n.shortest || len(digits) <= 3 {
		return digits
	}
	size := 3
	if n.indian {
		size = 2
	}
	head, tail := digits[:len(digits)-3], digits[len(digits)-3:]
	for len(head) > size {
		head, tail = head[:len(head)-size], head[len(head)-size:]+n.separator+tail
	}
	return head + n.separator + tail
}
