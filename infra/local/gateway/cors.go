package gateway

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"storefront/infra/local/template"
)

// preflight answers a browser that asks whether a page of another origin may send a
// request, and reports whether r is such a question. As at API Gateway, no route gets
// it, and the answer to an origin that is not allowed says nothing.
func (a *API) preflight(w http.ResponseWriter, r *http.Request) bool {
	if a.CORS == nil || r.Method != http.MethodOptions || r.Header.Get("Origin") == "" || r.Header.Get("Access-Control-Request-Method") == "" {
		return false
	}
	if admit(a.CORS, w.Header(), r) {
		for name, list := range map[string][]string{
			"Access-Control-Allow-Methods": a.CORS.Methods, "Access-Control-Allow-Headers": a.CORS.Headers,
		} {
			if len(list) > 0 {
				w.Header().Set(name, strings.Join(list, ","))
			}
		}
		if a.CORS.MaxAge > 0 {
			w.Header().Set("Access-Control-Max-Age", strconv.Itoa(int(a.CORS.MaxAge.Seconds())))
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return true
}

// share replaces the CORS headers of a function's response by those of the template.
func (a *API) share(header http.Header, r *http.Request) {
	if a.CORS == nil {
		return
	}
	for name := range header {
		if strings.HasPrefix(name, "Access-Control-") {
			header.Del(name)
		}
	}
	if admit(a.CORS, header, r) && len(a.CORS.Expose) > 0 {
		header.Set("Access-Control-Expose-Headers", strings.Join(a.CORS.Expose, ","))
	}
}

// admit names the origin of a request in the answer's header if it is allowed, and
// reports whether it is.
func admit(c *template.CORS, header http.Header, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	i := slices.IndexFunc(c.Origins, func(allowed string) bool {
		scheme, ends := strings.CutSuffix(allowed, "*") // such as "https://*", or "*"
		return allowed == origin || ends && strings.HasPrefix(origin, scheme)
	})
	if origin == "" || i < 0 {
		return false
	}
	if c.Origins[i] == "*" {
		origin = "*"
	}
	header.Set("Access-Control-Allow-Origin", origin)
	if c.Credentials {
		header.Set("Access-Control-Allow-Credentials", "true")
	}
	return true
}
