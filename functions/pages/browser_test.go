package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"storefront/functions/pages/static"
	"storefront/infra/functiontest"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
)

// site is where the shop of a test is.
const site = "https://us.example.com"

// counter is a region's shop with the pages that shoppers buy on, and the mails that it
// has had sent.
type counter struct {
	*functiontest.Shop
	*browser
	sent *functiontest.Outbox
}

// pagesOf returns the pages of a process that has just started, on which nobody can buy.
func pagesOf(t testing.TB, s *functiontest.Shop) shop {
	t.Helper()
	files, err := static.New()
	if err != nil {
		t.Fatal(err)
	}
	return shop{region: s.Region, files: files, catalog: s.Catalog(), shelves: checkout.NewShelfCache(s.Store, s.Clock.Now), now: s.Clock.Now}
}

// serve starts the pages of a shop.
func serve(t *testing.T, s *functiontest.Shop) *counter {
	t.Helper()
	asking, pages := s.Asking(), pagesOf(t, s)
	pages.origin, pages.checkout, pages.tokens, pages.metrics = site, s.Checkout(), functiontest.Tokens, s.Metrics
	pages.waitlist, pages.links, pages.passes = asking.Waitlist, asking.Links, asking.Passes
	return &counter{Shop: s, browser: &browser{t: t, router: pages.router(s.Log)}, sent: asking.Outbox}
}

// sells returns the pages of a region in memory.
func sells(t *testing.T, region market.Region) *counter {
	t.Helper()
	return serve(t, functiontest.Open(t, region, checkouttest.NewMemory()))
}

// everywhere runs a story in region us, in memory and in DynamoDB.
func everywhere(t *testing.T, story func(*testing.T, *counter)) {
	t.Helper()
	functiontest.Everywhere(t, market.US, func(t *testing.T, s *functiontest.Shop) { story(t, serve(t, s)) })
}

// browser follows links and sends forms as a browser without scripts does.
type browser struct {
	t      *testing.T
	router http.Handler
}

// document is a page that the browser shows.
type document struct {
	page
	browser *browser
	url     *url.URL
	root    *html.Node
}

// open follows a link, and redirects.
func (b *browser) open(path string) *document {
	b.t.Helper()
	return b.send(http.MethodGet, strings.TrimPrefix(path, site), "", nil)
}

// send sends a request and follows redirects. header replaces the headers of a browser.
func (b *browser) send(method, path, body string, header map[string]string) *document {
	b.t.Helper()
	for range 5 {
		r := httptest.NewRequestWithContext(b.t.Context(), method, site+path, strings.NewReader(body))
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		if method == http.MethodPost {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		for name, value := range header {
			r.Header.Set(name, value)
			if value == "" {
				r.Header.Del(name)
			}
		}
		w := httptest.NewRecorder()
		b.router.ServeHTTP(w, r)
		if w.Code == http.StatusSeeOther {
			if w.Header().Get("Cache-Control") != "no-store" {
				b.t.Errorf("%s: a redirect may be kept", path)
			}
			method, path, body = http.MethodGet, w.Header().Get("Location"), ""
			continue
		}
		return b.show(path, w)
	}
	b.t.Fatalf("%s redirects again and again", path)
	return nil
}

func (b *browser) show(path string, w *httptest.ResponseRecorder) *document {
	b.t.Helper()
	at, err := url.Parse(path)
	if err != nil {
		b.t.Fatal(err)
	}
	root, err := html.Parse(strings.NewReader(w.Body.String()))
	if err != nil {
		b.t.Fatal(err)
	}
	d := &document{page: page{b.t, at.Path, w.Code, w.Header(), strings.ReplaceAll(w.Body.String(), "\u00a0", " ")}, browser: b, url: at, root: root}
	d.checkPrivacy()
	return d
}

// wants is like page.want.
func (d *document) wants(status int, texts ...string) *document {
	d.t.Helper()
	d.want(status, texts...)
	return d
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

// title returns the document's title.
func (d *document) title() string {
	d.t.Helper()
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "title" {
			return inner(n)
		}
	}
	d.t.Errorf("%s has no title", d.path)
	return ""
}

// links returns the addresses of all links of a document.
func (d *document) links() []string {
	var all []string
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			all = append(all, attribute(n, "href"))
		}
	}
	return all
}

// follow follows the link with a text.
func (d *document) follow(words string) *document {
	d.t.Helper()
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" && strings.Contains(inner(n), words) {
			return d.browser.open(attribute(n, "href"))
		}
	}
	d.t.Fatalf("%s has no link %q: %s", d.path, words, text(d.root))
	return nil
}

// form is a form of a document, with the button that sends it.
type form struct {
	document *document
	method   string
	action   string
	values   url.Values
}

// form returns the form with a button, filled as the document has it.
func (d *document) form(button string) *form {
	d.t.Helper()
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "button" || !strings.Contains(inner(n), button) {
			continue
		}
		owner := n.Parent
		for owner != nil && owner.Data != "form" {
			owner = owner.Parent
		}
		if owner == nil {
			continue
		}
		f := &form{document: d, method: strings.ToUpper(attribute(owner, "method")), action: attribute(owner, "action"), values: url.Values{}}
		f.fill(owner)
		if name := attribute(n, "name"); name != "" {
			f.values.Set(name, attribute(n, "value"))
		}
		return f
	}
	d.t.Fatalf("%s has no button %q: %s", d.path, button, text(d.root))
	return nil
}

// fill collects the values of the form's controls, as a browser does.
func (f *form) fill(owner *html.Node) {
	id := attribute(owner, "id")
	for n := range f.document.root.Descendants() {
		name := attribute(n, "name")
		if n.Type != html.ElementNode || name == "" || has(n, "disabled") {
			continue
		}
		if !inside(n, owner) && (id == "" || attribute(n, "form") != id) {
			continue
		}
		switch {
		case n.Data == "input" && attribute(n, "type") == "radio":
			if has(n, "checked") {
				f.values.Set(name, attribute(n, "value"))
			}
		case n.Data == "input":
			f.values.Set(name, attribute(n, "value"))
		case n.Data == "select":
			f.values.Set(name, selected(n))
		}
	}
}

// set types values into the form: names and values alternate.
func (f *form) set(pairs ...string) *form {
	f.document.t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if _, there := f.values[pairs[i]]; !there {
			f.document.t.Fatalf("%s has no control %s that can be used", f.document.path, pairs[i])
		}
		f.values.Set(pairs[i], pairs[i+1])
	}
	return f
}

// submit sends the form and follows redirects.
func (f *form) submit() *document {
	f.document.t.Helper()
	if f.method == http.MethodGet {
		return f.document.browser.open(f.action + "?" + f.values.Encode())
	}
	return f.document.browser.send(http.MethodPost, f.action, f.values.Encode(), nil)
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func inside(n, owner *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == owner {
			return true
		}
	}
	return false
}

// selected returns the value of a choice: the option that is selected, or the first.
func selected(n *html.Node) string {
	first, found := "", false
	for option := range n.Descendants() {
		if option.Type != html.ElementNode || option.Data != "option" {
			continue
		}
		if has(option, "selected") {
			return attribute(option, "value")
		}
		if !found {
			first, found = attribute(option, "value"), true
		}
	}
	return first
}

func inner(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.TrimSpace(b.String())
}
