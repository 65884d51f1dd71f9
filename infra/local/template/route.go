package template

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	apiShape = shape{
		name: "API property",
		read: []string{"StageName"},
		skip: []string{
			"AccessLogSettings", "CorsConfiguration", "DefaultRouteSettings", "Description", "DisableExecuteApiEndpoint",
			"Domain", "FailOnWarnings", "Name", "PropagateTags", "RouteSettings", "Tags",
		},
	}
	routeShape = shape{name: "route property", read: []string{"ApiId", "Method", "Path", "PayloadFormatVersion"}}
)

// checkAPI fails on a second API, and on one whose routes do not all come from the
// functions' events.
func (r *reader) checkAPI(res *resource) {
	if r.api != nil {
		r.fail(res.id, "the laptop serves one HTTP API, which is %s", r.api.id.Value)
	}
	r.api = res
	if stage := r.resolve(r.fields(res.properties, apiShape)["StageName"]); stage != nil {
		r.oneOf(stage, "$default")
	}
}

func (r *reader) addRoute(s *Stack, id *yaml.Node, function string, properties *yaml.Node) {
	property := r.fields(properties, routeShape)
	r.checkAPIID(id, property["ApiId"])
	if version := r.resolve(property["PayloadFormatVersion"]); version != nil {
		r.oneOf(version, "2.0")
	}
	route := Route{Path: "$default", Function: function}
	if property["Method"] != nil || property["Path"] != nil {
		route.Method = r.method(r.need(id, property, "Method"))
		route.Path = r.routePath(r.need(id, property, "Path"))
	}
	if slices.ContainsFunc(s.Routes, func(other Route) bool {
		return other.Method == route.Method && other.Path == route.Path
	}) {
		r.fail(id, "there is another route %s", strings.TrimSpace(route.Method+" "+route.Path))
	}
	s.Routes = append(s.Routes, route)
}

// checkAPIID fails unless n is a Ref of the API. Without one, SAM would create
// another API.
func (r *reader) checkAPIID(id, n *yaml.Node) {
	if n == nil {
		r.fail(id, "ApiId is missing")
	}
	function, arg := intrinsic(n)
	if function != "Ref" || r.resource(arg, r.literal(arg)).kind != apiType {
		r.fail(n, "want a Ref of an %s", apiType)
	}
}

func (r *reader) method(n *yaml.Node) string {
	return r.oneOf(n, "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ANY")
}

func (r *reader) routePath(n *yaml.Node) string {
	path := r.text(n)
	if !strings.HasPrefix(path, "/") {
		r.fail(n, "want a path that begins with /, not %q", path)
	}
	return path
}
