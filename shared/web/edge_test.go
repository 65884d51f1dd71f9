package web_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"storefront/shared/secret"
	"storefront/shared/web"
)

func TestBehindEdge(t *testing.T) {
	t.Parallel()
	value := strings.Repeat("s", 64)
	tests := map[string]struct {
		secret string // of the router; empty: there is no edge
		shown  []string
		want   int
	}{
		"through the edge":           {value, []string{value}, http.StatusNoContent},
		"around it":                  {value, nil, http.StatusNotFound},
		"with nothing to show":       {value, []string{""}, http.StatusNotFound},
		"with a guess":               {value, []string{strings.Repeat("t", 64)}, http.StatusNotFound},
		"with a part of the secret":  {value, []string{value[:63]}, http.StatusNotFound},
		"with more than the secret":  {value, []string{value + "s"}, http.StatusNotFound},
		"with a guess before it":     {value, []string{"guess", value}, http.StatusNotFound},
		"without an edge":            {"", nil, http.StatusNoContent},
		"with a guess, without edge": {"", []string{"guess"}, http.StatusNoContent},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			asked := false
			router := web.NewRouter(quiet())
			router.Handle("POST /v1/things", func(w http.ResponseWriter, r *http.Request) error {
				asked = true
				if seen := r.Header.Values(web.EdgeHeader); seen != nil {
					t.Errorf("the handler sees %q", seen)
				}
				w.WriteHeader(http.StatusNoContent)
				return nil
			})
			if tt.secret != "" {
				router.BehindEdge(secret.Fixed([]byte(tt.secret)))
			}
			r := httptest.NewRequest(http.MethodPost, "/v1/things", nil)
			for _, shown := range tt.shown {
				r.Header.Add(web.EdgeHeader, shown)
			}
			w := serve(router, r)
			if w.Code != tt.want || asked != (tt.want == http.StatusNoContent) {
				t.Errorf("answered %d, want %d; the handler was asked: %t", w.Code, tt.want, asked)
			}
			if w.Code == http.StatusNotFound && !strings.Contains(w.Body.String(), `"code":"unknown_route"`) {
				t.Errorf("refused with %s", w.Body)
			}
		})
	}
}

// While the edge changes its secret, its locations send both versions.
func TestBehindEdgeDuringARotation(t *testing.T) {
	t.Parallel()
	version := func(digit string) []byte { return []byte(strings.Repeat(digit, 64)) }
	fetches, now := 0, time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	stored := secret.Versions{Current: version("1"), Since: now}
	fetch := func(context.Context) (secret.Versions, error) { fetches++; return stored, nil }
	rotating, err := secret.New(t.Context(), "ORIGIN_SECRET", fetch, func() time.Time { return now }, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	router := web.NewRouter(slog.New(slog.DiscardHandler))
	router.Handle("GET /", func(w http.ResponseWriter, _ *http.Request) error {
		w.WriteHeader(http.StatusNoContent)
		return nil
	})
	router.BehindEdge(rotating)
	now = now.Add(secret.Pause)
	stored = secret.Versions{Current: version("2"), Previous: version("1"), Since: now}
	for _, step := range []struct {
		shown         string
		want, fetches int
	}{
		{"", http.StatusNotFound, 1}, // bots show nothing
		{"1", http.StatusNoContent, 1},
		{"2", http.StatusNoContent, 2},
		{"1", http.StatusNoContent, 2},
		{"3", http.StatusNotFound, 2}, // within a pause of the last fetch
	} {
		r, w := httptest.NewRequest(http.MethodGet, "/", nil), httptest.NewRecorder()
		r.Header.Set(web.EdgeHeader, strings.Repeat(step.shown, 64))
		router.ServeHTTP(w, r)
		if w.Code != step.want || fetches != step.fetches {
			t.Errorf("shown %q: answered %d after %d fetches, want %+v", step.shown, w.Code, fetches, step)
		}
	}
}
