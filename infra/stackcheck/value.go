package stackcheck

import (
	"fmt"
	"regexp"
	"strings"
)

// object walks down mappings; nil when one is missing.
func object(v any, path ...string) map[string]any {
	m, _ := at(v, path...).(map[string]any)
	return m
}

// at walks down mappings to a value; nil when one is missing.
func at(v any, path ...string) any {
	for _, key := range path {
		m, _ := v.(map[string]any)
		v = m[key]
	}
	return v
}

// list gives a list, or the one value that stands for a list of it.
func list(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	default:
		return []any{v}
	}
}

// text gives a scalar as text; "" for anything else.
func text(v any) string {
	switch v := v.(type) {
	case nil, map[string]any, []any:
		return ""
	case float64:
		return fmt.Sprintf("%.15g", v)
	default:
		return fmt.Sprint(v)
	}
}

// number gives a number, and whether there is one.
func number(v any) (float64, bool) {
	var n float64
	if _, err := fmt.Sscan(text(v), &n); err != nil {
		return 0, false
	}
	return n, true
}

// walk visits every value in v, and v itself.
func walk(v any, visit func(any)) {
	visit(v)
	switch v := v.(type) {
	case map[string]any:
		for _, child := range v {
			walk(child, visit)
		}
	case []any:
		for _, child := range v {
			walk(child, visit)
		}
	}
}

// refersTo gives the logical id that a Ref or Fn::GetAtt names, or the first of
// a Fn::Sub; "" for anything else.
func refersTo(v any) string {
	if id := text(at(v, "Ref")); id != "" {
		return id
	}
	if attribute := list(at(v, "Fn::GetAtt")); len(attribute) > 0 {
		return text(attribute[0])
	}
	for _, name := range substituted(v) {
		id, _, _ := strings.Cut(name, ".")
		return id
	}
	return ""
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
