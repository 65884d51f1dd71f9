package stackcheck

import (
	"reflect"
	"slices"
	"strings"

	"storefront/shared/web"
)

const (
	cachingDisabled  = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" // AWS's own cache policy
	availabilityPath = "/v1/*/sales/*/availability"
	distribution     = "Resources.EdgeDistribution.Properties.DistributionConfig."
)

// cacheable lists the paths whose answers are the same for all shoppers.
var cacheable = []string{
	"/v1/markets", "/v1/*/products*", "/v1/*/sales*", "/v1/*/sales/*/draw*", availabilityPath,
	"/??/??", "/??/??/products/*", "/??/??/sales/*", "/??/??/sales/*/draw", "/static/*",
}

// checkoutPage is the path of a shopper's own form among the pages of sales.
const checkoutPage = "/??/??/sales/*/checkout"

// keptErrors lists the statuses that CloudFront caches for ten seconds by default
// and that the API answers.
var keptErrors = []string{"403", "404", "500", "502", "503", "504"}

var (
	withEdge = map[string]string{
		"Edge": "on", "EdgeWebAclArn": "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/example",
		"OriginName": "origin.storefront.example", "OriginCertificateArn": "arn:aws:acm:us-west-2:123456789012:certificate/origin",
		"DomainName": "api.storefront.example", "CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/example",
	}
	edgeInZone = join(withEdge, "HostedZoneId", "Z0EXAMPLE")
)

var edgeChecks = []Check{
	{
		Name:   "edge-caching",
		Proves: "the edge caches catalog answers, pages and files as long as their Cache-Control allows and availability for at most a second, under keys that do not tell shoppers apart; it does not cache errors, orders, checkouts or the waitlist",
		Require: []requirement{
			{distributionType, "Properties.DistributionConfig.DefaultCacheBehavior.CachePolicyId", cachingDisabled},
			{distributionType, "Properties.DistributionConfig.CacheBehaviors.*.PathPattern", func(_ *Stack, path any) bool {
				return text(path) == checkoutPage || slices.Contains(cacheable, text(path))
			}},
			{cachePolicyType, "Properties.CachePolicyConfig.MinTTL", 0},
			{cachePolicyType, "Properties.CachePolicyConfig.DefaultTTL", 0},
			{cachePolicyType, "Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.CookiesConfig.CookieBehavior", "none"},
			{cachePolicyType, "Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers.*", "accept-language"},
		},
		Find: func(s *Stack) (f findings) {
			for _, d := range s.of(distributionType) {
				s.checkCaching(&f, object(d.Properties["DistributionConfig"]))
			}
			return f
		},
		Mutations: []Mutation{
			{What: "orders cached", With: withEdge, Edit: set("!Ref EdgeCatalogPolicy", distribution+"DefaultCacheBehavior.CachePolicyId")},
			{What: "availability of a minute ago", With: withEdge, Edit: set("60", "Resources.EdgeAvailabilityPolicy.Properties.CachePolicyConfig.MaxTTL")},
			{What: "answers kept without a Cache-Control", With: withEdge, Edit: set("60", "Resources.EdgeCatalogPolicy.Properties.CachePolicyConfig.DefaultTTL")},
			{What: "a cache for each token", With: withEdge, Edit: set("[authorization]", "Resources.EdgeCatalogPolicy.Properties.CachePolicyConfig.ParametersInCacheKeyAndForwardedToOrigin.HeadersConfig.Headers")},
			{What: "checkouts cached", With: withEdge, Edit: set("/v1/*/checkouts", distribution+"CacheBehaviors.0.PathPattern")},
			{What: "a shopper's form cached", With: withEdge, Edit: set("!Ref EdgePagesPolicy", distribution+"CacheBehaviors.5.CachePolicyId")},
			{What: "one shopper's 404 for ten seconds", With: withEdge, Edit: drop(distribution + "CustomErrorResponses")},
		},
	},
	{
		Name:   "edge-secret",
		Proves: "with the edge on, every function behind the API requires a secret from Secrets Manager that only the edge adds, in a version that a parameter of the deploy names; with it off, none does",
		Find: func(s *Stack) (f findings) {
			var secrets []string
			for _, d := range s.of(distributionType) {
				for _, origin := range list(at(d.Properties, "DistributionConfig.Origins")) {
					value := secretHeader(origin)
					secrets = append(secrets, refersTo(value))
					if !slices.Contains(substituted(value), "OriginSecretVersion") {
						f.add("%s does not send a new version of its secret", d.ID)
					}
				}
			}
			for _, r := range s.served() {
				required := refersTo(at(r.Properties, "Environment.Variables.ORIGIN_SECRET"))
				if s.Values["Edge"] == "on" && (required == "" || !slices.Contains(secrets, required)) {
					f.add("%s answers requests that bypass the edge", r.ID)
				}
				if s.Values["Edge"] != "on" && required != "" {
					f.add("%s requires a secret that nothing adds", r.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a checkout without the secret", With: withEdge, Edit: drop("Resources.CheckoutFunction.Properties.Environment.Variables.ORIGIN_SECRET")},
			{What: "an edge without the secret", With: withEdge, Edit: drop(distribution + "Origins.0.OriginCustomHeaders")},
			{What: "a secret in another header", With: withEdge, Edit: set("x-secret", distribution+"Origins.0.OriginCustomHeaders.0.HeaderName")},
			{What: "a secret written out", With: withEdge, Edit: set("c0ffee", distribution+"Origins.0.OriginCustomHeaders.0.HeaderValue")},
			{What: "a secret that no deploy changes", With: withEdge, Edit: set("!Sub '{{resolve:secretsmanager:${OriginSecret}:SecretString:::}}'", distribution+"Origins.0.OriginCustomHeaders.0.HeaderValue")},
		},
	},
	{
		Name:   "edge-encryption",
		Proves: "the edge uses TLS 1.2 or newer with shoppers and with the API, and so does the API at its own domain",
		Require: []requirement{
			// With CloudFront's own certificate, it ignores the minimum and accepts TLS 1.0.
			{distributionType, "Properties.DistributionConfig.ViewerCertificate.CloudFrontDefaultCertificate", nothing{}},
			{distributionType, "Properties.DistributionConfig.ViewerCertificate.MinimumProtocolVersion", "TLSv1.2_2021"},
			{apiDomainType, "Properties.DomainNameConfigurations.*.SecurityPolicy", "TLS_1_2"},
			{distributionType, "Properties.DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy", "redirect-to-https"},
			{distributionType, "Properties.DistributionConfig.CacheBehaviors.*.ViewerProtocolPolicy", "redirect-to-https"},
			{distributionType, "Properties.DistributionConfig.Origins.*.CustomOriginConfig.OriginProtocolPolicy", "https-only"},
			{distributionType, "Properties.DistributionConfig.Origins.*.CustomOriginConfig.OriginSSLProtocols", []any{"TLSv1.2"}},
		},
		Mutations: []Mutation{
			{What: "old TLS", With: withEdge, Edit: set("TLSv1", distribution+"ViewerCertificate.MinimumProtocolVersion")},
			{What: "a name of CloudFront's", With: withEdge, Edit: set("{ CloudFrontDefaultCertificate: true, MinimumProtocolVersion: TLSv1.2_2021 }", distribution+"ViewerCertificate")},
			{What: "old TLS at the API", With: withEdge, Edit: set("TLS_1_0", "Resources.ApiDomain.Properties.DomainNameConfigurations.0.SecurityPolicy")},
			{What: "plain HTTP from shoppers", With: withEdge, Edit: set("allow-all", distribution+"DefaultCacheBehavior.ViewerProtocolPolicy")},
			{What: "plain HTTP to the API", With: withEdge, Edit: set("http-only", distribution+"Origins.0.CustomOriginConfig.OriginProtocolPolicy")},
		},
	},
	{
		Name:    "edge-cors",
		Proves:  "the edge sends the API's own CORS headers with every answer, whichever shop's request it was cached for",
		Require: []requirement{{"AWS::CloudFront::ResponseHeadersPolicy", "Properties.ResponseHeadersPolicyConfig.CorsConfig.OriginOverride", true}},
		Find: func(s *Stack) (f findings) {
			for _, d := range s.of(distributionType) {
				config := object(d.Properties["DistributionConfig"])
				for _, behavior := range append(list(config["CacheBehaviors"]), config["DefaultCacheBehavior"]) {
					policy := s.find(refersTo(at(behavior, "ResponseHeadersPolicyId")))
					s.checkSameCORS(&f, at(policy.Properties, "ResponseHeadersPolicyConfig.CorsConfig"))
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "availability without CORS", With: withEdge, Edit: drop(distribution + "CacheBehaviors.0.ResponseHeadersPolicyId")},
			{What: "any origin at the edge", With: withEdge, Edit: set("['*']", "Resources.EdgeHeadersPolicy.Properties.ResponseHeadersPolicyConfig.CorsConfig.AccessControlAllowOrigins.Items")},
			{What: "a header that only the API admits", With: withEdge, Edit: set("[authorization, content-type, if-none-match]", "Resources.EdgeHeadersPolicy.Properties.ResponseHeadersPolicyConfig.CorsConfig.AccessControlAllowHeaders.Items")},
			{What: "headers of the first request", With: withEdge, Edit: set("false", "Resources.EdgeHeadersPolicy.Properties.ResponseHeadersPolicyConfig.CorsConfig.OriginOverride")},
		},
	},
}

// checkCaching fails on availability that is cached for more than a second, and on
// an error that is cached at all.
func (s *Stack) checkCaching(f *findings, config map[string]any) {
	salesSeen := false
	for _, behavior := range list(config["CacheBehaviors"]) {
		switch at(behavior, "PathPattern") {
		case "/??/??/sales/*":
			salesSeen = true
		case checkoutPage:
			if salesSeen || at(behavior, "CachePolicyId") != cachingDisabled {
				f.add("checkouts of the shop's pages are cached")
			}
		}
		policy := s.find(refersTo(at(behavior, "CachePolicyId")))
		longest, ok := number(at(policy.Properties, "CachePolicyConfig.MaxTTL"))
		if at(behavior, "PathPattern") == availabilityPath && (!ok || longest > 1) {
			f.add("availability may be %v s old", longest)
		}
	}
	for _, status := range keptErrors {
		if !slices.ContainsFunc(list(config["CustomErrorResponses"]), func(r any) bool {
			return text(at(r, "ErrorCode")) == status && at(r, "ErrorCachingMinTTL") == 0
		}) {
			f.add("an error %s is cached for ten seconds", status)
		}
	}
}

// checkSameCORS fails unless the CORS settings of the edge are those of the API.
func (s *Stack) checkSameCORS(f *findings, edge any) {
	for _, api := range s.of(apiType) {
		for _, setting := range []string{"AllowOrigins", "AllowMethods", "AllowHeaders", "ExposeHeaders"} {
			got, want := at(edge, "AccessControl"+setting+".Items"), at(api.Properties, "CorsConfiguration."+setting)
			if !reflect.DeepEqual(got, want) {
				f.add("%s is %v at the edge and %v at the API", setting, got, want)
			}
		}
	}
}

// secretHeader returns the value of the header in which the edge sends its secret to
// an origin, or nil if it sends none.
func secretHeader(origin any) any {
	for _, header := range list(at(origin, "OriginCustomHeaders")) {
		if strings.EqualFold(text(at(header, "HeaderName")), web.EdgeHeader) {
			return at(header, "HeaderValue")
		}
	}
	return nil
}
