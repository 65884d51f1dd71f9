package dynamo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
)

// buyerItem is the reference that stands for a buyer in the books, or the tombstone
// of a buyer who was erased, or both for one who came back. The reference is random;
// once it is removed, nobody can tell whose it was.
type buyerItem struct {
	PK        string `dynamodbav:"pk"` // see ledger.BuyerKey
	Ref       string `dynamodbav:"ref,omitempty"`
	ErasedAt  int64  `dynamodbav:"erased_at,omitempty"` // Unix milliseconds
	ExpiresAt int64  `dynamodbav:"expires_at"`          // Unix seconds, for DynamoDB's TTL
}

// How long an item lives.
const (
	// tombstoneFor is longer than any record of an earlier order can take to the books:
	// a day in the stream, then 14 days in the dead letters, and a margin as large.
	tombstoneFor = 30 * 24 * time.Hour
	// refFor is as long as tax law wants orders kept, counted from the buyer's first
	// order. A buyer who still buys after that gets a new reference.
	refFor = 11 * 365 * 24 * time.Hour
)

// refFor returns the reference that an item has for an order, or "" if it has none yet.
// Every order that exists at an erasure is as old as that or older.
func (b buyerItem) refFor(p ledger.Purchase) string {
	if b.ErasedAt != 0 && millis(p.At) <= b.ErasedAt {
		return ledger.ErasedRef
	}
	return b.Ref
}

// BuyerRefs returns references; see intake.Buyers. It remembers nothing between
// calls, so that a buyer is forgotten at once.
func (s *Store) BuyerRefs(ctx context.Context, purchases []ledger.Purchase) ([]string, error) {
	known, err := s.buyers(ctx, purchases)
	if err != nil {
		return nil, err
	}
	// Of a buyer's orders without a reference, the first to be seen gets one for all. The
	// others are as new, since none of them is older than the erasure.
	missing := map[string]ledger.Purchase{}
	for _, p := range purchases {
		if _, listed := missing[p.Buyer]; !listed && known[p.Buyer].refFor(p) == "" {
			missing[p.Buyer] = p
		}
	}
	if err := s.newBuyers(ctx, missing, known); err != nil {
		return nil, err
	}
	refs := make([]string, len(purchases))
	for i, p := range purchases {
		refs[i] = known[p.Buyer].refFor(p)
		if refs[i] == "" { // erased while this ran, and then bought again
			return nil, fmt.Errorf("dynamo: the buyer %s changed meanwhile", p.Buyer)
		}
	}
	return refs, nil
}

// buyers reads the items of buyers, by key.
func (s *Store) buyers(ctx context.Context, purchases []ledger.Purchase) (map[string]buyerItem, error) {
	keys := make(map[string]item, len(purchases)) // a batch takes each key once
	for _, p := range purchases {
		keys[p.Buyer] = pk(p.Buyer)
	}
	unique := make([]item, 0, len(keys))
	for _, key := range keys {
		unique = append(unique, key)
	}
	items, err := s.batchGet(ctx, s.tables.Buyers, unique)
	if err != nil {
		return nil, fail(err, "read %d buyers", len(unique))
	}
	known := make(map[string]buyerItem, len(items))
	for _, it := range items {
		buyer, err := decodeBuyer(it)
		if err != nil {
			return nil, err
		}
		known[buyer.PK] = buyer
	}
	return known, nil
}

// buyersAtOnce bounds how many buyers are written at once: in a rush, all buyers of a
// batch are new.
const buyersAtOnce = 16

// newBuyers gives buyers a reference, and adds their items to known.
func (s *Store) newBuyers(ctx context.Context, missing map[string]ledger.Purchase, known map[string]buyerItem) error {
	made := make(chan buyerItem, len(missing))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(buyersAtOnce)
	for _, p := range missing {
		group.Go(func() error {
			buyer, err := s.newBuyer(ctx, p)
			made <- buyer
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	close(made)
	for buyer := range made {
		known[buyer.PK] = buyer
	}
	return nil
}

// newBuyer gives the buyer of a purchase a random reference, and returns the item that
// is stored in the end. Its reference may be that of a faster process or of an attempt
// whose answer was lost. If the buyer was erased after the purchase, it has none.
func (s *Store) newBuyer(ctx context.Context, p ledger.Purchase) (buyerItem, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Buyers,
		Key:                      pk(p.Buyer),
		UpdateExpression:         aws.String("SET #ref = if_not_exists(#ref, :ref), expires_at = :expires"),
		ConditionExpression:      aws.String("attribute_not_exists(erased_at) OR erased_at < :bought"),
		ExpressionAttributeNames: map[string]string{"#ref": "ref"},
		ExpressionAttributeValues: item{
			":ref":     text(rand.Text()),
			":bought":  number(millis(p.At)),
			":expires": number(seconds(p.At.Add(refFor))),
		},
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		return decodeBuyer(old)
	}
	if err != nil {
		return buyerItem{}, fail(err, "give a buyer a reference")
	}
	return decodeBuyer(out.Attributes)
}

// EraseBuyer replaces a buyer's item by a tombstone; see erasure.Buyers.
func (s *Store) EraseBuyer(ctx context.Context, buyer string, at, now time.Time) error {
	// If it is not applied, this erasure or a later one was done before.
	_, err := s.put(ctx, s.tables.Buyers, buyerItem{PK: buyer, ErasedAt: millis(at), ExpiresAt: seconds(now.Add(tombstoneFor))}, condition{
		expression: "attribute_not_exists(erased_at) OR erased_at < :at", values: item{":at": number(millis(at))},
	}, "erase a buyer")
	return err
}

func decodeBuyer(it item) (buyerItem, error) {
	var buyer buyerItem
	if err := attributevalue.UnmarshalMap(it, &buyer); err != nil {
		return buyerItem{}, fmt.Errorf("dynamo: buyer: %w", err)
	}
	if buyer.PK == "" {
		return buyerItem{}, errors.New("dynamo: a buyer without a key")
	}
	if buyer.Ref == "" && buyer.ErasedAt == 0 {
		return buyerItem{}, fmt.Errorf("dynamo: the buyer %s has neither a reference nor a tombstone", buyer.PK)
	}
	return buyer, nil
}
