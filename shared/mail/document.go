package mail

import (
	"strings"

	"storefront/shared/receipt"
)

// document is a mail as its parts from top to bottom, each of which is written as text and
// as HTML. It is one column of plain elements with their styles inline, and without colours,
// pictures and tables, so that it shows alike in light and dark, at any width, and in
// programs that drop style sheets.
type document struct {
	language string
	subject  string
	parts    []part
}

// part is a part of a document. Its texts may contain anything.
type part interface {
	text() string // lines, without the one at the end
	html() string
}

func (d *document) add(parts ...part) { d.parts = append(d.parts, parts...) }

// message returns the document as a message without a recipient.
func (d *document) message() Message {
	subject := line(d.subject)
	var text, html strings.Builder
	html.WriteString(`<!doctype html>
<html lang="` + d.language + `">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>` + escape(subject) + `</title>
<style>:root { color-scheme: light dark }</style>
</head>
<body style="margin: 0; padding: 16px">
<div lang="` + d.language + `" style="max-width: 600px; margin: 0 auto; font: 16px/1.5 system-ui, sans-serif; overflow-wrap: break-word">
`)
	for i, p := range d.parts {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(p.text() + "\n")
		html.WriteString(p.html() + "\n")
	}
	html.WriteString("</div>\n</body>\n</html>\n")
	return Message{Subject: subject, Text: text.String(), HTML: html.String()}
}

// line returns a text as one line: what is typed into a field must not begin a line of its
// own, in which it could pass for one of the store's.
func line(s string) string {
	return strings.Map(func(c rune) rune {
		if control(c) || c == '\u2028' || c == '\u2029' {
			return ' '
		}
		return c
	}, s)
}

// escape returns a text as one line of HTML. Package html does the same, and would add its
// table of entities to every function, 25 KB of an archive.
func escape(s string) string { return escaper.Replace(line(s)) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;")

// paragraph is a paragraph of text.
type paragraph string

func (p paragraph) text() string { return line(string(p)) }
func (p paragraph) html() string { return "<p>" + escape(string(p)) + "</p>" }

// heading is the title of what follows.
type heading string

func (h heading) text() string { return "* " + line(string(h)) }
func (h heading) html() string {
	return `<h2 style="font-size: 18px; line-height: 1.3; margin: 32px 0 8px">` + escape(string(h)) + "</h2>"
}

// button is a link to the thing to do.
type button struct{ label, url string }

func (b button) text() string { return line(b.label) + "\n" + line(b.url) }
func (b button) html() string {
	return `<p style="margin: 24px 0"><a href="` + escape(b.url) + `" style="display: inline-block; padding: 10px 20px; border: 2px solid; ` +
		`border-radius: 6px; color: inherit; text-decoration: none"><strong>` + escape(b.label) + "</strong></a></p>"
}

// code is a text to copy.
type code struct{ label, code string }

func (c code) text() string { return line(c.label) + "\n" + line(c.code) }
func (c code) html() string {
	return "<p>" + escape(c.label) + `<br><code style="overflow-wrap: anywhere">` + escape(c.code) + "</code></p>"
}

// footer is a link that few readers need.
type footer struct{ label, url string }

func (f footer) text() string { return line(f.label) + "\n" + line(f.url) }
func (f footer) html() string {
	return `<p><small><a href="` + escape(f.url) + `" style="color: inherit">` + escape(f.label) + "</a></small></p>"
}

// fact is a name with one or more lines, such as an address.
type fact struct {
	name  string
	lines []string
}

func (f fact) text() string {
	lines := make([]string, len(f.lines))
	for i, l := range f.lines {
		lines[i] = line(l)
	}
	return line(f.name) + "\n" + strings.Join(lines, "\n")
}

func (f fact) html() string {
	html := "<p><strong>" + escape(f.name) + "</strong>"
	for _, l := range f.lines {
		html += "<br>" + escape(l)
	}
	return html + "</p>"
}

// amounts are rows, the last of which is their sum.
type amounts []receipt.Row

func (a amounts) text() string { return rows(a).text() }
func (a amounts) html() string { return rows(a).upTo(len(a) - 1) }

// rows are labels with figures.
type rows []receipt.Row

func (r rows) text() string {
	lines := make([]string, len(r))
	for i, row := range r {
		lines[i] = line(row.Label) + ": " + line(row.Amount)
	}
	return strings.Join(lines, "\n")
}

func (r rows) html() string { return r.upTo(len(r)) }

// upTo writes a row as label and amount at both ends of a line, from sum on as a sum. Where a
// program does not know flexible boxes, the amount follows the label.
func (r rows) upTo(sum int) string {
	html := "<div>"
	for i, row := range r {
		open, end := "", ""
		if i >= sum {
			open, end = "<strong>", "</strong>"
		}
		html += "\n" + `<div style="display: flex; justify-content: space-between; padding: 6px 0; border-top: 1px solid #888888"><span style="padding-right: 16px">` +
			open + escape(row.Label) + end + `</span> <span style="white-space: nowrap">` + open + escape(row.Amount) + end + "</span></div>"
	}
	return html + "\n</div>"
}
