package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// transaction updates the counter, puts the order and puts a marker of the buyer in
// one transaction. It is safe. DynamoDB bills two write units for each item.
var transaction = protocol{name: "transaction", stock: stockCounter, process: func(p place) seller {
	return func(ctx context.Context, buyer int) error {
		return insist(ctx, func() error { return p.transact(ctx, buyer) })
	}
}}

func (p place) transact(ctx context.Context, buyer int) error {
	marker := item{"pk": text(fmt.Sprint("buyer-", buyer)), "sk": number(1)}
	_, err := p.client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Update: &types.Update{
			TableName:                 &p.tables.Stock,
			Key:                       counterKey(),
			UpdateExpression:          aws.String("SET #left = #left - :one"),
			ConditionExpression:       aws.String("#left >= :one"),
			ExpressionAttributeNames:  map[string]string{"#left": "left"},
			ExpressionAttributeValues: item{":one": number(1)},
		}},
		{Put: &types.Put{TableName: &p.tables.Orders, Item: orderItem(buyer), ConditionExpression: aws.String(absent)}},
		{Put: &types.Put{TableName: &p.tables.Orders, Item: marker, ConditionExpression: aws.String(absent)}},
	}})
	canceled, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok {
		return busyIfThrottled(err)
	}
	for _, reason := range canceled.CancellationReasons {
		switch aws.ToString(reason.Code) {
		case "ThrottlingError", "ProvisionedThroughputExceeded", "TransactionConflict":
			return fmt.Errorf("%w: %w", errBusy, err)
		}
	}
	if aws.ToString(canceled.CancellationReasons[0].Code) == "ConditionalCheckFailed" {
		return errSoldOut
	}
	return err
}
