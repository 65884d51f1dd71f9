package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"storefront/shared/money"
	"storefront/shared/web"
)

func cached(t *testing.T, ifNoneMatch string, v any) *httptest.ResponseRecorder {
	t.Helper()
	rt := web.NewRouter(quiet())
	rt.Handle("GET /", func(w http.ResponseWriter, r *http.Request) error {
		return web.Cacheable(w, r, web.CachePolicy{MaxAge: 10 * time.Second, StaleWhileRevalidate: time.Minute}, v)
	})
	return serve(rt, get("/", http.Header{"If-None-Match": {ifNoneMatch}}))
}

func TestCacheable(t *testing.T) {
	t.Parallel()
	const policy = "public, max-age=0, s-maxage=10, stale-while-revalidate=60"
	first := cached(t, "", "catalog")
	tag := first.Header().Get("ETag")
	if first.Code != 200 || first.Body.String() != `"catalog"` || first.Header().Get("Cache-Control") != policy {
		t.Fatalf("%d %s %v", first.Code, first.Body, first.Header())
	}
	tests := map[string]struct {
		ifNoneMatch string
		status      int
	}{
		"the same":           {tag, 304},
		"one of several":     {`"x", ` + tag + `,"y"`, 304},
		"marked weak":        {"W/" + tag, 304},
		"any":                {"*", 304},
		"another":            {`"x"`, 200},
		"without its quotes": {tag[1 : len(tag)-1], 200},
		"none":               {"", 200},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := cached(t, tt.ifNoneMatch, "catalog")
			if w.Code != tt.status || w.Header().Get("ETag") != tag || w.Header().Get("Cache-Control") != policy {
				t.Errorf("%d %v", w.Code, w.Header())
			}
			if (w.Body.Len() == 0) != (w.Code == 304) {
				t.Errorf("%d with body %q", w.Code, w.Body)
			}
		})
	}
	if other := cached(t, tag, "another"); other.Code != 200 || other.Header().Get("ETag") == tag {
		t.Errorf("another body is not served, or has the same tag: %d %v", other.Code, other.Header())
	}
}

func TestViews(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("", 2*60*60)
	type view struct {
		Price  web.Money `json:"price"`
		At     web.Time  `json:"at"`
		Closes web.Time  `json:"closes,omitzero"`
	}
	got, err := json.Marshal(view{
		Price: web.MoneyOf(money.Amount{Minor: 1499, Currency: "EUR"}),
		At:    web.Time{Time: time.Date(2015, 5, 18, 19, 0, 0, 999, berlin)},
	})
	want := `{"price":{"amount_minor":1499,"currency":"EUR"},"at":"2015-05-18T17:00:00Z"}`
	if err != nil || string(got) != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	if got, err := json.Marshal(view{}); err == nil {
		t.Errorf("a zero time is encoded: %s", got)
	}
}
