// Package words has the texts that the shop's pages alone show, in all of its languages.
// Package phrase has those that mails show, too.
package words

import "storefront/shared/phrase"

// Text is a text in each language.
type Text = phrase.Text

// Languages are the languages of the pages, in the order in which texts have them.
func Languages() []string { return phrase.Languages() }

// all returns a text in all languages.
func all(en, de, fr, es, it, nl, hi string) Text { return phrase.All(en, de, fr, es, it, nl, hi) }

// A text that shows in the markets of one law only is in the languages of those markets. In
// the other languages, which nobody reads there, it is the English one.

// inUS returns a text for the United States.
func inUS(en, es string) Text { return all(en, en, en, es, en, en, en) }

// inUK returns a text for the United Kingdom.
func inUK(en string) Text { return all(en, en, en, en, en, en, en) }

// inEurope returns a text for the markets of the EU, and for the United Kingdom.
func inEurope(en, de, fr, es, it, nl string) Text { return phrase.Europe(en, de, fr, es, it, nl) }

// inIndia returns a text for India.
func inIndia(en, hi string) Text { return all(en, en, en, en, en, en, hi) }

// Plural is a text that depends on a number, which is its first value.
type Plural = phrase.Plural

// plural returns a text with its form for one, and that for other numbers.
func plural(one, other Text) Plural { return phrase.Count(one, other) }
