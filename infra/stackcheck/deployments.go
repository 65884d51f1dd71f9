package stackcheck

import (
	"slices"
	"strings"
)

const groupType = "AWS::CodeDeploy::DeploymentGroup"

var deploymentChecks = []Check{
	{
		Name:   "canary",
		Proves: "in production a new version of each function behind the API gets a part of the traffic first, and goes back by itself when an alarm on that function's alias goes off",
		FindTranslated: func(written, s *Stack) []string {
			var f findings
			groups := map[string]Resource{} // by the deployed function
			for _, alias := range s.of(aliasType) {
				group := s.find(refersTo(at(alias.Attributes, "UpdatePolicy", "CodeDeployLambdaAliasUpdate", "DeploymentGroupName")))
				groups[refersTo(alias.Properties["FunctionName"])] = group
			}
			for id := range written.served() {
				group := groups[id]
				if group.Type != groupType {
					f.add("%s is deployed all at once", id)
					continue
				}
				kind := text(at(group.Properties["DeploymentConfigName"], "Fn::Sub")) + deploymentKind(group)
				if s.parameter("Environment") == "production" && !strings.Contains(kind, "Canary") && !strings.Contains(kind, "Linear") {
					f.add("%s is deployed by %s", id, kind)
				}
				written.checkRollback(&f, id, group)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "checkout all at once", Edit: drop("Resources", "CheckoutFunction", "Properties", "DeploymentPreference")},
			{What: "production all at once", Edit: set("AllAtOnce", "Mappings", "Environments", "production", "Rollout")},
			{What: "a canary that nobody watches", Edit: drop("Resources", "CheckoutFunction", "Properties", "DeploymentPreference", "Alarms")},
			{What: "a canary watched by another function's alarms", Edit: set("[!Ref CatalogErrorsAlarm]", "Resources", "CheckoutFunction", "Properties", "DeploymentPreference", "Alarms")},
			{What: "an alarm on every version but the alias's", Edit: set("[{ Name: FunctionName, Value: !Ref CheckoutFunction }]", "Resources", "CheckoutErrorsAlarm", "Properties", "Dimensions")},
		},
	},
	{
		Name:   "version-per-parameter",
		Proves: "a version of each function is published when a parameter that it reads changes: CloudFormation replaces a version whose description is another, and it names them all",
		FindTranslated: func(_, s *Stack) []string {
			var f findings
			named := map[string][]string{} // by function
			for _, version := range s.of(versionType) {
				named[refersTo(version.Properties["FunctionName"])] = substituted(version.Properties["Description"])
			}
			for _, r := range s.of(lambdaType) {
				f = append(f, s.unnamed(r, named[r.ID])...)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a version that a log level does not change", Edit: set("!Sub '${StoreRegion} ${PaymentProvider}'", "Resources", "CheckoutFunction", "Properties", "VersionDescription")},
			{What: "a version without description", Edit: drop("Resources", "WaitlistFunction", "Properties", "VersionDescription")},
			{What: "a variable read from a parameter that no version names", Edit: set("!Ref LogRetentionDays", "Resources", "CatalogFunction", "Properties", "Environment", "Variables", "DAYS")},
		},
	},
}

// deploymentKind gives the name that SAM puts into a deployment's configuration.
func deploymentKind(group Resource) string {
	parts := list(at(group.Properties["DeploymentConfigName"], "Fn::Sub"))
	if len(parts) < 2 {
		return text(group.Properties["DeploymentConfigName"])
	}
	return text(at(parts[1], "ConfigName"))
}

// checkRollback wants a deployment to end at alarms that watch the alias of the function.
func (s *Stack) checkRollback(f *findings, function string, group Resource) {
	alarms := list(at(group.Properties, "AlarmConfiguration", "Alarms"))
	if len(alarms) == 0 {
		f.add("no alarm watches the deployment of %s", function)
	}
	for _, a := range alarms {
		alarm := s.find(refersTo(at(a, "Name")))
		if !onAlias(alarm, s.find(function)) {
			f.add("the deployment of %s is watched by %s, which is not on its alias", function, alarm.ID)
		}
	}
}

// unnamed lists the parameters that a function's configuration depends on and
// that are not among the names. Its reservation is no part of a version.
func (s *Stack) unnamed(function Resource, names []string) []string {
	var f findings
	for property, value := range function.Properties {
		if property == "ReservedConcurrentExecutions" {
			continue
		}
		walk(value, func(v any) {
			for _, name := range append(substituted(v), text(at(v, "Ref"))) {
				if s.Parameters[name] == nil || slices.Contains(names, name) {
					continue
				}
				f.add("%s depends on the parameter %s, which its version's description does not name", function.ID, name)
			}
		})
	}
	return f
}
