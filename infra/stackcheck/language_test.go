package stackcheck

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"storefront/shared/market"
	"storefront/shared/web"
)

// request is the part of a request that the edge's function for languages reads.
type request struct {
	Accept string `json:"accept"`
	Lang   string `json:"lang"` // of the query; empty: none
}

// TestLanguageIsShortened runs the edge's function on forms of Accept-Language.
func TestLanguageIsShortened(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		in   request
		want string
	}{
		{"a browser's header", request{Accept: "de-DE,de;q=0.9,en-US;q=0.8,en;q=0.7"}, "de,en"},
		{"spaces and capitals", request{Accept: " EN-gb , Fr ; q=0.5"}, "en,fr"},
		{"the best first", request{Accept: "en;q=0.5, it;q=0.9, de"}, "de,it,en"},
		{"languages of no market", request{Accept: "ja, en;q=0.3, *;q=0.1"}, "en"},
		{"no language of a market", request{Accept: "ja, zh-Hant"}, ""},
		{"a language refused", request{Accept: "en;q=0, de"}, "de"},
		{"a malformed quality", request{Accept: "en;q=high, de;q=0.1"}, "de"},
		{"a language in the query", request{Accept: "de, en", Lang: "fr"}, ""},
	}
	var in []request
	for _, test := range tests {
		in = append(in, test.in)
	}
	for i, got := range shorten(t, in) {
		if want := tests[i].want; got != want {
			t.Errorf("%s: %q becomes %q, want %q", tests[i].name, tests[i].in.Accept, got, want)
		}
	}
}

// TestLanguageThroughTheEdge compares, in every market, the languages that the
// handlers choose from a header and from its short form.
func TestLanguageThroughTheEdge(t *testing.T) {
	t.Parallel()
	tags := strings.Fields("de de-AT DE-de en en-US en-GB-oed es es-419 fr fr-CH hi hi-IN it nl nl-BE ja zh-Hant-TW * x-en")
	qualities := []string{"", "", "", ";q=1", ";q=0.9", "; q=0.8", ";q=0.8", ";q=0.5", ";q=0.001", ";q=0", ";q=high", ";level=1"}
	random := rand.New(rand.NewPCG(1, 2))
	var in []request
	for range 2000 {
		items := make([]string, 1+random.IntN(6))
		for i := range items {
			items[i] = tags[random.IntN(len(tags))] + qualities[random.IntN(len(qualities))]
		}
		in = append(in, request{Accept: strings.Join(items, ", ")})
	}
	for i, short := range shorten(t, in) {
		for _, region := range market.Regions() {
			for _, m := range region.Markets() {
				got, want := language(m, short), language(m, in[i].Accept)
				if got != want {
					t.Fatalf("market %s answers %q in %s, and through the edge (%q) in %s", m.Code, in[i].Accept, want, short, got)
				}
			}
		}
	}
}

// language returns the language that handlers choose in a market.
func language(m market.Market, accept string) string {
	r := &http.Request{URL: &url.URL{}, Header: http.Header{}}
	if accept != "" {
		r.Header.Set("Accept-Language", accept)
	}
	return web.Language(httptest.NewRecorder(), r, m.Languages)
}

// driver calls a CloudFront function as the edge does, once for each request in its
// input.
const driver = `
console.log(JSON.stringify(JSON.parse(require('fs').readFileSync(0, 'utf8')).map((r) => {
  const querystring = r.lang ? { lang: { value: r.lang } } : {};
  const headers = { host: { value: 'api.example.com' }, 'accept-language': { value: r.accept } };
  const left = handler({ request: { method: 'GET', uri: '/v1/de/products', querystring, headers } }).headers;
  return left['accept-language'] ? left['accept-language'].value : '';
})));`

// shorten runs the edge's function in Node.js. If that is not installed, the test is
// skipped, or fails if the environment variable CI is set.
func shorten(t *testing.T, in []request) []string {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil && os.Getenv("CI") == "" {
		t.Skipf("not checked: the edge's function for Accept-Language: find Node.js: %v", err)
	}
	source := open(t)
	code := text(read(t, source, variants(t, source)[0].with("with the edge on", withEdge)).find("EdgeLanguage").Properties["FunctionCode"])
	input, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "--eval", "'use strict';"+code+driver)
	node.Stdin = bytes.NewReader(input)
	var complaint bytes.Buffer
	node.Stderr = &complaint
	out, err := node.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, &complaint)
	}
	var short []string
	if err := json.Unmarshal(out, &short); err != nil || len(short) != len(in) {
		t.Fatalf("%d answers to %d requests, %v", len(short), len(in), err)
	}
	return short
}
