package web

import (
	"crypto/subtle"
	"net/http"
)

// EdgeHeader is where the edge shows that a request came through it.
const EdgeHeader = "X-Origin-Secret"

// BehindEdge has the router answer only what the edge passes on with the
// secret, so that nobody goes around the edge and what guards it. To others
// there is nothing here. Handlers do not see the secret.
func (rt *Router) BehindEdge(secret []byte) { rt.edgeSecret = secret }

// admits says whether a request came the right way.
func (rt *Router) admits(r *http.Request) bool {
	shown := r.Header.Get(EdgeHeader)
	r.Header.Del(EdgeHeader)
	return rt.edgeSecret == nil || subtle.ConstantTimeCompare([]byte(shown), rt.edgeSecret) == 1
}
