package faultproxy

import (
	"bytes"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// batch holds the entries of a BatchGetItem or BatchWriteItem by table.
type batch map[string]entries

// entries are the keys or writes of one table, in order.
type entries struct {
	list []jsontext.Value
	rest object // members beside Keys; nil: these are writes
}

// UnmarshalJSON reads {"Keys": [...], ...} or [...].
func (e *entries) UnmarshalJSON(encoded []byte) error {
	if bytes.HasPrefix(encoded, []byte("[")) {
		return json.Unmarshal(encoded, &e.list)
	}
	if err := json.Unmarshal(encoded, &e.rest); err != nil {
		return err
	}
	if keys, ok := e.rest["Keys"]; ok {
		return json.Unmarshal(keys, &e.list)
	}
	return nil
}

// MarshalJSON writes what UnmarshalJSON reads.
func (e entries) MarshalJSON() ([]byte, error) {
	if e.rest == nil {
		return json.Marshal(e.list)
	}
	out := maps.Clone(e.rest) // entries that were split share it
	if err := out.set("Keys", e.list); err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

// input reads one of the entries.
func (e entries) input(entry jsontext.Value) (in input, err error) {
	if e.rest != nil {
		in.ConsistentRead = string(e.rest["ConsistentRead"]) == "true"
		err = json.Unmarshal(entry, &in.Key)
		return in, err
	}
	var write struct{ PutRequest, DeleteRequest input }
	err = json.Unmarshal(entry, &write)
	return input{Key: write.DeleteRequest.Key, Item: write.PutRequest.Item}, err
}

// split removes the refused accesses from a batch and returns their entries, as
// DynamoDB applies the rest and returns these as unprocessed.
func (r *request) split(refused []access) (unprocessed batch, err error) {
	isRefused := func(table string, position int) bool {
		return slices.ContainsFunc(refused, func(a access) bool { return a.TableName == table && a.position == position })
	}
	kept, unprocessed := batch{}, batch{}
	for table, e := range r.input.RequestItems {
		for i, entry := range e.list {
			to := kept
			if isRefused(table, i) {
				to = unprocessed
			}
			to[table] = entries{append(to[table].list, entry), e.rest}
		}
	}
	r.accesses = slices.DeleteFunc(r.accesses, func(a access) bool { return isRefused(a.TableName, a.position) })
	return unprocessed, r.object.set("RequestItems", kept)
}

// giveBack adds unprocessed entries to those in a reply.
func (r *request) giveBack(unprocessed batch, reply object) error {
	member := "UnprocessedKeys"
	if r.operation == batchWriteItem {
		member = "UnprocessedItems"
	}
	all := batch{}
	if encoded, ok := reply[member]; ok {
		if err := json.Unmarshal(encoded, &all); err != nil {
			return err
		}
	}
	for table, e := range unprocessed {
		all[table] = entries{append(all[table].list, e.list...), e.rest}
	}
	return reply.set(member, all)
}
