package main

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"storefront/shared/phrase"
	"strings"
	"testing"

	"storefront/functions/pages/words"
	"storefront/shared/market"
)

// readers has the paths of all shops of a region.
func readers(region market.Region) (paths []string) {
	for _, m := range region.Markets() {
		for _, language := range m.Languages {
			paths = append(paths, "/"+string(m.Code)+"/"+language)
		}
	}
	return paths
}

// No browser is sent anywhere by what it asks for: it only gets a suggestion.
func TestTheChoiceOfAMarketIsTheReaders(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	for accept, want := range map[string]struct{ html, suggested string }{
		"":                        {`<html lang="en"`, ""},
		"en-US,en;q=0.9":          {`<html lang="en"`, `href="/us/en" lang="en" hreflang="en-US">United States, English`},
		"es-MX,es;q=0.9":          {`<html lang="es"`, ""},
		"de-DE,de;q=0.9,en;q=0.8": {`<html lang="de"`, `href="` + european + `/de/de" lang="de" hreflang="de-DE">Deutschland, Deutsch`},
		"ja":                      {`<html lang="en"`, ""},
	} {
		p := f.get("/", "Accept-Language", accept).want(200, want.html, want.suggested, `hreflang="es-US"`, `lang="fr"`)
		if suggests := strings.Contains(p.html, "button second"); suggests != (want.suggested != "") {
			t.Errorf("%q: it suggests something: %v", accept, suggests)
		}
		if p.header.Get("Vary") != "Accept-Language" || p.header.Get("Location") != "" {
			t.Errorf("%q: headers %v", accept, p.header)
		}
	}
}

// Only shops that can be reached are offered: the region's own, and those that the
// configuration names.
func TestMarketsThatCanBeReached(t *testing.T) {
	t.Parallel()
	p := open(t, market.US).get("/us/en").want(200, `href="/us/es"`, `href="`+european+`/it/it"`, `href="`+european+`/nl/en"`)
	p.not("United Kingdom", "भारत (India)", `href="/de/`)
	open(t, market.EU).get("/de/en").want(200, `href="/fr/fr"`, `href="/es/en"`).not("United States", european+"/de")
}

// Another language leads to the same page, another market to its home.
func TestLanguagesOfAPage(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	for _, rest := range []string{"", "/sales/us-launch", "/privacy"} {
		f.get("/us/en"+rest).want(200,
			`<link rel="canonical" href="https://shop.example.com/us/en`+rest+`"`,
			`<link rel="alternate" hreflang="es-US" href="https://shop.example.com/us/es`+rest+`"`,
			`<meta property="og:url" content="https://shop.example.com/us/en`+rest+`"`,
			`href="/us/es`+rest+`"`, `href="`+european+`/de/de"`, `<html lang="en-US"`)
	}
	open(t, market.EU).get("/fr/fr").want(200, `hreflang="de-DE" href="https://shop.example.com/de/de"`, `hreflang="x-default" href="https://shop.example.com/"`)
	f.get("/us/en/sales/us-launch").want(200, `<meta property="og:image" content="https://shop.example.com/static/`, `<meta name="description" content="`)
}

// Every page of every market is there in each of its languages, with a title of its own,
// and all links in it that lead into these pages lead somewhere.
func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`href="(/[^"#]*)`)
	title := regexp.MustCompile(`<title>([^<]+)</title>`)
	others := regexp.MustCompile(`^/(lookup|../../(pass$|products/|sales/[^/]+/checkout))`) // not this test's
	for _, region := range market.Regions() {
		f := open(t, region)
		seen, titles := map[string]bool{}, map[string]string{}
		todo := append(readers(region), "/")
		for len(todo) > 0 {
			path := todo[0]
			todo = todo[1:]
			if seen[path] || others.MatchString(path) {
				continue
			}
			seen[path] = true
			p := f.get(path).want(200)
			if strings.HasPrefix(path, "/static/") {
				continue
			}
			name := title.FindStringSubmatch(p.html)
			if name == nil || !strings.Contains(name[1], "Storefront") {
				t.Errorf("%s has no title", path)
				continue
			}
			if twin, taken := titles[path[:min(len(path), 6)]+name[1]]; taken && !strings.HasPrefix(path, twin) {
				t.Errorf("%s and %s have the title %q", path, twin, name[1])
			}
			titles[path[:min(len(path), 6)]+name[1]] = path
			for _, found := range link.FindAllStringSubmatch(p.html, -1) {
				todo = append(todo, found[1])
			}
		}
		for _, reader := range readers(region) {
			europe := region == market.EU || region == market.UK
			if !seen[reader+"/imprint"] || !seen[reader+"/contact"] || seen[reader+"/withdrawal"] != europe {
				t.Errorf("%s: not all legal pages are linked", reader)
			}
		}
	}
}

// What is not there is told in the reader's language, with a way on.
func TestWhatThereIsNot(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	for _, tt := range []struct{ path, accept, lang, says, link string }{
		{"/us/en/nothing", "de", "en-US", "This page is not here", `href="/us/en"`},
		{"/us/es/nothing/at/all", "", "es-US", "", `href="/us/es"`},
		{"/us/fr", "es-MX", "es-US", "", `href="/us/es"`},
		{"/us", "", "en-US", "This page is not here", `href="/us/en"`},
		{"/us/en/", "", "en-US", "This page is not here", `href="/us/en"`},
		{"/us/en/sales/none", "", "en-US", "There is no such sale", `href="/us/en"`},
		{"/us/en/withdrawal", "", "en-US", "This page is not here", `href="/us/en"`},
		{"/de/de/sales/eu-launch", "", "de", "", `href="` + european + `/de/de/sales/eu-launch">Deutschland`},
		{"/gb/en", "", "en", "We do not sell there from here", `href="/"`},
		{"/zz/hi", "", "hi", "", `href="/"`},
		{"/nothing", "nl-BE", "nl", "", `href="/"`},
		{"/static/shop-000000000000.css", "", "en", "", `href="/"`},
		{"/us/en/%3Cscript%3E", "", "en-US", "", `href="/us/en"`},
	} {
		p := f.get(tt.path, "Accept-Language", tt.accept).want(404, `<html lang="`+tt.lang+`"`, tt.says, tt.link, `content="noindex"`)
		p.not(`rel="canonical"`, "&lt;script&gt;")
		if p.header.Get("X-Robots-Tag") != "noindex" || p.header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s: headers %v", tt.path, p.header)
		}
	}
}

// The API's part of the addresses answers programs, whatever pages there are.
func TestTheAPIAnswersPrograms(t *testing.T) {
	t.Parallel()
	f := open(t, market.US)
	for request, status := range map[string]int{
		"GET /v1/nope": 404, "POST /v1/nope": 404, "GET /v1/en/terms": 404, "GET /v1/us/nothing": 404, "GET /v1/": 404,
		"GET /v1/us/sales/us-launch/checkout": 404, "POST /v1/us/products": 405, "DELETE /v1/orders/x": 405,
	} {
		method, path, _ := strings.Cut(request, " ")
		w := httptest.NewRecorder()
		f.router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
		if w.Code != status || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d", request, w.Code, w.Header().Get("Content-Type"), status)
		}
	}
	w := httptest.NewRecorder()
	f.router.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/us/en", nil))
	if w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /us/en: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestEveryMarketHasItsNames(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			own := phrase.OwnName(m.Code)
			if own.Text == "" || !slices.Contains(m.Languages, own.Language) {
				t.Errorf("%s is called %q in %q", m.Code, own.Text, own.Language)
			}
			for _, language := range words.Languages() {
				if phrase.Country(m.Code).In(language) == "" || phrase.InCountry(m.Code).In(language) == "" {
					t.Errorf("%s has no name in %s", m.Code, language)
				}
			}
		}
	}
}
