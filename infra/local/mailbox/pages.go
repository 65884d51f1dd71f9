package mailbox

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
)

// Pages serves the caught mail to a developer: a list at the root, and each message at its
// id. The mails' links work from there.
func (b *Box) Pages() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { write(w, "list", b.Messages()) })
	mux.HandleFunc("GET /{id}", func(w http.ResponseWriter, r *http.Request) {
		messages := b.Messages()
		i := slices.IndexFunc(messages, func(m Message) bool { return m.ID == r.PathValue("id") })
		if i < 0 {
			http.NotFound(w, r)
			return
		}
		write(w, "message", messages[i])
	})
	return mux
}

// write answers with a page. A mail's HTML is in a frame without scripts and forms, as in a
// mail program; its links open beside it.
func write(w http.ResponseWriter, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'")
	if err := pages.ExecuteTemplate(w, name, data); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

// Framed returns the message's HTML for a frame.
func (m Message) Framed() string {
	return strings.Replace(m.HTML, "<head>", `<head><base target="_blank">`, 1)
}

var pages = template.Must(template.New("").Parse(`
{{define "top"}}<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{{.}}</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem }
li { padding: .5rem 0; border-top: 1px solid #8888 }
ol { list-style: none; padding: 0 }
small, dt { opacity: .75 }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem }
dd { margin: 0; overflow-wrap: anywhere }
iframe { width: 100%; height: 36rem; border: 1px solid #8888; resize: both }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
</style>
</head>
<body>
{{end}}

{{define "list"}}{{template "top" "Caught mail"}}<h1>Caught mail</h1>
<p>No mail leaves this machine. The newest is first; <a href="/_local/mail?format=json">as JSON</a>.</p>
<ol>
{{range .}}<li><a href="/_local/mail/{{.ID}}">{{.Subject}}</a><br><small>{{range .To}}{{.}} {{end}}· {{.CaughtAt.Format "2006-01-02 15:04:05"}} UTC</small></li>
{{else}}<li>None yet.</li>
{{end}}</ol>
</body>
</html>
{{end}}

{{define "message"}}{{template "top" .Subject}}<p><a href="/_local/mail">All mail</a></p>
<h1>{{.Subject}}</h1>
<dl>
<dt>From</dt><dd>{{.From}}</dd>
<dt>To</dt><dd>{{range .To}}{{.}} {{end}}</dd>
<dt>Caught</dt><dd>{{.CaughtAt.Format "2006-01-02 15:04:05"}} UTC</dd>
{{range $name, $value := .Headers}}<dt>{{$name}}</dt><dd>{{$value}}</dd>
{{end}}{{if .Reported}}<dt>Reported</dt><dd>{{.Reported}}</dd>
{{end}}</dl>
<form method="post"><p>Have Amazon SES report that this mail
<button name="report" value="Bounce">bounced for good</button>
<button name="report" value="Complaint">was called spam</button></p></form>
{{if .HTML}}<h2>HTML</h2>
<iframe title="The mail as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{{.Framed}}"></iframe>
{{end}}{{if .Text}}<h2>Text</h2>
<pre>{{.Text}}</pre>
{{end}}</body>
</html>
{{end}}
`))
