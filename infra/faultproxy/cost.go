package faultproxy

import (
	"encoding/json"
	"net/http"
	"strings"
)

// The errors of requests that cost something all the same.
const (
	conditionFailed     = "ConditionalCheckFailedException"
	transactionCanceled = "TransactionCanceledException"
)

// consumed is what a request consumed of a table.
type consumed struct {
	total float64 // its indexes included
	base  float64 // without them, where a reply tells them apart
}

func (c consumed) plus(units float64) consumed { return consumed{c.total + units, c.base + units} }

// capacity is what a reply tells of a table.
type capacity struct {
	TableName     string
	CapacityUnits float64
	Table         *struct{ CapacityUnits float64 }
}

// costs tells what a request consumed of each table, from the reply to it. Of a
// condition that fails and of a transaction that is canceled the reply says
// nothing, while DynamoDB bills both; so these are computed.
func (r *request) costs(status int, reply object) (map[string]consumed, error) {
	switch {
	case status == http.StatusOK:
		return r.reported(reply)
	case errorCode(reply) == transactionCanceled:
		return r.leastCosts(), nil
	case errorCode(reply) == conditionFailed:
		return r.refused(reply)
	}
	return nil, nil
}

func (r *request) reported(reply object) (map[string]consumed, error) {
	var tables []capacity
	encoded := reply[consumedCapacity]
	if r.single() {
		encoded = append(append([]byte{'['}, encoded...), ']')
	}
	if err := json.Unmarshal(encoded, &tables); err != nil {
		return nil, err
	}
	costs := map[string]consumed{}
	for _, t := range tables {
		c := consumed{total: t.CapacityUnits, base: t.CapacityUnits}
		if r.write() && t.Table != nil {
			c.base = t.Table.CapacityUnits
		}
		costs[t.TableName] = c
	}
	return costs, nil
}

// single tells a request for one table.
func (r *request) single() bool {
	switch r.operation {
	case batchGetItem, batchWriteItem, transactGetItems, transactWriteItems:
		return false
	}
	return true
}

// leastCosts are what the accesses cost at least, which is what a transaction
// costs if the items that it updates, deletes or checks have at most 1 KB.
func (r *request) leastCosts() map[string]consumed {
	costs := map[string]consumed{}
	for _, a := range r.accesses {
		costs[a.table] = costs[a.table].plus(a.units)
	}
	return costs
}

// refused is what a write costs whose condition did not hold: what the item
// that is there would cost to write, or the one that was to be put if it is
// bigger; one unit if there is none.
func (r *request) refused(reply object) (map[string]consumed, error) {
	cost := 1.0
	if encoded, exists := reply["Item"]; exists {
		var old item
		if err := json.Unmarshal(encoded, &old); err != nil {
			return nil, err
		}
		size, err := old.size()
		if err != nil {
			return nil, err
		}
		if r.operation == putItem {
			put, err := r.accesses[0].attributes.size()
			if err != nil {
				return nil, err
			}
			size = max(size, put)
		}
		cost = units(size, writeUnit)
	}
	return map[string]consumed{r.accesses[0].table: {cost, cost}}, nil
}

// errorCode is the short name of an error, such as "ThrottlingException".
func errorCode(reply object) string {
	kind := reply.text("__type")
	return kind[strings.LastIndex(kind, "#")+1:]
}

// strip takes out of a reply what the client did not ask for.
func (r *request) strip(reply object) (changed bool) {
	if _, told := reply[consumedCapacity]; told && !r.asksCapacity {
		delete(reply, consumedCapacity)
		changed = true
	}
	if errorCode(reply) == conditionFailed && !r.asksOld {
		delete(reply, "Item")
		changed = true
	}
	return changed
}
