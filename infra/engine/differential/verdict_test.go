package differential

import (
	"cmp"
	"encoding/json"
	"math/big"
	"net/http"
	"reflect"
	"slices"
	"strings"
)

// comparableReply returns the part of an answer that must be equal: without messages and
// times, and with sets and unordered lists sorted.
func comparableReply(s step, r reply) map[string]any {
	out := map[string]any{"status": float64(r.Status)}
	if r.Status != http.StatusOK {
		out["error"] = r.errorType()
		if r.Status == 0 {
			out["error"] = r.Body["no answer"]
		}
		out["Item"] = r.Body["Item"]
		out["CancellationReasons"] = reasons(r.Body["CancellationReasons"])
		return ordered(out).(map[string]any)
	}
	body := ordered(r.Body).(map[string]any)
	switch s.Op {
	case "CreateTable", "DeleteTable", "DescribeTable":
		out["table"] = description(body)
		return out
	case "ListTables":
		out["names"] = own(body["TableNames"])
		return out
	case "Scan", "Query":
		if s.paged() {
			out["order"] = positions(s, body)
			sorted(body["Items"])
		}
	case "BatchGetItem":
		responses, _ := body["Responses"].(map[string]any)
		for _, items := range responses {
			sorted(items)
		}
	}
	if list, ok := body["ConsumedCapacity"].([]any); ok {
		sorted(list)
	}
	out["body"] = body
	return out
}

// reasons returns the codes and the old items.
func reasons(v any) any {
	list, _ := v.([]any)
	var out []any
	for _, r := range list {
		reason, _ := r.(map[string]any)
		out = append(out, map[string]any{"Code": reason["Code"], "Item": reason["Item"]})
	}
	return out
}

// description returns what the store reads of a table's description.
func description(body map[string]any) any {
	d, _ := cmp.Or(body["TableDescription"], body["Table"]).(map[string]any)
	out := map[string]any{}
	for _, field := range []string{"TableName", "TableStatus", "KeySchema", "AttributeDefinitions", "StreamSpecification"} {
		out[field] = d[field]
	}
	sorted(out["AttributeDefinitions"])
	if d["StreamSpecification"] != nil { // DynamoDB Local shows the stream of an earlier table of the name, too
		_, out["stream"] = d["LatestStreamArn"].(string)
	}
	indexes, _ := d["GlobalSecondaryIndexes"].([]any)
	for _, i := range indexes {
		index, _ := i.(map[string]any)
		name, _ := index["IndexName"].(string)
		out["index "+name] = []any{index["KeySchema"], index["Projection"], index["IndexStatus"]}
	}
	return out
}

// own returns the tables of the run, without those of other sequences.
func own(names any) []string {
	list, _ := names.([]any)
	var out []string
	for _, n := range list {
		if name, _ := n.(string); strings.HasPrefix(name, runName+"-") {
			out = append(out, name)
		}
	}
	return out
}

// positions returns the sort keys of an index in the order of the answer. Items
// with equal sort keys may come in any order.
func positions(s step, body map[string]any) any {
	items, _ := body["Items"].([]any)
	if s.Op != "Query" {
		return nil
	}
	var out []any
	for _, i := range items {
		item, _ := i.(map[string]any)
		out = append(out, item[indexSort])
	}
	return out
}

// copied returns a copy of a value. entry returns what stands for each entry of its
// maps.
func copied(v any, entry func(name string, v any) any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, e := range v {
			out[name] = entry(name, copied(e, entry))
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = copied(e, entry)
		}
		return out
	}
	return v
}

// ordered copies a value and sorts the sets in it.
func ordered(v any) any {
	return copied(v, func(name string, v any) any {
		if name == "SS" || name == "NS" || name == "BS" {
			sorted(v)
		}
		return v
	})
}

// sorted sorts a list in place, by the elements' JSON.
func sorted(v any) {
	if list, ok := v.([]any); ok {
		slices.SortFunc(list, func(a, b any) int { return strings.Compare(text(a), text(b)) })
	}
}

// text returns the JSON of a value that was decoded from JSON.
func text(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil {
		panic(err) // cannot happen for a decoded value
	}
	return string(encoded)
}

// normalised returns a copy of a value with numbers in the normal form: without
// exponents and redundant zeros.
func normalised(v any) any {
	return copied(v, func(name string, v any) any {
		if n, ok := v.(string); ok && name == "N" {
			return normalNumber(n)
		}
		if list, ok := v.([]any); ok && name == "NS" {
			for i, e := range list {
				n, _ := e.(string)
				list[i] = normalNumber(n)
			}
		}
		return v
	})
}

// normalNumber returns a number in the normal form, and any other text unchanged.
func normalNumber(n string) string {
	r, ok := new(big.Rat).SetString(n)
	if !ok {
		return n
	}
	const digits = 130 + 38 // the most digits after the decimal point
	if n = r.FloatString(digits); strings.Contains(n, ".") {
		n = strings.TrimSuffix(strings.TrimRight(n, "0"), ".")
	}
	return n
}

// verdict reports whether two answers to a step are equal, or which exception
// excuses their difference.
func verdict(s step, amazon, other reply) (equal bool, exception string) {
	a, o := comparableReply(s, amazon), comparableReply(s, other)
	if reflect.DeepEqual(a, o) {
		return true, ""
	}
	amazon.Body, _ = normalised(amazon.Body).(map[string]any)
	inForm := comparableReply(s, amazon)
	for _, e := range exceptions {
		if e.covers(s, inForm, o) || e.covers(s, a, o) {
			return true, e.name
		}
	}
	return false, ""
}
