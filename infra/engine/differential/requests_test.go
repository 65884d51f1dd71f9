package differential

import "fmt"

// query returns a query of the table or of its index.
func (r *request) query() step {
	body := map[string]any{"TableName": r.table.name}
	if r.table.index && r.chance(80) {
		r.cover("query of", "the index")
		body["IndexName"] = indexName
		hash := value{"S": pick(r.generator, "q1", "q1", "q2", "q3")}
		body["KeyConditionExpression"] = r.write(indexHash) + " = " + r.put(hash) + r.sortCondition(indexSort, "S", "p1", "p3")
	} else {
		key := r.key(r.table)
		body["KeyConditionExpression"] = r.write("pk") + " = " + r.put(key["pk"].(value)) + r.keyRange(key)
		body["ConsistentRead"] = r.chance(50)
		if r.chance(15) {
			start := r.key(r.table)
			start["pk"] = key["pk"]
			body["ExclusiveStartKey"] = start
		}
	}
	r.noKeys = true
	r.reading(body)
	if r.chance(50) {
		body["ScanIndexForward"] = r.chance(30)
	}
	s := step{Op: "Query", Body: r.into(body)}
	if !s.paged() || body["Limit"] == nil {
		r.capacity(body)
	}
	return s
}

// keyRange returns a condition on the table's sort key, or "" if it has none.
func (r *request) keyRange(key value) string {
	bounds := map[string][]string{"N": {"1", "2.0"}, "S": {"a", "b"}, "B": {"AA==", "AAE="}}[r.table.sort]
	if bounds == nil {
		return ""
	}
	return r.sortCondition("sk", r.table.sort, bounds...)
}

func (r *request) sortCondition(name, kind string, bounds ...string) string {
	if r.chance(40) {
		return ""
	}
	which := pick(r.generator, "=", "<", "<=", ">", ">=", "BETWEEN", "begins_with")
	if which == "begins_with" && kind == "N" {
		which = ">="
	}
	r.cover("key condition", which)
	name = r.write(name)
	low := r.put(value{kind: bounds[0]})
	switch which {
	case "BETWEEN":
		return " AND " + name + " BETWEEN " + low + " AND " + r.put(value{kind: bounds[1]})
	case "begins_with":
		return " AND begins_with(" + name + ", " + low + ")"
	}
	return " AND " + name + " " + which + " " + low
}

// keys returns different keys of the table. (DynamoDB Local takes 10 and 1e1 for
// different keys.)
func (g *generator) keys(t table, most int) []any {
	var keys []any
	seen := map[string]bool{}
	for range 1 + g.IntN(most) {
		k := g.key(t)
		if id := text(normalised(k)); !seen[id] {
			keys, seen[id] = append(keys, k), true
		}
	}
	return keys
}

func (r *request) batchGet() step {
	requests := map[string]any{}
	for _, i := range r.Perm(len(r.tables))[:1+r.IntN(2)] {
		part := r.request(r.tables[i])
		body := map[string]any{"Keys": r.keys(part.table, 6), "ConsistentRead": r.chance(50)}
		part.project(body, 30)
		requests[part.table.name] = part.into(body)
		r.covers = append(r.covers, part.covers...)
	}
	body := map[string]any{"RequestItems": requests}
	r.capacity(body)
	return step{Op: "BatchGetItem", Body: body}
}

func (r *request) batchWrite() step {
	requests := map[string]any{}
	for _, i := range r.Perm(len(r.tables))[:1+r.IntN(3)] {
		t := r.tables[i]
		var writes []any
		for _, key := range r.keys(t, 6) {
			if r.chance(10) {
				writes = append(writes, map[string]any{"DeleteRequest": map[string]any{"Key": key}})
				continue
			}
			item := r.item(t)
			for name, v := range key.(value) {
				item[name] = v
			}
			writes = append(writes, map[string]any{"PutRequest": map[string]any{"Item": item}})
		}
		requests[t.name] = writes
	}
	body := map[string]any{"RequestItems": requests}
	r.capacity(body)
	return step{Op: "BatchWriteItem", Body: body}
}

// transactWrite returns a transaction of up to four writes and checks of different
// items.
func (r *request) transactWrite() step {
	var actions []any
	seen := map[string]bool{}
	for range 1 + r.IntN(4) {
		part := r.request(pick(r.generator, r.tables...))
		key := r.key(part.table)
		id := part.table.name + text(normalised(key))
		if seen[id] {
			continue
		}
		seen[id] = true
		which := pick(r.generator, "Put", "Update", "Update", "Delete", "ConditionCheck")
		body := map[string]any{"TableName": part.table.name, "Key": key}
		switch which {
		case "Put":
			body["Item"] = r.item(part.table)
			delete(body, "Key")
			for name, v := range key {
				body["Item"].(value)[name] = v
			}
		case "Update":
			body["UpdateExpression"] = part.update()
		}
		part.guard(body, which == "ConditionCheck")
		part.cover("transaction", which)
		actions = append(actions, map[string]any{which: part.into(body)})
		r.covers = append(r.covers, part.covers...)
	}
	body := map[string]any{"TransactItems": actions}
	r.capacity(body)
	if r.chance(15) {
		r.cover("with", "ClientRequestToken")
		body["ClientRequestToken"] = fmt.Sprintf("%s-%d", runName, r.IntN(2))
	}
	return step{Op: "TransactWriteItems", Body: body}
}

func (r *request) transactGet() step {
	var gets []any
	for _, i := range r.Perm(len(r.tables))[:1+r.IntN(2)] {
		for _, key := range r.keys(r.tables[i], 3) {
			part := r.request(r.tables[i])
			body := map[string]any{"TableName": part.table.name, "Key": key}
			part.project(body, 30)
			gets = append(gets, map[string]any{"Get": part.into(body)})
		}
	}
	body := map[string]any{"TransactItems": gets}
	r.capacity(body)
	return step{Op: "TransactGetItems", Body: body}
}

// control returns a request about tables. After a table is deleted, its requests
// are refused until it is created again.
func (r *request) control() step {
	op := pick(r.generator, "DescribeTable", "DescribeTable", "ListTables", "UpdateTimeToLive", "UpdateTimeToLive", "DescribeTimeToLive",
		"CreateTable", "CreateTable", "DeleteTable")
	body := map[string]any{"TableName": r.table.name}
	switch op {
	case "ListTables":
		body = map[string]any{"ExclusiveStartTableName": runName, "Limit": len(r.tables)}
	case "UpdateTimeToLive":
		body["TimeToLiveSpecification"] = map[string]any{"Enabled": r.chance(60), "AttributeName": pick(r.generator, "ttl", "ttl", "expires_at")}
	case "CreateTable":
		return r.table.create()
	}
	return step{Op: op, Body: body}
}
