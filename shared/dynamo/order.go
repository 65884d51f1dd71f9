package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/order"
)

func orderKey(id order.ID) item { return numberedKey(string(id.Key), int64(id.Slot)) }

// Put stores a new order; see checkout.OrderWriter.
func (s *Store) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	there, err := s.create(ctx, s.tables.Orders, encodeOrder(o), "order %s", o.ID)
	if err != nil || there == nil {
		return nil, err
	}
	existing, err := decodeOrder(there)
	return &existing, err
}

// Move applies a move; see checkout.OrderWriter.
func (s *Store) Move(ctx context.Context, id order.ID, m order.Move) (order.Order, bool, error) {
	if !m.Legal() { // the condition below only knows where a move starts
		o, err := s.Order(ctx, id)
		return o, false, err
	}
	in, err := moveInput(m)
	if err != nil {
		return order.Order{}, false, fail(err, "move order %s", id)
	}
	in.TableName, in.Key = &s.tables.Orders, orderKey(id)
	in.ReturnValues = types.ReturnValueAllNew
	in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	out, err := s.client.UpdateItem(ctx, in)
	if old, ok := refused(err); ok {
		if old == nil {
			return order.Order{ID: id}, false, nil
		}
		o, err := decodeOrder(old)
		return o, false, err
	}
	if err != nil {
		return order.Order{}, false, fail(err, "move order %s from %s to %s", id, m.From, m.To)
	}
	o, err := decodeOrder(out.Attributes)
	return o, err == nil, err
}

// Order reads one order; see checkout.OrderReader.
func (s *Store) Order(ctx context.Context, id order.ID) (order.Order, error) {
	it, err := s.get(ctx, s.tables.Orders, orderKey(id), "order %s", id)
	if err != nil {
		return order.Order{}, err
	}
	if it == nil {
		return order.Order{ID: id}, nil
	}
	return decodeOrder(it)
}

// Buyer lists a buyer's orders; see checkout.OrderReader.
func (s *Store) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	items, err := s.partition(ctx, string(key))
	if err != nil {
		return nil, fail(err, "list the orders of %s", key)
	}
	return decodeAll(items, decodeOrder)
}

// Orders reads many orders; see checkout.OrderReader.
func (s *Store) Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error) {
	keys := make(map[order.ID]item, len(ids)) // a batch takes each key once
	for _, id := range ids {
		keys[id] = orderKey(id)
	}
	unique := make([]item, 0, len(keys))
	for _, key := range keys {
		unique = append(unique, key)
	}
	items, err := s.batchGet(ctx, s.tables.Orders, unique)
	if err != nil {
		return nil, fail(err, "read %d orders", len(unique))
	}
	orders, err := decodeAll(items, decodeOrder)
	if err != nil {
		return nil, err
	}
	byID := make(map[order.ID]order.Order, len(orders))
	for _, o := range orders {
		byID[o.ID] = o
	}
	return byID, nil
}

// AllOrders calls visit for every order of the region. It reads the whole table,
// so it is for operators.
func (s *Store) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	return scanOrders(ctx, s, "status", decodeOrder, visit)
}
