package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// condition is what has to hold for a write.
type condition struct {
	expression string // empty: nothing
	names      map[string]string
	values     item
}

// ifVersion is the condition that an item has a version, or that there is none if the version is 0.
func ifVersion(version int64) condition {
	if version == 0 {
		return condition{expression: "attribute_not_exists(pk)"}
	}
	return condition{expression: "version = :version", values: item{":version": number(version)}}
}

// put encodes an item and puts it into a table in place of what is there, and reports whether the
// condition held. format and args describe in errors what was done.
func (s *Store) put(ctx context.Context, table string, stored any, c condition, format string, args ...any) (bool, error) {
	it, err := attributevalue.MarshalMap(stored)
	if err != nil {
		return false, fail(err, format, args...)
	}
	in := &dynamodb.PutItemInput{
		TableName: &table, Item: it, ExpressionAttributeNames: c.names, ExpressionAttributeValues: c.values,
	}
	if c.expression != "" {
		in.ConditionExpression = &c.expression
	}
	_, err = s.client.PutItem(ctx, in)
	return applied(err, format, args...)
}

// create puts a new item into a table. If the table has an item with the same key, create changes
// nothing and returns that item. what and args describe the new item in errors.
func (s *Store) create(ctx context.Context, table string, stored any, what string, args ...any) (there item, err error) {
	it, err := attributevalue.MarshalMap(stored)
	if err != nil {
		return nil, fmt.Errorf("dynamo: encode %s: %w", fmt.Sprintf(what, args...), err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: &table, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)"),
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if there, ok := refused(err); ok {
		return there, nil
	}
	if err != nil {
		return nil, fail(err, "put "+what, args...)
	}
	return nil, nil
}

// created reports whether create put the new item.
func created(there item, err error) (bool, error) { return err == nil && there == nil, err }
