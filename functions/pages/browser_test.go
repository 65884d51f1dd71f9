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
	"storefront/shared/waitlist/waitlisttest"
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
	return shop{region: s.Region, files: files, catalog: s.Catalog(), shelves: checkout.NewShelfCache(s.Store, s.Clock.Now), draws: waitlisttest.NewMemory(), now: s.Clock.Now}
}

// serve starts the pages of a shop.
func serve(t *testing.T, s *functiontest.Shop) *counter {
	t.Helper()
	asking, pages := s.Asking(), pagesOf(t, s)
	pages.origin, pages.checkout, pages.tokens, pages.metrics = site, s.Checkout(), functiontest.Tokens, s.Metrics
	pages.documents = s.Store
	pages.waitlist, pages.asks = asking.Waitlist, asking.Asker
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
	t      testing.TB
	router http.Handler
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
	d := &document{
		t: b.t, browser: b, url: at, path: at.Path, status: w.Code, header: w.Header(),
		html: strings.ReplaceAll(w.Body.String(), "\u00a0", " "), root: root,
	}
	d.checkPrivacy()
	return d
}
