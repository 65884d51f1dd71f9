// Package value has DynamoDB's attribute values: how they read and write as
// JSON, how they compare, and how many bytes DynamoDB counts for them.
package value

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// Type is a data type of DynamoDB, by the name that its JSON has for it.
type Type string

// The data types.
const (
	String    Type = "S"
	Number    Type = "N"
	Binary    Type = "B"
	Bool      Type = "BOOL"
	Null      Type = "NULL"
	Map       Type = "M"
	List      Type = "L"
	StringSet Type = "SS"
	NumberSet Type = "NS"
	BinarySet Type = "BS"
)

// Element returns the type of a set's elements, and "" for any other type.
func (t Type) Element() Type {
	switch t {
	case StringSet, NumberSet, BinarySet:
		return t[:1]
	default:
		return ""
	}
}

// Scalar reports whether values of the type can be keys and can be ordered.
func (t Type) Scalar() bool { return t == String || t == Number || t == Binary }

// Value is an attribute's value. Values are never changed once they are made,
// so that items can share them.
type Value struct {
	Type Type
	Text string  // of a string; the canonical digits of a number; the bytes of a binary
	Bool bool    // of a boolean
	List []Value // elements of a list or a set
	Map  Item    // of a map
}

// Item is the attributes of an item, of a key, or of a map, by name.
type Item map[string]Value

// Equal reports whether two values have the same type and content. The order of
// a set's elements does not matter.
func (v Value) Equal(w Value) bool {
	if v.Type != w.Type {
		return false
	}
	switch v.Type {
	case Bool:
		return v.Bool == w.Bool
	case Null:
		return true
	case Map:
		return v.Map.Equal(w.Map)
	case List:
		return slices.EqualFunc(v.List, w.List, Value.Equal)
	case StringSet, NumberSet, BinarySet:
		return len(v.List) == len(w.List) && !slices.ContainsFunc(v.List, func(e Value) bool { return !w.Has(e) })
	default:
		return v.Text == w.Text // numbers are canonical
	}
}

// Equal reports whether two items have the same attributes with equal values.
func (it Item) Equal(other Item) bool { return maps.EqualFunc(it, other, Value.Equal) }

// Has reports whether a list or a set contains an element.
func (v Value) Has(element Value) bool { return slices.ContainsFunc(v.List, element.Equal) }

// Compare orders two values of the same scalar type. It returns false for
// values that have no order.
func Compare(v, w Value) (order int, ok bool) {
	if v.Type != w.Type || !v.Type.Scalar() {
		return 0, false
	}
	if v.Type == Number {
		return decimal(v.Text).Cmp(decimal(w.Text)), true
	}
	return cmp.Compare(v.Text, w.Text), true
}

// Size returns how many bytes DynamoDB counts for a value, after "DynamoDB item
// sizes and formats" of the Amazon DynamoDB Developer Guide.
func (v Value) Size() int {
	const document, element = 3, 1 // overhead of a list or map, and of each thing in it
	switch v.Type {
	case Number:
		return numberSize(v.Text)
	case Bool, Null:
		return 1
	case Map:
		return document + element*len(v.Map) + v.Map.Size()
	case List:
		return document + element*len(v.List) + sizes(v.List)
	case StringSet, NumberSet, BinarySet:
		return sizes(v.List)
	default:
		return len(v.Text)
	}
}

func sizes(values []Value) int {
	size := 0
	for _, v := range values {
		size += v.Size()
	}
	return size
}

// Size returns how many bytes DynamoDB counts for an item: the names and the
// values of its attributes.
func (it Item) Size() int {
	size := 0
	for name, v := range it {
		size += len(name) + v.Size()
	}
	return size
}

// With returns a copy of an item in which one attribute has another value.
func (it Item) With(name string, v Value) Item {
	changed := make(Item, len(it)+1)
	maps.Copy(changed, it)
	changed[name] = v
	return changed
}

// Without returns a copy of an item that lacks one attribute.
func (it Item) Without(name string) Item {
	changed := maps.Clone(it)
	delete(changed, name)
	return changed
}

// Pick returns the named attributes of an item, those that it has.
func (it Item) Pick(names ...string) Item {
	picked := make(Item, len(names))
	for _, name := range names {
		if v, ok := it[name]; ok {
			picked[name] = v
		}
	}
	return picked
}

// Names returns the names of an item's attributes in order, for messages.
func (it Item) Names() string { return strings.Join(slices.Sorted(maps.Keys(it)), ", ") }
