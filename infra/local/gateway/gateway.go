// Package gateway answers HTTP requests as an HTTP API of Amazon API Gateway does:
// it finds the route, invokes its function on an event in payload format 2.0, and
// writes the function's response. It has no authorizers and no rate limits.
package gateway

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"storefront/infra/local/lambda"
	"storefront/infra/local/template"
)

// API Gateway's limits.
const (
	maxBody            = 10 << 20
	integrationTimeout = 30 * time.Second
)

// Invoker runs the function with a logical id on an event. Its errors are
// those of lambda.Function.
type Invoker interface {
	Invoke(ctx context.Context, function string, event []byte) ([]byte, error)
}

// API is an HTTP API with the stage $default.
type API struct {
	CORS    *template.CORS // nil: none
	Timeout time.Duration  // of a function; New sets API Gateway's

	id      string
	routes  []*route // in order of precedence
	invoker Invoker
	now     func() time.Time
	newID   func() string
}

// New returns an API with routes. Events name it by its id.
func New(id string, routes []template.Route, invoker Invoker) (*API, error) {
	parsed, err := parseRoutes(routes)
	if err != nil {
		return nil, err
	}
	return &API{id: id, routes: parsed, invoker: invoker, Timeout: integrationTimeout, now: time.Now, newID: newID}, nil
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := a.newID()
	w.Header().Set("Apigw-Requestid", id)
	if a.preflight(w, r) {
		return
	}
	route, parameters := a.match(r.Method, r.URL.Path)
	if route == nil {
		message(w, http.StatusNotFound)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		message(w, http.StatusRequestEntityTooLarge)
		return
	}
	if err != nil {
		message(w, http.StatusBadRequest)
		return
	}
	event, err := json.Marshal(a.event(r, route, parameters, body, id))
	if err != nil {
		message(w, http.StatusInternalServerError)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), a.Timeout)
	defer cancel()
	payload, err := a.invoker.Invoke(ctx, route.Function, event)
	if err != nil {
		message(w, status(err))
		return
	}
	a.respond(w, r, payload)
}

// status returns the status of a failed invocation. API Gateway answers a throttled
// one with 503. Here it is 429, which tells the client what to do.
func status(err error) int {
	switch {
	case errors.Is(err, lambda.ErrThrottled):
		return http.StatusTooManyRequests
	case errors.Is(err, lambda.ErrTooLarge):
		return http.StatusRequestEntityTooLarge
	case errors.Is(err, lambda.ErrClosed), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

// message answers as API Gateway itself does.
func message(w http.ResponseWriter, status int) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"message":%q}`, http.StatusText(status))
}

// newID returns a request id of the length that API Gateway's have.
func newID() string { return rand.Text()[:15] + "=" }
