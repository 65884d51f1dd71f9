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

// version reads the one item with all units, writes it back if its version has not
// changed, then puts the order. A buyer who loses the race tries again.
var version = protocol{name: "version", stock: stockCounter, process: thenOrder(place.compareAndSet)}

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
