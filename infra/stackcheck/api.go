package stackcheck

import (
	"strings"
)

const (
	apiType   = "AWS::ApiGatewayV2::Api"
	stageType = "AWS::ApiGatewayV2::Stage"
)

// accessLog lists what a line of the access log must tell.
var accessLog = map[string]string{
	"request id": "$context.requestId", "route": "$context.routeKey", "status": "$context.status",
	"latency": "$context.responseLatency", "integration error": "$context.integrationErrorMessage",
}

// strict lists the routes that are throttled more tightly than the stage.
var strict = []string{"POST /v1/{market}/checkouts", "POST /v1/{market}/waitlist", "POST /v1/orders/lookup"}

var apiChecks = []Check{
	{
		Name:   "access-log",
		Proves: "the access log has each request's id, route, status, latency and integration error, and nobody's address",
		Find: func(s *Stack) []string {
			var f findings
			for _, r := range s.of(stageType) {
				format := text(at(r.Properties, "AccessLogSettings", "Format"))
				for what, variable := range accessLog {
					if !strings.Contains(format, variable) {
						f.add("%s does not log the %s", r.ID, what)
					}
				}
				if strings.Contains(format, "sourceIp") || strings.Contains(format, "$context.path") {
					f.add("%s logs who asked for what", r.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a log without status", Edit: set(`'{"requestId":"$context.requestId","route":"$context.routeKey","latency":"$context.responseLatency","error":"$context.integrationErrorMessage"}'`, "Resources", "Api", "Properties", "AccessLogSettings", "Format")},
			{What: "a log of addresses", Edit: set(`'$context.requestId $context.routeKey $context.status $context.responseLatency $context.integrationErrorMessage $context.identity.sourceIp'`, "Resources", "Api", "Properties", "AccessLogSettings", "Format")},
		},
	},
	{
		Name:   "throttles",
		Proves: "the stage has a rate and a burst, checkout, waitlist and lookup have stricter ones, and every route with settings is a route of the API",
		Find: func(s *Stack) []string {
			var f findings
			routes := s.routes()
			for _, r := range s.of(stageType) {
				rate, limited := number(at(r.Properties, "DefaultRouteSettings", "ThrottlingRateLimit"))
				burst, bursts := number(at(r.Properties, "DefaultRouteSettings", "ThrottlingBurstLimit"))
				if !limited || !bursts {
					f.add("%s has no throttle", r.ID)
				}
				settings := object(r.Properties, "RouteSettings")
				for route := range settings {
					if routes[route].integration == "" {
						f.add("%s has settings for %q, which is no route", r.ID, route)
					}
				}
				for _, route := range strict {
					own, ok := number(at(settings, route, "ThrottlingRateLimit"))
					ownBurst, okBurst := number(at(settings, route, "ThrottlingBurstLimit"))
					if !ok || !okBurst || own >= rate || ownBurst >= burst {
						f.add("%s is not throttled more than the stage", route)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a stage without throttle", Edit: drop("Resources", "Api", "Properties", "DefaultRouteSettings")},
			{What: "checkout as fast as all", Edit: drop("Resources", "Api", "Properties", "RouteSettings", "POST /v1/{market}/checkouts")},
			{What: "a waitlist above the stage", Edit: set("9000", "Resources", "Api", "Properties", "RouteSettings", "POST /v1/{market}/waitlist", "ThrottlingRateLimit")},
			{What: "lookups as fast as all", Edit: drop("Resources", "Api", "Properties", "RouteSettings", "POST /v1/orders/lookup")},
			{What: "settings of a route that is none", Edit: set("{ ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }", "Resources", "Api", "Properties", "RouteSettings", "POST /v1/{market}/checkout")},
		},
	},
	{
		Name:   "alias",
		Proves: "whatever invokes a function - each route, schedule and stream - invokes its alias, never the code that was saved last",
		Find: func(s *Stack) []string {
			var f findings
			for route, r := range s.routes() {
				if !s.isAlias(r.integration) {
					f.add("the route %s goes to %q, which is no alias", route, r.integration)
				}
			}
			for _, r := range s.of("AWS::Events::Rule") {
				for _, target := range list(r.Properties["Targets"]) {
					if id := refersTo(at(target, "Arn")); !s.isAlias(id) {
						f.add("%s invokes %s, which is no alias", r.ID, id)
					}
				}
			}
			for _, r := range s.of("AWS::Lambda::EventSourceMapping") {
				if id := refersTo(r.Properties["FunctionName"]); !s.isAlias(id) {
					f.add("%s invokes %s, which is no alias", r.ID, id)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no alias", Edit: both(
				drop("Globals", "Function", "AutoPublishAlias"),
				drop("Resources", "CatalogFunction", "Properties", "DeploymentPreference"),
				drop("Resources", "CheckoutFunction", "Properties", "DeploymentPreference"),
				drop("Resources", "WaitlistFunction", "Properties", "DeploymentPreference"))},
		},
	},
	{
		Name:   "cors",
		Proves: "CORS names the one shop that may read answers, and no `*`",
		Find: func(s *Stack) []string {
			var f findings
			for _, r := range s.of(apiType) {
				cors := at(r.Properties, "Body", "x-amazon-apigateway-cors")
				if cors == nil {
					f.add("%s says nothing of CORS", r.ID)
				}
				walk(cors, func(v any) {
					if strings.Contains(text(v), "*") {
						f.add("%s admits %v", r.ID, v)
					}
				})
			}
			if pattern := text(at(s.Parameters, "ShopUrl", "AllowedPattern")); !strings.Contains(pattern, "*") || !strings.Contains(pattern, `[^/*\s]`) {
				f.add("ShopUrl may be a wildcard")
			}
			return f
		},
		Mutations: []Mutation{
			{What: "any origin", Edit: set("['*']", "Resources", "Api", "Properties", "CorsConfiguration", "AllowOrigins")},
			{What: "any header", Edit: set("['*']", "Resources", "Api", "Properties", "CorsConfiguration", "AllowHeaders")},
			{What: "no CORS", Edit: drop("Resources", "Api", "Properties", "CorsConfiguration")},
			{What: "a shop that may be *", Edit: drop("Parameters", "ShopUrl", "AllowedPattern")},
		},
	},
}

// route is one route of the API.
type route struct{ integration string } // logical id of what it invokes

// routes lists the API's routes by their key, such as "GET /v1/markets" or "$default".
func (s *Stack) routes() map[string]route {
	routes := map[string]route{}
	for _, r := range s.of(apiType) {
		for path, methods := range object(r.Properties, "Body", "paths") {
			for method, operation := range object(methods) {
				integration := object(operation, "x-amazon-apigateway-integration")
				if integration == nil {
					continue
				}
				key := strings.ToUpper(method) + " " + path
				if path == "/$default" || path == "$default" {
					key = "$default"
				}
				routes[key] = route{invoked(integration["uri"])}
			}
		}
	}
	return routes
}

// invoked gives the function or alias in the address of an integration.
func invoked(uri any) string {
	for _, name := range substituted(uri) {
		id, attribute, _ := strings.Cut(name, ".")
		if attribute == "Arn" || attribute == "" && !strings.HasPrefix(id, "AWS::") {
			return id
		}
	}
	return ""
}

func (s *Stack) isAlias(id string) bool { return s.find(id).Type == aliasType }

// integrated lists the functions behind the API by their ids.
func (s *Stack) integrated() map[string]bool {
	served := map[string]bool{}
	for _, r := range s.routes() {
		id := r.integration
		if s.isAlias(id) {
			id = refersTo(s.find(id).Properties["FunctionName"])
		}
		served[id] = true
	}
	return served
}
