package stackcheck

import (
	"slices"
	"strings"
)

// accessLog lists the variables that each line of the access log must have.
var accessLog = []string{
	"$context.requestId", "$context.routeKey", "$context.status", "$context.responseLatency", "$context.integrationErrorMessage",
}

// strict lists the routes with a lower limit than the stage's.
var strict = []string{
	"POST /v1/{market}/checkouts", "POST /v1/{market}/waitlist", "POST /v1/{market}/passes", "POST /v1/orders/lookup",
	"POST /v1/orders/{id}/pay", "POST /v1/orders/{id}/extend",
	"POST /v1/orders/{id}/withdraw",

	"POST /{market}/{language}/sales/{sale}/checkout", "POST /{market}/{language}/pass", "POST /{market}/{language}/join",
	"POST /lookup", "POST /orders/{id}/pay", "POST /orders/{id}/extend",
}

const routeSettings = "Resources.Api.Properties.RouteSettings."

var apiChecks = []Check{
	{
		Name:   "access-log",
		Proves: "the access log has each request's id, route, status, latency and integration error, and no address and no path",
		Require: []requirement{{apiType, "Properties.AccessLogSettings.Format", func(_ *Stack, v any) bool {
			missing := slices.ContainsFunc(accessLog, func(variable string) bool { return !strings.Contains(text(v), variable) })
			return !missing && !strings.Contains(text(v), "sourceIp") && !strings.Contains(text(v), "$context.path")
		}}},
		Mutations: []Mutation{
			{What: "a log without status", Edit: set(`'{"requestId":"$context.requestId","route":"$context.routeKey","latency":"$context.responseLatency","error":"$context.integrationErrorMessage"}'`, "Resources.Api.Properties.AccessLogSettings.Format")},
			{What: "a log of addresses", Edit: set(`'$context.requestId $context.routeKey $context.status $context.responseLatency $context.integrationErrorMessage $context.identity.sourceIp'`, "Resources.Api.Properties.AccessLogSettings.Format")},
		},
	},
	{
		Name:   "throttles",
		Proves: "the stage has a rate and a burst limit, checkout, payment, extension, withdrawal, waitlist, passes and lookup have lower ones, and every route with settings is a route of the API",
		Find: func(s *Stack) (f findings) {
			routes := s.routes()
			for _, r := range s.of(apiType) {
				settings := object(r.Properties["RouteSettings"])
				for route := range settings {
					if routes[route] == "" {
						f.add("%s has settings for %q, which is not a route", r.ID, route)
					}
				}
				for _, limit := range []string{"ThrottlingRateLimit", "ThrottlingBurstLimit"} {
					stage, limited := number(at(r.Properties, "DefaultRouteSettings."+limit))
					if !limited {
						f.add("%s has no %s", r.ID, limit)
					}
					for _, route := range strict {
						if n, ok := number(at(settings[route], limit)); !ok || n >= stage {
							f.add("%s: %s is %v, want less than the stage's %v", route, limit, n, stage)
						}
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a stage without limits", Edit: drop("Resources.Api.Properties.DefaultRouteSettings")},
			{What: "checkout without a lower limit", Edit: drop(routeSettings + "POST /v1/{market}/checkouts")},
			{What: "a waitlist above the stage", Edit: set("9000", routeSettings+"POST /v1/{market}/waitlist.ThrottlingRateLimit")},
			{What: "passes without a lower limit", Edit: drop(routeSettings + "POST /v1/{market}/passes")},
			{What: "lookup without a lower limit", Edit: drop(routeSettings + "POST /v1/orders/lookup")},
			{What: "payments without a lower limit", Edit: drop(routeSettings + "POST /v1/orders/{id}/pay")},
			{What: "extensions without a lower limit", Edit: drop(routeSettings + "POST /v1/orders/{id}/extend")},
			{What: "withdrawals without a lower limit", Edit: drop(routeSettings + "POST /v1/orders/{id}/withdraw")},
			{What: "settings of an unknown route", Edit: set("{ ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 }", routeSettings+"POST /v1/{market}/checkout")},
		},
	},
	{
		Name:    "cors",
		Proves:  "CORS names the one shop that may read answers, and has no `*`",
		Require: []requirement{{apiType, "Properties.CorsConfiguration", anything{}}},
		Find: func(s *Stack) (f findings) {
			for _, r := range s.of(apiType) {
				walk(r.Properties["CorsConfiguration"], func(v any) {
					if strings.Contains(text(v), "*") {
						f.add("%s admits %v", r.ID, v)
					}
				})
			}
			if !strings.Contains(text(at(s.Parameters, "ShopUrl.AllowedPattern")), `[^/*\s]`) {
				f.add("ShopUrl may be a wildcard")
			}
			return f
		},
		Mutations: []Mutation{
			{What: "any origin", Edit: set("['*']", "Resources.Api.Properties.CorsConfiguration.AllowOrigins")},
			{What: "any header", Edit: set("['*']", "Resources.Api.Properties.CorsConfiguration.AllowHeaders")},
			{What: "no CORS", Edit: drop("Resources.Api.Properties.CorsConfiguration")},
			{What: "a shop that may be *", Edit: drop("Parameters.ShopUrl.AllowedPattern")},
		},
	},
}
