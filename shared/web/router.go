package web

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"strings"

	"storefront/shared/problem"
	"storefront/shared/secret"
)

// Router passes requests to handlers. It answers unknown routes, wrong methods,
// errors of handlers and panics with a problem, gives each request an id, and sets
// the headers that every response has.
type Router struct {
	log    *slog.Logger
	mux    http.ServeMux
	routes []route // served here or elsewhere, to tell a 405 from a 404

	// literal has the methods of each path without wildcards. As in API Gateway,
	// such a path hides matching paths with wildcards, for every method.
	literal map[string][]string

	edgeSecret *secret.Secret // nil without an edge
	show       ErrorPage      // nil: problems are documents everywhere
}

// ErrorPage answers a request with a page that tells a person about a problem. The
// headers that belong to the problem are set already.
type ErrorPage func(w http.ResponseWriter, r *http.Request, status int, p *problem.Error)

// ShowErrors answers problems with pages, except below /v1/, where programs read them.
func (rt *Router) ShowErrors(show ErrorPage) { rt.show = show }

// NewRouter returns a router without routes that writes internal errors to log.
func NewRouter(log *slog.Logger) *Router {
	return &Router{log: log, literal: map[string][]string{}}
}

// Handle serves a pattern of [http.ServeMux] that has a method, such as
// "GET /v1/{market}/sales/{sale}". GET also serves HEAD.
func (rt *Router) Handle(pattern string, h HandlerFunc) {
	method, path, _ := strings.Cut(pattern, " ")
	rt.Elsewhere(method, path)
	if method == http.MethodGet {
		rt.Elsewhere(http.MethodHead, path)
	}
	rt.mux.Handle(pattern, served{rt, h})
}

// Elsewhere declares a route that another function serves. The router answers its
// path with 405, and not with 404, if the method is wrong.
func (rt *Router) Elsewhere(method, path string) {
	rt.routes = append(rt.routes, route{method, segments(path)})
	if !strings.Contains(path, "{") {
		rt.literal[path] = append(rt.literal[path], method)
	}
}

func (rt *Router) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w := &writer{ResponseWriter: out}
	if RequestID(r.Context()) == "" {
		r = r.WithContext(WithRequestID(r.Context(), newRequestID()))
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store") // unless the handler replaces it
	defer func() {
		if p := recover(); p != nil {
			rt.fail(w, r, panicError{p, debug.Stack()})
		}
	}()
	if !rt.admits(r) {
		rt.fail(w, r, unknownRoute())
		return
	}
	// The mux's own handlers answer 404 and 405 in plain text, and redirect to a
	// cleaned path, which would turn a POST into a GET.
	methods, literal := rt.literal[r.URL.Path]
	h, pattern := rt.mux.Handler(r)
	if !isServed(h) || literal && !slices.Contains(methods, r.Method) || inAPI(r) && beginsWild(pattern) {
		rt.fail(w, r, rt.notServed(r))
		return
	}
	rt.mux.ServeHTTP(w, r)
}

// notServed returns the problem of a request that no handler serves: a wrong method
// or an unknown route.
func (rt *Router) notServed(r *http.Request) error {
	allow := slices.Clone(rt.literal[r.URL.EscapedPath()])
	if allow == nil {
		path := segments(r.URL.EscapedPath())
		for _, known := range rt.routes {
			if known.match(path) {
				allow = append(allow, known.method)
			}
		}
	}
	// If the method is right, another function serves the route, or the path is not
	// clean.
	if len(allow) == 0 || slices.Contains(allow, r.Method) {
		return unknownRoute()
	}
	slices.Sort(allow)
	methods := strings.Join(slices.Compact(allow), ", ")
	return &answer{
		problem: problem.New(problem.MethodNotAllowed, "This address supports %s.", methods),
		header:  http.Header{"Allow": {methods}},
	}
}

func unknownRoute() error {
	return problem.New(problem.UnknownRoute, "There is nothing at this address.")
}

// served is a handler that the router has added to the mux.
type served struct {
	rt *Router
	h  HandlerFunc
}

func (s served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.h(w, r); err != nil {
		s.rt.fail(w, r, err)
	}
}

// inAPI reports whether a request is one of the API's. A path that begins with a wildcard,
// such as a market's page, is none of its routes.
func inAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, apiDir) }

// apiDir is where the API's paths are.
const apiDir = "/v1/"

// beginsWild reports whether a pattern's path begins with a wildcard.
func beginsWild(pattern string) bool {
	_, path, _ := strings.Cut(pattern, " ")
	return strings.HasPrefix(path, "/{")
}

func isServed(h http.Handler) bool {
	_, ok := h.(served)
	return ok
}

// route is a method and a path whose {wildcard} segments match one segment each.
type route struct {
	method string
	path   []string
}

func (rt route) match(path []string) bool {
	if len(path) > 1 && "/"+path[1]+"/" == apiDir && strings.HasPrefix(rt.path[1], "{") {
		return false
	}
	return slices.EqualFunc(rt.path, path, func(want, got string) bool {
		if strings.HasPrefix(want, "{") {
			return got != ""
		}
		return want == got
	})
}

func segments(path string) []string { return strings.Split(path, "/") }

// fail writes the response to err, and logs what the client must not see.
func (rt *Router) fail(w http.ResponseWriter, r *http.Request, err error) {
	p, ok := errors.AsType[*problem.Error](err)
	if ok {
		_, ok = kinds[p.Code] // a code that the API lacks must not reach a client
	}
	if !ok {
		p = internal(err)
	}
	switch {
	case p.Code == problem.Internal:
		rt.log.ErrorContext(r.Context(), "request failed", attrs(r, err)...)
	case p.Cause != nil:
		rt.log.WarnContext(r.Context(), "request refused", attrs(r, err)...)
	}
	if sent, ok := w.(*writer); ok && sent.begun {
		return // it is too late for another response
	}
	kind := prepare(w, err, p)
	if rt.show != nil && !inAPI(r) {
		rt.show(w, r, kind.status, p)
		return
	}
	write(w, kind.status, "application/problem+json", document(kind, RequestID(r.Context()), p))
}

// attrs returns the log attributes of a failed request. They have its route and not
// its URL, which may contain what a shopper typed.
func attrs(r *http.Request, err error) []any {
	as := []any{"method", r.Method, "route", r.Pattern, "error", err.Error()}
	if p, ok := errors.AsType[panicError](err); ok {
		as = append(as, "stack", string(p.stack))
	}
	return as
}

// writer records whether the response has begun.
type writer struct {
	http.ResponseWriter
	begun bool
}

func (w *writer) WriteHeader(status int) {
	w.begun = true
	w.ResponseWriter.WriteHeader(status)
}

func (w *writer) Write(b []byte) (int, error) {
	w.begun = true
	return w.ResponseWriter.Write(b)
}

type panicError struct {
	value any
	stack []byte
}

func (e panicError) Error() string { return fmt.Sprintf("panic: %v", e.value) }
