package template

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	apiShape = shape{
		name: "API property",
		read: []string{"CorsConfiguration", "StageName"},
		lack: map[string]string{
			"AccessLogSettings": "the access log", "DefaultRouteSettings": "throttles of the API", "Domain": "domain names", "RouteSettings": "throttles of routes",
		},
		skip: []string{"Description", "DisableExecuteApiEndpoint", "FailOnWarnings", "Name", "PropagateTags", "Tags"},
	}
	corsShape = shape{
		name: "CORS property",
		read: []string{"AllowCredentials", "AllowHeaders", "AllowMethods", "AllowOrigins", "ExposeHeaders", "MaxAge"},
	}
	routeShape = shape{name: "route property", read: []string{"ApiId", "Method", "Path", "PayloadFormatVersion"}}
)

// addAPI adds what all routes share. It fails on a second API, and on one whose routes
// do not all come from the functions' events.
func (r *reader) addAPI(s *Stack, res *resource) {
	if r.api != nil {
		r.fail(res.id, "the laptop serves one HTTP API, which is %s", r.api.id.Value)
	}
	r.api = res
	property := r.fields(merge(r.globals["HttpApi"], res.properties), apiShape)
	if stage := r.resolve(property["StageName"]); stage != nil {
		r.oneOf(stage, "$default")
	}
	if property["CorsConfiguration"] != nil {
		cors := r.fields(property["CorsConfiguration"], corsShape)
		s.CORS = &CORS{
			Origins: r.texts(cors["AllowOrigins"]), Methods: r.texts(cors["AllowMethods"]), Headers: r.texts(cors["AllowHeaders"]),
			Expose: r.texts(cors["ExposeHeaders"]), MaxAge: r.seconds(cors["MaxAge"], 0, 0, 86_400), Credentials: r.flag(cors["AllowCredentials"], false),
		}
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
