// Package expression implements DynamoDB's expressions: conditions, updates,
// projections and key conditions. It parses each into a value that can be applied
// to items. If DynamoDB would refuse an expression, the error is an *Error.
package expression

import (
	_ "embed"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"storefront/infra/engine/value"
)

// Error is the reason why DynamoDB refuses an expression.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

func refuse(format string, args ...any) error { return &Error{fmt.Sprintf(format, args...)} }

// Scope holds the placeholders of a request's expressions, and records which of
// them the expressions use.
type Scope struct {
	names      map[string]string
	values     map[string]value.Value
	usedNames  map[string]bool
	usedValues map[string]bool
}

var placeholder = regexp.MustCompile(`^[#:][0-9a-zA-Z_]+$`)

// NewScope returns the scope of a request's placeholders. A nil map means that the
// request has none; an empty one is refused. expressions is whether the request has
// any expression.
func NewScope(names map[string]string, values map[string]value.Value, expressions bool) (*Scope, error) {
	s := &Scope{names, values, map[string]bool{}, map[string]bool{}}
	if err := check("ExpressionAttributeNames", '#', names, expressions); err != nil {
		return nil, err
	}
	return s, check("ExpressionAttributeValues", ':', values, expressions)
}

func check[V any](parameter string, sign byte, placeholders map[string]V, expressions bool) error {
	switch {
	case placeholders == nil:
		return nil
	case !expressions:
		return refuse("%s can only be specified when using expressions", parameter)
	case len(placeholders) == 0:
		return refuse("%s must not be empty", parameter)
	}
	for p := range placeholders {
		if !placeholder.MatchString(p) || p[0] != sign {
			return refuse("%s contains invalid key: Syntax error; key: %q", parameter, p)
		}
	}
	return nil
}

// Unused fails if the parsed expressions do not use all placeholders.
func (s *Scope) Unused() error {
	if err := unused("ExpressionAttributeNames", s.names, s.usedNames); err != nil {
		return err
	}
	return unused("ExpressionAttributeValues", s.values, s.usedValues)
}

func unused[V any](parameter string, given map[string]V, used map[string]bool) error {
	left := slices.DeleteFunc(slices.Sorted(maps.Keys(given)), func(p string) bool { return used[p] })
	if len(left) > 0 {
		return refuse("Value provided in %s unused in expressions: keys: {%s}", parameter, strings.Join(left, ", "))
	}
	return nil
}

func (s *Scope) name(placeholder string) (string, error) {
	name, ok := s.names[placeholder]
	if !ok {
		return "", refuse("An expression attribute name used in the document path is not defined; attribute name: %s", placeholder)
	}
	s.usedNames[placeholder] = true
	if name == "" {
		return "", refuse("ExpressionAttributeNames contains invalid value: The expression attribute name must not be empty; key: %s", placeholder)
	}
	return name, nil
}

func (s *Scope) value(placeholder string) (value.Value, error) {
	v, ok := s.values[placeholder]
	if !ok {
		return v, refuse("An expression attribute value used in expression is not defined; attribute value: %s", placeholder)
	}
	s.usedValues[placeholder] = true
	return v, nil
}

// The words that can be attribute names only by a placeholder, after "Reserved words in DynamoDB" of the Amazon DynamoDB Developer Guide.
//
//go:embed reserved.txt
var reservedText string

var reserved = func() map[string]bool {
	words := map[string]bool{}
	for word := range strings.FieldsSeq(reservedText) {
		words[word] = true
	}
	return words
}()
