package differential

import (
	"math/rand/v2"
	"slices"
)

const (
	sequenceSteps = 60 // on average

	// The index of the template's waitlist.
	indexName = "queue"
	indexHash = "queue"
	indexSort = "position"
)

// table describes a table with the partition key pk and the sort key sk.
type table struct {
	name       string
	hash, sort string // their types; sort may be ""
	index      bool
	projection map[string]any
	view       string // of its stream; "": none
}

// generate returns the sequence of a seed and a number. Only one in six has
// streams: DynamoDB Local gets slower with every stream record.
func generate(seed uint64, number int) sequence {
	g := &generator{Rand: rand.New(rand.NewPCG(seed, uint64(number))), number: number}
	view := func() string {
		if number%6 != 0 {
			return ""
		}
		return pick(g, "NEW_AND_OLD_IMAGES", "NEW_AND_OLD_IMAGES", "NEW_AND_OLD_IMAGES", "NEW_IMAGE", "OLD_IMAGE", "KEYS_ONLY")
	}
	keysOnly := map[string]any{"ProjectionType": "KEYS_ONLY"}
	g.tables = []table{
		{name: runName + "-plain", hash: "S", view: view()},
		{name: runName + "-ranged", hash: pick(g, "S", "S", "N", "B"), sort: pick(g, "N", "N", "S", "B"), view: view()},
		{name: runName + "-waitlist", hash: "S", index: true, view: view(), projection: pick(g, keysOnly, keysOnly, keysOnly,
			map[string]any{"ProjectionType": "ALL"}, map[string]any{"ProjectionType": "INCLUDE", "NonKeyAttributes": []any{"n", "m"}})},
	}
	var steps []step
	for _, t := range g.tables {
		steps = append(steps, t.create())
	}
	for range 6 {
		steps = append(steps, g.request(g.tables[0]).batchWrite())
	}
	for range sequenceSteps/2 + g.IntN(sequenceSteps) {
		steps = append(steps, g.step())
	}
	return sequence{number, g.tables, slices.Concat(steps, g.sweep())}
}

func (t table) create() step {
	definitions := []any{definition("pk", t.hash)}
	schema := []any{keyPart("pk", "HASH")}
	if t.sort != "" {
		definitions, schema = append(definitions, definition("sk", t.sort)), append(schema, keyPart("sk", "RANGE"))
	}
	body := map[string]any{"TableName": t.name, "BillingMode": "PAY_PER_REQUEST", "KeySchema": schema}
	if t.index {
		definitions = append(definitions, definition(indexHash, "S"), definition(indexSort, "S"))
		body["GlobalSecondaryIndexes"] = []any{map[string]any{
			"IndexName": indexName, "Projection": t.projection,
			"KeySchema": []any{keyPart(indexHash, "HASH"), keyPart(indexSort, "RANGE")},
		}}
	}
	if t.view != "" {
		body["StreamSpecification"] = map[string]any{"StreamEnabled": true, "StreamViewType": t.view}
	}
	body["AttributeDefinitions"] = definitions
	return step{Op: "CreateTable", Body: body}
}

func definition(name, kind string) any {
	return map[string]any{"AttributeName": name, "AttributeType": kind}
}

func keyPart(name, kind string) any { return map[string]any{"AttributeName": name, "KeyType": kind} }

// kinds are the kinds of steps, each with its share in percent. The other steps are
// refusals.
var kinds = []struct {
	share int
	make  func(*request) step
}{
	{18, (*request).putItem}, {23, (*request).updateItem}, {5, (*request).deleteItem}, {8, (*request).getItem}, {12, (*request).query},
	{5, (*request).scan}, {5, (*request).batchGet}, {5, (*request).batchWrite}, {6, (*request).transactWrite}, {3, (*request).transactGet},
	{3, (*request).control},
}

// step makes one step.
func (g *generator) step() step {
	r := g.request(pick(g, g.tables...))
	n := g.IntN(100)
	for _, k := range kinds {
		if n -= k.share; n < 0 {
			s := k.make(r)
			s.covers = r.covers
			return s
		}
	}
	return g.refused(pick(g, refusals...))
}

// capacity asks for the consumed capacity in most requests.
func (r *request) capacity(body map[string]any) {
	if which := pick(r.generator, "", "NONE", "TOTAL", "INDEXES", "INDEXES"); which != "" {
		r.cover("ReturnConsumedCapacity", which)
		body["ReturnConsumedCapacity"] = which
	}
}

// returns asks for some of the return values.
func (r *request) returns(body map[string]any, values ...string) {
	if r.chance(75) {
		which := pick(r.generator, values...)
		r.cover("ReturnValues", which)
		body["ReturnValues"] = which
	}
}

// guard adds a condition to half of the writes that need none, and often asks for
// the old item if it fails. Every existing item meets half of the conditions.
func (r *request) guard(body map[string]any, needed bool) {
	if needed || r.chance(50) {
		body["ConditionExpression"] = pick(r.generator, "", "attribute_exists(pk) OR ") + r.condition(2)
		if which := pick(r.generator, "", "NONE", "ALL_OLD", "ALL_OLD"); which != "" {
			r.cover("ReturnValuesOnConditionCheckFailure", which)
			body["ReturnValuesOnConditionCheckFailure"] = which
		}
	}
}

// writeItem returns a request that writes one item, with or without a condition.
func (r *request) writeItem(op string, body map[string]any, returns ...string) step {
	r.guard(body, false)
	r.returns(body, returns...)
	r.capacity(body)
	return step{Op: op, Body: r.into(body)}
}

func (r *request) putItem() step {
	return r.writeItem("PutItem", map[string]any{"TableName": r.table.name, "Item": r.item(r.table)}, "NONE", "ALL_OLD")
}

func (r *request) deleteItem() step {
	return r.writeItem("DeleteItem", map[string]any{"TableName": r.table.name, "Key": r.key(r.table)}, "NONE", "ALL_OLD")
}

func (r *request) updateItem() step {
	body := map[string]any{"TableName": r.table.name, "Key": r.key(r.table)}
	returns := []string{"NONE", "ALL_OLD", "ALL_NEW"}
	if !r.chance(3) {
		body["UpdateExpression"] = r.update()
		returns = append(returns, "UPDATED_OLD", "UPDATED_NEW", "UPDATED_NEW")
	}
	return r.writeItem("UpdateItem", body, returns...)
}

func (r *request) getItem() step {
	body := map[string]any{"TableName": r.table.name, "Key": r.key(r.table), "ConsistentRead": r.chance(50)}
	r.project(body, 40)
	r.capacity(body)
	return step{Op: "GetItem", Body: r.into(body)}
}

func (r *request) project(body map[string]any, percent int) {
	if r.chance(percent) {
		r.cover("with", "ProjectionExpression")
		body["ProjectionExpression"] = r.projection()
	}
}

// reading adds the parameters that queries and scans share.
func (r *request) reading(body map[string]any) {
	if r.chance(40) {
		r.cover("with", "FilterExpression")
		body["FilterExpression"] = r.condition(1)
	}
	switch r.IntN(4) {
	case 0:
		r.cover("Select", "COUNT")
		body["Select"] = "COUNT"
	case 1:
		r.project(body, 100)
	}
	if r.chance(40) {
		r.cover("with", "Limit")
		body["Limit"] = 1 + r.IntN(4)
	}
}

func (r *request) scan() step {
	body := map[string]any{"TableName": r.table.name}
	r.reading(body)
	if body["Limit"] == nil { // otherwise it depends on the pages
		r.capacity(body)
	}
	return step{Op: "Scan", Body: r.into(body)}
}
