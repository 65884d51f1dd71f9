package faultproxy

import (
	"errors"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// object is a JSON object in which the proxy replaces some members. The others
// stay as they are.
type object map[string]jsontext.Value

func (o object) set(member string, v any) error {
	encoded, err := json.Marshal(v)
	o[member] = encoded
	return err
}

// input is what the proxy reads of a request's body, of an action of a
// transaction, and of a write of a batch.
type input struct {
	TableName, IndexName                string
	Key, Item                           value.Item
	ConsistentRead                      bool
	ConditionExpression                 string
	ReturnValuesOnConditionCheckFailure string
	ReturnConsumedCapacity              string
	KeyConditionExpression              string // of a query
	ExpressionAttributeNames            map[string]string
	ExpressionAttributeValues           map[string]value.Value
	RequestItems                        batch
	TransactItems                       []map[string]input // of one member each, such as Put
}

// request is a request that reads or writes items.
type request struct {
	operation string
	object    object // the body
	input     input
	accesses  []access
}

// access is what a request does to one item, or to the items of one partition.
type access struct {
	input
	partition string  // the value of the partition key, once it is known
	write     bool    // it consumes write units rather than read units
	units     float64 // the least that it costs
	position  int     // in a batch, among the table's entries; in a transaction, among all
}

// parse reads the body of a request.
func parse(operation string, body []byte) (*request, error) {
	r := &request{operation: operation}
	if err := json.Unmarshal(body, &r.object); err != nil {
		return nil, err
	}
	if r.object == nil {
		return nil, errors.New("the body is null")
	}
	if err := json.Unmarshal(body, &r.input); err != nil {
		return nil, err
	}
	return r, r.findAccesses()
}

func (r *request) findAccesses() error {
	switch {
	case r.batch():
		for _, table := range slices.Sorted(maps.Keys(r.input.RequestItems)) {
			part := r.input.RequestItems[table]
			for i, entry := range part.list {
				in, err := part.input(entry)
				if err != nil {
					return err
				}
				in.TableName = table
				r.add(in, i)
			}
		}
	case r.transaction():
		for i, action := range r.input.TransactItems {
			for _, in := range action {
				r.add(in, i)
			}
		}
	default:
		r.add(r.input, 0)
	}
	return nil
}

func (r *request) add(in input, position int) {
	a := access{input: in, write: r.writes(), units: 0.5, position: position}
	switch {
	case r.transaction():
		a.units = 2 * value.WriteUnits(in.Item.Size())
	case a.write, in.ConsistentRead:
		a.units = 1
	}
	r.accesses = append(r.accesses, a)
}

func (r *request) batch() bool {
	return r.operation == batchGetItem || r.operation == batchWriteItem
}

func (r *request) transaction() bool {
	return r.operation == transactGetItems || r.operation == transactWriteItems
}

// writes reports whether the request consumes write units rather than read units.
func (r *request) writes() bool {
	switch r.operation {
	case putItem, updateItem, deleteItem, batchWriteItem, transactWriteItems:
		return true
	}
	return false
}

// atomic returns how many of the accesses, at least one, are applied together or
// not at all.
func (r *request) atomic() int {
	if r.batch() {
		return 1
	}
	return max(1, len(r.accesses))
}

func (r *request) asksForCapacity() bool {
	asked := r.input.ReturnConsumedCapacity
	return asked != "" && asked != "NONE"
}

// body returns the request as it is forwarded, which asks for what the counts
// need.
func (r *request) body() ([]byte, error) {
	out := maps.Clone(r.object)
	if !r.asksForCapacity() {
		out["ReturnConsumedCapacity"] = jsontext.Value(`"INDEXES"`)
	}
	if r.input.ConditionExpression != "" {
		out["ReturnValuesOnConditionCheckFailure"] = jsontext.Value(`"ALL_OLD"`)
	}
	return json.Marshal(out)
}

// keyNames are the key attributes of a table or an index.
type keyNames struct{ partition, sort string }

// locate finds the value of the partition key. A scan, and a request that
// DynamoDB refuses, have none.
func (a *access) locate(keys keyNames) {
	for _, it := range []value.Item{a.Key, a.Item} {
		if v, found := it.Get(keys.partition); found {
			a.partition = v.Text
		}
	}
	if a.KeyConditionExpression == "" {
		return
	}
	scope, err := expression.NewScope(a.ExpressionAttributeNames, a.ExpressionAttributeValues, true)
	if err != nil {
		return
	}
	if condition, err := scope.KeyCondition(a.KeyConditionExpression, keys.partition, keys.sort); err == nil {
		a.partition = condition.Partition.Text
	}
}
