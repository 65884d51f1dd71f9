package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"storefront/shared/web"
)

func TestBehindEdge(t *testing.T) {
	t.Parallel()
	secret := strings.Repeat("s", 64)
	tests := map[string]struct {
		secret string // of the router; empty: there is no edge
		shown  []string
		want   int
	}{
		"through the edge":           {secret, []string{secret}, http.StatusNoContent},
		"around it":                  {secret, nil, http.StatusNotFound},
		"with nothing to show":       {secret, []string{""}, http.StatusNotFound},
		"with a guess":               {secret, []string{strings.Repeat("t", 64)}, http.StatusNotFound},
		"with a part of the secret":  {secret, []string{secret[:63]}, http.StatusNotFound},
		"with more than the secret":  {secret, []string{secret + "s"}, http.StatusNotFound},
		"with a guess before it":     {secret, []string{"guess", secret}, http.StatusNotFound},
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
				router.BehindEdge([]byte(tt.secret))
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
