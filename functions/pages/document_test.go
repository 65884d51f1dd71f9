package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// document is a page that the browser shows.
type document struct {
	t       testing.TB
	browser *browser
	url     *url.URL
	path    string
	status  int
	header  http.Header
	html    string // with plain spaces
	root    *html.Node
}

// checkPrivacy checks that a page keeps to itself: it loads nothing from elsewhere, has
// neither script nor style of its own, and sets no cookie.
func (d *document) checkPrivacy() {
	d.t.Helper()
	csp := d.header.Get("Content-Security-Policy")
	if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "script-src 'unsafe") || strings.Contains(csp, "http") {
		d.t.Errorf("%s: policy %q", d.path, csp)
	}
	if d.header.Get("Set-Cookie") != "" || d.header.Get("Referrer-Policy") == "" || d.header.Get("X-Content-Type-Options") != "nosniff" {
		d.t.Errorf("%s: headers %v", d.path, d.header)
	}
	for _, inline := range []string{"<style", " style=", " onclick=", "<iframe"} {
		if strings.Contains(d.html, inline) {
			d.t.Errorf("%s has %s", d.path, inline)
		}
	}
	if strings.Count(d.html, "<script") != strings.Count(d.html, `<script type="module" src="/static/`) {
		d.t.Errorf("%s has another script than the shop's", d.path)
	}
}

// want checks a document's status and which texts it has.
func (d *document) want(status int, texts ...string) *document {
	d.t.Helper()
	if d.status != status {
		d.t.Fatalf("%s answered %d, want %d: %s", d.path, d.status, status, d.html)
	}
	for _, text := range texts {
		if !strings.Contains(d.html, text) {
			d.t.Errorf("%s lacks %q", d.path, text)
		}
	}
	return d
}

// not checks which texts a document does not have.
func (d *document) not(texts ...string) *document {
	d.t.Helper()
	for _, text := range texts {
		if strings.Contains(d.html, text) {
			d.t.Errorf("%s has %q", d.path, text)
		}
	}
	return d
}

// state returns what the page says about a product.
func (d *document) state(sku string) string {
	d.t.Helper()
	_, tag, found := strings.Cut(d.html, `data-sku="`+sku+`"`)
	if !found {
		d.t.Fatalf("%s says nothing about %s", d.path, sku)
	}
	before := d.html[:len(d.html)-len(tag)]
	_, state, _ := strings.Cut(before[strings.LastIndex(before, "<p"):], `data-state="`)
	state, _, _ = strings.Cut(state, `"`)
	return state
}

// private checks that nobody keeps or learns a page and its address.
func (d *document) private() *document {
	d.t.Helper()
	h := d.header
	if h.Get("Cache-Control") != "no-store" || h.Get("Referrer-Policy") != "no-referrer" || h.Get("X-Robots-Tag") != "noindex" || h.Get("ETag") != "" {
		d.t.Errorf("%s is not private: %v", d.path, h)
	}
	if !strings.Contains(d.html, `<meta name="robots" content="noindex"`) || strings.Contains(d.html, `rel="canonical"`) {
		d.t.Errorf("%s does not say that it is private", d.path)
	}
	return d
}

// find returns the elements of a name, with a value of an attribute if its key is not empty.
func (d *document) find(name, key, value string) []*html.Node {
	var found []*html.Node
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name && (key == "" || slices.Contains(strings.Fields(attribute(n, key)), value)) {
			found = append(found, n)
		}
	}
	return found
}

// title returns the document's title.
func (d *document) title() string { return text(d.find("title", "", "")[0]) }

// main returns what is read on the page, without its frame.
func (d *document) main() string { return text(d.find("main", "", "")[0]) }

// links returns the addresses of all links of a document.
func (d *document) links() []string {
	var all []string
	for _, a := range d.find("a", "", "") {
		all = append(all, attribute(a, "href"))
	}
	return all
}

// follow follows the link with a text.
func (d *document) follow(words string) *document {
	d.t.Helper()
	for _, a := range d.find("a", "", "") {
		if strings.Contains(text(a), words) {
			return d.browser.open(attribute(a, "href"))
		}
	}
	d.t.Fatalf("%s has no link %q: %s", d.path, words, text(d.root))
	return nil
}

// text returns what is read in a node, with plain spaces.
func text(n *html.Node) string {
	var parts []string
	for d := range n.Descendants() {
		if d.Type == html.TextNode && d.Parent.Data != "script" {
			parts = append(parts, d.Data)
		}
	}
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.Join(parts, " "), "\u00a0", " ")), " ")
}
