package dynamo

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"storefront/shared/email"
)

// buyerItem is the reference that stands for a buyer in the books. The reference
// is random; once the item is removed, nobody can tell whose it was.
type buyerItem struct {
	PK  string `dynamodbav:"pk"` // SHA-256 of the buyer's identity, in hex
	Ref string `dynamodbav:"ref"`
}

func buyerPK(buyer email.Identity) string {
	digest := sha256.Sum256([]byte(buyer.String()))
	return hex.EncodeToString(digest[:])
}

// BuyerRefs returns references; see intake.Buyers. It remembers nothing between
// calls, so that a buyer is forgotten at once.
func (s *Store) BuyerRefs(ctx context.Context, buyers []email.Identity) (map[email.Identity]string, error) {
	keys := make(map[string]item, len(buyers)) // a batch takes each key once
	for _, buyer := range buyers {
		keys[buyerPK(buyer)] = pk(buyerPK(buyer))
	}
	unique := make([]item, 0, len(keys))
	for _, key := range keys {
		unique = append(unique, key)
	}
	items, err := s.batchGet(ctx, s.tables.Buyers, unique)
	if err != nil {
		return nil, fail(err, "read %d buyers", len(unique))
	}
	known := make(map[string]string, len(items))
	for _, it := range items {
		buyer, err := decodeBuyer(it)
		if err != nil {
			return nil, err
		}
		known[buyer.PK] = buyer.Ref
	}
	if err := s.newBuyers(ctx, keys, known); err != nil {
		return nil, err
	}
	refs := make(map[email.Identity]string, len(buyers))
	for _, buyer := range buyers {
		refs[buyer] = known[buyerPK(buyer)]
	}
	return refs, nil
}

// buyersAtOnce bounds how many buyers are put at once: in a rush, all buyers of a
// batch are new.
const buyersAtOnce = 16

// newBuyers adds to known the buyers that it lacks.
func (s *Store) newBuyers(ctx context.Context, keys map[string]item, known map[string]string) error {
	var missing []string
	for key := range keys {
		if known[key] == "" {
			missing = append(missing, key)
		}
	}
	refs := make([]string, len(missing))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(buyersAtOnce)
	for i, key := range missing {
		group.Go(func() (err error) {
			refs[i], err = s.newBuyer(ctx, key)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, key := range missing {
		known[key] = refs[i]
	}
	return nil
}

// newBuyer puts a random reference and returns the one that is stored in the end,
// which may be that of a faster process or of an attempt whose answer was lost.
func (s *Store) newBuyer(ctx context.Context, key string) (string, error) {
	buyer := buyerItem{PK: key, Ref: rand.Text()}
	it, err := attributevalue.MarshalMap(buyer)
	if err != nil {
		return "", fmt.Errorf("dynamo: buyer: %w", err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           &s.tables.Buyers,
		Item:                it,
		ConditionExpression: aws.String("attribute_not_exists(pk)"),

		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		met, err := decodeBuyer(old)
		return met.Ref, err
	}
	if err != nil {
		return "", fail(err, "put a buyer")
	}
	return buyer.Ref, nil
}

// ForgetBuyer removes the item that tells whose a reference is, if there is one.
func (s *Store) ForgetBuyer(ctx context.Context, buyer email.Identity) error {
	_, err := s.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &s.tables.Buyers, Key: pk(buyerPK(buyer))})
	if err != nil {
		return fail(err, "forget a buyer")
	}
	return nil
}

func decodeBuyer(it item) (buyerItem, error) {
	var buyer buyerItem
	if err := attributevalue.UnmarshalMap(it, &buyer); err != nil {
		return buyerItem{}, fmt.Errorf("dynamo: buyer: %w", err)
	}
	if buyer.Ref == "" {
		return buyerItem{}, fmt.Errorf("dynamo: the buyer %s has no reference", buyer.PK)
	}
	return buyer, nil
}
