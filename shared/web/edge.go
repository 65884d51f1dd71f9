package web

import (
	"crypto/subtle"
	"net/http"

	"storefront/shared/secret"
)

// EdgeHeader is the header in which the edge sends its secret.
const EdgeHeader = "X-Origin-Secret"

// BehindEdge makes the router answer 404 to requests without a version of the edge's
// secret, so that nobody can bypass the edge and its protection. Handlers do not see
// the secret.
func (rt *Router) BehindEdge(secret *secret.Secret) { rt.edgeSecret = secret }

// admits reports whether a request came through the edge, if there is one.
func (rt *Router) admits(r *http.Request) bool {
	shown := r.Header.Get(EdgeHeader)
	r.Header.Del(EdgeHeader)
	if rt.edgeSecret == nil {
		return true
	}
	return shown != "" && rt.edgeSecret.Match(func(version []byte) bool {
		return subtle.ConstantTimeCompare([]byte(shown), version) == 1
	})
}
