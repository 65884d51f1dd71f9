package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// get reads an item as it is now, or returns nil if there is none. what and args describe the item
// in errors.
func (s *Store) get(ctx context.Context, table string, key item, what string, args ...any) (item, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})
	if err != nil {
		return nil, fail(err, "read "+what, args...)
	}
	return out.Item, nil
}

// getInto is like get, but decodes the item into a struct. It reports whether there is an item.
func (s *Store) getInto(ctx context.Context, into any, table string, key item, what string, args ...any) (known bool, err error) {
	it, err := s.get(ctx, table, key, what, args...)
	if err != nil {
		return false, err
	}
	if err := attributevalue.UnmarshalMap(it, into); err != nil {
		return false, fmt.Errorf("dynamo: decode %s: %w", fmt.Sprintf(what, args...), err)
	}
	return it != nil, nil
}

// query reads every item of a query, page by page.
func (s *Store) query(ctx context.Context, in *dynamodb.QueryInput) ([]item, error) {
	var items []item
	for pages := dynamodb.NewQueryPaginator(s.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		items = append(items, page.Items...)
	}
	return items, nil
}

// partition reads every item of a partition of the orders' table, as it is now.
func (s *Store) partition(ctx context.Context, pk string) ([]item, error) {
	return s.query(ctx, &dynamodb.QueryInput{
		TableName: &s.tables.Orders, ConsistentRead: aws.Bool(true),
		KeyConditionExpression: aws.String("pk = :key"), ExpressionAttributeValues: item{":key": text(pk)},
	})
}

// scan reads all items of a table, page by page.
func (s *Store) scan(ctx context.Context, in *dynamodb.ScanInput, visit func(item) error) error {
	for pages := dynamodb.NewScanPaginator(s.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fail(err, "scan %s", *in.TableName)
		}
		for _, it := range page.Items {
			if err := visit(it); err != nil {
				return err
			}
		}
	}
	return nil
}

// scanOrders decodes the items of the orders' table that have an attribute, each as it is now, and
// passes them to visit. Only orders have a status, only movements a movement, and so on.
func scanOrders[T any](ctx context.Context, s *Store, attribute string, decode func(item) (T, error), visit func(T) error) error {
	in := &dynamodb.ScanInput{
		TableName: &s.tables.Orders, ConsistentRead: aws.Bool(true), FilterExpression: aws.String("attribute_exists(#attribute)"),
		ExpressionAttributeNames: map[string]string{"#attribute": attribute},
	}
	return s.scan(ctx, in, func(it item) error {
		decoded, err := decode(it)
		if err != nil {
			return err
		}
		return visit(decoded)
	})
}

// decodeAll decodes items.
func decodeAll[T any](items []item, decode func(item) (T, error)) ([]T, error) {
	all := make([]T, len(items))
	for i, it := range items {
		var err error
		if all[i], err = decode(it); err != nil {
			return nil, err
		}
	}
	return all, nil
}
