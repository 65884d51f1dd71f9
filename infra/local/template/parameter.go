package template

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

var parameterShape = shape{
	name: "parameter attribute",
	read: []string{"AllowedPattern", "AllowedValues", "Default", "MaxLength", "MaxValue", "MinLength", "MinValue", "Type"},
	skip: []string{"ConstraintDescription", "Description", "NoEcho"},
}

// readParameters gives every declared parameter its value from the options or
// its default, and refuses an option that none declares.
func (r *reader) readParameters(root, section *yaml.Node) {
	r.parameters = map[string]*yaml.Node{}
	for name, declaration := range r.entries(section) {
		r.parameters[name.Value] = r.parameter(name, r.fields(declaration, parameterShape))
	}
	for _, name := range slices.Sorted(maps.Keys(r.options.Parameters)) {
		if r.parameters[name] == nil {
			r.fail(root, "there is no parameter %s", name)
		}
	}
}

func (r *reader) parameter(name *yaml.Node, declared map[string]*yaml.Node) *yaml.Node {
	value, given := r.options.Parameters[name.Value]
	if !given {
		if declared["Default"] == nil {
			r.fail(name, "the parameter %s has neither a value nor a default", name.Value)
		}
		value = r.text(declared["Default"])
	}
	switch kind := r.oneOf(r.need(name, declared, "Type"), "String", "Number", "CommaDelimitedList"); kind {
	case "CommaDelimitedList":
		items := strings.Split(value, ",")
		for i, item := range items {
			items[i] = strings.TrimSpace(item)
			r.constrain(name, declared, items[i])
		}
		return sequence(name, items)
	case "Number":
		number, err := strconv.ParseFloat(value, 64)
		if err != nil {
			r.fail(name, "the parameter %s is not a number: %q", name.Value, value)
		}
		r.within(name, number, declared["MinValue"], declared["MaxValue"])
	}
	r.constrain(name, declared, value)
	return scalar(name, value)
}

// constrain checks a value of a parameter against all but its numeric bounds.
func (r *reader) constrain(name *yaml.Node, declared map[string]*yaml.Node, value string) {
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
			r.fail(name, "the parameter %s is %q, want what matches %s", name.Value, value, r.text(pattern))
		}
	}
	r.within(name, float64(utf8.RuneCountInString(value)), declared["MinLength"], declared["MaxLength"])
}

// within checks the size of a parameter's value against its bounds, if it has any.
func (r *reader) within(name *yaml.Node, size float64, low, high *yaml.Node) {
	bound := func(n *yaml.Node) float64 {
		value, err := strconv.ParseFloat(r.text(n), 64)
		if err != nil {
			r.fail(n, "want a number, not %q", r.text(n))
		}
		return value
	}
	if low != nil && size < bound(low) {
		r.fail(name, "the parameter %s is below its minimum %s", name.Value, r.text(low))
	}
	if high != nil && size > bound(high) {
		r.fail(name, "the parameter %s is above its maximum %s", name.Value, r.text(high))
	}
}
