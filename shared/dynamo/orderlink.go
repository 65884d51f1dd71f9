package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/shared/orderlink"
)

// linkItem is when the link to an order was asked for. It is in the waitlist's
// table, whose time to live removes it. It is not part of the order, where every
// stranger's request would be a change on the stream.
type linkItem struct {
	PK        string `dynamodbav:"pk"`         // LINK# and the key of order and address
	AskedAt   int64  `dynamodbav:"asked_at"`   // Unix milliseconds
	ExpiresAt int64  `dynamodbav:"expires_at"` // Unix seconds, for DynamoDB's TTL
}

func linkPK(key orderlink.Key) string { return "LINK#" + string(key) }

// AskForLink remembers that a link was asked for; see orderlink.Asked.
func (s *Store) AskForLink(ctx context.Context, key orderlink.Key, at, notSince time.Time) (bool, error) {
	it, err := attributevalue.MarshalMap(linkItem{
		PK: linkPK(key), AskedAt: millis(at), ExpiresAt: seconds(at.Add(orderlink.Pause)),
	})
	if err != nil {
		return false, fmt.Errorf("dynamo: asked for a link: %w", err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                 &s.tables.Waitlist,
		Item:                      it,
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR asked_at < :since"),
		ExpressionAttributeValues: item{":since": number(millis(notSince))},
	})
	if _, ok := refused(err); ok {
		return false, nil
	}
	if err != nil {
		return false, fail(err, "ask for a link")
	}
	return true, nil
}

// ForgetLink forgets that a link was asked for; see orderlink.Asked.
func (s *Store) ForgetLink(ctx context.Context, key orderlink.Key) error {
	if _, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.tables.Waitlist, Key: pk(linkPK(key))}); err != nil {
		return fail(err, "forget that a link was asked for")
	}
	return nil
}
