package stackcheck

import (
	"maps"
	"reflect"
	"slices"

	"go.yaml.in/yaml/v3"

	"storefront/shared/market"
)

const (
	budgetType       = "AWS::Budgets::Budget"
	lockType         = "AWS::CodeDeploy::DeploymentConfig"
	subscriptionType = "AWS::CE::AnomalySubscription"
)

// unversioned lists the properties of a function that are no part of a version.
var unversioned = []string{
	"CodeSigningConfigArn", "RecursiveLoop", "ReservedConcurrentExecutions", "RuntimeManagementConfig", "Tags",
}

// lifeChecks are about the deploys after the first, and a first that fails.
var lifeChecks = []Check{
	{
		Name:   "first-deploy",
		Proves: "a first deploy that fails can be repeated: what the stack keeps under a fixed name is deleted if its creation is taken back, and by default no table is protected from that and no concurrency is reserved, which a new account refuses",
		FindTranslated: func(_, s *Stack) (f findings) {
			for _, r := range s.Resources {
				if r.Attributes["DeletionPolicy"] == "Retain" && r.Properties[claimed[r.Type]] != nil {
					f.add("a deploy that is taken back leaves %s, and the next cannot make it", r.ID)
				}
				if protected := r.Properties["DeletionProtectionEnabled"] == true; protected && s.Values["ProtectTables"] != "on" {
					f.add("%s is protected from a deploy that is taken back", r.ID)
				}
			}
			for _, parameter := range []string{"ProtectTables", "ReserveConcurrency"} {
				if value := at(s.Parameters, parameter+".Default"); value != "off" {
					f.add("%s is %v by default", parameter, value)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "orders that stay behind", Edit: set("Retain", "Resources.OrdersTable.DeletionPolicy")},
			{What: "books that stay behind", Edit: set("Retain", "Resources.LedgerBucket.DeletionPolicy")},
			{What: "a key that stays behind", Edit: set("Retain", "Resources.DigestSecret.DeletionPolicy")},
			{What: "a table that is protected from the start", Edit: set("true", "Resources.StockTable.Properties.DeletionProtectionEnabled")},
			{What: "protection by default", Edit: set(`"on"`, "Parameters.ProtectTables.Default")},
			{What: "reservations by default", Edit: set(`"on"`, "Parameters.ReserveConcurrency.Default")},
		},
	},
	{
		Name:   "version-contents",
		Proves: "no change of a property that is no part of a function's version publishes one, since Lambda refuses a second version of the same code: such properties have their values in mappings, where SAM does not look, and functions have no tags of their own",
		Find: func(s *Stack) (f findings) {
			type properties = map[string]yaml.Node
			var written struct {
				Globals   map[string]properties `yaml:"Globals"`
				Resources map[string]struct {
					Type       string     `yaml:"Type"`
					Properties properties `yaml:"Properties"`
				} `yaml:"Resources"`
			}
			if err := yaml.Unmarshal([]byte(s.Source.Template), &written); err != nil {
				f.add("%v", err)
			}
			all := map[string]properties{"Globals": written.Globals["Function"]}
			for id, r := range written.Resources {
				if r.Type == functionType {
					all[id] = r.Properties
				}
			}
			for id, properties := range all {
				for _, name := range unversioned {
					if value, set := properties[name]; set && !indirect(&value) {
						f.add("%s of %s has its value in the function", name, id)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a reservation in the function", Edit: set("!If [ReservesConcurrency, 200, !Ref AWS::NoValue]", "Resources.CatalogFunction.Properties.ReservedConcurrentExecutions")},
			{What: "tags on functions", Edit: set("{ team: shop }", "Globals.Function.Tags")},
			{What: "a tag on a function", Edit: set("{ team: !Ref Environment }", "Resources.SweepFunction.Properties.Tags")},
		},
	},
	{
		Name:   "store-region",
		Proves: "an update that changes StoreRegion fails before it reaches a function: a resource under a fixed name would have to be replaced, which CloudFormation refuses, and every function depends on it",
		Find: func(s *Stack) (f findings) {
			for _, region := range market.Regions() {
				if string(region) == s.Values["StoreRegion"] {
					continue
				}
				other, err := Read(s.Source, s.Environment.with("as "+string(region), map[string]string{"StoreRegion": string(region)}))
				if err != nil {
					f.add("%v", err)
					continue
				}
				for _, r := range s.of(functionType) {
					if !slices.ContainsFunc(s.of(lockType), func(lock Resource) bool { return locked(lock, other) && s.dependsOn(r.ID, lock.ID) }) {
						f.add("%s can change its region to %s", r.ID, region)
					}
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "no lock", Edit: drop("Resources.StoreRegionLock")},
			{What: "a lock for each region", Edit: set("!Sub '${AWS::StackName}-${StoreRegion}'", "Resources.StoreRegionLock.Properties.DeploymentConfigName")},
			{What: "two regions with one lock", Edit: set("1", "Mappings.StoreRegions.eu.Lock")},
			{What: "functions that do not wait for it", Edit: both(drop("Resources.CatalogTable.DependsOn"), drop("Resources.OrdersTable.DependsOn"))},
		},
	},
	{
		Name:   "costs",
		Proves: "a parameter sets a budget for this AWS Region, of which AlarmEmail hears when it is spent or will be, and another has cost anomalies mailed; without them there is neither",
		Require: []requirement{
			{budgetType, "Properties.Budget.BudgetLimit.Amount", map[string]any{"Ref": "MonthlyBudget"}},
			{budgetType, "Properties.Budget.CostFilters.Region", []any{map[string]any{"Ref": "AWS::Region"}}},
			{budgetType, "Properties.NotificationsWithSubscribers.*.Subscribers.*.Address", map[string]any{"Ref": "AlarmEmail"}},
			{subscriptionType, "Properties.MonitorArnList", []any{map[string]any{"Ref": "AnomalyMonitorArn"}}},
			{subscriptionType, "Properties.Subscribers.*.Address", map[string]any{"Ref": "AlarmEmail"}},
		},
		Find: func(s *Stack) (f findings) {
			if budgets, want := len(s.of(budgetType)), s.Values["MonthlyBudget"] != "0"; (budgets == 1) != want {
				f.add("there are %d budgets with MonthlyBudget=%s", budgets, s.Values["MonthlyBudget"])
			}
			if n, want := len(s.of(subscriptionType)), s.Values["AnomalyMonitorArn"] != ""; (n == 1) != want {
				f.add("there are %d subscriptions to anomalies with AnomalyMonitorArn=%s", n, s.Values["AnomalyMonitorArn"])
			}
			for _, b := range s.of(budgetType) {
				kinds := texts(valuesAt(b.Properties["NotificationsWithSubscribers"], []string{"*", "Notification", "NotificationType"}))
				if slices.Sort(kinds); !slices.Equal(kinds, []string{"ACTUAL", "FORECASTED"}) {
					f.add("%s tells of %v costs", b.ID, kinds)
				}
			}
			return f
		},
		Mutations: []Mutation{
			{What: "a budget of nothing", Edit: drop("Resources.Budget.Condition")},
			{What: "a budget of all AWS Regions", With: watched, Edit: drop("Resources.Budget.Properties.Budget.CostFilters")},
			{What: "a budget without forecast", With: watched, Edit: set("[]", "Resources.Budget.Properties.NotificationsWithSubscribers")},
			{What: "anomalies of no monitor", Edit: drop("Resources.AnomalySubscription.Condition")},
			{What: "anomalies mailed to another", With: watched, Edit: set("[{ Type: EMAIL, Address: !Ref MailFrom }]", "Resources.AnomalySubscription.Properties.Subscribers")},
		},
	},
}

// watched has the parameters with which somebody hears of costs.
var watched = map[string]string{
	"AlarmEmail": "alarms@storefront.example", "MonthlyBudget": "500", "AnomalyMonitorArn": "arn:aws:ce::123456789012:anomalymonitor/example",
}

// indirect reports whether a value is elsewhere in the template: behind a Ref, in a
// mapping, or in either branch of an Fn::If.
func indirect(n *yaml.Node) bool {
	switch n.Tag {
	case "!Ref", "!FindInMap":
		return true
	case "!If":
		return len(n.Content) == 3 && indirect(n.Content[1]) && indirect(n.Content[2])
	}
	return false
}

// locked reports whether CloudFormation would have to replace a lock under its name to
// make it that of another stack.
func locked(lock Resource, other *Stack) bool {
	name, changed := lock.Properties["DeploymentConfigName"], other.find(lock.ID).Properties
	return name != nil && reflect.DeepEqual(name, changed["DeploymentConfigName"]) && !slices.Contains(substituted(name), "StoreRegion") &&
		!reflect.DeepEqual(lock.Properties["MinimumHealthyHosts"], changed["MinimumHealthyHosts"])
}

// dependsOn reports whether CloudFormation creates and updates a resource after another.
func (s *Stack) dependsOn(id, other string) bool {
	seen := map[string]bool{}
	var visit func(id string)
	visit = func(id string) {
		r := s.find(id)
		if seen[id] || r.Type == "" {
			return
		}
		seen[id] = true
		next := map[string]bool{}
		for _, name := range texts(r.Attributes["DependsOn"]) {
			next[name] = true
		}
		walk(r.Properties, func(v any) {
			next[refersTo(v)] = true
			for _, name := range substituted(v) {
				next[name] = true
			}
		})
		for name := range maps.Keys(next) {
			visit(name)
		}
	}
	visit(id)
	return seen[other]
}
