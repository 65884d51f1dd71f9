package stackcheck

import (
	"strings"
)

const permissionType = "AWS::Lambda::Permission"

var invocationChecks = []Check{
	{
		Name:   "alias",
		Proves: "whatever invokes a function - each route, schedule and stream - invokes its alias, never the code that was saved last",
		FindTranslated: func(_, s *Stack) []string {
			var f findings
			for route, target := range s.integrations() {
				if !s.isAlias(target) {
					f.add("the route %s goes to %q, which is no alias", route, target)
				}
			}
			for _, r := range s.of(ruleType) {
				for _, target := range list(r.Properties["Targets"]) {
					if id := refersTo(at(target, "Arn")); !s.isAlias(id) {
						f.add("%s invokes %s, which is no alias", r.ID, id)
					}
				}
			}
			for _, r := range s.of(mappingType) {
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
		Name:   "callers",
		Proves: "a function may be invoked only by the API's own routes and by its own rules, which its permissions name",
		FindTranslated: func(_, s *Stack) []string {
			var f findings
			for _, r := range s.of(permissionType) {
				if r.Properties["SourceArn"] == nil {
					f.add("%s lets any %v of any account invoke the function", r.ID, r.Properties["Principal"])
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a permission for every API", Edit: set(
				"{ Type: AWS::Lambda::Permission, Properties: { Action: lambda:InvokeFunction, FunctionName: !Ref CheckoutFunction, Principal: apigateway.amazonaws.com } }",
				"Resources", "AnyApi")},
		},
	},
	{
		Name:   "added-roles",
		Proves: "SAM adds no role and no policy in silence",
		FindTranslated: func(written, s *Stack) []string {
			var f findings
			for _, kind := range append([]string{roleType}, policyTypes...) {
				for _, r := range s.of(kind) {
					if written.find(r.ID).Type == "" {
						f.add("SAM adds %s, a resource of type %s", r.ID, kind)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a function's role left to SAM", Edit: drop("Resources", "CheckoutFunction", "Properties", "Role")},
			{What: "CodeDeploy's role left to SAM", Edit: both(
				drop("Resources", "CatalogFunction", "Properties", "DeploymentPreference", "Role"),
				drop("Resources", "CheckoutFunction", "Properties", "DeploymentPreference", "Role"))},
		},
	},
}

// integrations gives the id of the function or alias behind each route of a translated API.
func (s *Stack) integrations() map[string]string {
	routes := map[string]string{}
	for _, r := range s.of(gatewayType) {
		for path, methods := range object(r.Properties, "Body", "paths") {
			for method, operation := range object(methods) {
				integration := object(operation, "x-amazon-apigateway-integration")
				if integration == nil {
					continue
				}
				if method == "x-amazon-apigateway-any-method" {
					method = "any"
				}
				key := strings.ToUpper(method) + " " + path
				if path == "/$default" || path == "$default" {
					key = "$default"
				}
				routes[key] = invoked(integration["uri"])
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

// aliased gives the function that an alias leads to; any other id leads to itself.
func (s *Stack) aliased(id string) string {
	if alias := s.find(id); alias.Type == aliasType {
		return refersTo(alias.Properties["FunctionName"])
	}
	return id
}
