package stackcheck

import (
	"slices"
	"strings"
)

var roleChecks = []Check{
	{
		Name:   "one-role-each",
		Proves: "every function has a role of its own, written out in the template",
		Find: func(s *Stack) findings {
			return s.checkOwn(roleType, map[string]string{functionType: "Properties.Role"})
		},
		Mutations: []Mutation{
			{What: "two functions with one role", Edit: set("!GetAtt CatalogRole.Arn", "Resources.CheckoutFunction.Properties.Role")},
			{What: "a role that SAM creates", Edit: drop("Resources.CheckoutFunction.Properties.Role")},
		},
	},
	{
		Name:   "least-privilege",
		Proves: "no role allows an action or a resource `*` or a whole service, except to write traces, which have no resource",
		Find: func(s *Stack) (f findings) {
			for _, r := range s.of(roleType) {
				for _, statement := range valuesAt(r.Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
					checkAllowed(&f, r.ID, statement)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "any resource", Edit: set("'*'", checkoutStatement+".Resource")},
			{What: "traces of everyone, to read", With: map[string]string{"Tracing": "on"}, Edit: set("{ Effect: Allow, Action: [xray:PutTraceSegments, xray:BatchGetTraces], Resource: '*' }", checkoutStatement)},
			{What: "any action of a service", Edit: set("dynamodb:*", checkoutStatement+".Action")},
		},
	},
	{
		Name:   "catalog-without-addresses",
		Proves: "the catalog, which answers everybody, may read only published draws from the waitlist's table",
		Find: func(s *Stack) (f findings) {
			for _, statement := range valuesAt(s.find("CatalogRole").Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
				if refersTo(at(statement, "Resource")) == "WaitlistTable" &&
					!slices.Equal(texts(at(statement, "Condition.ForAllValues:StringLike.dynamodb:LeadingKeys")), []string{"DRAW#*"}) {
					f.add("CatalogRole allows %v on any entry of the waitlist", at(statement, "Action"))
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "every entry", Edit: drop("Resources.CatalogRole.Properties.Policies.0.PolicyDocument.Statement.4.Condition")},
			{What: "other keys", Edit: set("[DRAW#*, A*]", "Resources.CatalogRole.Properties.Policies.0.PolicyDocument.Statement.4.Condition.ForAllValues:StringLike.dynamodb:LeadingKeys")},
		},
	},
}

const checkoutStatement = "Resources.CheckoutRole.Properties.Policies.0.PolicyDocument.Statement.2"

// tracing lists the actions of a function that writes traces. A policy can name no
// resource for them.
var tracing = []string{"xray:PutTraceSegments", "xray:PutTelemetryRecords"}

func checkAllowed(f *findings, role string, statement any) {
	actions := texts(at(statement, "Action"))
	for _, action := range actions {
		if action == "*" || strings.HasSuffix(action, ":*") {
			f.add("%s allows %s", role, action)
		}
	}
	if slices.Contains(texts(at(statement, "Resource")), "*") && !slices.Equal(actions, tracing) {
		f.add("%s allows %v on any resource", role, actions)
	}
}
