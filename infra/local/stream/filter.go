package stream

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// filter says whether a record passes: when any of its patterns matches. No
// pattern lets all pass.
type filter []matcher

// matcher says whether a value of an event matches a part of a pattern. A
// value that the event does not have is absent.
type matcher func(value any, absent bool) bool

// newFilter understands what EventBridge patterns have most: exact values,
// prefix, suffix, exists, anything-but and numeric. Anything else is an error,
// for a filter that lets too much or too little pass is worse than none.
func newFilter(patterns []string) (filter, error) {
	var f filter
	for _, text := range patterns {
		var pattern map[string]any
		if err := json.Unmarshal([]byte(text), &pattern); err != nil {
			return nil, fmt.Errorf("filter %s is no JSON object: %w", text, err)
		}
		m, err := object(pattern)
		if err != nil {
			return nil, fmt.Errorf("filter %s: %w", text, err)
		}
		f = append(f, m)
	}
	return f, nil
}

// Filter says of a record, as it stands in a function's event, whether a
// mapping with these patterns lets it pass.
func Filter(patterns []string) (passes func(record map[string]any) bool, err error) {
	f, err := newFilter(patterns)
	return f.passes, err
}

// Passes says whether a mapping's filters let a record pass, which is as it
// stands in a function's event.
func Passes(patterns []string, record map[string]any) (bool, error) {
	f, err := newFilter(patterns)
	return err == nil && f.passes(record), err
}

func (f filter) passes(event map[string]any) bool {
	return len(f) == 0 || slices.ContainsFunc(f, func(m matcher) bool { return m(event, false) })
}

// object matches when all its members do; of a list, any element may. Members
// that are objects themselves are looked at last: they may come later.
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
	match = func(value any, absent bool) bool {
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

func member(name string, part any) (matcher, error) {
	if strings.HasPrefix(name, "$") {
		return nil, fmt.Errorf("the laptop does not understand %s", name)
	}
	switch part := part.(type) {
	case map[string]any:
		return object(part)
	case []any:
		return anyOf(name, part)
	default:
		return nil, fmt.Errorf("%s is neither an object nor a list", name)
	}
}

// anyOf matches when one of the alternatives does; of a list, any element may.
func anyOf(name string, alternatives []any) (matcher, error) {
	var matchers []matcher
	for _, alternative := range alternatives {
		m, err := leaf(alternative)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
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
	operation, ok := alternative.(map[string]any)
	if !ok {
		if _, list := alternative.([]any); list {
			return nil, fmt.Errorf("a list in a list matches nothing")
		}
		return func(value any, absent bool) bool { return !absent && value == alternative }, nil
	}
	if len(operation) != 1 {
		return nil, fmt.Errorf("a match has one operator, not %d", len(operation))
	}
	operator := slices.Collect(maps.Keys(operation))[0]
	switch operand := operation[operator].(type) {
	case string:
		switch operator {
		case "prefix":
			return onText(func(s string) bool { return strings.HasPrefix(s, operand) }), nil
		case "suffix":
			return onText(func(s string) bool { return strings.HasSuffix(s, operand) }), nil
		case "anything-but":
			return anythingBut([]any{operand})
		}
	case bool:
		if operator == "exists" {
			return func(_ any, absent bool) bool { return absent != operand }, nil
		}
	case float64:
		if operator == "anything-but" {
			return anythingBut([]any{operand})
		}
	case []any:
		switch operator {
		case "anything-but":
			return anythingBut(operand)
		case "numeric":
			return numeric(operand)
		}
	case map[string]any:
		if operator == "anything-but" {
			return anythingBut([]any{operand})
		}
	}
	return nil, fmt.Errorf("the laptop does not understand the operator %s here", operator)
}

func onText(is func(string) bool) matcher {
	return func(value any, _ bool) bool {
		s, ok := value.(string)
		return ok && is(s)
	}
}

// anythingBut matches what is there and is none of these.
func anythingBut(these []any) (matcher, error) {
	some, err := anyOf("anything-but", these)
	if err != nil {
		return nil, err
	}
	return func(value any, absent bool) bool { return !absent && !some(value, false) }, nil
}

// numeric matches a number within bounds, such as [">", 0, "<=", 5]. It never
// matches a DynamoDB number, which an event has as a string, nor does it in AWS.
func numeric(bounds []any) (matcher, error) {
	compare := map[string]func(a, b float64) bool{
		"=":  func(a, b float64) bool { return a == b },
		"<":  func(a, b float64) bool { return a < b },
		"<=": func(a, b float64) bool { return a <= b },
		">":  func(a, b float64) bool { return a > b },
		">=": func(a, b float64) bool { return a >= b },
	}
	var within []func(float64) bool
	for pair := range slices.Chunk(bounds, 2) {
		operator, _ := pair[0].(string)
		is := compare[operator]
		if is == nil || len(pair) < 2 {
			return nil, fmt.Errorf("numeric takes operators and numbers by turns, not %v", bounds)
		}
		bound, ok := pair[1].(float64)
		if !ok {
			return nil, fmt.Errorf("numeric takes operators and numbers by turns, not %v", bounds)
		}
		within = append(within, func(n float64) bool { return is(n, bound) })
	}
	if len(within) == 0 {
		return nil, fmt.Errorf("numeric takes an operator and a number")
	}
	return func(value any, _ bool) bool {
		n, ok := value.(float64)
		return ok && !slices.ContainsFunc(within, func(is func(float64) bool) bool { return !is(n) })
	}, nil
}
