package engine

import (
	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// projected is what makes a read return parts of items.
type projected struct {
	ProjectionExpression *string
}

func (p projected) parse(scope *expression.Scope) (expression.Projection, error) {
	if p.ProjectionExpression == nil {
		return nil, nil
	}
	parts, err := scope.Projection(*p.ProjectionExpression)
	return parts, inParameter("ProjectionExpression", err)
}

type getItemInput struct {
	TableName                string
	Key                      value.Item
	ConsistentRead           bool
	ExpressionAttributeNames map[string]string
	projected
	ReturnConsumedCapacity detail
}

type getItemOutput struct {
	Item             value.Item `json:",omitzero"`
	ConsumedCapacity *capacity  `json:",omitzero"`
}

func (e *Engine) getItem(in *getItemInput) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, err := e.table(in.TableName); err != nil {
		return nil, err
	}
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	projection, err := in.parseAlone(in.ExpressionAttributeNames)
	if err != nil {
		return nil, err
	}
	it, c, err := e.read(in.TableName, in.Key, in.ConsistentRead)
	if err != nil {
		return nil, err
	}
	out := getItemOutput{ConsumedCapacity: in.ReturnConsumedCapacity.of(c)}
	if it != nil {
		out.Item = projection.Of(it)
	}
	return out, nil
}

// parseAlone reads a projection whose names no other expression uses.
func (p projected) parseAlone(names map[string]string) (expression.Projection, error) {
	scope, err := expression.NewScope(names, nil, p.ProjectionExpression != nil)
	if err != nil {
		return nil, err
	}
	projection, err := p.parse(scope)
	if err != nil {
		return nil, err
	}
	return projection, scope.Unused()
}

// read returns an item, nil for none, and what it cost.
func (e *Engine) read(tableName string, key value.Item, consistent bool) (value.Item, consumed, error) {
	t, err := e.table(tableName)
	if err != nil {
		return nil, consumed{}, err
	}
	if err := t.checkExactKey(key); err != nil {
		return nil, consumed{}, err
	}
	var it value.Item
	size := 0
	if r := t.get(t.at(key)); r != nil {
		it, size = r.item, r.size
	}
	return it, consumed{table: t.name, base: readUnits(size, consistent)}, nil
}
