package differential

import (
	"maps"
	"math"
	"reflect"
	"strings"
)

// exception is a known difference between DynamoDB Local and DynamoDB in AWS. The
// other engine may answer as either. covers is called with Amazon's answer as it
// is, and with its numbers in the normal form.
type exception struct {
	name   string
	covers func(s step, amazon, other map[string]any) bool
}

var exceptions = []exception{
	// DynamoDB Local stores a number of an update, or of its key, with the digits of
	// the request, such as 7.50. AWS stores every number in a normal form, which the
	// other engine must use.
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
		return s.Op == "TransactWriteItems" && sameButUnits(amazon, other, func(_ string, _, o float64) bool {
			return o >= 2 && math.Mod(o, 2) == 0
		})
	}},

	// A read of nothing costs as much as one of the smallest item. DynamoDB Local
	// charges it for GetItem only.
	{"capacity of reading nothing", func(s step, amazon, other map[string]any) bool {
		body, _ := amazon["body"].(map[string]any)
		nothing := text(body["ScannedCount"])
		return sameButUnits(amazon, other, func(table string, a, o float64) bool {
			if s.Op == "BatchGetItem" {
				return o-a == missing(s, table, body)
			}
			return (nothing == "0" || nothing == "[0]") && a == 0 && (o == 0.5 || o == 1)
		})
	}},

	// A deletion of nothing costs one unit, but two in DynamoDB Local's batches.
	{"capacity of a batch's deletions of nothing", func(s step, amazon, other map[string]any) bool {
		return s.Op == "BatchWriteItem" && sameButUnits(amazon, other, func(table string, a, o float64) bool {
			return a-o <= float64(strings.Count(text(of(s.Body["RequestItems"], table)), `"DeleteRequest"`))
		})
	}},

	// DynamoDB Local reports the capacity of a deletion of nothing unasked.
	{"capacity that was not asked for", func(s step, amazon, other map[string]any) bool {
		asked, _ := s.Body["ReturnConsumedCapacity"].(string)
		_, rest := split(amazon, "ConsumedCapacity")
		return s.Op == "DeleteItem" && (asked == "" || asked == "NONE") && reflect.DeepEqual(rest, other)
	}},

	// "If LastEvaluatedKey is not empty, it does not necessarily mean that there is
	// more data". DynamoDB Local omits it if the key condition excludes more; a page
	// that is full by Limit may have it.
	{"key after the last page", func(s step, amazon, other map[string]any) bool {
		if scanned, rest := split(amazon, "ScannedCount"); s.paged() {
			otherScanned, otherRest := split(other, "ScannedCount")
			pages, _ := scanned.([]any)
			return s.Body["Limit"] != nil && reflect.DeepEqual(append(pages[:len(pages):len(pages)], 0.0), otherScanned) && reflect.DeepEqual(rest, otherRest)
		}
		scanned, _ := split(amazon, "ScannedCount")
		_, rest := split(other, "LastEvaluatedKey")
		return s.Op == "Query" && reflect.DeepEqual(amazon, rest) && text(scanned) == text(s.Body["Limit"])
	}},

	// "TableStatus: DELETING".
	{"status of a table that is deleted", func(s step, amazon, other map[string]any) bool {
		table, _ := amazon["table"].(map[string]any)
		table = maps.Clone(table)
		if table["TableStatus"] == "ACTIVE" {
			table["TableStatus"] = "DELETING"
		}
		return s.Op == "DeleteTable" && reflect.DeepEqual(table, other["table"])
	}},

	// If a write of a transaction is invalid for the existing item, AWS cancels the
	// transaction with the code ValidationError. DynamoDB Local refuses the request
	// as if it were malformed.
	{"a transaction's write that its item refuses", func(s step, amazon, other map[string]any) bool {
		return s.Op == "TransactWriteItems" && amazon["error"] == "ValidationException" &&
			other["error"] == "TransactionCanceledException" && strings.Contains(text(other["CancellationReasons"]), `"ValidationError"`)
	}},

	// DynamoDB Local refuses to continue after the last item of a key condition. Its
	// own answers have no LastEvaluatedKey there.
	{"start at the end", func(s step, amazon, other map[string]any) bool {
		return s.Op == "Query" && s.Body["ExclusiveStartKey"] != nil && amazon["error"] == "ValidationException" &&
			of(other["body"], "ScannedCount") == 0.0
	}},

	// A request with two faults may be refused for either: a batch or transaction for
	// a fault of any of its items, and a malformed request for an unknown table.
	// DynamoDB Local itself is not consistent.
	{"one of two faults", func(s step, amazon, other map[string]any) bool {
		tables, _ := s.Body["RequestItems"].(map[string]any)
		several := s.Body["RequestItems"] != nil || s.Body["TransactItems"] != nil
		return amazon["status"] == 400.0 && other["status"] == 400.0 && (len(tables) > 1 ||
			isOfAnyItem(amazon["error"]) && isOfAnyItem(other["error"]) && (several && !s.lacksTable() || s.malformed()))
	}},
}

// isOfAnyItem reports whether an error does not depend on stored items.
func isOfAnyItem(err any) bool {
	return err == "ResourceNotFoundException" || err == "ValidationException" || err == "IdempotentParameterMismatchException"
}

// split removes one field from an answer's body.
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

// sameNames reports whether two items have the same top-level attributes.
func sameNames(a, b any) bool {
	x, okX := a.(map[string]any)
	y, okY := b.(map[string]any)
	return okX == okY && maps.EqualFunc(x, y, func(any, any) bool { return true })
}

// within reports whether part is whole without some entries of its maps and some
// elements of its lists.
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

// sameButUnits reports whether two answers differ only in the consumed capacity,
// and there only as allowed.
func sameButUnits(amazon, other map[string]any, allowed func(table string, amazon, other float64) bool) bool {
	a, rest := split(amazon, "ConsumedCapacity")
	o, otherRest := split(other, "ConsumedCapacity")
	x, y := map[[2]string]float64{}, map[[2]string]float64{}
	units(a, "", "", x)
	units(o, "", "", y)
	for of := range y {
		if x[of] != y[of] && !allowed(of[0], x[of], y[of]) {
			return false
		}
	}
	for of := range x {
		if _, ok := y[of]; !ok {
			return false
		}
	}
	return reflect.DeepEqual(rest, otherRest)
}

// units collects capacity units by table and by path in the answer.
func units(capacity any, table, path string, into map[[2]string]float64) {
	switch c := capacity.(type) {
	case []any:
		for _, of := range c {
			units(of, "", "", into)
		}
	case map[string]any:
		if name, ok := c["TableName"].(string); ok {
			table = name
		}
		for field, of := range c {
			units(of, table, path+"/"+field, into)
		}
	case float64:
		into[[2]string{table, path}] = c
	}
}

// of returns a field of an object, or nil.
func of(object any, field string) any {
	fields, _ := object.(map[string]any)
	return fields[field]
}

// missing returns the cost of a batch's reads of nothing in a table.
func missing(s step, table string, answer map[string]any) float64 {
	request := of(s.Body["RequestItems"], table)
	keys, _ := of(request, "Keys").([]any)
	found, _ := of(answer["Responses"], table).([]any)
	units := float64(len(keys) - len(found))
	if of(request, "ConsistentRead") != true {
		units /= 2
	}
	return units
}
