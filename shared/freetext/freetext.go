// Package freetext normalises what a person types or pastes, such as a name or a
// street. It keeps the invisible characters that scripts need, and drops or rejects
// the others.
package freetext

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// ErrDirection means that a text contains characters that change the direction
	// of the text around it. On a label or a page they would reorder other text, so
	// that people read something else than what is stored.
	ErrDirection = errors.New("freetext: changes the direction of the text around it")

	// ErrUnprintable means that a text contains control characters, line breaks or
	// characters without a meaning.
	ErrUnprintable = errors.New("freetext: not printable in one line")
)

// Line returns the normal form of a single-line text, as [Tidy] does. It fails with
// ErrDirection or ErrUnprintable.
func Line(typed string) (string, error) {
	if !utf8.ValidString(typed) {
		return "", ErrUnprintable
	}
	for _, c := range typed {
		switch {
		case overrides(c):
			return "", ErrDirection
		case !printable(c) && !space(c) && !stray(c):
			return "", ErrUnprintable
		}
	}
	return Tidy(typed), nil
}

// Tidy replaces each run of Unicode spaces by one space, and drops spaces at the ends
// and stray marks. If nothing visible is left, Tidy returns "". It changes nothing
// else, printable or not.
func Tidy(typed string) string {
	var text strings.Builder
	text.Grow(len(typed))
	var spaced, shows bool
	for _, c := range typed {
		switch {
		case stray(c):
			continue
		case space(c):
			spaced = text.Len() > 0
			continue
		case spaced:
			text.WriteByte(' ')
			spaced = false
		}
		shows = shows || !blank(c)
		text.WriteRune(c)
	}
	if !shows {
		return ""
	}
	return text.String()
}

// Letters returns the normal form of a code as a person types it, such as an order's
// number: in lower case, without spaces, with a hyphen for a dash of any kind, and with
// digits for the letters o, i and l that look like them.
func Letters(typed string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case c == ' ':
			return -1
		case '\u2010' <= c && c <= '\u2014', c == '\u2212': // hyphens, dashes, the minus sign
			return '-'
		}
		switch c {
		case 'o':
			return '0'
		case 'i', 'l':
			return '1'
		}
		return c
	}, Tidy(typed))
}

// printable reports whether a text may contain c. It may contain joiners, which Indic
// and Persian names and some emoji need, marks that enclose an Arabic or Indic
// number, and code points that Unicode has assigned since this program was built.
func printable(c rune) bool {
	switch {
	case joins(c), unicode.Is(unicode.Prepended_Concatenation_Mark, c):
		return true
	case c&0xfffe == 0xfffe, c >= '\ufdd0' && c <= '\ufdef': // for a program's own use
		return false
	}
	return !unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

// space reports whether c is a space. Tabs and line breaks are not.
func space(c rune) bool { return unicode.Is(unicode.Zs, c) }

// joins reports whether c joins or separates letters.
func joins(c rune) bool { return c == '\u200c' || c == '\u200d' || c == '\u180e' }

// stray reports whether c is an invisible mark that a text does not need: a
// directional mark, which keyboards and programs put before Arabic and Hebrew names,
// or a mark that is copied along from a page or a file.
func stray(c rune) bool {
	switch c {
	case '\u200e', '\u200f', '\u061c', // marks of direction
		'\u200b', '\ufeff', '\u2060', '\u00ad': // zero-width space, byte order mark, word joiner, soft hyphen
		return true
	}
	return false
}

// overrides reports whether c begins or ends an embedding, override or isolate of
// direction.
func overrides(c rune) bool { return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' }

// blank reports whether c is printable and invisible: a joiner, a selector, a filler
// letter, or the empty braille cell.
func blank(c rune) bool {
	return joins(c) || c == '\u2800' ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, c) || unicode.Is(unicode.Variation_Selector, c)
}
