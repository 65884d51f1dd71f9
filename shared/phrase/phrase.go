// Package phrase is how the shop's pages and mails write a text in all of their languages.
// Each text is one value with its languages side by side, so that one that is missing does
// not compile. It also has the texts that both show.
package phrase

import (
	"fmt"
	"slices"
)

// Languages are the languages of the shop, in the order in which texts have them.
func Languages() []string { return []string{"en", "de", "fr", "es", "it", "nl", "hi"} }

// languages is how many there are.
const languages = 7

// Text is a text in each language.
type Text [languages]string

// All returns a text in all languages.
func All(en, de, fr, es, it, nl, hi string) Text { return Text{en, de, fr, es, it, nl, hi} }

// Europe returns a text that shows in the markets of the EU and in the United Kingdom alone.
// Nobody reads it in Hindi, in which it is the English one.
func Europe(en, de, fr, es, it, nl string) Text { return All(en, de, fr, es, it, nl, en) }

// In returns the text in a language, in English if that is none of the shop's. Inlined into
// each of its many callers, it would make the zip of the pages 65 KB larger.
//
//go:noinline
func (t Text) In(language string) string {
	return t[max(slices.Index(Languages(), language), 0)]
}

// With returns the text in a language with values in place of its verbs, as [fmt.Sprintf]
// does. A language may use the values in another order: %[2]s.
func (t Text) With(language string, values ...any) string {
	return fmt.Sprintf(t.In(language), values...)
}

// Plural is a text that depends on a number, which is its first value.
type Plural struct{ one, other Text }

// Count returns a text with its form for one, and that for other numbers.
func Count(one, other Text) Plural { return Plural{one, other} }

// Of returns the text for a number in a language, with the number and further values in
// place of its verbs.
func (p Plural) Of(language string, n int, values ...any) string {
	return p.Form(language, n).With(language, append([]any{n}, values...)...)
}

// Form returns the form for a number in a language, for texts without the number.
func (p Plural) Form(language string, n int) Text {
	if n == 1 || n == 0 && zeroIsOne(language) {
		return p.one
	}
	return p.other
}

// Forms returns both forms in a language, by their names in the Unicode CLDR.
func (p Plural) Forms(language string) (one, other string) {
	return p.one.In(language), p.other.In(language)
}

// zeroIsOne reports whether a language speaks of zero things as of one, after the plural
// rules of the Unicode CLDR.
func zeroIsOne(language string) bool { return language == "fr" || language == "hi" }
