package stackcheck

import (
	"regexp"
	"slices"
)

// noValue stands for a property that is not there.
type noValue struct{}

// decider resolves what is known before a deployment: conditions, mappings and
// Fn::If. References to parameters stay, for checks to see; text compares by them.
type decider struct {
	values     map[string]string // of parameters
	mappings   map[string]any
	conditions map[string]any
}

func (d *decider) holds(condition string) bool { return d.evaluate(d.conditions[condition]) }

func (d *decider) evaluate(v any) bool {
	for function, argument := range object(v) {
		switch function {
		case "Condition":
			return d.holds(text(argument))
		case "Fn::Equals":
			pair := list(argument)
			return d.value(pair[0]) == d.value(pair[1])
		case "Fn::Not":
			return !d.evaluate(list(argument)[0])
		case "Fn::And":
			return !slices.ContainsFunc(list(argument), func(c any) bool { return !d.evaluate(c) })
		case "Fn::Or":
			return slices.ContainsFunc(list(argument), d.evaluate)
		}
	}
	return false
}

// value gives a scalar, looking up parameters.
func (d *decider) value(v any) string {
	if name := text(at(v, "Ref")); name != "" {
		return d.values[name]
	}
	return text(d.decide(v))
}

// decide gives v with every Fn::If and Fn::FindInMap in it replaced by what it gives.
func (d *decider) decide(v any) any {
	switch v := v.(type) {
	case map[string]any:
		if choice := list(v["Fn::If"]); len(choice) == 3 {
			if d.holds(text(choice[0])) {
				return d.decide(choice[1])
			}
			return d.decide(choice[2])
		}
		if path := list(v["Fn::FindInMap"]); len(path) == 3 {
			return d.decide(at(d.mappings, d.value(path[0]), d.value(path[1]), d.value(path[2])))
		}
		if v["Ref"] == "AWS::NoValue" {
			return noValue{}
		}
		decided := make(map[string]any, len(v))
		for key, child := range v {
			if child = d.decide(child); child != (noValue{}) {
				decided[key] = child
			}
		}
		return decided
	case []any:
		var decided []any
		for _, child := range v {
			if child = d.decide(child); child != (noValue{}) {
				decided = append(decided, child)
			}
		}
		return decided
	default:
		return v
	}
}

var variable = regexp.MustCompile(`\$\{([A-Za-z0-9_.:]+)\}`)

// substituted lists the names in a Fn::Sub; none for anything else.
func substituted(v any) []string {
	pattern := list(at(v, "Fn::Sub"))
	if len(pattern) == 0 {
		return nil
	}
	var names []string
	for _, match := range variable.FindAllStringSubmatch(text(pattern[0]), -1) {
		names = append(names, match[1])
	}
	return names
}
