package expression

import (
	"slices"

	"storefront/infra/engine/value"
)

// KeyCondition is a condition on a partition key and a sort key.
type KeyCondition struct {
	Partition value.Value
	Operator  string        // of the sort key: = < <= > >= BETWEEN begins_with; empty: any
	Bounds    []value.Value // operands of the operator
}

// KeyCondition parses a key condition expression for the named key attributes. sort
// is empty if there is no sort key.
func (s *Scope) KeyCondition(text, partition, sort string) (KeyCondition, error) {
	c, err := s.Condition(text)
	if err != nil {
		return KeyCondition{}, err
	}
	parts, err := keyParts(c)
	if err != nil {
		return KeyCondition{}, err
	}
	var key KeyCondition
	seen := map[string]bool{}
	for _, part := range parts {
		part = part.valuesLast()
		name, values, err := part.keyOperands()
		if err != nil {
			return KeyCondition{}, err
		}
		switch {
		case seen[name]:
			return KeyCondition{}, refuse("KeyConditionExpressions must only contain one condition per key")
		case name == partition && part.operator == "=":
			key.Partition = values[0]
		case name == partition:
			return KeyCondition{}, refuse("Query key condition not supported")
		case name == sort && sort != "":
			key.Operator, key.Bounds = part.operator, values
		default:
			return KeyCondition{}, missingKey(partition, sort, seen)
		}
		seen[name] = true
	}
	if !seen[partition] {
		return KeyCondition{}, missingKey(partition, sort, seen)
	}
	return key, nil
}

func missingKey(partition, sort string, seen map[string]bool) error {
	name := partition
	if seen[partition] {
		name = sort
	}
	return refuse("Query condition missed key schema element: %s", name)
}

// keyParts returns the one or two comparisons that AND joins.
func keyParts(c Condition) ([]comparison, error) {
	switch c := c.(type) {
	case comparison:
		return []comparison{c}, nil
	case and:
		left, err := keyParts(c.left)
		if err != nil {
			return nil, err
		}
		right, err := keyParts(c.right)
		if err == nil && len(left)+len(right) > 2 {
			err = refuse("Conditions can be of length 1 or 2 only")
		}
		return append(left, right...), err
	case or:
		return nil, refuse("Invalid operator used in KeyConditionExpression: OR")
	default:
		return nil, refuse("Invalid operator used in KeyConditionExpression: NOT")
	}
}

// valuesLast returns a comparison of a value with a path in the opposite order.
func (c comparison) valuesLast() comparison {
	opposite, ok := map[string]string{"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}[c.operator]
	if !ok || c.operands[0].path != nil || c.operands[1].path == nil {
		return c
	}
	return comparison{opposite, []operand{c.operands[1], c.operands[0]}}
}

// keyOperands returns the compared attribute and the values.
func (c comparison) keyOperands() (name string, values []value.Value, err error) {
	if slices.Contains([]string{"<>", "IN", "contains", "attribute_exists", "attribute_not_exists", "attribute_type"}, c.operator) {
		return "", nil, refuse("Invalid operator used in KeyConditionExpression: %s", c.operator)
	}
	first := c.operands[0]
	if first.path == nil || first.size || len(first.path) != 1 {
		return "", nil, refuse("Invalid condition in KeyConditionExpression: an attribute name is required")
	}
	for _, o := range c.operands[1:] {
		if o.path != nil {
			return "", nil, refuse("Invalid condition in KeyConditionExpression: a value is required")
		}
		values = append(values, o.value)
	}
	return first.path[0].Name, values, nil
}
