package template

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// A condition is evaluated when it is first used, because conditions may refer to
// each other in any order.
type condition struct {
	expression *yaml.Node
	begun      bool
	done       bool
	holds      bool
}

// readConditions evaluates every condition, so that a mistake in one that nothing
// uses is found too.
func (r *reader) readConditions(section *yaml.Node) {
	r.conditions = map[string]*condition{}
	for name, expression := range r.entries(section) {
		r.conditions[name.Value] = &condition{expression: expression}
	}
	for name := range r.entries(section) {
		r.holds(name)
	}
}

// holds reports whether the named condition is true.
func (r *reader) holds(name *yaml.Node) bool {
	c := r.conditions[r.literal(name)]
	if c == nil {
		r.fail(name, "there is no condition %s", name.Value)
	}
	if c.begun && !c.done {
		r.fail(name, "the condition %s depends on itself", name.Value)
	}
	if !c.begun {
		c.begun = true
		c.holds = r.evaluate(c.expression)
		c.done = true
	}
	return c.holds
}

func (r *reader) evaluate(n *yaml.Node) bool {
	function, arg := intrinsic(n)
	switch function {
	case "Condition":
		return r.holds(arg)
	case "Fn::Equals":
		pair := r.arguments(arg, 2, 2)
		return r.text(pair[0]) == r.text(pair[1])
	case "Fn::Not":
		return !r.evaluate(r.arguments(arg, 1, 1)[0])
	case "Fn::And":
		return !slices.Contains(r.evaluateAll(arg), false)
	case "Fn::Or":
		return slices.Contains(r.evaluateAll(arg), true)
	}
	r.fail(n, "want Fn::Equals, Fn::And, Fn::Or, Fn::Not or Condition")
	return false
}

// evaluateAll evaluates the two to ten conditions of Fn::And and Fn::Or.
func (r *reader) evaluateAll(arg *yaml.Node) []bool {
	var results []bool
	for _, n := range r.arguments(arg, 2, 10) {
		results = append(results, r.evaluate(n))
	}
	return results
}
