package engine

import (
	"slices"

	"storefront/infra/engine/expression"
	"storefront/infra/engine/value"
)

// placeholders are the names and values that a request's expressions refer to.
type placeholders struct {
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues map[string]value.Value
}

// conditional is the part of a write that makes it depend on the existing item.
type conditional struct {
	placeholders
	ConditionExpression                 *string
	ReturnValuesOnConditionCheckFailure string
}

// returning is the part of a write that selects what it answers.
type returning struct {
	ReturnValues                string
	ReturnConsumedCapacity      detail
	ReturnItemCollectionMetrics string // has no effect: only tables with local indexes have them
}

func (r returning) check(allowed ...string) error {
	if r.ReturnValues != "" && !slices.Contains(allowed, r.ReturnValues) {
		return invalid("ReturnValues can only be one of %v", allowed)
	}
	return r.ReturnConsumedCapacity.check()
}

// action is a write in the form of a request.
type action interface {
	table() string
	write() (*write, error)
}

type (
	putAction struct {
		TableName string
		Item      value.Item
		conditional
	}
	updateAction struct {
		TableName        string
		Key              value.Item
		UpdateExpression *string
		conditional
	}
	deleteAction struct {
		TableName string
		Key       value.Item
		conditional
	}
	checkAction deleteAction
)

func (a *putAction) table() string    { return a.TableName }
func (a *updateAction) table() string { return a.TableName }
func (a *deleteAction) table() string { return a.TableName }
func (a *checkAction) table() string  { return a.TableName }

func (a *putAction) write() (*write, error)    { return newWrite(put, a.Item, a.conditional, nil) }
func (a *deleteAction) write() (*write, error) { return newWrite(deletion, a.Key, a.conditional, nil) }
func (a *updateAction) write() (*write, error) {
	return newWrite(update, a.Key, a.conditional, a.UpdateExpression)
}

func (a *checkAction) write() (*write, error) {
	if a.ConditionExpression == nil {
		return nil, invalid("The ConditionExpression of a ConditionCheck must not be null")
	}
	return newWrite(check, a.Key, a.conditional, nil)
}

type putItemInput struct {
	putAction
	returning
}

type updateItemInput struct {
	updateAction
	returning
}

type deleteItemInput struct {
	deleteAction
	returning
}

func (e *Engine) putItem(in *putItemInput) (any, error) {
	return e.single(&in.putAction, in.returning, "NONE", "ALL_OLD")
}

func (e *Engine) deleteItem(in *deleteItemInput) (any, error) {
	return e.single(&in.deleteAction, in.returning, "NONE", "ALL_OLD")
}

func (e *Engine) updateItem(in *updateItemInput) (any, error) {
	return e.single(&in.updateAction, in.returning, "NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW")
}

type writeOutput struct {
	Attributes       value.Item `json:",omitzero"`
	ConsumedCapacity *capacity  `json:",omitzero"`
}

// single carries out one action.
func (e *Engine) single(a action, r returning, allowed ...string) (any, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t, err := e.table(a.table())
	if err != nil {
		return nil, err
	}
	if err := r.check(allowed...); err != nil {
		return nil, err
	}
	w, err := a.write()
	if err != nil {
		return nil, err
	}
	s, err := w.resolve(t)
	if err != nil {
		return nil, err
	}
	costs, err := e.commit(nil, s)
	if err != nil {
		return nil, err
	}
	return writeOutput{w.attributes(r.ReturnValues, s.old, s.next), r.ReturnConsumedCapacity.of(costs[0])}, nil
}

// attributes returns the attributes, before or after a write, that it answers.
func (w *write) attributes(returnValues string, old, next *row) value.Item {
	shown, partly := old, false
	switch returnValues {
	case "ALL_OLD":
	case "ALL_NEW":
		shown = next
	case "UPDATED_OLD", "UPDATED_NEW":
		partly = true
		if returnValues == "UPDATED_NEW" {
			shown = next
		}
	default:
		return nil
	}
	if shown == nil {
		return nil
	}
	if !partly {
		return shown.item
	}
	changed := value.Item{}
	for _, path := range w.update.Paths {
		if _, ok := path.In(shown.item); ok {
			whole, _ := shown.item.Get(path[0].Name)
			changed.Set(path[0].Name, whole)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	return changed
}

// write is an action whose expressions have been parsed.
type write struct {
	kind      kind
	given     value.Item // the item to put, or the key
	condition expression.Condition
	update    expression.Update
	returnOld bool // when the condition fails
}

type kind int

const (
	put kind = iota
	update
	deletion
	check
)

func newWrite(k kind, given value.Item, c conditional, updateExpression *string) (*write, error) {
	w := &write{kind: k, given: given}
	switch c.ReturnValuesOnConditionCheckFailure {
	case "", "NONE":
	case "ALL_OLD":
		w.returnOld = true
	default:
		return nil, invalid("ReturnValuesOnConditionCheckFailure can only be ALL_OLD or NONE")
	}
	if given == nil {
		return nil, invalid("the item or the key must not be null")
	}
	scope, err := c.scope(c.ConditionExpression != nil || updateExpression != nil)
	if err != nil {
		return nil, err
	}
	if updateExpression != nil {
		if w.update, err = scope.Update(*updateExpression); err != nil {
			return nil, inParameter("UpdateExpression", err)
		}
	}
	if c.ConditionExpression != nil {
		if w.condition, err = scope.Condition(*c.ConditionExpression); err != nil {
			return nil, inParameter("ConditionExpression", err)
		}
	}
	return w, scope.Unused()
}

func (p placeholders) scope(expressions bool) (*expression.Scope, error) {
	return expression.NewScope(p.ExpressionAttributeNames, p.ExpressionAttributeValues, expressions)
}

// step is a write that has been checked: next replaces old.
type step struct {
	table     *table
	at        position
	old, next *row // nil: none
}

// resolve checks a write against the existing item of a table.
func (w *write) resolve(t *table) (step, error) {
	var next *row
	var err error
	if w.kind != put {
		err = t.checkExactKey(w.given)
	} else if err = t.checkKey(w.given); err == nil {
		next, err = t.newRow(w.given)
	}
	if err != nil {
		return step{}, err
	}
	s := step{table: t, at: t.at(w.given), next: next}
	s.old = t.get(s.at)
	var existing value.Item
	if s.old != nil {
		existing = s.old.item
	}
	if w.condition != nil && !w.condition.Holds(existing) {
		refused := &apiError{Type: "ConditionalCheckFailedException", Message: "The conditional request failed"}
		if w.returnOld {
			refused.Item = existing
		}
		return s, refused
	}
	switch w.kind {
	case update:
		s.next, err = w.updated(t, existing)
	case check:
		s.next = s.old
	}
	return s, err
}

// newRow returns a row for an item that has the table's keys.
func (t *table) newRow(it value.Item) (*row, error) {
	if err := t.checkIndexKeys(it); err != nil {
		return nil, err
	}
	r := newRow(t.at(it), it)
	if r.size > maxItem {
		return nil, invalid("Item size has exceeded the maximum allowed size")
	}
	return r, nil
}

// updated returns the result of an update of an existing item, or of the key alone
// if there is none.
func (w *write) updated(t *table, existing value.Item) (*row, error) {
	for _, path := range w.update.Paths {
		if slices.Contains(t.names(), path[0].Name) {
			return nil, invalid("One or more parameter values were invalid: Cannot update attribute %s. This attribute is part of the key", path[0].Name)
		}
	}
	if existing == nil {
		existing = w.given
	}
	it, err := w.update.Apply(existing)
	if err != nil {
		return nil, err
	}
	return t.newRow(it)
}
