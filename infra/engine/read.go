package engine

import (
	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// projected is the part of a read that selects attributes.
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
	Item             any       `json:",omitzero"` // JSON of an item, or part of one
	ConsumedCapacity *capacity `json:",omitzero"`
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
	r, c, err := e.read(in.TableName, in.Key, in.ConsistentRead)
	if err != nil {
		return nil, err
	}
	return getItemOutput{r.answer(projection), in.ReturnConsumedCapacity.of(c)}, nil
}

// parseAlone parses a projection that is the only expression of a request.
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

// answer returns what an answer contains of a row: its JSON or part of its item, or
// nil if there is no row.
func (r *row) answer(projection expression.Projection) any {
	switch {
	case r == nil:
		return nil
	case projection == nil && r.json != nil:
		return r.json
	default:
		return projection.Of(r.item)
	}
}

// read returns the row of an item, or nil if there is none, and its cost.
func (e *Engine) read(tableName string, key value.Item, consistent bool) (*row, consumed, error) {
	t, err := e.table(tableName)
	if err != nil {
		return nil, consumed{}, err
	}
	if err := t.checkExactKey(key); err != nil {
		return nil, consumed{}, err
	}
	r, size := t.get(t.at(key)), 0
	if r != nil {
		size = r.size
	}
	return r, consumed{table: t.name, base: readUnits(size, consistent)}, nil
}
