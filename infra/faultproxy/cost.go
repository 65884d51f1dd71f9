package faultproxy

import (
	"net/http"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"storefront/infra/engine/value"
)

// The errors of requests that DynamoDB bills all the same.
const (
	conditionFailed     = "ConditionalCheckFailedException"
	transactionCanceled = "TransactionCanceledException"
)

// consumed is what a request consumed of a table.
type consumed struct {
	total float64 // including its indexes
	base  float64 // without them, for a write
}

// output is what the proxy reads of a reply.
type output struct {
	Type             string         `json:"__type"`
	Item             value.Item     // that a condition did not hold for
	ConsumedCapacity jsontext.Value // an object, or a list of them
}

// errorCode returns the short name of an error, such as "ThrottlingException".
func (o output) errorCode() string { return o.Type[strings.LastIndex(o.Type, "#")+1:] }

// costs returns what a request consumed of each table. For a condition that
// fails and a transaction that is canceled, which DynamoDB bills, the reply does
// not say, so these are computed.
func (r *request) costs(status int, out output) (map[string]consumed, error) {
	switch {
	case status == http.StatusOK:
		return r.reportedCosts(out)
	case out.errorCode() == transactionCanceled:
		return r.leastCosts(), nil
	case out.errorCode() == conditionFailed:
		a := r.accesses[0]
		cost := 1.0
		if out.Item != nil { // the larger of the item and the one to replace it
			cost = value.WriteUnits(max(out.Item.Size(), a.Item.Size()))
		}
		return map[string]consumed{a.TableName: {cost, cost}}, nil
	}
	return nil, nil
}

func (r *request) reportedCosts(out output) (map[string]consumed, error) {
	type capacity struct {
		TableName     string
		CapacityUnits float64
		Table         *struct{ CapacityUnits float64 }
	}
	tables := make([]capacity, 1)
	var err error
	if r.batch() || r.transaction() {
		err = json.Unmarshal(out.ConsumedCapacity, &tables)
	} else {
		err = json.Unmarshal(out.ConsumedCapacity, &tables[0])
	}
	costs := map[string]consumed{}
	for _, t := range tables {
		c := consumed{total: t.CapacityUnits, base: t.CapacityUnits}
		if r.writes() && t.Table != nil {
			c.base = t.Table.CapacityUnits
		}
		costs[t.TableName] = c
	}
	return costs, err
}

// leastCosts returns what the accesses cost at least. That is what a transaction
// costs if the items that it updates, deletes or checks have at most 1 KB.
func (r *request) leastCosts() map[string]consumed {
	costs := map[string]consumed{}
	for _, a := range r.accesses {
		units := costs[a.TableName].total + a.units
		costs[a.TableName] = consumed{units, units}
	}
	return costs
}

// strip removes from a reply what the client did not ask for, and reports
// whether there was any.
func (r *request) strip(reply object, out output) (changed bool) {
	if out.ConsumedCapacity != nil && !r.asksForCapacity() {
		delete(reply, "ConsumedCapacity")
		changed = true
	}
	if out.errorCode() == conditionFailed && r.input.ReturnValuesOnConditionCheckFailure != "ALL_OLD" {
		delete(reply, "Item")
		changed = true
	}
	return changed
}
