package template

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var parameterShape = shape{
	name: "parameter attribute",
	read: []string{"AllowedPattern", "AllowedValues", "Default", "MaxValue", "MinValue", "Type"},
	skip: []string{"ConstraintDescription", "Description", "NoEcho"},
}

// readParameters gives each declared parameter its value: that of the options, or
// else its default. It fails if the options name a parameter that is not declared.
func (r *reader) readParameters(root, section *yaml.Node) {
	r.parameters = map[string]string{}
	for name, declaration := range r.entries(section) {
		r.parameters[name.Value] = r.parameter(name, r.fields(declaration, parameterShape))
	}
	for _, name := range slices.Sorted(maps.Keys(r.options.Parameters)) {
		if _, declared := r.parameters[name]; !declared {
			r.fail(root, "there is no parameter %s", name)
		}
	}
}

func (r *reader) parameter(name *yaml.Node, declared map[string]*yaml.Node) string {
	value, given := r.options.Parameters[name.Value]
	if !given {
		if declared["Default"] == nil {
			r.fail(name, "the parameter %s has neither a value nor a default", name.Value)
		}
		value = r.text(declared["Default"])
	}
	if r.oneOf(r.need(name, declared, "Type"), "String", "Number") == "Number" {
		r.checkBounds(name, value, declared["MinValue"], declared["MaxValue"])
	}
	r.checkText(name, declared, value)
	return value
}

// checkText fails unless a parameter's value is among its allowed values and
// matches its pattern.
func (r *reader) checkText(name *yaml.Node, declared map[string]*yaml.Node, value string) {
	if allowed := declared["AllowedValues"]; allowed != nil {
		values := r.texts(allowed)
		if !slices.Contains(values, value) {
			r.fail(name, "the parameter %s is %q, want %s", name.Value, value, strings.Join(values, " or "))
		}
	}
	if pattern := declared["AllowedPattern"]; pattern != nil {
		// CloudFormation matches the pattern against the whole value.
		whole, err := regexp.Compile(`^(?:` + r.text(pattern) + `)$`)
		if err != nil {
			r.fail(pattern, "the laptop does not understand the pattern: %w", err)
		}
		if !whole.MatchString(value) {
			r.fail(name, "the parameter %s is %q, which does not match %s", name.Value, value, r.text(pattern))
		}
	}
}

// checkBounds fails unless a parameter's value is a number within its bounds, of
// which either may be nil.
func (r *reader) checkBounds(name *yaml.Node, value string, low, high *yaml.Node) {
	number, err := strconv.ParseFloat(value, 64)
	if err != nil {
		r.fail(name, "the parameter %s is not a number: %q", name.Value, value)
	}
	bound := func(n *yaml.Node) float64 {
		value, err := strconv.ParseFloat(r.text(n), 64)
		if err != nil {
			r.fail(n, "want a number, not %q", r.text(n))
		}
		return value
	}
	if low != nil && number < bound(low) {
		r.fail(name, "the parameter %s is below its minimum %s", name.Value, r.text(low))
	}
	if high != nil && number > bound(high) {
		r.fail(name, "the parameter %s is above its maximum %s", name.Value, r.text(high))
	}
}
