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
		return s.Op == "TransactWriteItems" && sameButUnits(amazon, other, func(_ string, _, o float64) bool {
			return o >= 2 && math.Mod(o, 2) == 0
		})
	}},

	// A read of what is not there costs as much as the smallest item. DynamoDB
	// Local knows that for GetItem alone.
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

	// A deletion of what is not there costs one unit; in DynamoDB Local's batches two.
	{"capacity of a batch's deletions of nothing", func(s step, amazon, other map[string]any) bool {
		return s.Op == "BatchWriteItem" && sameButUnits(amazon, other, func(table string, a, o float64) bool {
			return a-o <= float64(strings.Count(text(of(s.Body["RequestItems"], table)), `"DeleteRequest"`))
		})
	}},

	// DynamoDB Local tells what a deletion of nothing consumed to who did not ask.
	{"capacity that was not asked for", func(s step, amazon, other map[string]any) bool {
		asked, _ := s.Body["ReturnConsumedCapacity"].(string)
		_, rest := split(amazon, "ConsumedCapacity")
		return s.Op == "DeleteItem" && (asked == "" || asked == "NONE") && reflect.DeepEqual(rest, other)
	}},

	// "If LastEvaluatedKey is not empty, it does not necessarily mean that there is
	// more data". DynamoDB Local leaves it out where it can tell from the key
	// condition; a page that Limit has filled may have it.
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

	// A write of a transaction that fails for what its item holds cancels the
	// transaction with the code ValidationError in AWS. DynamoDB Local refuses the
	// request as if it were malformed.
	{"a transaction's write that its item refuses", func(s step, amazon, other map[string]any) bool {
		return s.Op == "TransactWriteItems" && amazon["error"] == "ValidationException" &&
			other["error"] == "TransactionCanceledException" && strings.Contains(text(other["CancellationReasons"]), `"ValidationError"`)
	}},

	// DynamoDB Local refuses to go on from an item at the very end of what a key
	// condition names. Its own answers end without LastEvaluatedKey there.
	{"start at the end", func(s step, amazon, other map[string]any) bool {
		return s.Op == "Query" && s.Body["ExclusiveStartKey"] != nil && amazon["error"] == "ValidationException" &&
			of(other["body"], "ScannedCount") == 0.0
	}},

	// A request with two faults is refused for either: a batch or transaction for
	// those of two of its tables or items, any malformed request for a table that
	// is not there. DynamoDB Local is not always of one mind itself.
	{"one of two faults", func(s step, amazon, other map[string]any) bool {
		tables, _ := s.Body["RequestItems"].(map[string]any)
		several := s.Body["RequestItems"] != nil || s.Body["TransactItems"] != nil
		return amazon["status"] == 400.0 && other["status"] == 400.0 && (len(tables) > 1 ||
			isOfAnyItem(amazon["error"]) && isOfAnyItem(other["error"]) && (several && !s.lacksTable() || s.malformed()))
	}},
}

// isOfAnyItem reports whether an error is one that a request has without a look
// at items.
func isOfAnyItem(err any) bool {
	return err == "ResourceNotFoundException" || err == "ValidationException" || err == "IdempotentParameterMismatchException"
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

// sameButUnits reports whether two answers are the same but for the consumed
// capacity, where units may differ as allowed.
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

// units collects the units of each table, by table and what they are for.
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

// of is a field of an object, if it is one.
func of(object any, field string) any {
	fields, _ := object.(map[string]any)
	return fields[field]
}

// missing is what a batch's reads of what was not there cost in a table.
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
