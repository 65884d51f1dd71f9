package dynamo

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/waitlist"
)

// placesItem is the count of a queue, in the waitlist's table. Times are Unix milliseconds,
// but for ExpiresAt.
type placesItem struct {
	PK        string  `dynamodbav:"pk"` // PLACES#, market and SKU
	CountedAt int64   `dynamodbav:"counted_at"`
	Before    []int64 `dynamodbav:"before"` // the marks' times
	Ahead     []int   `dynamodbav:"ahead"`
	ExpiresAt int64   `dynamodbav:"expires_at"` // Unix seconds, for DynamoDB's TTL
}

func placesPK(m market.Code, sku catalog.SKU) string {
	return "PLACES#" + string(m) + "#" + string(sku)
}

// Confirmed reads the index of each shard; see waitlist.Queues.
func (s *Store) Confirmed(ctx context.Context, m market.Code, sku catalog.SKU) ([]time.Time, error) {
	var all []time.Time
	for shard := range queueShards {
		items, err := s.query(ctx, &dynamodb.QueryInput{
			TableName: &s.tables.Waitlist, IndexName: aws.String(queueIndex),
			KeyConditionExpression:    aws.String("queue = :queue"),
			ProjectionExpression:      aws.String("#position"),
			ExpressionAttributeNames:  map[string]string{"#position": "position"},
			ExpressionAttributeValues: item{":queue": text(queueOf(m, sku, shard))},
		})
		if err != nil {
			return nil, fail(err, "count the queue for %s in %s", sku, m)
		}
		places, err := placesIn(items)
		if err != nil {
			return nil, err
		}
		for _, place := range places {
			all = append(all, place.At)
		}
	}
	return all, nil
}

// PutPlaces stores a count; see waitlist.Queues.
func (s *Store) PutPlaces(ctx context.Context, m market.Code, sku catalog.SKU, p waitlist.Places) error {
	put := placesItem{PK: placesPK(m, sku), CountedAt: millis(p.At), ExpiresAt: seconds(p.At.Add(waitlist.PlacesFor))}
	for _, mark := range p.Marks {
		put.Before, put.Ahead = append(put.Before, millis(mark.Before)), append(put.Ahead, mark.Ahead)
	}
	_, err := s.put(ctx, s.tables.Waitlist, put, condition{}, "put the places for %s in %s", sku, m)
	return err
}

// Places reads a count; see waitlist.Counted.
func (s *Store) Places(ctx context.Context, m market.Code, sku catalog.SKU) (waitlist.Places, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.tables.Waitlist, Key: pk(placesPK(m, sku))})
	if err != nil {
		return waitlist.Places{}, fail(err, "read the places for %s in %s", sku, m)
	}
	p, err := decodePlaces(out.Item)
	if err != nil {
		return waitlist.Places{}, fmt.Errorf("dynamo: decode the places for %s in %s: %w", sku, m, err)
	}
	return p, nil
}

func decodePlaces(it item) (waitlist.Places, error) {
	var met placesItem
	if err := attributevalue.UnmarshalMap(it, &met); err != nil {
		return waitlist.Places{}, err
	}
	if len(met.Before) != len(met.Ahead) {
		return waitlist.Places{}, fmt.Errorf("%d moments and %d counts", len(met.Before), len(met.Ahead))
	}
	p := waitlist.Places{At: fromMillis(met.CountedAt)}
	for i, before := range met.Before {
		p.Marks = append(p.Marks, waitlist.Mark{Before: fromMillis(before), Ahead: met.Ahead[i]})
	}
	return p, nil
}
