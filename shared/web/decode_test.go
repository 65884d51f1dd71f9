package web_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/problem"
	"storefront/shared/web"
)

type checkout struct {
	Sale   string   `json:"sale"`
	Lines  []line   `json:"lines"`
	Gift   bool     `json:"gift"`
	ShipTo address  `json:"ship_to"`
	Notes  []string `json:"notes,omitempty"`
	Hidden string   `json:"-"`
	Bare   string
}

type line struct {
	SKU      string `json:"sku"`
	Quantity int    `json:"quantity"`
	Cents    int64  `json:"cents"`
}

type address struct {
	Country string `json:"country"`
}

// post returns a request with a JSON body.
func post(body string) *http.Request {
	r := httptest.NewRequest("POST", "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	return r
}

func TestDecode(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body string
		want checkout
	}{
		"everything": {
			`{"sale":"launch","lines":[{"sku":"a","quantity":2,"cents":-9223372036854775808},{"sku":"b"}],"gift":true,"ship_to":{"country":"US"},"notes":["x","y"]}`,
			checkout{Sale: "launch", Lines: []line{{"a", 2, -1 << 63}, {SKU: "b"}}, Gift: true, ShipTo: address{"US"}, Notes: []string{"x", "y"}},
		},
		"whole numbers":         {`{"lines":[{"quantity":2.0,"cents":-1.5e1},{"quantity":2e0},{"quantity":-0.0}]}`, checkout{Lines: []line{{"", 2, -15}, {"", 2, 0}, {}}}},
		"members in any order":  {`{"gift":true,"sale":"x"}`, checkout{Sale: "x", Gift: true}},
		"nothing":               {`{}`, checkout{}},
		"an empty list":         {`{"lines":[]}`, checkout{}},
		"white space around it": {" \n{ \"sale\" : \"x\" }\t\n", checkout{Sale: "x"}},
		"other scripts":         {`{"sale":"ब\u0948ंड 😀"}`, checkout{Sale: "बैंड 😀"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got checkout
			if err := web.Decode(post(tt.body), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeFaults(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("ß", 41)
	var many []string
	for i := range 20 {
		many = append(many, fmt.Sprintf("notes[%d]: must be a string", i))
	}
	tests := map[string]struct {
		body string
		want []string
	}{
		"unknown member":            {`{"sale":"x","colour":1}`, []string{"colour: is not known"}},
		"unknown nested member":     {`{"lines":[{},{"qty":{"a":[1]}}],"sale":"x"}`, []string{"lines[1].qty: is not known"}},
		"names match by case":       {`{"Sale":"x"}`, []string{"Sale: is not known"}},
		"a field kept from JSON":    {`{"-":"x","Hidden":"x","Bare":"x"}`, []string{"-: is not known", "Hidden: is not known", "Bare: is not known"}},
		"an empty name":             {`{"":1}`, []string{": is not known"}},
		"a long name is cut":        {`{"` + long + `":1}`, []string{strings.Repeat("ß", 40) + "…: is not known"}},
		"given twice":               {`{"sale":"x","sale":"y"}`, []string{"sale: is given more than once"}},
		"given twice, escaped once": {`{"sale":"x","s\u0061le":"x"}`, []string{"sale: is given more than once"}},
		"number for string":         {`{"sale":1}`, []string{"sale: must be a string"}},
		"object for string":         {`{"sale":{"a":[{"b":1}]},"gift":1}`, []string{"sale: must be a string", "gift: must be true or false"}},
		"null is no value":          {`{"sale":null}`, []string{"sale: must be a string"}},
		"string for number":         {`{"lines":[{"quantity":"1"}]}`, []string{"lines[0].quantity: must be a whole number"}},
		"fraction":                  {`{"lines":[{"quantity":1.5}]}`, []string{"lines[0].quantity: must be a whole number"}},
		"a number beyond 64 bits":   {`{"lines":[{"quantity":9223372036854775808}]}`, []string{"lines[0].quantity: is out of range"}},
		"an exponent":               {`{"lines":[{"quantity":1e400}]}`, []string{"lines[0].quantity: is out of range"}},
		"a large exponent":          {`{"lines":[{"quantity":1e17}]}`, []string{"lines[0].quantity: is out of range"}},
		"a small exponent":          {`{"lines":[{"quantity":1e-2}]}`, []string{"lines[0].quantity: must be a whole number"}},
		"object for list":           {`{"lines":{"0":[]},"gift":true}`, []string{"lines: must be a list"}},
		"list for object":           {`{"ship_to":[[{}]],"gift":true}`, []string{"ship_to: must be an object"}},
		"item of the wrong type":    {`{"notes":["a",2,"c"]}`, []string{"notes[1]: must be a string"}},
		"20 of many faults":         {`{"notes":[` + strings.Repeat("1,", 1000) + `1]}`, many},
		"all faults at once": {`{"a":1,"sale":2,"ship_to":{"country":false}}`, []string{
			"a: is not known", "sale: must be a string", "ship_to.country: must be a string"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := web.Decode(post(tt.body), &checkout{})
			p, ok := errors.AsType[*problem.Error](err)
			if !ok || p.Code != problem.InvalidRequest {
				t.Fatalf("err = %v", err)
			}
			var got []string
			for _, f := range p.Fields {
				got = append(got, f.Name+": "+f.Reason)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestDecodeUnreadable(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		contentType, body string
		status            int
	}{
		"no content type":      {"", `{}`, 415},
		"another content type": {"text/plain", `{}`, 415},
		"a broken one":         {"application/json; charset", `{}`, 415},
		"with a charset":       {"Application/JSON; charset=UTF-8", `{}`, 200},
		"empty":                {"application/json", ``, 400},
		"blank":                {"application/json", " \n", 400},
		"cut off":              {"application/json", `{"sale":"x"`, 400},
		"a trailing comma":     {"application/json", `{"notes":["a",]}`, 400},
		"a list":               {"application/json", `[]`, 400},
		"null":                 {"application/json", `null`, 400},
		"a string":             {"application/json", `"x"`, 400},
		"two objects":          {"application/json", `{}{}`, 400},
		"text after it":        {"application/json", `{} x`, 400},
		"not UTF-8":            {"application/json", "{\"sale\":\"\xff\"}", 400},
		"half of a pair":       {"application/json", `{"sale":"\ud83d"}`, 400},
		"its other half":       {"application/json", `{"sale":"a\udc68b"}`, 400},
		"halves in disorder":   {"application/json", `{"sale":"\udc68\ud83d"}`, 400},
		"a half and a letter":  {"application/json", `{"sale":"\ud83d\u0041"}`, 400},
		"a half, then a pair":  {"application/json", `{"sale":"\ud83d\ud83d\udc68"}`, 400},
		"a half in a name":     {"application/json", `{"\ud83d":"x"}`, 400},
		"a half left open":     {"application/json", `{"sale":"\ud83d\n"}`, 400},
		"a pair":               {"application/json", `{"sale":"\ud83d\udc68\uD83D\uDC69"}`, 200},
		"no half at all":       {"application/json", `{"sale":"\\ud83d\\\\ud83d\ufffd"}`, 200},
		"nested too deep":      {"application/json", strings.Repeat(`[`, 20000) + strings.Repeat(`]`, 20000), 400},
		"just small enough":    {"application/json", `{}` + strings.Repeat(" ", 64<<10-2), 200},
		"too large":            {"application/json", `{}` + strings.Repeat(" ", 64<<10-1), 413},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := post(tt.body)
			r.Header.Set("Content-Type", tt.contentType)
			w := decodeOver(r)
			if w.Code != tt.status {
				t.Fatalf("%d, want %d: %s", w.Code, tt.status, w.Body)
			}
			if tt.status != 200 {
				if doc := document(t, w); doc["code"] != "invalid_request" || doc["status"] != float64(tt.status) {
					t.Errorf("%v", doc)
				}
			}
		})
	}
}

func TestCompressedBodies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		codings []string
		named   string // "": the body is read
	}{
		"none":                 {nil, ""},
		"an empty one":         {[]string{""}, ""},
		"as it is":             {[]string{"Identity"}, ""},
		"gzip":                 {[]string{"gzip"}, "gzip"},
		"in upper case":        {[]string{"GZIP"}, "gzip"},
		"Brotli":               {[]string{"br"}, "br"},
		"two":                  {[]string{"gzip", "identity"}, "any other"},
		"one that is not any":  {[]string{"<script>"}, "any other"},
		"two, by the gateway":  {[]string{"gzip,br"}, "any other"},
		"something with gzip":  {[]string{"gzip;q=1"}, "any other"},
		"as it is, twice":      {[]string{"identity", "identity"}, "any other"},
		"the old name of gzip": {[]string{"x-gzip"}, "x-gzip"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for contentType, body := range map[string]string{
				"application/json": `{"sale":"x"}`, "application/x-www-form-urlencoded": "List-Unsubscribe=One-Click",
			} {
				r := httptest.NewRequest("POST", "/?token=t", strings.NewReader(body))
				r.Header.Set("Content-Type", contentType)
				r.Header["Content-Encoding"] = tt.codings
				w := decodeOver(r)
				if tt.named == "" {
					if w.Code != 200 {
						t.Errorf("%d %s", w.Code, w.Body)
					}
					continue
				}
				want := "Content-Encoding must be identity; " + tt.named + " is not supported."
				if doc := document(t, w); w.Code != 415 || doc["detail"] != want || w.Header().Get("Accept-Encoding") != "identity" {
					t.Errorf("%d %s %v", w.Code, w.Body, w.Header())
				}
			}
		})
	}
}

func TestDecodeFromBrokenConnection(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest("POST", "/", iotest.ErrReader(errors.New("reset")))
	r.Header.Set("Content-Type", "application/json")
	if w := decodeOver(r); w.Code != 400 || strings.Contains(w.Body.String(), "reset") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// If Decode cannot fill a field, the fault is the program's, not the client's.
func TestDecodeIntoUnsupportedType(t *testing.T) {
	t.Parallel()
	var v struct {
		F float64 `json:"f"`
	}
	if err := web.Decode(post(`{"f":1}`), &v); err == nil || problem.CodeOf(err) != problem.Internal {
		t.Errorf("err = %v", err)
	}
}

// decodeOver returns the response of a handler that only reads the body.
func decodeOver(r *http.Request) *httptest.ResponseRecorder {
	rt := web.NewRouter(quiet())
	rt.Handle("POST /", func(_ http.ResponseWriter, r *http.Request) error {
		if _, oneClick, err := web.OneClick(r); oneClick {
			return err
		}
		return web.Decode(r, &checkout{})
	})
	return serve(rt, r)
}

// FuzzDecode checks that Decode never panics and fails only with a problem. What it
// accepts, encoding/json decodes to the same value, and it survives a round trip.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"sale":"x","lines":[{"sku":"a","quantity":1}],"gift":true,"ship_to":{"country":"US"},"notes":["n"]}`,
		`{"sale":"x","sale":"y"}`, `{"lines":[[]]}`, `{"a":{"b":[{}]}}`, `{"sale":"\ud800"}`, `{"lines":[{"cents":1e3}]}`, `{"lines":[{"cents":10.0}]}`, `[`, `{} {}`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got checkout
		if err := web.Decode(post(string(body)), &got); err != nil {
			if problem.CodeOf(err) != problem.InvalidRequest {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		if bytes.Contains(body, []byte(`\ud`)) && strings.Contains(fmt.Sprint(got), "\ufffd") && !bytes.Contains(body, []byte("fffd")) && !bytes.Contains(body, []byte("\ufffd")) {
			t.Fatalf("%q: half of a pair became U+FFFD", body)
		}
		var lenient checkout
		strict := json.NewDecoder(bytes.NewReader(body))
		strict.DisallowUnknownFields()
		if err := strict.Decode(&lenient); err != nil {
			if strings.Contains(err.Error(), "cannot unmarshal number") {
				t.Skip("a whole number that encoding/json does not take for one")
			}
			t.Fatalf("%q: encoding/json refuses it: %v", body, err)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		var back checkout
		if err := json.Unmarshal(again, &back); err != nil {
			t.Fatal(err)
		}
		for _, other := range []checkout{lenient, back} {
			if !reflect.DeepEqual(normal(got), normal(other)) {
				t.Fatalf("%q: %+v, then %+v", body, got, other)
			}
		}
	})
}

// normal replaces empty lists by absent ones.
func normal(c checkout) checkout {
	if len(c.Lines) == 0 {
		c.Lines = nil
	}
	if len(c.Notes) == 0 {
		c.Notes = nil
	}
	return c
}
