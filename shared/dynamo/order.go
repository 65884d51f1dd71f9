package dynamo

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/order"
)

func orderKey(id order.ID) item {
	return item{"pk": &types.AttributeValueMemberS{Value: string(id.Key)}, "sk": number(int64(id.Slot))}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

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
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Orders, Key: orderKey(id), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return order.Order{}, fail(err, "read order %s", id)
	}
	if out.Item == nil {
		return order.Order{ID: id}, nil
	}
	return decodeOrder(out.Item)
}

// Buyer lists a buyer's orders; see checkout.OrderReader.
func (s *Store) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	items, err := s.query(ctx, &dynamodb.QueryInput{
		TableName:                 &s.tables.Orders,
		KeyConditionExpression:    aws.String("pk = :key"),
		ExpressionAttributeValues: item{":key": &types.AttributeValueMemberS{Value: string(key)}},
		ConsistentRead:            aws.Bool(true),
	})
	if err != nil {
		return nil, fail(err, "list the orders of %s", key)
	}
	return decodeOrders(items)
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
	orders, err := decodeOrders(items)
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
	in := &dynamodb.ScanInput{ // other items of the table have no status
		TableName: &s.tables.Orders, ConsistentRead: aws.Bool(true), FilterExpression: aws.String("attribute_exists(#status)"),
		ExpressionAttributeNames: map[string]string{"#status": "status"},
	}
	for pages := dynamodb.NewScanPaginator(s.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fail(err, "scan the orders")
		}
		orders, err := decodeOrders(page.Items)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if err := visit(o); err != nil {
				return err
			}
		}
	}
	return nil
}

func decodeOrders(items []item) ([]order.Order, error) {
	orders := make([]order.Order, len(items))
	for i, it := range items {
		var err error
		if orders[i], err = decodeOrder(it); err != nil {
			return nil, err
		}
	}
	return orders, nil
}
