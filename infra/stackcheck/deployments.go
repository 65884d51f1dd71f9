package stackcheck

import (
	"slices"
	"strings"
)

var deploymentChecks = []Check{
	{
		Name:   "canary",
		Proves: "in production a new version of each function behind the API gets a part of the traffic first, and is rolled back when an alarm on that function's alias goes off, by a role that may shift the traffic of every function of the stack",
		FindTranslated: func(written, s *Stack) (f findings) {
			groups := map[string]Resource{} // by the deployed function
			for _, alias := range s.of(aliasType) {
				group := at(alias.Attributes, "UpdatePolicy.CodeDeployLambdaAliasUpdate.DeploymentGroupName")
				groups[refersTo(alias.Properties["FunctionName"])] = s.find(refersTo(group))
			}
			for _, function := range written.served() {
				group := groups[function.ID]
				kind := deploymentKind(group)
				if group.ID == "" || s.Values["Environment"] == "production" && !strings.Contains(kind, "Canary") && !strings.Contains(kind, "Linear") {
					f.add("%s is deployed all at once: %s", function.ID, kind)
				}
				written.checkRollback(&f, function, group)
				written.checkShift(&f, function, refersTo(group.Properties["ServiceRoleArn"]))
			}
			return f
		},
		Mutations: []Mutation{
			{What: "checkout all at once", Edit: drop("Resources.CheckoutFunction.Properties.DeploymentPreference")},
			{What: "production all at once", Edit: set("AllAtOnce", "Mappings.Environments.production.Rollout")},
			{What: "a canary without alarms", Edit: drop("Resources.CheckoutFunction.Properties.DeploymentPreference.Alarms")},
			{What: "a canary with another function's alarms", Edit: set("[!Ref CatalogErrorsAlarm]", "Resources.CheckoutFunction.Properties.DeploymentPreference.Alarms")},
			{What: "a role that may shift one function", Edit: set("[!GetAtt CatalogFunction.Arn, !Sub '${CatalogFunction.Arn}:live']", "Resources.RolloutRole.Properties.Policies.0.PolicyDocument.Statement.0.Resource")},
			{What: "an alarm that is not on the alias", Edit: set("[{ Name: FunctionName, Value: !Ref CheckoutFunction }]", "Resources.CheckoutErrorsAlarm.Properties.Dimensions")},
		},
	},
	{
		Name:   "version-per-parameter",
		Proves: "a change of a parameter that a function reads publishes a version of it: CloudFormation replaces a version when its description changes, and the description names all those parameters",
		FindTranslated: func(_, s *Stack) (f findings) {
			named := map[string][]string{} // by function
			for _, version := range s.of(versionType) {
				named[refersTo(version.Properties["FunctionName"])] = substituted(version.Properties["Description"])
			}
			for _, r := range s.of(lambdaType) {
				s.checkNamed(&f, r, named[r.ID])
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a version without the log level", Edit: set("!Sub '${StoreRegion} ${PaymentProvider}'", "Resources.CheckoutFunction.Properties.VersionDescription")},
			{What: "a version without description", Edit: drop("Resources.WaitlistFunction.Properties.VersionDescription")},
			{What: "a variable from a parameter that no version names", Edit: set("!Ref LogRetentionDays", "Resources.CatalogFunction.Properties.Environment.Variables.DAYS")},
		},
	},
}

// deploymentKind returns the name of a deployment group's configuration. SAM writes
// it out or substitutes it as ConfigName.
func deploymentKind(group Resource) string {
	name := group.Properties["DeploymentConfigName"]
	if arguments := list(at(name, "Fn::Sub")); len(arguments) == 2 {
		return text(arguments[0]) + text(at(arguments[1], "ConfigName"))
	}
	return text(name)
}

// checkRollback fails unless the alarms that stop a deployment watch the alias of
// the function.
func (s *Stack) checkRollback(f *findings, function, group Resource) {
	alarms := list(at(group.Properties, "AlarmConfiguration.Alarms"))
	if len(alarms) == 0 {
		f.add("no alarm stops the deployment of %s", function.ID)
	}
	for _, a := range alarms {
		alarm := s.find(refersTo(at(a, "Name")))
		if !isOf(alarm.Properties["Dimensions"], function) {
			f.add("the deployment of %s depends on %s, which does not watch its alias", function.ID, alarm.ID)
		}
	}
}

// checkShift fails unless a deployment's role may change the aliases of the stack's
// functions, whose names CloudFormation starts with the stack's.
func (s *Stack) checkShift(f *findings, function Resource, role string) {
	for _, statement := range valuesAt(s.find(role).Properties, []string{"Policies", "*", "PolicyDocument", "Statement", "*"}) {
		arn := text(at(statement, "Resource.Fn::Sub"))
		if slices.Contains(texts(at(statement, "Action")), "lambda:UpdateAlias") && strings.HasSuffix(arn, ":function:${AWS::StackName}-*") {
			return
		}
	}
	f.add("%s may not shift the traffic of %s", role, function.ID)
}

// checkNamed fails on a parameter that a function's configuration refers to and that
// is not among the names. A version does not include the reserved concurrency, and code
// for another architecture is other code, for which SAM publishes a version.
func (s *Stack) checkNamed(f *findings, function Resource, names []string) {
	for property, value := range function.Properties {
		if property == "ReservedConcurrentExecutions" || property == "Architectures" {
			continue
		}
		walk(value, func(v any) {
			for _, name := range append(substituted(v), text(at(v, "Ref"))) {
				if s.Parameters[name] != nil && !slices.Contains(names, name) {
					f.add("%s depends on the parameter %s, which its version's description does not name", function.ID, name)
				}
			}
		})
	}
}
