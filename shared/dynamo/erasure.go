package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/email"
	"storefront/shared/erasure"
	"storefront/shared/order"
)

// Ended visits orders by their age; see erasure.EndedOrders. Its reads may be some
// moments old, for half the price; the write of an erasure is conditional.
func (s *Store) Ended(ctx context.Context, terms erasure.Terms, visit func(order.Order) error) error {
	status := func(s order.Status) types.AttributeValue { return text(string(s)) }
	in := &dynamodb.ScanInput{
		TableName: &s.tables.Orders,
		// As erasure.Terms.Over.
		FilterExpression: aws.String("attribute_not_exists(erased_at) AND (" +
			"#status IN (:expired, :cancelled, :rejected) AND updated_at <= :unpaid OR " +
			"#status IN (:shipped, :refunded) AND updated_at <= :sold) OR " +
			"attribute_exists(sealed_since) AND #status IN (:shipped, :refunded) AND (" +
			"updated_at <= :sold OR updated_at = erased_at AND sealed_since <= :sold)"),
		ProjectionExpression:     aws.String("pk, sk, #status, version, updated_at, erased_at, sealed_since"),
		ExpressionAttributeNames: map[string]string{"#status": "status"},
		ExpressionAttributeValues: item{
			":expired": status(order.Expired), ":cancelled": status(order.Cancelled), ":rejected": status(order.Rejected),
			":shipped": status(order.Shipped), ":refunded": status(order.Refunded),
			":unpaid": number(millis(terms.Unpaid)), ":sold": number(millis(terms.Sold)),
		},
	}
	return s.scan(ctx, in, func(it item) error {
		var found orderItem
		if err := attributevalue.UnmarshalMap(it, &found); err != nil {
			return fmt.Errorf("dynamo: order: %w", err)
		}
		return visit(order.Order{
			ID: order.ID{Key: order.Key(found.PK), Slot: found.SK}, Status: order.Status(found.Status),
			Version: found.Version, UpdatedAt: fromMillis(found.UpdatedAt),
			ErasedAt: fromMillis(found.ErasedAt), Sealed: order.Sealed{Since: fromMillis(found.SealedSince)},
		})
	})
}

// AllAddressed visits the items of the waitlist's table that have an address, of every
// kind and under every attribute; see erasure.Addresses. Other items of the table have a
// digest at most: when a mail was sent, or that none is wanted.
func (s *Store) AllAddressed(ctx context.Context, visit func(erasure.Addressed) error) error {
	in := &dynamodb.ScanInput{TableName: &s.tables.Waitlist, ConsistentRead: aws.Bool(true)}
	return s.scan(ctx, in, func(it item) error {
		key, ok := it["pk"].(*types.AttributeValueMemberS)
		if !ok {
			return fmt.Errorf("dynamo: an item of the waitlist has the key %v", it["pk"])
		}
		found := erasure.Addressed{Key: key.Value, Addresses: addressesIn(&types.AttributeValueMemberM{Value: it}), At: writtenAt(it)}
		if len(found.Addresses) == 0 {
			return nil
		}
		return visit(found)
	})
}

// addressesIn returns the addresses in a value, or in what it contains.
func addressesIn(value types.AttributeValue) (found []string) {
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		if _, ok := email.Normalize(v.Value); ok {
			found = []string{v.Value}
		}
	case *types.AttributeValueMemberM:
		for _, member := range v.Value {
			found = append(found, addressesIn(member)...)
		}
	case *types.AttributeValueMemberL:
		for _, element := range v.Value {
			found = append(found, addressesIn(element)...)
		}
	}
	return found
}

// writtenAt returns the latest of an item's times in milliseconds, which are named
// such as mailed_at.
func writtenAt(it item) time.Time {
	var times []int64
	for name, value := range it {
		n, ok := value.(*types.AttributeValueMemberN)
		if !ok || !strings.HasSuffix(name, "_at") || name == "expires_at" {
			continue
		}
		if ms, err := strconv.ParseInt(n.Value, 10, 64); err == nil {
			times = append(times, ms)
		}
	}
	if len(times) == 0 {
		return time.Time{}
	}
	return fromMillis(slices.Max(times))
}

// RemoveAddressed removes an item of the waitlist's table; see erasure.Addresses.
func (s *Store) RemoveAddressed(ctx context.Context, key string) error {
	if _, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.tables.Waitlist, Key: pk(key)}); err != nil {
		return fail(err, "remove an item with an address")
	}
	return nil
}
