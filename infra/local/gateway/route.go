package gateway

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"storefront/infra/local/template"
)

// table is an HTTP API's routes, the most specific first.
type table struct{ routes []*route }

type route struct {
	template.Route
	key      string // as in the event, such as "GET /v1/{market}/products"
	segments []segment
}

// segment is one part of a path between slashes. Its kinds are in the order of
// precedence.
type segment struct {
	kind kind
	text string // the literal, or the parameter's name
}

type kind int

const (
	literal kind = iota
	parameter
	greedy // all that is left of the path, one segment at least
)

const defaultKey = "$default"

func newTable(routes []template.Route) (*table, error) {
	t := &table{}
	for _, r := range routes {
		parsed, err := parse(r)
		if err != nil {
			return nil, err
		}
		t.routes = append(t.routes, parsed)
	}
	slices.SortStableFunc(t.routes, (*route).compare)
	return t, nil
}

func parse(r template.Route) (*route, error) {
	if r.Path == defaultKey {
		return &route{Route: r, key: defaultKey}, nil
	}
	path, rooted := strings.CutPrefix(r.Path, "/")
	if !rooted {
		return nil, fmt.Errorf("route %s %s: the path does not start with a slash", r.Method, r.Path)
	}
	parsed := &route{Route: r, key: r.Method + " " + r.Path}
	for text := range strings.SplitSeq(path, "/") {
		parsed.segments = append(parsed.segments, parseSegment(text))
	}
	last := len(parsed.segments) - 1
	if slices.ContainsFunc(parsed.segments[:last], func(s segment) bool { return s.kind == greedy }) {
		return nil, fmt.Errorf("route %s: only the last part of a path may be greedy", parsed.key)
	}
	return parsed, nil
}

func parseSegment(text string) segment {
	name, opened := strings.CutPrefix(text, "{")
	name, closed := strings.CutSuffix(name, "}")
	if !opened || !closed {
		return segment{literal, text}
	}
	if name, ok := strings.CutSuffix(name, "+"); ok {
		return segment{greedy, name}
	}
	return segment{parameter, name}
}

// compare orders routes by API Gateway's precedence: those that match the
// whole path, those that end in a greedy parameter, $default; of these a route
// with a method before ANY; of these the one whose path is more specific from
// the left.
func (r *route) compare(other *route) int {
	return cmp.Or(
		cmp.Compare(r.class(), other.class()),
		cmp.Compare(r.anyMethod(), other.anyMethod()),
		slices.CompareFunc(r.segments, other.segments, func(a, b segment) int { return cmp.Compare(a.kind, b.kind) }),
	)
}

func (r *route) class() int {
	switch {
	case r.key == defaultKey:
		return 2
	case r.segments[len(r.segments)-1].kind == greedy:
		return 1
	default:
		return 0
	}
}

func (r *route) anyMethod() int {
	if r.Method == "ANY" {
		return 1
	}
	return 0
}

// match finds the route for a request and the values of its path parameters.
// The path is decoded before it is matched, so that %2F separates like a slash.
func (t *table) match(method, path string) (*route, map[string]string) {
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for _, r := range t.routes {
		if r.key == defaultKey {
			return r, nil
		}
		if r.Method != method && r.Method != "ANY" {
			continue
		}
		if values, ok := r.parameters(parts); ok {
			return r, values
		}
	}
	return nil, nil
}

func (r *route) parameters(parts []string) (map[string]string, bool) {
	var values map[string]string
	set := func(name, value string) {
		if values == nil {
			values = map[string]string{}
		}
		values[name] = value
	}
	for i, s := range r.segments {
		if i == len(parts) || s.kind != literal && parts[i] == "" {
			return nil, false
		}
		switch s.kind {
		case greedy:
			set(s.text, strings.Join(parts[i:], "/"))
			return values, true
		case parameter:
			set(s.text, parts[i])
		case literal:
			if s.text != parts[i] {
				return nil, false
			}
		}
	}
	return values, len(parts) == len(r.segments)
}
