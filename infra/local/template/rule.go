package template

import "go.yaml.in/yaml/v3"

var (
	ruleShape      = shape{name: "rule attribute", read: []string{"Assertions", "RuleCondition"}}
	assertionShape = shape{name: "assertion attribute", read: []string{"Assert", "AssertDescription"}}
)

// checkRules fails if the parameters break a rule, as CloudFormation does before it
// deploys anything. It is called before the conditions are read, because a rule cannot
// refer to one.
func (r *reader) checkRules(section *yaml.Node) {
	for name, declaration := range r.entries(section) {
		rule := r.fields(declaration, ruleShape)
		if condition := rule["RuleCondition"]; condition != nil && !r.evaluate(condition) {
			continue
		}
		for _, item := range r.list(r.need(name, rule, "Assertions")) {
			assertion := r.fields(item, assertionShape)
			if assertion["Assert"] == nil {
				r.fail(item, "Assert is missing")
			}
			if !r.evaluate(assertion["Assert"]) {
				r.fail(item, "the parameters break the rule %s: %s", name.Value, r.text(assertion["AssertDescription"]))
			}
		}
	}
}
