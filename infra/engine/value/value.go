// Package value implements DynamoDB's attribute values: their JSON, their order,
// and their size as DynamoDB counts it.
package value

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Type is the name of a data type in DynamoDB's JSON.
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

// Value is an attribute's value. Values are immutable, so items can share them.
type Value struct {
	Type Type
	Text string  // of a string; the canonical digits of a number; the bytes of a binary
	Bool bool    // of a boolean
	List []Value // elements of a list or a set
	Map  Item    // of a map
}

// Item is the attributes of an item, a key, or a map, sorted by name. Nil is no
// item.
type Item []Attribute

// Attribute is a named value.
type Attribute struct {
	Name  string
	Value Value
}

// find returns the index of an attribute, or where to insert it.
func (it Item) find(name string) (int, bool) {
	return slices.BinarySearchFunc(it, name, func(a Attribute, name string) int { return strings.Compare(a.Name, name) })
}

// Get returns the value of an attribute, or false if the item lacks it.
func (it Item) Get(name string) (Value, bool) {
	if i, ok := it.find(name); ok {
		return it[i].Value, true
	}
	return Value{}, false
}

// Set sets the value of an attribute in place. The item must not be shared.
func (it *Item) Set(name string, v Value) {
	i, ok := it.find(name)
	if ok {
		(*it)[i].Value = v
		return
	}
	*it = slices.Insert(*it, i, Attribute{name, v})
}

// Remove removes an attribute in place. The item must not be shared.
func (it *Item) Remove(name string) {
	if i, ok := it.find(name); ok {
		*it = slices.Delete(*it, i, i+1)
	}
}

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
func (it Item) Equal(other Item) bool {
	return slices.EqualFunc(it, other, func(a, b Attribute) bool { return a.Name == b.Name && a.Value.Equal(b.Value) })
}

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
	const document, element = 3, 1 // overhead of a list or map, and of each of its members
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
	for _, a := range it {
		size += len(a.Name) + a.Value.Size()
	}
	return size
}

// WriteUnits returns how many write units DynamoDB bills for writing an item of
// a size in bytes: at least one.
func WriteUnits(bytes int) float64 {
	const unit = 1 << 10
	return max(1, math.Ceil(float64(bytes)/unit))
}

// Pick returns those of the named attributes that an item has.
func (it Item) Pick(names ...string) Item {
	picked := make(Item, 0, len(names))
	for _, name := range names {
		if v, ok := it.Get(name); ok {
			picked.Set(name, v)
		}
	}
	return picked
}
