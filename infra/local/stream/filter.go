package stream

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// matcher reports whether a part of an event matches a part of a pattern. absent
// means that the event has no such part.
type matcher func(value any, absent bool) bool

// Filter returns a function that reports whether a mapping with these patterns
// passes a record, given as in a function's event. Any one pattern suffices, and
// without patterns every record passes.
//
// Of EventBridge's patterns, Filter understands exact values, prefix, exists and
// anything-but. It fails on anything else rather than pass too many records or too
// few.
func Filter(patterns []string) (passes func(record map[string]any) bool, err error) {
	var matchers []matcher
	for _, text := range patterns {
		var pattern map[string]any
		if err := json.Unmarshal([]byte(text), &pattern); err != nil {
			return nil, fmt.Errorf("filter %s is not a JSON object: %w", text, err)
		}
		m, err := object(pattern)
		if err != nil {
			return nil, fmt.Errorf("filter %s: %w", text, err)
		}
		matchers = append(matchers, m)
	}
	return func(record map[string]any) bool {
		return len(matchers) == 0 || slices.ContainsFunc(matchers, func(m matcher) bool { return m(record, false) })
	}, nil
}

// object matches an object if all members match, and a list if any element does.
// Members that are objects come last, since to make them may take time: see later.
func object(pattern map[string]any) (matcher, error) {
	type part struct {
		name  string
		match matcher
	}
	var members, objects []part
	for name, value := range pattern {
		m, err := member(name, value)
		if err != nil {
			return nil, err
		}
		if _, nested := value.(map[string]any); nested {
			objects = append(objects, part{name, m})
		} else {
			members = append(members, part{name, m})
		}
	}
	members = append(members, objects...)
	var match matcher
	match = func(value any, _ bool) bool {
		if list, ok := value.([]any); ok {
			return slices.ContainsFunc(list, func(v any) bool { return match(v, false) })
		}
		fields, _ := value.(map[string]any)
		for _, part := range members {
			v, found := fields[part.name]
			if l, ok := v.(later); ok {
				var err error
				if v, err = l.value(); err != nil {
					return true // delivering the record fails with the error
				}
			}
			if !part.match(v, !found) {
				return false
			}
		}
		return true
	}
	return match, nil
}

func member(name string, pattern any) (matcher, error) {
	if strings.HasPrefix(name, "$") {
		return nil, fmt.Errorf("the laptop does not understand %s", name)
	}
	switch pattern := pattern.(type) {
	case map[string]any:
		return object(pattern)
	case []any:
		m, err := anyOf(pattern)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		return m, nil
	default:
		return nil, fmt.Errorf("%s is neither an object nor a list", name)
	}
}

// anyOf matches a value if one of the alternatives does, and a list if any element
// does.
func anyOf(alternatives []any) (matcher, error) {
	var matchers []matcher
	for _, alternative := range alternatives {
		m, err := leaf(alternative)
		if err != nil {
			return nil, err
		}
		matchers = append(matchers, m)
	}
	return func(value any, absent bool) bool {
		values, ok := value.([]any)
		if !ok {
			values = []any{value}
		}
		return slices.ContainsFunc(values, func(v any) bool {
			return slices.ContainsFunc(matchers, func(m matcher) bool { return m(v, absent) })
		})
	}, nil
}

func leaf(alternative any) (matcher, error) {
	switch alternative := alternative.(type) {
	case []any:
		return nil, errors.New("a list in a list matches nothing")
	case map[string]any:
		if len(alternative) != 1 {
			return nil, fmt.Errorf("a match has one operator, not %d", len(alternative))
		}
		for operator, operand := range alternative {
			return operation(operator, operand)
		}
	}
	return func(value any, absent bool) bool { return !absent && value == alternative }, nil
}

func operation(operator string, operand any) (matcher, error) {
	switch operand := operand.(type) {
	case bool:
		if operator == "exists" {
			return func(_ any, absent bool) bool { return absent != operand }, nil
		}
	case string:
		if operator == "prefix" {
			return func(value any, _ bool) bool {
				text, ok := value.(string)
				return ok && strings.HasPrefix(text, operand)
			}, nil
		}
	}
	if operator != "anything-but" {
		return nil, fmt.Errorf("the laptop does not understand the operator %s here", operator)
	}
	excluded, ok := operand.([]any)
	if !ok {
		excluded = []any{operand}
	}
	matches, err := anyOf(excluded)
	if err != nil {
		return nil, err
	}
	return func(value any, absent bool) bool { return !absent && !matches(value, false) }, nil
}
