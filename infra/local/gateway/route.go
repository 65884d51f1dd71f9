package gateway

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"storefront/infra/local/template"
)

// route is a route of an HTTP API.
type route struct {
	template.Route
	key   string         // as in the event, such as "GET /v1/{market}/products"
	path  *regexp.Regexp // of decoded paths, with a group for each parameter
	names []string       // of the parameters
	rank  string         // the lower, the higher the precedence
}

const defaultKey = "$default"

// parseRoutes returns the routes in API Gateway's order of precedence.
func parseRoutes(routes []template.Route) ([]*route, error) {
	var parsed []*route
	for _, r := range routes {
		p, err := parseRoute(r)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, p)
	}
	slices.SortStableFunc(parsed, func(a, b *route) int { return cmp.Compare(a.rank, b.rank) })
	return parsed, nil
}

// parseRoute parses one route. Its rank has three parts. First come routes that match
// the whole path, then those that end in a greedy parameter, then $default. Among
// these, a route with a method precedes ANY. Among these, the path that is more
// specific from the left comes first: literal, parameter, greedy parameter.
func parseRoute(r template.Route) (*route, error) {
	if r.Path == defaultKey {
		return &route{Route: r, key: defaultKey, path: regexp.MustCompile(""), rank: "2"}, nil
	}
	p := &route{Route: r, key: r.Method + " " + r.Path}
	path, rooted := strings.CutPrefix(r.Path, "/")
	if !rooted {
		return nil, fmt.Errorf("route %s: the path must begin with a slash", p.key)
	}
	pattern, kinds, greedy := "^(?s:", "", "0"
	for segment := range strings.SplitSeq(path, "/") {
		if greedy == "1" {
			return nil, fmt.Errorf("route %s: only the last part of the path may be greedy", p.key)
		}
		name, opened := strings.CutPrefix(segment, "{")
		name, closed := strings.CutSuffix(name, "}")
		switch {
		case !opened || !closed:
			pattern, kinds = pattern+"/"+regexp.QuoteMeta(segment), kinds+"0"
			continue
		case strings.HasSuffix(name, "+"):
			pattern, kinds, greedy = pattern+"/([^/].*)", kinds+"2", "1"
		default:
			pattern, kinds = pattern+"/([^/]+)", kinds+"1"
		}
		p.names = append(p.names, strings.TrimSuffix(name, "+"))
	}
	anyMethod := "0"
	if r.Method == "ANY" {
		anyMethod = "1"
	}
	p.rank = greedy + anyMethod + kinds
	p.path = regexp.MustCompile(pattern + ")$")
	return p, nil
}

// match returns the route of a request, and the values of its path parameters. The
// path is decoded, so %2F separates segments as a slash does. If there is no such
// route, match returns nil.
func (a *API) match(method, path string) (*route, map[string]string) {
	for _, r := range a.routes {
		if r.key != defaultKey && r.Method != "ANY" && r.Method != method {
			continue
		}
		values := r.path.FindStringSubmatch(path)
		if values == nil {
			continue
		}
		parameters := map[string]string{}
		for i, name := range r.names {
			parameters[name] = values[i+1]
		}
		return r, parameters
	}
	return nil, nil
}
