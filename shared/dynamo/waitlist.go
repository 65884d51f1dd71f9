package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/waitlist"
)

// queueShards spreads the confirmations of one product over the partitions of
// the queue's index.
const queueShards = 8

// entryItem is an entry of the waitlist. Queue and Position put it into the
// index of confirmed entries. Times are Unix milliseconds, but for ExpiresAt.
type entryItem struct {
	PK          string `dynamodbav:"pk"` // key of market, SKU and e-mail
	Market      string `dynamodbav:"market"`
	SKU         string `dynamodbav:"sku"`
	Email       string `dynamodbav:"email"`
	Locale      string `dynamodbav:"locale"`
	Status      string `dynamodbav:"status"`
	Shard       string `dynamodbav:"shard"` // the Queue to be in once confirmed
	MailedAt    int64  `dynamodbav:"mailed_at"`
	ConfirmedAt int64  `dynamodbav:"confirmed_at,omitempty"`
	ExpiresAt   int64  `dynamodbav:"expires_at,omitempty"` // Unix seconds, for DynamoDB's TTL; only while pending
	Queue       string `dynamodbav:"queue,omitempty"`      // market#SKU#shard
	Position    string `dynamodbav:"position,omitempty"`   // time of confirmation, then key
}

// Join stores a pending entry; see waitlist.Entries.
func (s *Store) Join(ctx context.Context, e waitlist.Entry, notSince time.Time) (bool, error) {
	it, err := attributevalue.MarshalMap(entryItem{
		PK: string(e.Key), Market: string(e.Market), SKU: string(e.SKU), Email: e.Email, Locale: e.Locale,
		Status: string(e.Status), Shard: shardOf(e), MailedAt: millis(e.MailedAt),
		ExpiresAt: seconds(e.MailedAt.Add(waitlist.PendingFor)),
	})
	if err != nil {
		return false, fmt.Errorf("dynamo: waitlist entry: %w", err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                &s.tables.Waitlist,
		Item:                     it,
		ConditionExpression:      aws.String("attribute_not_exists(pk) OR (#status = :pending AND mailed_at < :since)"),
		ExpressionAttributeNames: map[string]string{"#status": "status"},
		ExpressionAttributeValues: item{
			":pending": &types.AttributeValueMemberS{Value: string(waitlist.Pending)},
			":since":   number(millis(notSince)),
		},
	})
	if _, ok := refused(err); ok {
		return false, nil
	}
	if err != nil {
		return false, fail(err, "join the waitlist")
	}
	return true, nil
}

func shardOf(e waitlist.Entry) string {
	shard := int(e.Key[0]) % queueShards
	return string(e.Market) + "#" + string(e.SKU) + "#" + strconv.Itoa(shard)
}

// Confirm puts an entry into the queue; see waitlist.Entries.
func (s *Store) Confirm(ctx context.Context, key waitlist.Key, at time.Time) (bool, error) {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Waitlist,
		Key:                      pk(string(key)),
		UpdateExpression:         aws.String("SET #status = :confirmed, confirmed_at = :at, queue = #shard, #position = :position REMOVE expires_at"),
		ConditionExpression:      aws.String("#status = :pending"),
		ExpressionAttributeNames: map[string]string{"#status": "status", "#shard": "shard", "#position": "position"},
		ExpressionAttributeValues: item{
			":pending":   &types.AttributeValueMemberS{Value: string(waitlist.Pending)},
			":confirmed": &types.AttributeValueMemberS{Value: string(waitlist.Confirmed)},
			":at":        number(millis(at)),
			":position":  &types.AttributeValueMemberS{Value: at.UTC().Format("2006-01-02T15:04:05.000Z") + "#" + string(key)},
		},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		return old != nil, nil // confirmed before, or unknown
	}
	if err != nil {
		return false, fail(err, "confirm a waitlist entry")
	}
	return true, nil
}

// Remove removes an entry; see waitlist.Entries.
func (s *Store) Remove(ctx context.Context, key waitlist.Key) error {
	if _, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.tables.Waitlist, Key: pk(string(key))}); err != nil {
		return fail(err, "remove a waitlist entry")
	}
	return nil
}
