package engine

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"time"

	"storefront/infra/engine/value"
)

// transactActions is the most actions that one transaction takes.
const transactActions = 100

// transactUnits is the factor by which a read or write costs more in a transaction.
const transactUnits = 2

// tokenLife is how long a token identifies a repeated transaction.
const tokenLife = 10 * time.Minute

// token is a transaction that was carried out.
type token struct {
	items []transactWriteItem
	until time.Time
}

type transactWriteItemsInput struct {
	TransactItems               []transactWriteItem
	ClientRequestToken          string
	ReturnConsumedCapacity      detail
	ReturnItemCollectionMetrics string // as with single writes
}

// transactWriteItem is an action of a transaction. Exactly one member is set.
type transactWriteItem struct {
	Put            *putAction
	Update         *updateAction
	Delete         *deleteAction
	ConditionCheck *checkAction
}

// reason is why one action of a transaction failed, or None.
type reason struct {
	Code    string
	Message string     `json:",omitzero"`
	Item    value.Item `json:",omitzero"`
}

type transactOutput struct {
	Responses        []itemResponse `json:",omitzero"`
	ConsumedCapacity []*capacity    `json:",omitzero"`
}

type itemResponse struct {
	Item any `json:",omitzero"`
}

func (e *Engine) transactWriteItems(in *transactWriteItemsInput) (any, error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	if n := len(in.TransactItems); n == 0 || n > transactActions {
		return nil, invalid("a transaction takes 1 to %d actions, not %d", transactActions, n)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	writes, err := e.parse(in.TransactItems)
	if err != nil {
		return nil, err
	}
	known, err := e.known(in)
	if err != nil {
		return nil, err
	}
	if known {
		return transactOutput{}, nil
	}
	steps, err := checkTransaction(writes)
	if err != nil {
		return nil, err
	}
	costs, err := e.commit(nil, steps...)
	if err != nil {
		return nil, err
	}
	if in.ClientRequestToken != "" {
		e.tokens[in.ClientRequestToken] = token{in.TransactItems, e.now().Add(tokenLife)}
	}
	out := transactOutput{ConsumedCapacity: in.ReturnConsumedCapacity.all(newBill(costs, transactUnits))}
	for _, c := range out.ConsumedCapacity {
		c.written()
	}
	return out, nil
}

// action returns the action that is set.
func (i transactWriteItem) action() (action, error) {
	var set []action
	if i.Put != nil {
		set = append(set, i.Put)
	}
	if i.Update != nil {
		set = append(set, i.Update)
	}
	if i.Delete != nil {
		set = append(set, i.Delete)
	}
	if i.ConditionCheck != nil {
		set = append(set, i.ConditionCheck)
	}
	if len(set) != 1 {
		return nil, invalid("TransactItems can only contain one of Check, Put, Update or Delete")
	}
	return set[0], nil
}

// known reports whether the transaction was carried out before.
func (e *Engine) known(in *transactWriteItemsInput) (bool, error) {
	before, ok := e.tokens[in.ClientRequestToken]
	if !ok || in.ClientRequestToken == "" || !e.now().Before(before.until) {
		return false, nil
	}
	if !reflect.DeepEqual(before.items, in.TransactItems) {
		return false, &apiError{Type: "IdempotentParameterMismatchException", Message: "the client request token was used with other parameters"}
	}
	return true, nil
}

// tableWrite is a write of a transaction.
type tableWrite struct {
	*write
	table *table
}

func (e *Engine) parse(items []transactWriteItem) ([]tableWrite, error) {
	writes := make([]tableWrite, len(items))
	for i, item := range items {
		a, err := item.action()
		if err != nil {
			return nil, err
		}
		w, err := a.write()
		if err != nil {
			return nil, err
		}
		t, err := e.table(a.table())
		if err != nil {
			return nil, err
		}
		writes[i] = tableWrite{w, t}
	}
	return writes, nil
}

var errSameItem = invalid("Transaction request cannot include multiple operations on one item")

// checkTransaction returns the steps of a transaction. If any of its writes fails,
// the error has the reasons.
func checkTransaction(writes []tableWrite) ([]step, error) {
	steps, reasons := make([]step, len(writes)), make([]reason, len(writes))
	canceled := false
	for i, w := range writes {
		var err error
		steps[i], err = w.resolve(w.table)
		if slices.ContainsFunc(steps[:i], func(s step) bool { return s.table != nil && s.table == steps[i].table && s.at == steps[i].at }) {
			return nil, errSameItem
		}
		reasons[i] = reasonFor(err)
		canceled = canceled || err != nil
	}
	if canceled {
		return nil, canceledFor(reasons)
	}
	return steps, nil
}

func reasonFor(err error) reason {
	if err == nil {
		return reason{Code: "None"}
	}
	if e, ok := errors.AsType[*apiError](err); ok && strings.HasPrefix(e.Type, "Conditional") {
		return reason{"ConditionalCheckFailed", e.Message, e.Item}
	}
	answer, _ := describe(err)
	return reason{Code: "ValidationError", Message: answer.Message}
}

func canceledFor(reasons []reason) error {
	codes := make([]string, len(reasons))
	for i, r := range reasons {
		codes[i] = r.Code
	}
	return &apiError{
		Type:    "TransactionCanceledException",
		Message: "Transaction cancelled, please refer cancellation reasons for specific reasons [" + strings.Join(codes, ", ") + "]",
		Reasons: reasons,
	}
}

type transactGetItemsInput struct {
	TransactItems []struct {
		Get *struct {
			TableName                string
			Key                      value.Item
			ExpressionAttributeNames map[string]string
			projected
		}
	}
	ReturnConsumedCapacity detail
}

func (e *Engine) transactGetItems(in *transactGetItemsInput) (any, error) {
	if err := in.ReturnConsumedCapacity.check(); err != nil {
		return nil, err
	}
	if n := len(in.TransactItems); n == 0 || n > transactActions {
		return nil, invalid("a transaction takes 1 to %d actions, not %d", transactActions, n)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	out, costs := transactOutput{}, bill{}
	for i, action := range in.TransactItems {
		if action.Get == nil {
			return nil, invalid("TransactItems of a read must contain Get")
		}
		projection, err := action.Get.parseAlone(action.Get.ExpressionAttributeNames)
		if err != nil {
			return nil, err
		}
		r, c, err := e.read(action.Get.TableName, action.Get.Key, true)
		if err != nil {
			return nil, err
		}
		for _, other := range in.TransactItems[:i] {
			if other.Get.TableName == action.Get.TableName && other.Get.Key.Equal(action.Get.Key) {
				return nil, errSameItem
			}
		}
		c.base *= transactUnits
		costs.add(c)
		out.Responses = append(out.Responses, itemResponse{r.answer(projection)})
	}
	out.ConsumedCapacity = in.ReturnConsumedCapacity.all(costs)
	for _, c := range out.ConsumedCapacity {
		c.ReadCapacityUnits = c.CapacityUnits
	}
	return out, nil
}
