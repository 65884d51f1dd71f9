package stackcheck

import (
	"strings"
)

const apiType = "AWS::Serverless::HttpApi"

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
			for _, r := range s.of(apiType) {
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
			for _, r := range s.of(apiType) {
				rate, limited := number(at(r.Properties, "DefaultRouteSettings", "ThrottlingRateLimit"))
				burst, bursts := number(at(r.Properties, "DefaultRouteSettings", "ThrottlingBurstLimit"))
				if !limited || !bursts {
					f.add("%s has no throttle", r.ID)
				}
				settings := object(r.Properties, "RouteSettings")
				for route := range settings {
					if routes[route] == "" {
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
		Name:   "cors",
		Proves: "CORS names the one shop that may read answers, and no `*`",
		Find: func(s *Stack) []string {
			var f findings
			for _, r := range s.of(apiType) {
				cors := r.Properties["CorsConfiguration"]
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
