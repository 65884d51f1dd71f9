package differential

import (
	"maps"
	"math"
	"reflect"
	"strings"
)

// An exception is a way in which DynamoDB Local is known to differ from
// DynamoDB in AWS, whose documentation wins. The other engine may do as either.
// Amazon's answer comes to it as it is, and with its numbers in the normal form.
type exception struct {
	name   string
	covers func(s step, amazon, other map[string]any) bool
}

var exceptions = []exception{
	// An update, or its key, stores a number with the digits that it was written
	// with, such as 7.50, where AWS stores every number in one form. All reads and
	// stream records of it show them. Amazon's answer is put into AWS's form; the
	// other's has to be in it already.
	{"numbers as an update wrote them", func(_ step, amazon, other map[string]any) bool {
		return reflect.DeepEqual(amazon, other) // amazon comes in both forms
	}},

	// "UPDATED_NEW: returns only the updated attributes". For a path into a map or
	// list, AWS returns what the path names, and DynamoDB Local the whole attribute.
	{"updated parts of an attribute", func(s step, amazon, other map[string]any) bool {
		rv, _ := s.Body["ReturnValues"].(string)
		expression, _ := s.Body["UpdateExpression"].(string)
		if s.Op != "UpdateItem" || !strings.HasPrefix(rv, "UPDATED_") || !strings.ContainsAny(expression, ".[") {
			return false
		}
		whole, rest := split(amazon, "Attributes")
		part, otherRest := split(other, "Attributes")
		return reflect.DeepEqual(rest, otherRest) && sameNames(part, whole) && within(part, whole)
	}},

	// "DynamoDB performs two underlying reads or writes of every item in the
	// transaction". DynamoDB Local says 4 units for 100 small puts.
	{"capacity of a transaction's writes", func(s step, amazon, other map[string]any) bool {
		if s.Op != "TransactWriteItems" {
			return false
		}
		_, rest := split(amazon, "ConsumedCapacity")
		capacity, otherRest := split(other, "ConsumedCapacity")
		return reflect.DeepEqual(rest, otherRest) && wholeTransactionUnits(capacity)
	}},

	// A write of a transaction that fails for what its item holds cancels the
	// transaction with the code ValidationError in AWS. DynamoDB Local refuses the
	// request as if it were malformed.
	{"a transaction's write that its item refuses", func(s step, amazon, other map[string]any) bool {
		return s.Op == "TransactWriteItems" && amazon["error"] == "ValidationException" &&
			other["error"] == "TransactionCanceledException" && strings.Contains(text(other["CancellationReasons"]), `"ValidationError"`)
	}},

	// A batch names its tables in no order: of faults in two of them, either may
	// be the one that is reported. DynamoDB Local is not of one mind itself.
	{"one of a batch's faults", func(s step, amazon, other map[string]any) bool {
		tables, _ := s.Body["RequestItems"].(map[string]any)
		return len(tables) > 1 && amazon["status"] == 400.0 && other["status"] == 400.0
	}},
}

// split takes one field out of an answer's body.
func split(answer map[string]any, field string) (value any, rest map[string]any) {
	rest = maps.Clone(answer)
	if body, ok := answer["body"].(map[string]any); ok {
		body = maps.Clone(body)
		value = body[field]
		delete(body, field)
		rest["body"] = body
	}
	return value, rest
}

// sameNames reports whether two items have the same attributes at the top.
func sameNames(a, b any) bool {
	x, okX := a.(map[string]any)
	y, okY := b.(map[string]any)
	for name := range x {
		if _, ok := y[name]; !ok {
			return false
		}
	}
	return okX == okY && len(x) == len(y)
}

// within reports whether part is whole with some entries of its maps and some
// elements of its lists left out.
func within(part, whole any) bool {
	switch p := part.(type) {
	case map[string]any:
		w, ok := whole.(map[string]any)
		for name, value := range p {
			ok = ok && within(value, w[name])
		}
		return ok
	case []any:
		w, ok := whole.([]any)
		for _, element := range w {
			if len(p) > 0 && within(p[0], element) {
				p = p[1:]
			}
		}
		return ok && len(p) == 0
	}
	return reflect.DeepEqual(part, whole)
}

// wholeTransactionUnits reports whether a capacity may be that of writes in a
// transaction: two units for each that a write costs.
func wholeTransactionUnits(capacity any) bool {
	tables, _ := capacity.([]any)
	for _, t := range tables {
		table, _ := t.(map[string]any)
		units, ok := table["CapacityUnits"].(float64)
		if !ok || units < 2 || math.Mod(units, 2) != 0 {
			return false
		}
	}
	return len(tables) > 0
}
