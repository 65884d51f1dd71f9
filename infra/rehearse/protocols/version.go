package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// version reads the one item with all units and writes it back if nobody else
// has meanwhile, then puts the order. Who loses the race asks again.
var version = protocol{name: "version", stock: stockCounter, process: func(p place) seller {
	return func(ctx context.Context, buyer int) error {
		if err := insist(ctx, func() error { return p.compareAndSet(ctx) }); err != nil {
			return err
		}
		return p.putOrder(ctx, buyer)
	}
}}

func (p place) compareAndSet(ctx context.Context) error {
	seen, err := p.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &p.tables.Stock, Key: counterKey(), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return busyIfThrottled(err)
	}
	left, err := wholeNumber(seen.Item["left"])
	if err != nil {
		return err
	}
	if left == 0 {
		return errSoldOut
	}
	_, err = p.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &p.tables.Stock,
		Key:                      counterKey(),
		UpdateExpression:         aws.String("SET #left = :left, version = version + :one"),
		ConditionExpression:      aws.String("version = :seen"),
		ExpressionAttributeNames: map[string]string{"#left": "left"},
		ExpressionAttributeValues: item{
			":left": number(left - 1), ":one": number(1), ":seen": seen.Item["version"],
		},
	})
	if errors.As(err, new(*types.ConditionalCheckFailedException)) {
		return fmt.Errorf("%w: %w", errBusy, err)
	}
	return busyIfThrottled(err)
}

func wholeNumber(value types.AttributeValue) (int, error) {
	n, ok := value.(*types.AttributeValueMemberN)
	if !ok {
		return 0, errors.New("the counter is not a number")
	}
	return strconv.Atoi(n.Value)
}
