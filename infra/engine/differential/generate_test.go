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

// step makes one step.
func (g *generator) step() step {
	r := g.request(pick(g, g.tables...))
	var s step
	switch n := g.IntN(100); {
	case n < 18:
		s = r.putItem()
	case n < 41:
		s = r.updateItem()
	case n < 46:
		s = r.deleteItem()
	case n < 54:
		s = r.getItem()
	case n < 66:
		s = r.query()
	case n < 71:
		s = r.scan()
	case n < 76:
		s = r.batchGet()
	case n < 81:
		s = r.batchWrite()
	case n < 87:
		s = r.transactWrite()
	case n < 90:
		s = r.transactGet()
	case n < 93:
		s = r.control()
	default:
		return g.refused(pick(g, refusals...))
	}
	s.covers = r.covers
	return s
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

func (r *request) putItem() step {
	body := map[string]any{"TableName": r.table.name, "Item": r.item(r.table)}
	r.guard(body, false)
	r.returns(body, "NONE", "ALL_OLD")
	r.capacity(body)
	return step{Op: "PutItem", Body: r.into(body)}
}

func (r *request) deleteItem() step {
	body := map[string]any{"TableName": r.table.name, "Key": r.key(r.table)}
	r.guard(body, false)
	r.returns(body, "NONE", "ALL_OLD")
	r.capacity(body)
	return step{Op: "DeleteItem", Body: r.into(body)}
}

func (r *request) updateItem() step {
	body := map[string]any{"TableName": r.table.name, "Key": r.key(r.table)}
	returns := []string{"NONE", "ALL_OLD", "ALL_NEW"}
	if !r.chance(3) {
		body["UpdateExpression"] = r.update()
		returns = append(returns, "UPDATED_OLD", "UPDATED_NEW", "UPDATED_NEW")
	}
	r.guard(body, false)
	r.returns(body, returns...)
	r.capacity(body)
	return step{Op: "UpdateItem", Body: r.into(body)}
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
