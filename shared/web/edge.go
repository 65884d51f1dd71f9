package web

import (
	"crypto/subtle"
	"net/http"
)

// EdgeHeader is the header in which the edge sends its secret.
const EdgeHeader = "X-Origin-Secret"

// BehindEdge makes the router answer 404 to requests without the edge's secret, so
// that nobody can bypass the edge and its protection. Handlers do not see the
// secret.
func (rt *Router) BehindEdge(secret []byte) { rt.edgeSecret = secret }

// admits reports whether a request came through the edge, if there is one.
func (rt *Router) admits(r *http.Request) bool {
	shown := r.Header.Get(EdgeHeader)
	r.Header.Del(EdgeHeader)
	return rt.edgeSecret == nil || subtle.ConstantTimeCompare([]byte(shown), rt.edgeSecret) == 1
}
