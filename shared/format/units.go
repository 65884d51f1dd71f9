package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// KeepUnits returns a text in which no line breaks between a number and what follows it,
// such as in "5,000 mAh".
func KeepUnits(text string) string {
	var kept strings.Builder
	before := ' '
	for i, c := range text {
		if c == ' ' && unicode.IsDigit(before) {
			if next, _ := utf8.DecodeRuneInString(text[i+1:]); unicode.IsLetter(next) || unicode.IsDigit(next) {
				kept.WriteString(nbsp)
				before = c
				continue
			}
		}
		kept.WriteRune(c)
		before = c
	}
	return kept.String()
}
