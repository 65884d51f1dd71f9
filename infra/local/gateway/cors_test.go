package gateway

import (
	"context"
	"maps"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/local/template"
)

func TestCORS(t *testing.T) {
	t.Parallel()
	shop := &template.CORS{
		Origins: []string{"https://shop.example.com", "http://localhost:*"}, Methods: []string{"GET", "POST"}, Headers: []string{"authorization", "content-type"},
		Expose: []string{"etag"}, MaxAge: time.Hour,
	}
	open := &template.CORS{Origins: []string{"*"}, Credentials: true}
	const (
		origin   = "Origin: https://shop.example.com"
		stranger = "Origin: https://shop.example.com.evil.example"
		asks     = "Access-Control-Request-Method: POST"
		allowed  = "Access-Control-Allow-Origin: https://shop.example.com"
		terms    = "Access-Control-Allow-Headers: authorization,content-type | Access-Control-Allow-Methods: GET,POST | " + allowed + " | Access-Control-Max-Age: 3600"
	)
	for name, test := range map[string]struct {
		cors    *template.CORS
		request string // method and headers
		want    string // status and CORS headers
	}{
		"preflight":                        {shop, "OPTIONS|" + origin + "|" + asks, "204 | " + terms},
		"preflight of a stranger":          {shop, "OPTIONS|" + stranger + "|" + asks, "204"},
		"preflight without a method":       {shop, "OPTIONS|" + origin, "404"},
		"preflight without an origin":      {shop, "OPTIONS|" + asks, "404"},
		"preflight without CORS":           {nil, "OPTIONS|" + origin + "|" + asks, "404"},
		"preflight for any origin":         {open, "OPTIONS|" + origin + "|" + asks, "204 | Access-Control-Allow-Credentials: true | Access-Control-Allow-Origin: *"},
		"request":                          {shop, "GET|" + origin, "200 | " + allowed + " | Access-Control-Expose-Headers: etag"},
		"request of a stranger":            {shop, "GET|" + stranger, "200"},
		"request of an origin by its host": {shop, "GET|Origin: http://localhost:5173", "200 | Access-Control-Allow-Origin: http://localhost:5173 | Access-Control-Expose-Headers: etag"},
		"request of the same origin":       {shop, "GET", "200"},
		"request without CORS":             {nil, "GET|" + origin, "200 | Access-Control-Allow-Origin: https://of.the.function"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			api := newAPI(t, func(context.Context, string, []byte) ([]byte, error) {
				return []byte(`{"statusCode":200,"headers":{"access-control-allow-origin":"https://of.the.function"}}`), nil
			}, "GET /things")
			api.CORS = test.cors
			parts := strings.Split(test.request, "|")
			r := httptest.NewRequest(parts[0], "/things", nil)
			for _, header := range parts[1:] {
				name, value, _ := strings.Cut(header, ": ")
				r.Header.Set(name, value)
			}
			w := httptest.NewRecorder()
			api.ServeHTTP(w, r)
			got := []string{strings.Fields(w.Result().Status)[0]}
			for _, name := range slices.Sorted(maps.Keys(w.Header())) {
				if strings.HasPrefix(name, "Access-Control-") {
					got = append(got, name+": "+w.Header().Get(name))
				}
			}
			if strings.Join(got, " | ") != test.want {
				t.Errorf("answered %s\nwant %s", strings.Join(got, " | "), test.want)
			}
		})
	}
}
