package web_test

import (
	"encoding/base64"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"storefront/shared/problem"
	"storefront/shared/web"
)

func get(target string, header http.Header) *http.Request {
	r := httptest.NewRequest("GET", target, nil)
	if header != nil {
		r.Header = header
	}
	return r
}

func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	const name = "Idempotency-Key"
	tests := map[string]struct {
		values []string
		want   string
		code   problem.Code
	}{
		"a key":                 {[]string{"7d6c-1"}, "7d6c-1", ""},
		"with quotes, as it is": {[]string{`"7d6c-1"`}, `"7d6c-1"`, ""},
		"two, joined":           {[]string{"a,b"}, "", problem.InvalidRequest},
		"the same twice":        {[]string{"a", "a"}, "", problem.InvalidRequest},
		"one and an empty one":  {[]string{"a", ""}, "", problem.InvalidRequest},
		"a comma alone":         {[]string{","}, "", problem.InvalidRequest},
		"the longest":           {[]string{strings.Repeat("k", 255)}, strings.Repeat("k", 255), ""},
		"missing":               {nil, "", problem.IdempotencyKeyMissing},
		"empty":                 {[]string{""}, "", problem.IdempotencyKeyMissing},
		"too long":              {[]string{strings.Repeat("k", 256)}, "", problem.InvalidRequest},
		"with a space":          {[]string{"a b"}, "", problem.InvalidRequest},
		"not ASCII":             {[]string{"schlüssel"}, "", problem.InvalidRequest},
		"a control character":   {[]string{"a\x7f"}, "", problem.InvalidRequest},
		"two keys":              {[]string{"a", "b"}, "", problem.InvalidRequest},
	}
	for title, tt := range tests {
		got, err := web.IdempotencyKey(get("/", http.Header{name: tt.values}))
		if got != tt.want || problem.CodeOf(err) != tt.code {
			t.Errorf("%s: IdempotencyKey = %q, %v, want %q, %q", title, got, err, tt.want, tt.code)
		}
	}
}

func TestBearer(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		headers []string
		want    string // "": it is refused
	}{
		"a token":              {[]string{"Bearer abc.DEF-_~+/="}, "abc.DEF-_~+/="},
		"the scheme's case":    {[]string{"bearer abc"}, "abc"},
		"more than one space":  {[]string{"Bearer   abc"}, "abc"},
		"missing":              {nil, ""},
		"empty":                {[]string{""}, ""},
		"another scheme":       {[]string{"Basic abc"}, ""},
		"no token":             {[]string{"Bearer "}, ""},
		"only the scheme":      {[]string{"Bearer"}, ""},
		"two words":            {[]string{"Bearer a b"}, ""},
		"a control character":  {[]string{"Bearer a\tb"}, ""},
		"the scheme run on it": {[]string{"Bearerabc"}, ""},
		"two headers":          {[]string{"Bearer abc", "Bearer abc"}, ""},
		"two, joined":          {[]string{"Bearer abc,Bearer abc"}, ""},
		"two tokens":           {[]string{"Bearer abc,abc"}, ""},
	}
	for name, tt := range tests {
		got, err := web.Bearer(get("/", http.Header{"Authorization": tt.headers}))
		refused := problem.CodeOf(err) == problem.Unauthorized
		if got != tt.want || refused != (tt.want == "") {
			t.Errorf("%s: Bearer = %q, %v, want %q", name, got, err, tt.want)
		}
	}
}

func TestPageOf(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		query  string
		want   web.Page
		faults string
	}{
		"nothing asked":      {"", web.Page{Limit: 50}, ""},
		"a limit":            {"limit=100", web.Page{Limit: 100}, ""},
		"the last of two":    {"limit=1&limit=2", web.Page{Limit: 2}, ""},
		"a cursor":           {"cursor=" + web.Cursor("fitness-band"), web.Page{After: "fitness-band", Limit: 50}, ""},
		"limit 0":            {"limit=0", web.Page{}, "limit"},
		"limit 101":          {"limit=101", web.Page{}, "limit"},
		"no number":          {"limit=ten", web.Page{}, "limit"},
		"an empty limit":     {"limit=", web.Page{}, "limit"},
		"no cursor of ours":  {"cursor=%2F%2F", web.Page{}, "cursor"},
		"an empty cursor":    {"cursor=", web.Page{}, "cursor"},
		"a cursor of noise":  {"cursor=" + base64.RawURLEncoding.EncodeToString([]byte{0xff}), web.Page{After: "\xff", Limit: 50}, ""},
		"a cursor cut off":   {"cursor=YWJjZ", web.Page{}, "cursor"},
		"stray bits in one":  {"cursor=YWJjZB", web.Page{}, "cursor"},
		"with a line break":  {"cursor=YWJj%0A", web.Page{}, "cursor"},
		"a very long cursor": {"cursor=" + web.Cursor(strings.Repeat("x", 513)), web.Page{}, "cursor"},
		"both wrong":         {"limit=x&cursor=!", web.Page{}, "limit cursor"},
	}
	for name, tt := range tests {
		got, err := web.PageOf(get("/?"+tt.query, nil))
		if got != tt.want || faults(err) != tt.faults {
			t.Errorf("%s: PageOf = %+v, %v, want %+v and faults in %q", name, got, err, tt.want, tt.faults)
		}
	}
	if got := web.Cursor(""); got != "" { // after the last page
		t.Errorf("the cursor of nothing is %q", got)
	}
}

// faults returns the names of the fields at fault.
func faults(err error) string {
	p, ok := errors.AsType[*problem.Error](err)
	if !ok {
		return ""
	}
	var names []string
	for _, f := range p.Fields {
		names = append(names, f.Name)
	}
	return strings.Join(names, " ")
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	supported := []string{"de", "en", "es"}
	tests := map[string]struct{ query, accept, want string }{
		"nothing asked":               {"", "", "de"},
		"accepted":                    {"", "en-GB,en;q=0.9", "en"},
		"the parameter wins":          {"lang=en", "de", "en"},
		"the last parameter":          {"lang=de&lang=es-MX", "en", "es"},
		"an unknown parameter":        {"lang=fr", "es", "es"},
		"an unknown parameter alone":  {"lang=fr", "", "de"},
		"an empty parameter":          {"lang=", "en", "en"},
		"nothing that is supported":   {"lang=fr", "it, nl;q=0.5", "de"},
		"a parameter that is no wish": {"lang=%00", "en", "en"},
		"commas and noise":            {"", ",,;,-,--;q=1", "de"},
	}
	for name, tt := range tests {
		w := httptest.NewRecorder()
		got := web.Language(w, get("/?"+tt.query, http.Header{"Accept-Language": {tt.accept}}), supported)
		if got != tt.want || w.Header().Get("Content-Language") != tt.want || w.Header().Get("Vary") != "Accept-Language" {
			t.Errorf("%s: Language = %q with headers %v, want %q", name, got, w.Header(), tt.want)
		}
	}
}

func TestOneClick(t *testing.T) {
	t.Parallel()
	const form, boundary = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
	var body strings.Builder
	parts := multipart.NewWriter(&body)
	if err := errors.Join(parts.WriteField("List-Unsubscribe", "One-Click"), parts.Close()); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		query, contentType, body string
		token                    string
		oneClick                 bool
		refused                  string // the field at fault, or the code
	}{
		"url-encoded":  {"token=abc", form, "List-Unsubscribe=One-Click", "abc", true, ""},
		"multipart":    {"token=abc", parts.FormDataContentType(), body.String(), "abc", true, ""},
		"JSON":         {"token=abc", "application/json", `{"token":"abc"}`, "", false, ""},
		"nothing":      {"token=abc", "", "", "", false, ""},
		"another form": {"token=abc", form, "a=b", "", true, "List-Unsubscribe"},
		"a broken part": {"token=abc", boundary, "--b\r\nContent-Disposition: form-data; name=\"\xff\n\"\r\n\r\nx\r\n--b\r\n" +
			"content-disposition: form-data; name=List-Unsubscribe\r\n\r\nOne-Click\r\n--b--\r\n", "abc", true, ""},
		"another value": {"token=abc", boundary, "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click!\r\n--b--\r\n",
			"", true, "List-Unsubscribe"},
		"broken parts":          {"token=abc", parts.FormDataContentType(), "--", "", true, "List-Unsubscribe"},
		"no boundary":           {"token=abc", "multipart/form-data", body.String(), "", true, "List-Unsubscribe"},
		"broken percent":        {"token=abc", form, "List-Unsubscribe=One-Click&%zz", "abc", true, ""},
		"no token":              {"", form, "List-Unsubscribe=One-Click", "", true, "unauthorized"},
		"the token in the form": {"", form, "List-Unsubscribe=One-Click&token=abc", "", true, "unauthorized"},
	}
	for name, tt := range tests {
		r := httptest.NewRequest("POST", "/?"+tt.query, strings.NewReader(tt.body))
		r.Header.Set("Content-Type", tt.contentType)
		token, oneClick, err := web.OneClick(r)
		refused := faults(err)
		if refused == "" {
			refused = string(problem.CodeOf(err))
		}
		if token != tt.token || oneClick != tt.oneClick || refused != tt.refused {
			t.Errorf("%s: OneClick = %q, %v, %v, want %q, %v, %q", name, token, oneClick, err, tt.token, tt.oneClick, tt.refused)
		}
	}
}

func FuzzRequest(f *testing.F) {
	f.Add("limit=1&cursor=YQ&lang=de", "en-GB,de;q=0.5", "Bearer x", "key")
	f.Add("cursor=%", ";q=,-", "", "\n")
	f.Fuzz(func(t *testing.T, query, accept, authorization, key string) {
		r := &http.Request{
			Method: "GET",
			URL:    &url.URL{Path: "/", RawQuery: query},
			Header: http.Header{"Accept-Language": {accept}, "Authorization": {authorization}, "Idempotency-Key": {key}},
		}
		supported := []string{"en", "de"}
		if lang := web.Language(httptest.NewRecorder(), r, supported); lang != "en" && lang != "de" {
			t.Errorf("language %q", lang)
		}
		if page, err := web.PageOf(r); err == nil && (page.Limit < 1 || page.Limit > 100) {
			t.Errorf("page %+v", page)
		}
		if token, err := web.Bearer(r); (token == "") != (err != nil) {
			t.Errorf("token %q, %v", token, err)
		}
		if key, err := web.IdempotencyKey(r); err == nil && (len(key) < 1 || len(key) > 255) {
			t.Errorf("key %q", key)
		}
	})
}
