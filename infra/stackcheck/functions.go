package stackcheck

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
)

const (
	// gatewayTimeout is how long API Gateway waits for a function, in seconds.
	gatewayTimeout = 30
	// unreserved is the concurrency that Lambda keeps for functions without a
	// reservation, and accountQuota is an account's default in an AWS Region.
	unreserved   = 100
	accountQuota = 1000
)

var functionChecks = []Check{
	{
		Name:   "laptop",
		Proves: "the laptop's reader accepts the template: functions are Go binaries `bootstrap` for provided.al2023, built by SAM's go1.x from one folder each; routes, schedules and streams are events of functions, which the other checks see; filters are JSON; and nothing has a construct that the reader does not know",
		Find: func(s *Stack) (f findings) {
			if s.LaptopErr != nil {
				f.add("%v", s.LaptopErr)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "another runtime", Edit: set("provided.al2", "Globals.Function.Runtime")},
			{What: "another handler", Edit: set("main", "Globals.Function.Handler")},
			{What: "no BuildMethod", Edit: drop("Resources.CheckoutFunction.Metadata")},
			{What: "a folder shared by two functions", Edit: set("functions/catalog", "Resources.CheckoutFunction.Properties.CodeUri")},
			{What: "a rate of 1 minutes", Edit: set("rate(1 minutes)", "Resources.SweepFunction.Properties.Events.EveryMinute.Properties.Schedule")},
			{What: "a cron of five fields", Edit: set("cron(0 3 * * *)", "Resources.SweepFunction.Properties.Events.EveryMinute.Properties.Schedule")},
			{What: "a filter that is not JSON", Edit: inMapping("FilterCriteria", `{ Filters: [{ Pattern: '{"eventName":' }] }`)},
			{What: "a route of an API that SAM adds", Edit: drop("Resources.CatalogFunction.Properties.Events.Markets.Properties.ApiId")},
			{What: "a schedule beside the functions", Edit: set("{ Type: AWS::Events::Rule, Properties: { ScheduleExpression: rate(1 minute), Targets: [{ Id: sweep, Arn: !GetAtt SweepFunction.Arn }] } }", "Resources.AnyRule")},
			{What: "a function with a URL of its own", Edit: set("{ AuthType: NONE }", "Resources.CheckoutFunction.Properties.FunctionUrlConfig")},
			{What: "policies that SAM ignores", Edit: set("[AWSLambdaExecute]", "Resources.CheckoutFunction.Properties.Policies")},
			{What: "a managed policy", Edit: set("['arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess']", "Resources.CheckoutRole.Properties.ManagedPolicyArns")},
			{What: "all actions but one", Edit: both(set("dynamodb:DeleteTable", checkoutStatement+".NotAction"), drop(checkoutStatement+".Action"))},
			{What: "a policy beside the roles", Edit: set("{ Type: AWS::IAM::Policy, Properties: { PolicyName: all, Roles: [!Ref CheckoutRole], PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] } } }", "Resources.AnyPolicy")},
		},
	},
	{
		Name:   "runtime",
		Proves: "every function runs on the parameter's Architecture, which is arm64 in every environment, and its folder holds `package main`",
		Require: []requirement{
			{functionType, "Properties.Architectures", func(s *Stack, v any) bool {
				return reflect.DeepEqual(v, []any{map[string]any{"Ref": "Architecture"}}) && s.Values["Architecture"] == "arm64"
			}},
			{functionType, "Properties.CodeUri", func(s *Stack, folder any) bool {
				content, err := os.ReadFile(filepath.Join(s.Source.Root, text(folder), "main.go"))
				return err == nil && packageMain.Match(content)
			}},
		},
		Mutations: []Mutation{
			{What: "an architecture written out", Edit: set("[x86_64]", "Globals.Function.Architectures")},
			{What: "another architecture by default", Edit: set("x86_64", "Parameters.Architecture.Default")},
			{What: "a folder without package main", Edit: set("shared/stock", "Resources.CheckoutFunction.Properties.CodeUri")},
		},
	},
	{
		Name:   "memory-and-timeout",
		Proves: "every function sets its memory and its timeout, which behind the API is less than the 30 s that API Gateway waits",
		Require: []requirement{
			{functionType, "Properties.MemorySize", anything{}},
			{functionType, "Properties.Timeout", anything{}},
		},
		Find: func(s *Stack) (f findings) {
			for _, r := range s.served() {
				if timeout, _ := number(r.Properties["Timeout"]); timeout >= gatewayTimeout {
					f.add("%s has a timeout of %v s, and API Gateway waits for %d s", r.ID, timeout, gatewayTimeout)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "checkout without memory", Edit: drop("Resources.CheckoutFunction.Properties.MemorySize")},
			{What: "the sweep without a timeout", Edit: drop("Resources.SweepFunction.Properties.Timeout")},
			{What: "checkout with 30 s", Edit: set("30", "Resources.CheckoutFunction.Properties.Timeout")},
		},
	},
	{
		Name:   "reserved-concurrency",
		Proves: "the reserved concurrency of all functions leaves the 100 that Lambda insists on, of an account's 1,000, and can be switched off",
		Find: func(s *Stack) (f findings) {
			sum := 0.0
			for _, r := range s.of(functionType) {
				n, reserves := number(r.Properties["ReservedConcurrentExecutions"])
				if reserves != (s.Values["ReserveConcurrency"] == "on") {
					f.add("%s reserves %v with ReserveConcurrency=%s", r.ID, n, s.Values["ReserveConcurrency"])
				}
				sum += n
			}
			if sum > accountQuota-unreserved {
				f.add("the functions reserve %v of %d, which leaves less than %d", sum, accountQuota, unreserved)
			}
			return f
		},
		Mutations: []Mutation{
			{What: "900 for checkout alone", With: reserved, Edit: set("900", "Mappings.Concurrency.Reserved.Checkout")},
			{What: "catalog without a reservation", With: reserved, Edit: drop("Resources.CatalogFunction.Properties.ReservedConcurrentExecutions")},
			{What: "a reservation that cannot be switched off", Edit: set("10", "Resources.CatalogFunction.Properties.ReservedConcurrentExecutions")},
		},
	},
	{
		Name:   "logs",
		Proves: "every function and the API log to a group of their own in the template, with a retention; functions log JSON",
		Require: []requirement{
			{functionType, "Properties.LoggingConfig.LogFormat", "JSON"},
			{logGroupType, "Properties.RetentionInDays", anything{}},
		},
		Find: func(s *Stack) findings {
			return s.checkOwn(logGroupType, map[string]string{
				functionType: "Properties.LoggingConfig.LogGroup", apiType: "Properties.AccessLogSettings.DestinationArn",
			})
		},
		Mutations: []Mutation{
			{What: "a group without retention", Edit: drop("Resources.SweepLogs.Properties.RetentionInDays")},
			{What: "two functions with one group", Edit: set("{ LogGroup: !Ref CatalogLogs }", "Resources.CheckoutFunction.Properties.LoggingConfig")},
			{What: "a function with the group that Lambda creates", Edit: drop("Resources.WaitlistFunction.Properties.LoggingConfig")},
			{What: "logs as text", Edit: set("Text", "Globals.Function.LoggingConfig.LogFormat")},
			{What: "an API without access log", Edit: drop("Resources.Api.Properties.AccessLogSettings")},
		},
	},
}

var reserved = map[string]string{"ReserveConcurrency": "on"}

var packageMain = regexp.MustCompile(`(?m)^package main$`)

// checkOwn fails unless every resource of certain types refers to a resource of the
// given type that no other refers to. The property that refers to it is at a path
// by the type of the resource.
func (s *Stack) checkOwn(kind string, paths map[string]string) (f findings) {
	owners := map[string]string{}
	for _, r := range s.Resources {
		path, owns := paths[r.Type]
		if !owns {
			continue
		}
		id := refersTo(at(r.Attributes, path))
		if s.find(id).Type != kind {
			f.add("%s has no %s in the template", r.ID, kind)
		} else if owners[id] != "" {
			f.add("%s and %s share %s", owners[id], r.ID, id)
		}
		owners[id] = r.ID
	}
	return f
}
