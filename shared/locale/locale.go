// Package locale chooses the language of everything that a shopper reads: pages, API
// responses, orders and mails.
package locale

import (
	"strconv"
	"strings"
)

// Negotiate returns the supported language that the first preference asks for, else
// the second, and so on. A preference is a BCP 47 language tag, or a list of tags
// with weights as in Accept-Language. If no preference has a supported language,
// Negotiate returns the first supported one.
//
// A tag matches its language in any region or script: de-AT matches de (RFC 4647,
// "Lookup"). The matcher of golang.org/x/text also finds related languages, but
// would add 72 KB to each function.
func Negotiate(supported []string, preferences ...string) string {
	for _, preference := range preferences {
		if language, ok := best(supported, preference); ok {
			return language
		}
	}
	return supported[0]
}

// Valid reports whether tag has the form of a language tag, such as "en", "de-AT" or
// "hi-Deva-IN". Underscores count as hyphens.
func Valid(tag string) bool {
	const longest = 35 // RFC 5646, section 4.4.1
	if len(tag) > longest {
		return false
	}
	primary, rest, more := strings.Cut(hyphened(tag), "-")
	if len(primary) < 2 || len(primary) > 8 || strings.ContainsFunc(primary, func(c rune) bool { return !letter(c) }) {
		return false
	}
	for more {
		var subtag string
		subtag, rest, more = strings.Cut(rest, "-")
		if len(subtag) < 1 || len(subtag) > 8 || strings.ContainsFunc(subtag, func(c rune) bool { return !letter(c) && !digit(c) }) {
			return false
		}
	}
	return true
}

// best returns the supported language with the highest weight in a list. If weights
// are equal, the first wins.
func best(supported []string, list string) (language string, ok bool) {
	most := 0.0
	for item := range strings.SplitSeq(list, ",") {
		tag, weight := weigh(item)
		if found, known := lookup(supported, tag); known && weight > most {
			language, most, ok = found, weight, true
		}
	}
	return language, ok
}

// weigh splits an item such as "de-AT;q=0.8". An invalid weight is 0.
func weigh(item string) (tag string, weight float64) {
	tag, quality, weighed := strings.Cut(item, ";")
	weight = 1
	if weighed {
		q, _ := strings.CutPrefix(strings.TrimSpace(quality), "q=")
		weight, _ = strconv.ParseFloat(q, 64)
	}
	return strings.TrimSpace(tag), weight
}

// lookup returns the supported language that a tag matches. It drops subtags from the
// end of the tag until one matches.
func lookup(supported []string, tag string) (string, bool) {
	if !Valid(tag) {
		return "", false
	}
	for tag = hyphened(tag); tag != ""; tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)] {
		for _, language := range supported {
			if strings.EqualFold(language, tag) {
				return language, true
			}
		}
	}
	return "", false
}

func hyphened(tag string) string { return strings.ReplaceAll(tag, "_", "-") }
func letter(c rune) bool         { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c rune) bool          { return c >= '0' && c <= '9' }
