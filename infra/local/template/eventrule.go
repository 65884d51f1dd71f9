package template

import (
	"encoding/json"

	"go.yaml.in/yaml/v3"
)

var eventRuleShape = shape{
	name: "rule property",
	read: []string{"Pattern"},
	lack: map[string]string{"DeadLetterConfig": "dead letters of rules", "RetryPolicy": "retries of rules"},
	skip: []string{"RuleName"},
}

// addEventRule adds an EventBridgeRule event, which SAM turns into a rule of the default
// event bus.
func (r *reader) addEventRule(s *Stack, id *yaml.Node, function string, properties *yaml.Node) {
	pattern := r.need(id, r.fields(properties, eventRuleShape), "Pattern")
	text, err := json.Marshal(r.resolved(pattern))
	if err != nil {
		r.fail(pattern, "%w", err)
	}
	s.Rules = append(s.Rules, EventRule{Name: function + id.Value, Function: function, Pattern: string(text)})
}

// resolved returns a node as a Go value, with all functions in it replaced by their values.
// Scalars are strings.
func (r *reader) resolved(n *yaml.Node) any {
	switch n = r.resolve(n); {
	case n != nil && n.Kind == yaml.MappingNode:
		members := map[string]any{}
		for key, value := range r.entries(n) {
			members[key.Value] = r.resolved(value)
		}
		return members
	case n != nil && n.Kind == yaml.SequenceNode:
		items := []any{}
		for _, item := range r.list(n) {
			items = append(items, r.resolved(item))
		}
		return items
	default:
		return r.text(n)
	}
}
