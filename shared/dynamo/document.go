package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
)

// documentItem is the number of an invoice or a credit note, in the orders' table. The documents of
// an order form one partition. No order has such a key, and the filters of the table's stream drop
// the item.
type documentItem struct {
	PK       string `dynamodbav:"pk"` // documentPK
	SK       int64  `dynamodbav:"sk"` // made from the event's id
	Document string `dynamodbav:"document"`
	Kind     string `dynamodbav:"kind"`
	Date     string `dynamodbav:"dt"`
	Order    string `dynamodbav:"order"`
	Event    string `dynamodbav:"event"`
	At       int64  `dynamodbav:"at"` // Unix milliseconds
}

// issuedItem is the last day of a market whose documents are all in the table, and its manifest.
type issuedItem struct {
	PK      string `dynamodbav:"pk"` // issuedKey
	SK      int64  `dynamodbav:"sk"` // 0
	Through string `dynamodbav:"through"`
	Rev     int    `dynamodbav:"rev"`    // absent in items from before digests were kept
	SHA256  string `dynamodbav:"sha256"` // absent in the same
}

func documentPK(orderID string) string { return "document#" + orderID }

func issuedKey(code market.Code) item {
	return item{"pk": &types.AttributeValueMemberS{Value: "document#through#" + string(code)}, "sk": number(0)}
}

// documentsAtOnce bounds how many documents are written at once.
const documentsAtOnce = 32

// Issue stores the numbers of documents; see closing.Issued.
func (s *Store) Issue(ctx context.Context, all []ledger.Issued) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(documentsAtOnce)
	for _, d := range all {
		group.Go(func() error { return s.issue(ctx, d) })
	}
	return group.Wait()
}

func (s *Store) issue(ctx context.Context, d ledger.Issued) error {
	old, err := s.create(ctx, s.tables.Orders, documentItem{
		PK: documentPK(d.OrderID), SK: movementSK(d.EventID), Document: d.Name, Kind: string(d.Kind), Date: d.Date,
		Order: d.OrderID, Event: d.EventID, At: millis(d.At),
	}, "document %s", d.Name)
	if err != nil || old == nil {
		return err
	}
	there, err := decodeDocument(old)
	if err == nil && there.Name != d.Name {
		err = fmt.Errorf("dynamo: event %s already has the document %s, not %s", d.EventID, there.Name, d.Name)
	}
	return err
}

// DocumentsOf returns the issued documents of an order, unsorted.
func (s *Store) DocumentsOf(ctx context.Context, id order.ID) ([]ledger.Issued, error) {
	items, err := s.query(ctx, &dynamodb.QueryInput{
		TableName:                 &s.tables.Orders,
		KeyConditionExpression:    aws.String("pk = :key"),
		ExpressionAttributeValues: item{":key": &types.AttributeValueMemberS{Value: documentPK(id.String())}},
	})
	if err != nil {
		return nil, fail(err, "list the documents of %s", id)
	}
	all := make([]ledger.Issued, len(items))
	for i, it := range items {
		if all[i], err = decodeDocument(it); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func decodeDocument(it item) (ledger.Issued, error) {
	var i documentItem
	if err := attributevalue.UnmarshalMap(it, &i); err != nil {
		return ledger.Issued{}, fmt.Errorf("dynamo: document: %w", err)
	}
	return ledger.Issued{
		Kind: ledger.DocumentKind(i.Kind), Name: i.Document, Date: i.Date, OrderID: i.Order, EventID: i.Event, At: fromMillis(i.At),
	}, nil
}

// IssuedThrough returns the last day whose documents are all kept; see closing.Issued.
func (s *Store) IssuedThrough(ctx context.Context, code market.Code) (ledger.Head, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &s.tables.Orders, Key: issuedKey(code), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return ledger.Head{}, fail(err, "read through which day documents of %s are issued", code)
	}
	var i issuedItem
	if err := attributevalue.UnmarshalMap(out.Item, &i); err != nil {
		return ledger.Head{}, fmt.Errorf("dynamo: issued documents: %w", err)
	}
	return ledger.Head{Date: i.Through, Rev: i.Rev, SHA256: i.SHA256}, nil
}

// SetIssuedThrough sets that day, unless it is later already; see closing.Issued.
func (s *Store) SetIssuedThrough(ctx context.Context, code market.Code, head ledger.Head) error {
	it := issuedKey(code)
	it["through"] = &types.AttributeValueMemberS{Value: head.Date}
	it["rev"] = number(int64(head.Rev))
	it["sha256"] = &types.AttributeValueMemberS{Value: head.SHA256}
	_, err := s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                 &s.tables.Orders,
		Item:                      it,
		ConditionExpression:       aws.String("attribute_not_exists(pk) OR through < :date"),
		ExpressionAttributeValues: item{":date": &types.AttributeValueMemberS{Value: head.Date}},
	})
	_, err = applied(err, "set through which day documents of %s are issued", code)
	return err
}
