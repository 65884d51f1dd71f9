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
)

// Router sends requests to handlers and answers whatever goes wrong with a
// problem: unknown routes, wrong methods, returned errors, panics. It names
// every request and sets the headers that every answer carries.
type Router struct {
	log    *slog.Logger
	mux    http.ServeMux
	routes []route // what is answered here or elsewhere, to tell a 405 from a 404

	// written has the methods of each path without wildcards. Such a path hides
	// those with wildcards that match it, for other methods too: the gateway does
	// not know that they are of one resource.
	written map[string][]string

	edgeSecret []byte // nil: there is no edge
}

// NewRouter makes a router without routes. Internal errors go to log.
func NewRouter(log *slog.Logger) *Router {
	return &Router{log: log, written: map[string][]string{}}
}

// Handle serves a pattern of [http.ServeMux] with a method, such as
// "GET /v1/{market}/sales/{sale}". GET serves HEAD too.
func (rt *Router) Handle(pattern string, h HandlerFunc) {
	method, path, _ := strings.Cut(pattern, " ")
	rt.Elsewhere(method, path)
	if method == http.MethodGet {
		rt.Elsewhere(http.MethodHead, path)
	}
	rt.mux.Handle(pattern, served{rt, h})
}

// Elsewhere makes a route known that another function serves: asked here with
// a method it lacks, its path is answered 405 rather than 404.
func (rt *Router) Elsewhere(method, path string) {
	rt.routes = append(rt.routes, route{method, segments(path)})
	if !strings.Contains(path, "{") {
		rt.written[path] = append(rt.written[path], method)
	}
}

func (rt *Router) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	w := &writer{ResponseWriter: out}
	if RequestID(r.Context()) == "" {
		r = r.WithContext(WithRequestID(r.Context(), newRequestID()))
	}
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store") // a handler whose answer may be cached says so
	defer func() {
		if p := recover(); p != nil {
			rt.fail(w, r, panicError{p, debug.Stack()})
		}
	}()
	if !rt.admits(r) {
		rt.fail(w, r, unknownRoute())
		return
	}
	// Anything but a handler of ours is the mux's own plain-text 404 or 405, or
	// its redirect to a cleaned path, which would turn a POST into a GET.
	methods, written := rt.written[r.URL.Path]
	if h, _ := rt.mux.Handler(r); !isServed(h) || written && !slices.Contains(methods, r.Method) {
		rt.fail(w, r, rt.missing(r))
		return
	}
	rt.mux.ServeHTTP(w, r)
}

// missing says why no handler serves the request.
func (rt *Router) missing(r *http.Request) error {
	allow := slices.Clone(rt.written[r.URL.EscapedPath()])
	if allow == nil {
		path := segments(r.URL.EscapedPath())
		for _, known := range rt.routes {
			if known.match(path) {
				allow = append(allow, known.method)
			}
		}
	}
	// A route with the request's own method is not to blame: the path is not clean.
	if len(allow) == 0 || slices.Contains(allow, r.Method) {
		return unknownRoute()
	}
	slices.Sort(allow)
	methods := strings.Join(slices.Compact(allow), ", ")
	return &answer{
		problem: problem.New(problem.MethodNotAllowed, "This address answers to %s.", methods),
		header:  http.Header{"Allow": {methods}},
	}
}

func unknownRoute() error {
	return problem.New(problem.UnknownRoute, "There is nothing at this address.")
}

// served is a handler of the router within the mux.
type served struct {
	rt *Router
	h  HandlerFunc
}

func (s served) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := s.h(w, r); err != nil {
		s.rt.fail(w, r, err)
	}
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
	return slices.EqualFunc(rt.path, path, func(want, got string) bool {
		if strings.HasPrefix(want, "{") {
			return got != ""
		}
		return want == got
	})
}

func segments(path string) []string { return strings.Split(path, "/") }

// fail writes the answer to err and logs what its reader must not see.
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
		return // what was sent cannot be taken back
	}
	writeProblem(w, RequestID(r.Context()), err, p)
}

// attrs describe a failed request by its route: a path or a query may hold what
// a shopper typed.
func attrs(r *http.Request, err error) []any {
	as := []any{"method", r.Method, "route", r.Pattern, "error", err.Error()}
	if p, ok := errors.AsType[panicError](err); ok {
		as = append(as, "stack", string(p.stack))
	}
	return as
}

// writer knows whether the answer has begun.
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
