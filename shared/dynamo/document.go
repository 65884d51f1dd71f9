package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
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

// issuedItem is the last day through which all documents of a market are in the table, with the
// digest of its manifest.
type issuedItem struct {
	PK      string `dynamodbav:"pk"` // issuedPK
	SK      int64  `dynamodbav:"sk"` // 0
	Through string `dynamodbav:"through"`
	Rev     int    `dynamodbav:"rev"`    // absent in items from before digests were kept
	SHA256  string `dynamodbav:"sha256"` // absent in the same
}

func documentPK(orderID string) string { return "document#" + orderID }

func issuedPK(code market.Code) string { return "document#through#" + string(code) }

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
	items, err := s.partition(ctx, documentPK(id.String()))
	if err != nil {
		return nil, fail(err, "list the documents of %s", id)
	}
	return decodeAll(items, decodeDocument)
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

// IssuedThrough returns the last day through which all documents are stored; see closing.Issued.
func (s *Store) IssuedThrough(ctx context.Context, code market.Code) (ledger.Head, error) {
	var i issuedItem
	if _, err := s.getInto(ctx, &i, s.tables.Orders, numberedKey(issuedPK(code), 0), "through which day documents of %s are issued", code); err != nil {
		return ledger.Head{}, err
	}
	return ledger.Head{Date: i.Through, Rev: i.Rev, SHA256: i.SHA256}, nil
}

// SetIssuedThrough sets that day, unless a later day is set; see closing.Issued.
func (s *Store) SetIssuedThrough(ctx context.Context, code market.Code, head ledger.Head) error {
	_, err := s.put(ctx, s.tables.Orders, issuedItem{PK: issuedPK(code), Through: head.Date, Rev: head.Rev, SHA256: head.SHA256}, condition{
		expression: "attribute_not_exists(pk) OR through < :date", values: item{":date": text(head.Date)},
	}, "set through which day documents of %s are issued", code)
	return err
}
