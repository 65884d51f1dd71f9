package faultproxy

import (
	"encoding/json"
	"maps"
	"slices"
)

// batch is the entries of a BatchGetItem or BatchWriteItem by table.
type batch map[string]entries

// entries are those of one table, in their order, and what else a BatchGetItem
// says of the table.
type entries struct {
	list []json.RawMessage
	rest object
}

// UnmarshalJSON reads {"Keys": [...], ...} and [...].
func (e *entries) UnmarshalJSON(encoded []byte) error {
	if encoded[0] == '[' {
		return json.Unmarshal(encoded, &e.list)
	}
	if err := json.Unmarshal(encoded, &e.rest); err != nil {
		return err
	}
	return json.Unmarshal(e.rest["Keys"], &e.list)
}

// MarshalJSON is the reverse.
func (e entries) MarshalJSON() ([]byte, error) {
	if e.rest == nil {
		return json.Marshal(e.list)
	}
	out := maps.Clone(e.rest) // which entries that were split share
	out.set("Keys", e.list)
	return json.Marshal(out)
}

// split takes the accesses that were refused out of a batch, which is what
// DynamoDB does: it applies the rest, and gives these back as unprocessed.
func (r *request) split(refused []access) (unprocessed batch, err error) {
	var all batch
	if err := json.Unmarshal(r.fields[requestItems], &all); err != nil {
		return nil, err
	}
	kept, unprocessed := batch{}, batch{}
	for table, e := range all {
		for i, entry := range e.list {
			to := kept
			if slices.ContainsFunc(refused, func(a access) bool { return a.table == table && a.position == i }) {
				to = unprocessed
			}
			to[table] = entries{append(to[table].list, entry), e.rest}
		}
	}
	r.fields.set(requestItems, kept)
	r.accesses = slices.DeleteFunc(r.accesses, func(a access) bool {
		return slices.ContainsFunc(refused, func(b access) bool { return a.table == b.table && a.position == b.position })
	})
	return unprocessed, nil
}

// giveBack adds what was not processed to what a reply says was not.
func (r *request) giveBack(unprocessed batch, reply object) error {
	field := "UnprocessedKeys"
	if r.operation == batchWriteItem {
		field = "UnprocessedItems"
	}
	all := batch{}
	if encoded, told := reply[field]; told {
		if err := json.Unmarshal(encoded, &all); err != nil {
			return err
		}
	}
	for table, e := range unprocessed {
		all[table] = entries{append(all[table].list, e.list...), e.rest}
	}
	reply.set(field, all)
	return nil
}
