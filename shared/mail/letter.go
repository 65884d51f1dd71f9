package mail

import (
	"html"
	"strings"

	"storefront/shared/locale"
)

// letter is a mail before it is written: why it comes, one thing to do, a note,
// and for what comes again a way to end it.
type letter struct {
	words    texts
	language string   // BCP 47; one the store does not write is English
	names    []string // what stands for each name in the words, in turn
	act      string   // address of what is to be done
	leave    string   // address that ends such mails; "": none
}

// words are the sentences of a letter in one language. They hold nothing that
// HTML would need escaped.
type words struct {
	subject string
	asked   string // why the reader gets this
	action  string // label of the link to what is to be done
	note    string // what else to know, such as what to do when it was somebody else
	leave   string // label of the link that ends such mails
}

// texts are the words of a letter in each language that the store writes.
type texts struct{ en, de, es, fr, hi, it, nl words }

// languages are those that the store writes, the one for all others first.
var languages = []string{"en", "de", "es", "fr", "hi", "it", "nl"}

// in gives the words of a language, or of the one it is a variety of.
func (t texts) in(language string) (string, words) {
	language = locale.Negotiate(languages, language)
	switch language {
	case "de":
		return language, t.de
	case "es":
		return language, t.es
	case "fr":
		return language, t.fr
	case "hi":
		return language, t.hi
	case "it":
		return language, t.it
	case "nl":
		return language, t.nl
	default:
		return language, t.en
	}
}

// message writes the letter, to nobody yet.
func (l letter) message() Message {
	language, words := l.words.in(l.language)
	text, page := textLayout, htmlLayout
	if l.leave != "" {
		text, page = textLayout+textLeave, htmlLayout+htmlLeave
	}
	fill := func(layout string, escape func(string) string) string {
		names := make([]string, len(l.names))
		for i, name := range l.names {
			names[i] = name
			if i%2 == 1 {
				names[i] = escape(name)
			}
		}
		inner := strings.NewReplacer(names...)
		return strings.NewReplacer(
			"{language}", language,
			"{subject}", inner.Replace(words.subject),
			"{asked}", inner.Replace(words.asked),
			"{action}", words.action,
			"{note}", words.note,
			"{leave}", words.leave,
			"{action_url}", escape(l.act),
			"{leave_url}", escape(l.leave),
		).Replace(layout)
	}
	return Message{
		Subject: fill("{subject}", asIs),
		Text:    fill(text, asIs),
		HTML:    fill(page+htmlEnd, html.EscapeString),
	}
}

func asIs(s string) string { return s }

// The layouts are filled by replacing names, in one pass, so what is filled in
// is never filled itself. Package text/template would add 0.6 MB to the
// function's archive: it keeps the linker from dropping methods nobody calls.
const (
	textLayout = `{asked}

{action}
{action_url}

{note}
`
	textLeave = `
{leave}
{leave_url}
`
	htmlLayout = `<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; line-height: 1.5">
<p>{asked}</p>
<p><a href="{action_url}"><strong>{action}</strong></a></p>
<p>{note}</p>
`
	htmlLeave = `<p><small><a href="{leave_url}">{leave}</a></small></p>
`
	htmlEnd = `</body>
</html>
`
)
