package main

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// counter counts all units in one item: a conditional update, then the order.
// A lost reply or a crash between the two loses a unit.
var counter = protocol{name: "counter", stock: stockCounter, process: thenOrder(place.countDown)}

func (p place) countDown(ctx context.Context) error {
	_, err := p.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &p.tables.Stock,
		Key:                       counterKey(),
		UpdateExpression:          aws.String("SET #left = #left - :one"),
		ConditionExpression:       aws.String("#left >= :one"),
		ExpressionAttributeNames:  map[string]string{"#left": "left"},
		ExpressionAttributeValues: item{":one": number(1)},
	})
	if errors.As(err, new(*types.ConditionalCheckFailedException)) {
		return errSoldOut
	}
	return busyIfThrottled(err)
}
