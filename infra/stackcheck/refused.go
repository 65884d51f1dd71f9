package stackcheck

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"storefront/infra/local/template"
)

// refused lists parameters that CloudFormation must refuse, by what is wrong, and
// accepted some beside them that it must not.
var (
	refused = map[string]map[string]string{
		"production without a provider":   {"Environment": "production", "PaymentProvider": "sandbox", "SandboxPayments": "refused"},
		"a budget that reaches nobody":    {"MonthlyBudget": "100", "AlarmEmail": ""},
		"anomalies that reach nobody":     {"AnomalyMonitorArn": "arn:aws:ce::123456789012:anomalymonitor/example", "AlarmEmail": ""},
		"one warm write unit":             {"WarmWriteUnits": "1"},
		"fewer write units than at first": {"WarmWriteUnits": "3999"},
		"too many write units":            {"WarmWriteUnits": "40001"},
		"write units in words":            {"WarmWriteUnits": "many"},
	}
	accepted = map[string]map[string]string{
		"development with the sandbox": {"Environment": "dev", "PaymentProvider": "sandbox", "SandboxPayments": "refused"},
		"production that is meant":     {"Environment": "production", "PaymentProvider": "sandbox", "SandboxPayments": "allowed"},
		"a table's first write units":  {"WarmWriteUnits": "4000"},
		"9,999 write units":            {"WarmWriteUnits": "9999"},
		"the most write units":         {"WarmWriteUnits": "40000"},
	}
)

var refusalChecks = []Check{{
	Name:   "refused",
	Proves: "CloudFormation refuses a production that takes no money unless a parameter allows it, warm write units that DynamoDB would refuse, which are those from 1 to 3,999, and a budget or a watch for cost anomalies that tells nobody",
	Find: func(s *Stack) (f findings) {
		s.checkRefused(&f, "the parameter", refused)
		for what, parameters := range accepted {
			if err := s.decideWith(what, parameters); err != nil {
				f.add("%s is refused: %v", what, err)
			}
		}
		return f
	},
	Mutations: []Mutation{
		{What: "a production where anyone pays", Edit: accept("ProductionTakesMoney.Assertions.0")},
		{What: "a sandbox that is never allowed", With: map[string]string{"Environment": "dev"}, Edit: set("!Equals [a, b]", "Rules.ProductionTakesMoney.Assertions.0.Assert")},
		{What: "costs that reach nobody", Edit: accept("CostsReachSomeone.Assertions.0")},
		{What: "any number of write units", Edit: drop("Parameters.WarmWriteUnits.AllowedPattern")},
		{What: "no write units in the ten thousands", Edit: set("^(0|[4-9][0-9]{3})$", "Parameters.WarmWriteUnits.AllowedPattern")},
	},
}}

// checkRefused fails unless CloudFormation refuses each of some parameters for a reason.
func (s *Stack) checkRefused(f *findings, reason string, all map[string]map[string]string) {
	for what, parameters := range all {
		if err := s.decideWith(what, parameters); err == nil || !strings.Contains(err.Error(), reason) {
			f.add("%s is not refused: %v", what, err)
		}
	}
}

// decideWith reads the template's parameters and rules with other values of some
// parameters. It fails if CloudFormation would refuse them.
func (s *Stack) decideWith(what string, parameters map[string]string) error {
	var all map[string]yaml.Node
	if err := yaml.Unmarshal([]byte(s.Source.Template), &all); err != nil {
		return err
	}
	declared, rules := all["Parameters"], all["Rules"]
	small, err := yaml.Marshal(map[string]*yaml.Node{"Parameters": &declared, "Rules": &rules})
	if err != nil {
		return err
	}
	_, err = template.Decide("template.yaml", small, s.Environment.with(what, parameters).options())
	return err
}

// accept makes an assertion of the template's rules true.
func accept(assertion string) edit { return set("!Equals [a, a]", "Rules."+assertion+".Assert") }
