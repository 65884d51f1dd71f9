// Package gateway answers HTTP requests as an Amazon API Gateway HTTP API with
// Lambda proxy integrations does: it finds the route, makes an event in
// payload format 2.0, and turns the function's response into HTTP. It has no
// CORS of its own, no authorizers and no limits of rate.
package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"storefront/infra/local/lambda"
	"storefront/infra/local/template"
)

// What API Gateway allows a request and an integration.
const (
	maxBody            = 10 << 20
	integrationTimeout = 30 * time.Second
)

// Invoker runs the function with a logical id on an event. Its errors are
// those of lambda.Function.
type Invoker interface {
	Invoke(ctx context.Context, function string, event []byte) ([]byte, error)
}

// API is an HTTP API with a stage named $default.
type API struct {
	id      string
	routes  *table
	invoker Invoker
	now     func() time.Time
	newID   func() string
}

// New makes the API of one region with its routes. The id stands in the events.
func New(id string, routes []template.Route, invoker Invoker) (*API, error) {
	table, err := newTable(routes)
	if err != nil {
		return nil, err
	}
	return &API{id: id, routes: table, invoker: invoker, now: time.Now, newID: requestID}, nil
}

// ServeHTTP answers one request.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := a.newID()
	w.Header().Set("Apigw-Requestid", id)
	route, parameters := a.routes.match(r.Method, r.URL.Path)
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
	ctx, cancel := context.WithTimeout(r.Context(), integrationTimeout)
	defer cancel()
	payload, err := a.invoker.Invoke(ctx, route.Function, event)
	if err != nil {
		message(w, status(err))
		return
	}
	respond(w, payload)
}

// status is what a client sees of an invocation that failed. API Gateway
// answers one that was throttled with 503; here it is 429, which tells the
// client what to do about it.
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
	fmt.Fprintf(w, `{"message":%q}`, http.StatusText(status)) //nolint:errcheck // the client is gone
}
