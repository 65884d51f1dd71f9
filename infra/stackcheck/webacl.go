package stackcheck

import (
	"math"
	"slices"
	"strings"
)

// The most requests in a minute that the edge may let one address make.
const (
	mostClose  = 100  // to a route that closeAtEdge lists
	mostWrites = 300  // to any route that may change something
	mostAny    = 3000 // to any route
)

// leastCheckouts is what 40 shoppers behind one address need in the minute of a rush.
const leastCheckouts = 100

// closeAtEdge lists the routes with the lowest limits at the edge: those that hold
// stock, try a card or send a mail.
var closeAtEdge = append([]string{"POST /v1/{market}/passes"}, strict...)

// managed lists the groups of AWS's rules that the edge has, each with those of its
// rules that only count. The rules for bodies search JSON as text, and a mail provider
// that unsubscribes somebody may send no User-Agent.
var managed = map[string][]string{
	"AWSManagedRulesAmazonIpReputationList": nil,
	"AWSManagedRulesKnownBadInputsRuleSet":  nil,
	"AWSManagedRulesCommonRuleSet": {
		"CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY", "GenericRFI_BODY", "NoUserAgent_HEADER",
		"SizeRestrictions_BODY",
	},
}

const (
	rules     = "Resources.WebAcl.Properties.Rules."
	checkouts = rules + "3."
	lookup    = rules + "6."
	coreRules = rules + "8."
	rate      = "Statement.RateBasedStatement."
	second    = rate + "ScopeDownStatement.AndStatement.Statements.1."
)

var webACLChecks = []Check{
	{
		Name:   "edge-limits",
		Edge:   true,
		Proves: "the edge answers 429 to an address that in a minute sends more than 100 requests to a route that holds stock, tries a card or sends a mail, however its path is spelled, more than 300 that may change something, or more than 3,000 in all, and lets an address make 100 checkouts; webhooks of payment providers have no limit there",
		Find: func(s *Stack) (f findings) {
			for route := range s.routes() {
				method, path, _ := strings.Cut(route, " ")
				if path != "/v1/payments/{provider}" { // see below
					s.checkLimit(&f, method, fill(path), mostAny)
				}
			}
			for _, route := range closeAtEdge {
				method, path, _ := strings.Cut(route, " ")
				for _, spelling := range spellings(fill(path)) {
					s.checkLimit(&f, method, spelling, mostClose)
				}
			}
			s.checkLimit(&f, "POST", "/us/en/a/route/of/next/year", mostWrites)
			s.checkLimit(&f, "POST", "/v1/payments/../us/sales", mostWrites)
			if limit := s.limit(&f, "POST", "/v1/de/checkouts"); limit < leastCheckouts {
				f.add("the shoppers behind one address get %v checkouts a minute", limit)
			}
			if limit := s.limit(&f, "POST", "/v1/payments/stripe"); !math.IsInf(limit, 1) {
				f.add("a payment provider may send %v webhooks a minute", limit)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "10,000 checkouts a minute", Edit: set("10000", checkouts+rate+"Limit")},
			{What: "ten checkouts a minute for a whole campus", Edit: set("10", checkouts+rate+"Limit")},
			{What: "100 checkouts in ten minutes", Edit: set("600", checkouts+rate+"EvaluationWindowSec")},
			{What: "100 checkouts of everybody together", Edit: set("CONSTANT", checkouts+rate+"AggregateKeyType")},
			{What: "checkouts that are only counted", Edit: set("{ Count: {} }", checkouts+"Action")},
			{What: "a refusal without a reason", Edit: set("{ Block: {} }", checkouts+"Action")},
			{What: "checkouts of one market", Edit: set("^/v1/us/checkouts/?$", checkouts+second+"RegexMatchStatement.RegexString")},
			{What: "checkouts under an encoded path", Edit: set("[{ Priority: 0, Type: NONE }]", checkouts+second+"RegexMatchStatement.TextTransformations")},
			{What: "lookups by another method", Edit: set("PUT", lookup+rate+"ScopeDownStatement.AndStatement.Statements.0.ByteMatchStatement.SearchString")},
			{What: "payments without extensions", Edit: set("^/v1/orders/[^/]+/pay/?$", rules+"4."+second+"RegexMatchStatement.RegexString")},
			{What: "mails of the waitlist alone", Edit: set("^/v1/[^/]+/waitlist/?$", rules+"5."+second+"RegexMatchStatement.RegexString")},
			{What: "no limit on reads", Edit: set("{ Count: {} }", rules+"1.Action")},
			{What: "no limit on a new route", Edit: set("{ Count: {} }", rules+"2.Action")},
			{What: "a limit on webhooks", Edit: drop(rules + "1." + rate + "ScopeDownStatement")},
			{What: "webhooks as a way around the limits", Edit: set("[{ Priority: 0, Type: NONE }]",
				rules+"2."+second+"NotStatement.Statement.ByteMatchStatement.TextTransformations")},
		},
	},
	{
		Name:   "edge-managed-rules",
		Edge:   true,
		Proves: "the edge refuses addresses of bad reputation, known bad inputs, and what the core rule set finds in paths, queries, cookies and headers; what it finds in bodies, and requests without a User-Agent, are only counted",
		Find: func(s *Stack) (f findings) {
			for group, want := range managed {
				s.checkManaged(&f, group, want)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "addresses of bad reputation counted", Edit: set("{ Count: {} }", rules+"0.OverrideAction")},
			{What: "no known bad inputs", Edit: set("AWSManagedRulesLinuxRuleSet", rules+"7.Statement.ManagedRuleGroupStatement.Name")},
			{What: "orders refused for a word in a street", Edit: drop(coreRules + "Statement.ManagedRuleGroupStatement.RuleActionOverrides")},
			{What: "scripts in queries counted", Edit: set("CrossSiteScripting_QUERYARGUMENTS", coreRules+"Statement.ManagedRuleGroupStatement.RuleActionOverrides.0.Name")},
			{What: "an override that allows", Edit: set("{ Allow: {} }", coreRules+"Statement.ManagedRuleGroupStatement.RuleActionOverrides.0.ActionToUse")},
		},
	},
	{
		Name:   "edge-metrics",
		Edge:   true,
		Proves: "the edge's web ACL is one for CloudFront; each rule has a metric of its own, an alarm watches the requests that are refused, and no address is kept, neither in a log nor in a sample",
		Require: []requirement{
			{webACLType, "Properties.Scope", "CLOUDFRONT"},
			{webACLType, "Properties.DefaultAction", map[string]any{"Allow": map[string]any{}}},
			{webACLType, "Properties.VisibilityConfig.SampledRequestsEnabled", false},
			{webACLType, "Properties.VisibilityConfig.CloudWatchMetricsEnabled", true},
			{webACLType, "Properties.Rules.*.VisibilityConfig.SampledRequestsEnabled", false},
			{webACLType, "Properties.Rules.*.VisibilityConfig.CloudWatchMetricsEnabled", true},
			{"AWS::WAFv2::LoggingConfiguration", "Type", nothing{}},
		},
		Find: func(s *Stack) (f findings) {
			if s.Environment.AWSRegion != "us-east-1" {
				f.add("the web ACL is in %s", s.Environment.AWSRegion)
			}
			for _, acl := range s.of(webACLType) {
				metrics := map[string]bool{}
				for _, rule := range list(acl.Properties["Rules"]) {
					name := text(at(rule, "VisibilityConfig.MetricName"))
					if metrics[name] {
						f.add("two rules have the metric %s", name)
					}
					metrics[name] = true
				}
				if !slices.ContainsFunc(s.of(alarmType), func(a Resource) bool { return refusals(a, acl) }) {
					f.add("no alarm watches what %s refuses", acl.ID)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a web ACL of another kind", Edit: set("REGIONAL", "Resources.WebAcl.Properties.Scope")},
			{What: "two rules with one metric", Edit: set("pay", checkouts+"VisibilityConfig.MetricName")},
			{What: "a rule without a metric", Edit: set("false", checkouts+"VisibilityConfig.CloudWatchMetricsEnabled")},
			{What: "samples with addresses and tokens", Edit: set("true", checkouts+"VisibilityConfig.SampledRequestsEnabled")},
			{What: "a log of addresses", Edit: set("{ Type: AWS::WAFv2::LoggingConfiguration, Properties: { ResourceArn: !GetAtt WebAcl.Arn, LogDestinationConfigs: [a] } }", "Resources.Log")},
			{What: "no alarm", Edit: drop("Resources.BlockedAlarm")},
			{What: "an alarm on a Region", Edit: set("{ Name: Region, Value: us-east-1 }", "Resources.BlockedAlarm.Properties.Dimensions.1")},
			{What: "an alarm on requests that pass", Edit: set("AllowedRequests", "Resources.BlockedAlarm.Properties.MetricName")},
		},
	},
}

// checkManaged fails unless the web ACL refuses what a group of AWS's rules finds,
// except for the rules that must only count.
func (s *Stack) checkManaged(f *findings, group string, want []string) {
	for _, acl := range s.of(webACLType) {
		for _, rule := range list(acl.Properties["Rules"]) {
			statement := at(rule, "Statement.ManagedRuleGroupStatement")
			if at(statement, "Name") != group || at(statement, "VendorName") != "AWS" || at(rule, "OverrideAction.None") == nil {
				continue
			}
			var counted []string
			for _, override := range list(at(statement, "RuleActionOverrides")) {
				if at(override, "ActionToUse.Count") != nil {
					counted = append(counted, text(at(override, "Name")))
				} else {
					f.add("%s: %v does not count", group, override)
				}
			}
			slices.Sort(counted)
			if !slices.Equal(counted, want) {
				f.add("%s counts %v, want %v", group, counted, want)
			}
			return
		}
	}
	f.add("no rule refuses what %s finds", group)
}

// refusals reports whether an alarm watches all requests that a web ACL refuses. For
// CloudFront, the metric has no dimension Region.
func refusals(alarm, acl Resource) bool {
	dimensions := map[string]any{}
	for _, d := range list(alarm.Properties["Dimensions"]) {
		dimensions[text(at(d, "Name"))] = at(d, "Value")
	}
	metric := at(acl.Properties, "VisibilityConfig.MetricName")
	return alarm.Properties["Namespace"] == "AWS/WAFV2" && alarm.Properties["MetricName"] == "BlockedRequests" &&
		len(dimensions) == 2 && dimensions["Rule"] == "ALL" && refersTo(dimensions["WebACL"]) == refersTo(metric)
}
