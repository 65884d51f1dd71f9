package expression

import (
	"slices"
	"strings"
	"unicode/utf16"

	"storefront/infra/engine/value"
)

// Condition is a condition or filter expression.
type Condition interface {
	// Holds reports whether an item meets the condition. A nil item has no
	// attributes.
	Holds(it value.Item) bool
	// Paths returns the paths that the condition refers to.
	Paths() []Path
}

type (
	and struct{ left, right Condition }
	or  struct{ left, right Condition }
	not struct{ operand Condition }

	// comparison compares its first operand with the rest by one of the operators
	// = <> < <= > >= BETWEEN IN, or is a call of the function attribute_exists,
	// attribute_not_exists, attribute_type, begins_with or contains.
	comparison struct {
		operator string
		operands []operand
	}
)

func (c and) Holds(it value.Item) bool { return c.left.Holds(it) && c.right.Holds(it) }
func (c or) Holds(it value.Item) bool  { return c.left.Holds(it) || c.right.Holds(it) }
func (c not) Holds(it value.Item) bool { return !c.operand.Holds(it) }

func (c and) Paths() []Path { return append(c.left.Paths(), c.right.Paths()...) }
func (c or) Paths() []Path  { return append(c.left.Paths(), c.right.Paths()...) }
func (c not) Paths() []Path { return c.operand.Paths() }

func (c comparison) Paths() []Path {
	var paths []Path
	for _, o := range c.operands {
		if o.path != nil {
			paths = append(paths, o.path)
		}
	}
	return paths
}

// operand is a path, the size of the value at a path, or a value.
type operand struct {
	path  Path // nil: the value
	size  bool
	value value.Value
}

func (o operand) in(it value.Item) (value.Value, bool) {
	if o.path == nil {
		return o.value, true
	}
	v, ok := o.path.In(it)
	if !ok || !o.size {
		return v, ok
	}
	return sizeOf(v)
}

// sizeOf returns the result of the function size for a value.
func sizeOf(v value.Value) (value.Value, bool) {
	switch v.Type {
	case value.String: // in UTF-16 code units, as Amazon's engine counts
		return value.Int(len(utf16.Encode([]rune(v.Text)))), true
	case value.Binary:
		return value.Int(len(v.Text)), true
	case value.Map:
		return value.Int(len(v.Map)), true
	case value.List, value.StringSet, value.NumberSet, value.BinarySet:
		return value.Int(len(v.List)), true
	default:
		return value.Value{}, false
	}
}

// Holds reports whether the comparison is true for an item. If the item lacks an
// operand, only <> and attribute_not_exists are true.
func (c comparison) Holds(it value.Item) bool {
	first, exists := c.operands[0].in(it)
	switch c.operator {
	case "attribute_exists":
		return exists
	case "attribute_not_exists":
		return !exists
	case "IN":
		return exists && slices.ContainsFunc(c.operands[1:], func(o operand) bool {
			v, ok := o.in(it)
			return ok && first.Equal(v)
		})
	}
	second, ok := c.operands[1].in(it)
	if !exists || !ok {
		return c.operator == "<>"
	}
	switch c.operator {
	case "=":
		return first.Equal(second)
	case "<>":
		return !first.Equal(second)
	case "attribute_type":
		return string(first.Type) == second.Text
	case "begins_with":
		return first.Type == second.Type && strings.HasPrefix(first.Text, second.Text)
	case "contains":
		return contains(first, second)
	case "BETWEEN":
		third, ok := c.operands[2].in(it)
		return ok && ordered(">=", first, second) && ordered("<=", first, third)
	default:
		return ordered(c.operator, first, second)
	}
}

func ordered(operator string, a, b value.Value) bool {
	order, ok := value.Compare(a, b)
	switch operator {
	case "<":
		return ok && order < 0
	case "<=":
		return ok && order <= 0
	case ">":
		return ok && order > 0
	default:
		return ok && order >= 0
	}
}

func contains(whole, part value.Value) bool {
	switch whole.Type {
	case value.String, value.Binary:
		return part.Type == whole.Type && strings.Contains(whole.Text, part.Text)
	default:
		return whole.Has(part)
	}
}
