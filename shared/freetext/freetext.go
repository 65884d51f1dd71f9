// Package freetext puts what a person types or pastes into one form: a name, a
// street, an address of mail. It keeps what scripts need to be read, and drops
// or refuses what only a program sees.
package freetext

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// ErrDirection says that a text has characters that change the direction of
	// what stands around it. They reorder the text of a label or a page beyond the
	// field: what is read there is not what is stored.
	ErrDirection = errors.New("freetext: changes the direction of the text around it")

	// ErrUnprintable says that a text has control characters, line breaks or
	// characters without a meaning.
	ErrUnprintable = errors.New("freetext: not printable in one line")
)

// Line puts a text of one line into one form, as [Tidy] does. It fails with
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

// Tidy makes one space of Unicode spaces in a row, drops those around the text,
// and drops stray marks that come along with a paste. A text that shows nothing
// is empty. Everything else stays as it is, be it printable or not.
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

// printable reports whether c may stand in a text: also the joiners, without
// which Indic and Persian names are misspelt and a family of emoji falls apart,
// the marks that enclose an Arabic or Indic number, and what Unicode has assigned
// since this program was built, such as a new emoji.
func printable(c rune) bool {
	switch {
	case joins(c), unicode.Is(unicode.Prepended_Concatenation_Mark, c):
		return true
	case c&0xfffe == 0xfffe, c >= '\ufdd0' && c <= '\ufdef': // for a program's own use
		return false
	}
	return !unicode.In(c, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)
}

// space reports whether c is a space in a line. A tab or a line break is none.
func space(c rune) bool { return unicode.Is(unicode.Zs, c) }

// joins reports whether c joins letters or keeps them apart, in Mongolian too.
func joins(c rune) bool { return c == '\u200c' || c == '\u200d' || c == '\u180e' }

// stray reports whether c is a mark that shows nothing and that a text loses
// nothing without: each mark of direction (keyboards and programs put them before
// Arabic and Hebrew names), and what may be copied along from a page or a file.
func stray(c rune) bool {
	switch c {
	case '\u200e', '\u200f', '\u061c', // marks of direction
		'\u200b', '\ufeff', '\u2060', '\u00ad': // zero-width space, byte order mark, word joiner, soft hyphen
		return true
	}
	return false
}

// overrides reports whether c embeds, overrides or isolates a direction, or ends that.
func overrides(c rune) bool { return c >= '\u202a' && c <= '\u202e' || c >= '\u2066' && c <= '\u2069' }

// blank reports whether c shows nothing by itself though it is printable: joiners
// and selectors, letters that only fill, the empty cell of braille.
func blank(c rune) bool {
	return joins(c) || c == '\u2800' ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, c) || unicode.Is(unicode.Variation_Selector, c)
}
