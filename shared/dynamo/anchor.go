package dynamo

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// The anchors of a month are one item in the orders' table, so that a lock and a rebuild cannot
// pass each other. Besides its key it has the attributes changes, lock if the month is locked, one
// for each revision of a day, as de#2015-05-18#2, with the digest of its manifest, and one for each
// cut-off and adjustment, whose name is the file's key, # and its digest. No order has such a key, and
// the filters of the table's stream drop the item.
const (
	changesAttribute = "changes"
	lockAttribute    = "lock"
)

// adoptedItem has the last day of each market that was closed before there were anchors.
type adoptedItem struct {
	PK      string                 `dynamodbav:"pk"` // adoptedPK
	SK      int64                  `dynamodbav:"sk"` // 0
	Through map[market.Code]string `dynamodbav:"through"`
}

const adoptedPK = "books#adopted"

func anchorsKey(month string) item { return numberedKey("books#"+month, 0) }

func anchorAttribute(key ledger.AnchorKey) string {
	return fmt.Sprintf("%s#%s#%d", key.Market, key.Date, key.Rev)
}

// AnchorsOf returns what is kept of a month; see closing.Anchored.
func (s *Store) AnchorsOf(ctx context.Context, month string) (ledger.Anchors, error) {
	it, err := s.get(ctx, s.tables.Orders, anchorsKey(month), "the anchors of %s", month)
	if err != nil {
		return ledger.Anchors{}, err
	}
	a := ledger.Anchors{Month: month, Digests: map[ledger.AnchorKey]string{}, Files: map[ledger.AnchoredFile]bool{}}
	if n, ok := it[changesAttribute].(*types.AttributeValueMemberN); ok {
		if a.Changes, err = strconv.Atoi(n.Value); err != nil {
			return ledger.Anchors{}, fmt.Errorf("dynamo: anchors of %s: %w", month, err)
		}
	}
	for name, value := range it {
		digest, isText := value.(*types.AttributeValueMemberS)
		_, isFile := value.(*types.AttributeValueMemberBOOL)
		switch parts := strings.Split(name, "#"); {
		case isFile:
			key, sha256, _ := strings.Cut(name, "#")
			a.Files[ledger.AnchoredFile{Key: key, SHA256: sha256}] = true
		case !isText:
		case name == lockAttribute:
			a.Lock = digest.Value
		case len(parts) == 3:
			rev, err := strconv.Atoi(parts[2])
			if err != nil {
				return ledger.Anchors{}, fmt.Errorf("dynamo: anchors of %s: %w", month, err)
			}
			a.Digests[ledger.AnchorKey{Market: market.Code(parts[0]), Date: parts[1], Rev: rev}] = digest.Value
		}
	}
	return a, nil
}

// Anchor keeps the digest of a revision; see closing.Anchors.
func (s *Store) Anchor(ctx context.Context, key ledger.AnchorKey, digest string) (bool, error) {
	there, err := s.anchor(ctx, ledger.MonthOf(key.Date), anchorAttribute(key), text(digest))
	kept, _ := there.(*types.AttributeValueMemberS)
	return kept != nil && kept.Value == digest, err
}

// AnchorFile keeps the digest of a file; see closing.Anchors.
func (s *Store) AnchorFile(ctx context.Context, month string, f ledger.AnchoredFile) (bool, error) {
	there, err := s.anchor(ctx, month, f.Key+"#"+f.SHA256, &types.AttributeValueMemberBOOL{Value: true})
	return there != nil, err
}

// anchor gives an attribute of a month's item its value, unless it has one or the month is locked. It
// returns the value that the attribute has then, or nil.
func (s *Store) anchor(ctx context.Context, month, name string, value types.AttributeValue) (types.AttributeValue, error) {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                           &s.tables.Orders,
		Key:                                 anchorsKey(month),
		UpdateExpression:                    aws.String("SET #name = :value ADD #changes :one"),
		ConditionExpression:                 aws.String("attribute_not_exists(#name) AND attribute_not_exists(#lock)"),
		ExpressionAttributeNames:            map[string]string{"#name": name, "#lock": lockAttribute, "#changes": changesAttribute},
		ExpressionAttributeValues:           item{":value": value, ":one": number(1)},
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if there, ok := refused(err); ok { // perhaps by an earlier attempt of the same
		return there[name], nil
	}
	if err != nil {
		return nil, fail(err, "anchor %s", name)
	}
	return value, nil
}

// AnchorLock keeps the lock of a month; see closing.Anchors.
func (s *Store) AnchorLock(ctx context.Context, since ledger.Anchors, lock string) (bool, error) {
	in := &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Orders,
		Key:                       anchorsKey(since.Month),
		UpdateExpression:          aws.String("SET #lock = :lock ADD #changes :one"),
		ConditionExpression:       aws.String("attribute_not_exists(#lock) AND #changes = :changes"),
		ExpressionAttributeNames:  map[string]string{"#lock": lockAttribute, "#changes": changesAttribute},
		ExpressionAttributeValues: item{":lock": text(lock), ":one": number(1), ":changes": number(since.Changes)},
	}
	if since.Changes == 0 {
		in.ConditionExpression = aws.String("attribute_not_exists(#lock) AND attribute_not_exists(#changes)")
		delete(in.ExpressionAttributeValues, ":changes")
	}
	_, err := s.client.UpdateItem(ctx, in)
	return applied(err, "anchor the lock of %s", since.Month)
}

// Adopted returns the last days from before there were anchors; see closing.Anchored.
func (s *Store) Adopted(ctx context.Context) (map[market.Code]string, error) {
	var a adoptedItem
	if _, err := s.getInto(ctx, &a, s.tables.Orders, numberedKey(adoptedPK, 0), "which books were adopted"); err != nil {
		return nil, err
	}
	return a.Through, nil
}

// SetAdopted sets these days, unless they are set; see closing.Anchors.
func (s *Store) SetAdopted(ctx context.Context, through map[market.Code]string) error {
	_, err := s.create(ctx, s.tables.Orders, adoptedItem{PK: adoptedPK, Through: through}, "adopted books")
	return err
}
