package mail

import (
	"strings"

	"storefront/shared/locale"
)

// letter is the content of a mail: why it comes, one thing to do, perhaps a code to do
// it with elsewhere, a note, and for mails that others can ask for a way to end them.
type letter struct {
	texts    texts
	language string   // BCP 47; English is used if the store does not write it
	names    []string // the placeholders in the texts, each followed by its value
	act      string   // URL of the thing to do
	code     string   // to copy, or ""
	leave    string   // URL that ends such mails, or ""
}

// texts has the text of a letter in each language that the store writes.
type texts map[string]text

// text is the sentences of a letter in one language. None of them needs escaping
// in HTML.
type text struct {
	subject string
	asked   string // why the reader gets the mail
	action  string // label of the link to the thing to do
	code    string // what the code is for
	note    string // what else to know, such as what to do if somebody else asked
	leave   string // label of the link that ends such mails
}

// languages are the languages that the store writes, with the default first.
var languages = []string{"en", "de", "es", "fr", "hi", "it", "nl"}

// message returns the letter as a message without a recipient.
func (l letter) message() Message {
	language := locale.Negotiate(languages, l.language)
	text := l.texts[language]
	plain, page := textAction, htmlAction
	if l.code != "" {
		plain, page = plain+textCode, page+htmlCode
	}
	plain, page = plain+textNote, page+htmlNote
	if l.leave != "" {
		plain, page = plain+textLeave, page+htmlLeave
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
			"{subject}", inner.Replace(text.subject),
			"{asked}", inner.Replace(text.asked),
			"{action}", text.action,
			"{code_label}", text.code,
			"{code}", escape(l.code),
			"{note}", inner.Replace(text.note),
			"{leave}", text.leave,
			"{action_url}", escape(l.act),
			"{leave_url}", escape(l.leave),
		).Replace(layout)
	}
	return Message{
		Subject: fill("{subject}", asIs),
		Text:    fill(plain, asIs),
		HTML:    fill(page+htmlEnd, escapeHTML),
	}
}

func asIs(s string) string { return s }

// escapeHTML escapes a text for HTML. Package html does the same, and would add its
// table of entities to every function, 25 KB of an archive.
func escapeHTML(s string) string { return htmlEscaper.Replace(s) }

var htmlEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// The placeholders of a layout are replaced in one pass, so a value is never filled
// in itself. Package text/template would add 0.6 MB to the function's archive,
// because it keeps the linker from dropping unused methods.
const (
	textAction = `{asked}

{action}
{action_url}

`
	textCode = `{code_label}
{code}

`
	textNote = `{note}
`
	textLeave = `
{leave}
{leave_url}
`
	htmlAction = `<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; line-height: 1.5">
<p>{asked}</p>
<p><a href="{action_url}"><strong>{action}</strong></a></p>
`
	htmlCode = `<p>{code_label}<br><code style="overflow-wrap: anywhere">{code}</code></p>
`
	htmlNote = `<p>{note}</p>
`
	htmlLeave = `<p><small><a href="{leave_url}">{leave}</a></small></p>
`
	htmlEnd = `</body>
</html>
`
)
