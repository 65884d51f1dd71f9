package stackcheck

import (
	"slices"
	"strings"

	"storefront/shared/web"
)

const (
	distributionType = "AWS::CloudFront::Distribution"

	cachingDisabled = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad" // AWS's own cache policy
)

var (
	withEdge     = map[string]string{"Edge": "on"}
	edgeAtDomain = map[string]string{
		"Edge": "on", "DomainName": "api.storefront.example", "HostedZoneId": "Z0EXAMPLE",
		"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/example",
	}
)

var edgeChecks = []Check{
	{
		Name:   "edge-caching",
		Proves: "the edge caches catalog answers by their own Cache-Control and availability for a second at the most, by nothing that tells shoppers apart, and errors, orders, checkouts and waitlist not at all",
		Find: func(s *Stack) []string {
			var f findings
			for _, d := range s.of(distributionType) {
				config := object(d.Properties, "DistributionConfig")
				if got := text(at(config, "DefaultCacheBehavior", "CachePolicyId")); got != cachingDisabled {
					f.add("what is not the catalog's is cached by %v", got)
				}
				for _, behavior := range list(config["CacheBehaviors"]) {
					s.checkCaching(&f, behavior)
				}
				s.checkErrors(&f, list(config["CustomErrorResponses"]))
			}
			return f
		},
		Mutations: []Mutation{
			{What: "orders cached", With: withEdge, Edit: set("!Ref EdgeCatalogPolicy", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "DefaultCacheBehavior", "CachePolicyId")},
			{What: "availability of a minute ago", With: withEdge, Edit: set("60", "Resources", "EdgeAvailabilityPolicy", "Properties", "CachePolicyConfig", "MaxTTL")},
			{What: "answers kept that nobody said to keep", With: withEdge, Edit: set("60", "Resources", "EdgeCatalogPolicy", "Properties", "CachePolicyConfig", "DefaultTTL")},
			{What: "a cache for each token", With: withEdge, Edit: set("[authorization]", "Resources", "EdgeCatalogPolicy", "Properties", "CachePolicyConfig", "ParametersInCacheKeyAndForwardedToOrigin", "HeadersConfig", "Headers")},
			{What: "checkouts through a cache", With: withEdge, Edit: set("/v1/*/checkouts", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "CacheBehaviors", "0", "PathPattern")},
			{What: "one shopper's 404 for ten seconds", With: withEdge, Edit: drop("Resources", "EdgeDistribution", "Properties", "DistributionConfig", "CustomErrorResponses")},
		},
	},
	{
		Name:   "edge-secret",
		Proves: "with the edge on, every function behind the API asks for a secret from Secrets Manager that only the edge adds; with it off there is no such secret",
		Find: func(s *Stack) []string {
			var f findings
			secrets := map[string]bool{}
			for _, d := range s.of(distributionType) {
				for _, origin := range list(at(d.Properties, "DistributionConfig", "Origins")) {
					secrets[originSecret(origin)] = true
				}
			}
			for id := range s.served() {
				asked := refersTo(at(s.find(id).Properties, "Environment", "Variables", "ORIGIN_SECRET"))
				if s.parameter("Edge") == "on" && (asked == "" || !secrets[asked]) {
					f.add("%s answers who goes around the edge", id)
				}
				if s.parameter("Edge") != "on" && asked != "" {
					f.add("%s asks for a secret that nobody adds", id)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a checkout that anybody reaches", With: withEdge, Edit: drop("Resources", "CheckoutFunction", "Properties", "Environment", "Variables", "ORIGIN_SECRET")},
			{What: "an edge without the secret", With: withEdge, Edit: drop("Resources", "EdgeDistribution", "Properties", "DistributionConfig", "Origins", "0", "OriginCustomHeaders")},
			{What: "a secret in another header", With: withEdge, Edit: set("x-secret", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "Origins", "0", "OriginCustomHeaders", "0", "HeaderName")},
			{What: "a secret written out", With: withEdge, Edit: set("c0ffee", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "Origins", "0", "OriginCustomHeaders", "0", "HeaderValue")},
		},
	},
	{
		Name:   "edge-encryption",
		Proves: "the edge speaks TLS 1.2 or newer on both of its sides",
		Find: func(s *Stack) []string {
			var f findings
			for _, d := range s.of(distributionType) {
				config := object(d.Properties, "DistributionConfig")
				if config["Aliases"] != nil && at(config, "ViewerCertificate", "MinimumProtocolVersion") != "TLSv1.2_2021" {
					f.add("%s lets shoppers speak old TLS", d.ID)
				}
				for _, behavior := range append(list(config["CacheBehaviors"]), config["DefaultCacheBehavior"]) {
					if policy := text(at(behavior, "ViewerProtocolPolicy")); policy != "https-only" && policy != "redirect-to-https" {
						f.add("%s is open to plain HTTP at %v", d.ID, at(behavior, "PathPattern"))
					}
				}
				for _, origin := range list(config["Origins"]) {
					if at(origin, "CustomOriginConfig", "OriginProtocolPolicy") != "https-only" {
						f.add("%s asks the API in plain HTTP", d.ID)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "old TLS", With: edgeAtDomain, Edit: set("!If [HasDomain, { AcmCertificateArn: !Ref CertificateArn, MinimumProtocolVersion: TLSv1, SslSupportMethod: sni-only }, !Ref AWS::NoValue]", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "ViewerCertificate")},
			{What: "plain HTTP from shoppers", With: withEdge, Edit: set("allow-all", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "DefaultCacheBehavior", "ViewerProtocolPolicy")},
			{What: "plain HTTP to the API", With: withEdge, Edit: set("http-only", "Resources", "EdgeDistribution", "Properties", "DistributionConfig", "Origins", "0", "CustomOriginConfig", "OriginProtocolPolicy")},
		},
	},
	{
		Name:   "edge-cors",
		Proves: "the edge sends the API's own CORS headers with every answer, whoever asked for it first",
		Find: func(s *Stack) []string {
			var f findings
			for _, d := range s.of(distributionType) {
				config := object(d.Properties, "DistributionConfig")
				for _, behavior := range append(list(config["CacheBehaviors"]), config["DefaultCacheBehavior"]) {
					policy := s.find(refersTo(at(behavior, "ResponseHeadersPolicyId")))
					s.checkSameCORS(&f, at(policy.Properties, "ResponseHeadersPolicyConfig", "CorsConfig"))
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "availability without CORS", With: withEdge, Edit: drop("Resources", "EdgeDistribution", "Properties", "DistributionConfig", "CacheBehaviors", "0", "ResponseHeadersPolicyId")},
			{What: "any origin at the edge", With: withEdge, Edit: set("['*']", "Resources", "EdgeHeadersPolicy", "Properties", "ResponseHeadersPolicyConfig", "CorsConfig", "AccessControlAllowOrigins", "Items")},
			{What: "a header that the API alone admits", With: withEdge, Edit: set("[authorization, content-type, if-none-match]", "Resources", "EdgeHeadersPolicy", "Properties", "ResponseHeadersPolicyConfig", "CorsConfig", "AccessControlAllowHeaders", "Items")},
			{What: "headers of who asked first", With: withEdge, Edit: set("false", "Resources", "EdgeHeadersPolicy", "Properties", "ResponseHeadersPolicyConfig", "CorsConfig", "OriginOverride")},
		},
	},
}

// checkSameCORS wants the edge to say what the API would.
func (s *Stack) checkSameCORS(f *findings, edge any) {
	if at(edge, "OriginOverride") != true {
		f.add("answers are cached with the CORS headers of who asked first")
	}
	edge = replaceRefs(edge, s.values())
	for _, api := range s.of(apiType) {
		cors := replaceRefs(api.Properties["CorsConfiguration"], s.values())
		for property, name := range map[string]string{
			"AccessControlAllowOrigins": "AllowOrigins", "AccessControlAllowMethods": "AllowMethods",
			"AccessControlAllowHeaders": "AllowHeaders", "AccessControlExposeHeaders": "ExposeHeaders",
		} {
			if got, want := texts(at(edge, property, "Items")), texts(at(cors, name)); !slices.Equal(got, want) {
				f.add("%s is %v at the edge and %v at the API", name, got, want)
			}
		}
	}
}

// cacheable lists the paths whose answers are the same for all shoppers.
var cacheable = map[string]bool{
	"/v1/markets": true, "/v1/*/products*": true, "/v1/*/sales*": true, availabilityPath: true,
}

const availabilityPath = "/v1/*/sales/*/availability"

// checkCaching wants a behavior to cache public paths alone, by keys that many
// shoppers share, and nothing for longer than its answer says.
func (s *Stack) checkCaching(f *findings, behavior any) {
	path := text(at(behavior, "PathPattern"))
	policy := text(at(behavior, "CachePolicyId"))
	if !cacheable[path] && policy != cachingDisabled {
		f.add("answers at %s are cached", path)
	}
	cached := at(s.find(refersTo(at(behavior, "CachePolicyId"))).Properties, "CachePolicyConfig")
	if cached == nil {
		return
	}
	for _, ttl := range []string{"MinTTL", "DefaultTTL"} {
		if n, ok := number(at(cached, ttl)); !ok || n > 0 {
			f.add("answers at %s are kept though they do not say so: %s is %v", path, ttl, n)
		}
	}
	if longest, ok := number(at(cached, "MaxTTL")); path == availabilityPath && (!ok || longest > 1) {
		f.add("availability may be %v s old", longest)
	}
	key := at(cached, "ParametersInCacheKeyAndForwardedToOrigin")
	if at(key, "CookiesConfig", "CookieBehavior") != "none" {
		f.add("answers at %s are cached by cookie", path)
	}
	for _, header := range texts(at(key, "HeadersConfig", "Headers")) {
		if header != "accept-language" {
			f.add("answers at %s are cached by %s", path, header)
		}
	}
}

// checkErrors wants no error to outlive its answer.
func (s *Stack) checkErrors(f *findings, responses []any) {
	kept := map[string]bool{"403": true, "404": true, "500": true, "502": true, "503": true, "504": true}
	for _, r := range responses {
		if ttl, ok := number(at(r, "ErrorCachingMinTTL")); ok && ttl == 0 {
			delete(kept, text(at(r, "ErrorCode")))
		}
	}
	for code := range kept {
		f.add("an error %s is kept for ten seconds", code)
	}
}

// originSecret gives the secret that an origin's requests carry; "" when none does.
func originSecret(origin any) string {
	for _, header := range list(at(origin, "OriginCustomHeaders")) {
		if strings.EqualFold(text(at(header, "HeaderName")), web.EdgeHeader) {
			return refersTo(at(header, "HeaderValue"))
		}
	}
	return ""
}
