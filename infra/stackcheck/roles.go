package stackcheck

import "strings"

const roleType = "AWS::IAM::Role"

// policyTypes are those of policies beside the roles.
var policyTypes = []string{"AWS::IAM::Policy", "AWS::IAM::RolePolicy", "AWS::IAM::ManagedPolicy"}

var roleChecks = []Check{
	{
		Name:   "one-role-each",
		Proves: "every function has a role of its own, written out in the template",
		Find: func(s *Stack) []string {
			var f findings
			used := map[string]string{}
			for _, r := range s.of(functionType) {
				role := refersTo(r.Properties["Role"])
				if s.find(role).Type != roleType {
					f.add("%s has no role in the template", r.ID)
				}
				if other := used[role]; other != "" {
					f.add("%s and %s share the role %s", other, r.ID, role)
				}
				used[role] = r.ID
			}
			return f
		},
		Mutations: []Mutation{
			{What: "two functions with one role", Edit: set("!GetAtt CatalogRole.Arn", "Resources", "CheckoutFunction", "Properties", "Role")},
			{What: "a role that SAM makes", Edit: drop("Resources", "CheckoutFunction", "Properties", "Role")},
		},
	},
	{
		Name:   "least-privilege",
		Proves: "no role allows an action or a resource `*` or a whole service, but for traces, which have no resource, and none has a policy outside of it",
		Find: func(s *Stack) []string {
			var f findings
			for _, kind := range policyTypes {
				for _, r := range s.of(kind) {
					f.add("%s is a policy outside of the roles", r.ID)
				}
			}
			for _, r := range s.of(roleType) {
				if r.Properties["ManagedPolicyArns"] != nil {
					f.add("%s has managed policies", r.ID)
				}
				for _, policy := range list(r.Properties["Policies"]) {
					for _, statement := range list(at(policy, "PolicyDocument", "Statement")) {
						checkStatement(&f, r.ID, statement)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "any resource", Edit: set("'*'", "Resources", "CheckoutRole", "Properties", "Policies", "0", "PolicyDocument", "Statement", "2", "Resource")},
			{What: "traces of everybody, read", With: map[string]string{"Tracing": "on"}, Edit: set("{ Effect: Allow, Action: [xray:PutTraceSegments, xray:BatchGetTraces], Resource: '*' }", "Resources", "CheckoutRole", "Properties", "Policies", "0", "PolicyDocument", "Statement", "2")},
			{What: "any action of a service", Edit: set("dynamodb:*", "Resources", "CheckoutRole", "Properties", "Policies", "0", "PolicyDocument", "Statement", "2", "Action")},
			{What: "all but one action", Edit: both(
				set("dynamodb:DeleteTable", "Resources", "CheckoutRole", "Properties", "Policies", "0", "PolicyDocument", "Statement", "2", "NotAction"),
				drop("Resources", "CheckoutRole", "Properties", "Policies", "0", "PolicyDocument", "Statement", "2", "Action"))},
			{What: "a managed policy", Edit: set("['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']", "Resources", "CheckoutRole", "Properties", "ManagedPolicyArns")},
			{What: "a policy beside the roles", Edit: set(
				"{ Type: AWS::IAM::Policy, Properties: { PolicyName: all, Roles: [!Ref CheckoutRole], PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] } } }",
				"Resources", "AnyPolicy")},
		},
	},
}

func checkStatement(f *findings, role string, statement any) {
	if at(statement, "Effect") != "Allow" {
		return
	}
	if at(statement, "NotAction") != nil || at(statement, "NotResource") != nil {
		f.add("%s allows all but what it names", role)
	}
	for _, action := range list(at(statement, "Action")) {
		if name := text(action); name == "*" || strings.HasSuffix(name, ":*") {
			f.add("%s allows %s", role, name)
		}
	}
	for _, resource := range list(at(statement, "Resource")) {
		if text(resource) == "*" && !isTracing(statement) {
			f.add("%s allows %v on any resource", role, at(statement, "Action"))
		}
	}
}

// isTracing says whether a statement allows nothing but to hand in traces, which
// belong to no resource that a policy could name.
func isTracing(statement any) bool {
	actions := texts(at(statement, "Action"))
	return len(actions) == 2 && actions[0] == "xray:PutTraceSegments" && actions[1] == "xray:PutTelemetryRecords"
}
