package mail

import (
	"strings"

	"storefront/shared/locale"
	"storefront/shared/phrase"
)

// letter is the content of a mail that is words alone: why it comes, one thing to do, perhaps
// a code to do it with elsewhere, a note, and for mails that others can ask for a way to end
// them.
type letter struct {
	texts    texts
	language string   // BCP 47; English is used if the store does not write it
	names    []string // the placeholders in the texts, each followed by its value
	act      string   // URL of the thing to do
	code     string   // to copy, or ""
	leave    string   // URL that ends such mails, or ""
}

// texts are the sentences of a letter.
type texts struct {
	subject phrase.Text
	asked   phrase.Text // why the reader gets the mail
	action  phrase.Text // label of the link to the thing to do
	code    phrase.Text // what the code is for
	note    phrase.Text // what else to know, such as what to do if somebody else asked
	leave   phrase.Text // label of the link that ends such mails
}

// languageOf returns the language that the store writes for readers of another.
func languageOf(tag string) string { return locale.Negotiate(phrase.Languages(), tag) }

// message returns the letter as a message without a recipient.
func (l letter) message() Message {
	language, names := languageOf(l.language), strings.NewReplacer(l.names...)
	// The placeholders are replaced in one pass, so a value is never filled in itself.
	say := func(t phrase.Text) string { return names.Replace(t.In(language)) }
	d := document{language: language, subject: say(l.texts.subject)}
	d.add(paragraph(say(l.texts.asked)), button{say(l.texts.action), l.act})
	if l.code != "" {
		d.add(code{say(l.texts.code), l.code})
	}
	d.add(paragraph(say(l.texts.note)))
	if l.leave != "" {
		d.add(footer{say(l.texts.leave), l.leave})
	}
	return d.message()
}
