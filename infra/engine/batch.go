package engine

import (
	"slices"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// The most keys or writes that one batch takes, and bytes that it returns.
const (
	batchReads  = 100
	batchWrites = 25
	batchBytes  = 16 << 20
)

type keysAndAttributes struct {
	Keys                     []value.Item
	ConsistentRead           bool              `json:",omitzero"`
	ExpressionAttributeNames map[string]string `json:",omitzero"`
	projected                `json:",inline"`
}

type batchGetItemInput struct {
	RequestItems           map[string]keysAndAttributes
	ReturnConsumedCapacity detail
}

type batchGetItemOutput struct {
	Responses        map[string][]any
	UnprocessedKeys  map[string]keysAndAttributes
	ConsumedCapacity []*capacity `json:",omitzero"`
}

func (e *Engine) batchGetItem(in *batchGetItemInput) (any, error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	projections, err := e.checkReads(in)
	if err != nil {
		return nil, err
	}
	out := batchGetItemOutput{map[string][]any{}, map[string]keysAndAttributes{}, nil}
	costs, size := bill{}, 0
	for name, wanted := range in.RequestItems {
		out.Responses[name] = []any{}
		for i, key := range wanted.Keys {
			if size > batchBytes {
				left := wanted
				left.Keys = wanted.Keys[i:]
				out.UnprocessedKeys[name] = left
				break
			}
			r, c, err := e.read(name, key, wanted.ConsistentRead)
			if err != nil {
				return nil, err
			}
			costs.add(c)
			if r != nil {
				size += r.size
				out.Responses[name] = append(out.Responses[name], r.answer(projections[name]))
			}
		}
	}
	out.ConsumedCapacity = in.ReturnConsumedCapacity.all(costs)
	return out, nil
}

// checkReads checks a batch before any part of it is read.
func (e *Engine) checkReads(in *batchGetItemInput) (map[string]expression.Projection, error) {
	projections, count := map[string]expression.Projection{}, 0
	for name, wanted := range in.RequestItems {
		var err error
		if projections[name], err = wanted.parseAlone(wanted.ExpressionAttributeNames); err != nil {
			return nil, err
		}
		for i, key := range wanted.Keys {
			if slices.ContainsFunc(wanted.Keys[:i], key.Equal) {
				return nil, errDuplicates
			}
		}
		t, err := e.table(name)
		if err != nil {
			return nil, err
		}
		for _, key := range wanted.Keys {
			if err := t.checkExactKey(key); err != nil {
				return nil, err
			}
		}
		if len(wanted.Keys) == 0 {
			return nil, invalid("The list of keys in RequestItems for BatchGetItem is required for table %s", name)
		}
		count += len(wanted.Keys)
	}
	if count == 0 || count > batchReads {
		return nil, invalid("BatchGetItem takes 1 to %d keys, not %d", batchReads, count)
	}
	return projections, nil
}

var errDuplicates = invalid("Provided list of item keys contains duplicates")

// writeRequest is a write of a batch. Exactly one member is set.
type writeRequest struct {
	PutRequest    *struct{ Item value.Item }
	DeleteRequest *struct{ Key value.Item }
}

type batchWriteItemInput struct {
	RequestItems                map[string][]writeRequest
	ReturnConsumedCapacity      detail
	ReturnItemCollectionMetrics string // as with single writes
}

type batchWriteItemOutput struct {
	UnprocessedItems map[string][]writeRequest
	ConsumedCapacity []*capacity `json:",omitzero"`
}

func (e *Engine) batchWriteItem(in *batchWriteItemInput) (any, error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	steps, err := e.checkWrites(in)
	if err != nil {
		return nil, err
	}
	costs, err := e.commit(nil, steps...)
	if err != nil {
		return nil, err
	}
	return batchWriteItemOutput{map[string][]writeRequest{}, in.ReturnConsumedCapacity.all(newBill(costs, 1))}, nil
}

// checkWrites checks a batch before any part of it is written.
func (e *Engine) checkWrites(in *batchWriteItemInput) ([]step, error) {
	var steps []step
	for name, requests := range in.RequestItems {
		t, err := e.table(name)
		if err != nil {
			return nil, err
		}
		seen := map[position]bool{}
		for _, r := range requests {
			w, err := r.write()
			if err != nil {
				return nil, err
			}
			s, err := w.resolve(t)
			if err == nil && seen[s.at] {
				err = errDuplicates
			}
			if err != nil {
				return nil, err
			}
			seen[s.at] = true
			steps = append(steps, s)
		}
	}
	if len(steps) == 0 || len(steps) > batchWrites {
		return nil, invalid("BatchWriteItem takes 1 to %d requests, not %d", batchWrites, len(steps))
	}
	return steps, nil
}

func (r writeRequest) write() (*write, error) {
	switch {
	case r.PutRequest != nil && r.DeleteRequest == nil:
		return newWrite(put, r.PutRequest.Item, conditional{}, nil)
	case r.DeleteRequest != nil && r.PutRequest == nil:
		return newWrite(deletion, r.DeleteRequest.Key, conditional{}, nil)
	default:
		return nil, invalid("Supplied WriteRequest must have exactly one of PutRequest and DeleteRequest")
	}
}
