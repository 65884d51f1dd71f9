package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"storefront/shared/problem"
	"storefront/shared/web"
)

func TestForm(t *testing.T) {
	t.Parallel()
	const form = "application/x-www-form-urlencoded"
	for name, tt := range map[string]struct {
		contentType, body string
		want              string // of field a; "refused" if the form is
	}{
		"a form":                  {form, "a=1+2&b=", "1 2"},
		"with a charset":          {form + "; charset=utf-8", "a=%C3%9F", "ß"},
		"without the field":       {form, "b=1", ""},
		"an empty body":           {form, "", ""},
		"the field twice":         {form, "a=1&a=2", "refused"},
		"another encoding":        {form, "a=%DF", "refused"},
		"half an escape":          {form, "a=%C", "refused"},
		"a semicolon":             {form, "a=1;b=2", "refused"},
		"more than 64 KiB":        {form, "a=" + strings.Repeat("x", 64<<10), "refused"},
		"JSON":                    {"application/json", `{"a":1}`, "refused"},
		"a form of parts":         {"multipart/form-data; boundary=x", "", "refused"},
		"text, as forms can be":   {"text/plain", "a=1", "refused"},
		"without a content type":  {"", "a=1", "refused"},
		"a name that is no UTF-8": {form, "%DF=1", "refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/?a=query", strings.NewReader(tt.body))
			if tt.contentType != "" {
				r.Header.Set("Content-Type", tt.contentType)
			}
			values, err := web.Form(r)
			if refused := problem.CodeOf(err) == problem.InvalidRequest; refused != (tt.want == "refused") {
				t.Fatalf("Form: %v, %v", values, err)
			}
			if got := values.Get("a"); err == nil && got != tt.want {
				t.Errorf("a = %q, want %q", got, tt.want)
			}
		})
	}
}
