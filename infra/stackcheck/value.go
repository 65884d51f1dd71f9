package stackcheck

import (
	"fmt"
	"strings"

	"storefront/infra/local/template"
)

// object returns v as a mapping, or nil if it is none.
func object(v any) map[string]any {
	m, _ := v.(map[string]any)
	return m
}

// at returns the value at a path of keys with dots between them, or nil if there
// is none.
func at(v any, path string) any {
	for key := range strings.SplitSeq(path, ".") {
		v = object(v)[key]
	}
	return v
}

// list returns a list, or a list of v if v is a single value.
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

// text returns a scalar as a string, or "" for anything else.
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

// texts returns the items of a list as strings.
func texts(v any) []string {
	var all []string
	for _, item := range list(v) {
		all = append(all, text(item))
	}
	return all
}

// number returns v as a number and reports whether it is one.
func number(v any) (float64, bool) {
	var n float64
	_, err := fmt.Sscan(text(v), &n)
	return n, err == nil
}

// walk calls visit for v and for every value in it.
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

// refersTo returns the logical id that a Ref or Fn::GetAtt names, or the first that
// a Fn::Sub names. It returns "" for anything else.
func refersTo(v any) string {
	if id := text(at(v, "Ref")); id != "" {
		return id
	}
	for _, name := range append(texts(at(v, "Fn::GetAtt")), substituted(v)...) {
		id, _, _ := strings.Cut(name, ".")
		return id
	}
	return ""
}

// substituted returns the names in a Fn::Sub, or none for anything else.
func substituted(v any) []string {
	arguments := list(at(v, "Fn::Sub"))
	if len(arguments) == 0 {
		return nil
	}
	names, _ := template.Substituted(text(arguments[0])) // the laptop's reader and SAM report a malformed one
	return names
}

// replaceRefs returns v with each Ref replaced by its value, if it has one.
func replaceRefs(v any, value func(name string) any) any {
	switch v := v.(type) {
	case map[string]any:
		if value := value(text(v["Ref"])); value != nil {
			return value
		}
		replaced := make(map[string]any, len(v))
		for key, child := range v {
			replaced[key] = replaceRefs(child, value)
		}
		return replaced
	case []any:
		replaced := make([]any, len(v))
		for i, child := range v {
			replaced[i] = replaceRefs(child, value)
		}
		return replaced
	default:
		return v
	}
}
