package faultproxy

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// The fields of requests and replies that the proxy reads or changes.
const (
	consumedCapacity       = "ConsumedCapacity"
	returnConsumedCapacity = "ReturnConsumedCapacity"
	returnOld              = "ReturnValuesOnConditionCheckFailure"
	requestItems           = "RequestItems"
)

// object is a JSON object of which only some fields matter here.
type object map[string]json.RawMessage

// text is the string in a field, or "".
func (o object) text(field string) string {
	var s string
	_ = json.Unmarshal(o[field], &s) // what is no string is none
	return s
}

func (o object) set(field string, value any) {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // only raw JSON and strings are set
	}
	o[field] = encoded
}

// request is a request for items.
type request struct {
	operation string
	fields    object // of the body
	accesses  []access

	asksCapacity bool // the client wants to know what was consumed
	asksOld      bool // and the item that its condition did not hold for
}

// access is what a request does to one item, or to the items of one partition.
type access struct {
	table, index string
	attributes   item    // a key, or a whole item; nil: no single item
	condition    *object // of a query, the request
	partition    string  // the value of the partition key, once it is known
	write        bool
	units        float64 // the least that it costs
	position     int     // in a batch, among the table's entries; in a transaction, among all
}

// read understands the body of a request for items.
func read(operation string, body []byte) (*request, error) {
	r := &request{operation: operation}
	if err := json.Unmarshal(body, &r.fields); err != nil {
		return nil, err
	}
	if r.fields == nil {
		return nil, errors.New("the body is null")
	}
	asked := r.fields.text(returnConsumedCapacity)
	r.asksCapacity = asked != "" && asked != "NONE"
	r.asksOld = r.fields.text(returnOld) == "ALL_OLD"
	return r, r.findAccesses()
}

func (r *request) findAccesses() error {
	switch r.operation {
	case batchGetItem:
		return r.findReadBatch()
	case batchWriteItem:
		return r.findWriteBatch()
	case transactGetItems, transactWriteItems:
		return r.findTransaction()
	}
	a := access{
		table: r.fields.text("TableName"),
		index: r.fields.text("IndexName"),
		write: r.write(),
		units: r.least(r.fields),
	}
	if r.operation == query {
		a.condition = &r.fields
	}
	r.accesses = []access{a}
	return r.fields.attributes(&r.accesses[0])
}

// attributes reads those that name the item.
func (o object) attributes(a *access) error {
	for _, field := range []string{"Key", "Item"} {
		if encoded, ok := o[field]; ok {
			return json.Unmarshal(encoded, &a.attributes)
		}
	}
	return nil
}

// write tells whether the request consumes write units rather than read units.
func (r *request) write() bool {
	switch r.operation {
	case putItem, updateItem, deleteItem, batchWriteItem, transactWriteItems:
		return true
	}
	return false
}

// together is how many of the accesses, one at least, are applied together or
// not at all.
func (r *request) together() int {
	if r.operation == batchGetItem || r.operation == batchWriteItem {
		return 1
	}
	return max(1, len(r.accesses))
}

// least is the least that a read or write of one item costs.
func (r *request) least(o object) float64 {
	switch {
	case r.operation == transactGetItems, r.operation == transactWriteItems:
		return 2
	case r.write(), string(o["ConsistentRead"]) == "true":
		return 1
	default:
		return 0.5
	}
}

func (r *request) findReadBatch() error {
	var tables map[string]object
	if err := json.Unmarshal(r.fields[requestItems], &tables); err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		var keys []item
		if err := json.Unmarshal(tables[table]["Keys"], &keys); err != nil {
			return err
		}
		for i, key := range keys {
			r.accesses = append(r.accesses, access{table: table, attributes: key, units: r.least(tables[table]), position: i})
		}
	}
	return nil
}

func (r *request) findWriteBatch() error {
	var tables map[string][]map[string]object
	if err := json.Unmarshal(r.fields[requestItems], &tables); err != nil {
		return err
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		for i, entry := range tables[table] {
			for _, write := range entry { // one: PutRequest or DeleteRequest
				a := access{table: table, write: true, units: 1, position: i}
				if err := write.attributes(&a); err != nil {
					return err
				}
				r.accesses = append(r.accesses, a)
			}
		}
	}
	return nil
}

func (r *request) findTransaction() error {
	var entries []map[string]object
	if err := json.Unmarshal(r.fields["TransactItems"], &entries); err != nil {
		return err
	}
	for i, entry := range entries {
		for _, action := range entry { // one: Get, Put, Update, Delete or ConditionCheck
			a := access{table: action.text("TableName"), write: r.write(), units: r.least(action), position: i}
			if err := action.attributes(&a); err != nil {
				return err
			}
			if _, put := action["Item"]; put {
				size, err := a.attributes.size()
				if err != nil {
					return err
				}
				a.units *= units(size, writeUnit)
			}
			r.accesses = append(r.accesses, a)
		}
	}
	return nil
}

// body is the request as it is forwarded: it asks for what the counts need.
func (r *request) body() ([]byte, error) {
	out := maps.Clone(r.fields)
	if !r.asksCapacity {
		out.set(returnConsumedCapacity, "INDEXES")
	}
	if _, conditional := out["ConditionExpression"]; conditional {
		out.set(returnOld, "ALL_OLD")
	}
	return json.Marshal(out)
}

// locate finds the value of the partition key, whose attribute is given.
func (a *access) locate(attribute string) {
	switch {
	case a.condition != nil:
		a.partition = queried(*a.condition, attribute)
	case a.attributes != nil:
		a.partition = string(a.attributes[attribute])
	}
}

// equality is a name, or a placeholder of one, that equals a value.
var equality = regexp.MustCompile(`(#?[\w.-]+)\s*=\s*(:\w+)`)

// queried is the value that a query's key condition has an attribute equal.
func queried(query object, attribute string) string {
	var names map[string]string
	var values item
	_ = json.Unmarshal(query["ExpressionAttributeNames"], &names)
	_ = json.Unmarshal(query["ExpressionAttributeValues"], &values)
	for _, match := range equality.FindAllStringSubmatch(query.text("KeyConditionExpression"), -1) {
		name := match[1]
		if strings.HasPrefix(name, "#") {
			name = names[name]
		}
		if name == attribute {
			return string(values[match[2]])
		}
	}
	return ""
}
