package dynamo

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/catalog"
)

// The catalog is two partitions of one table, which is small and read whole.
const (
	productPK = "PRODUCT"
	salePK    = "SALE"
)

type saleItem struct {
	PK             string         `dynamodbav:"pk"`
	SK             string         `dynamodbav:"sk"`    // sale id
	Opens          int64          `dynamodbav:"opens"` // Unix milliseconds, as is Closes
	Closes         int64          `dynamodbav:"closes,omitempty"`
	Access         string         `dynamodbav:"access"`
	EntriesClose   int64          `dynamodbav:"entries_close,omitempty"`
	OrdersPerBuyer int            `dynamodbav:"orders_per_buyer"`
	HoldSeconds    int64          `dynamodbav:"hold_seconds"`
	Work           int            `dynamodbav:"work,omitempty"`
	Salt           []byte         `dynamodbav:"salt"` // until it is destroyed
	Lines          []saleLineItem `dynamodbav:"lines"`
	Revoked        []revokedItem  `dynamodbav:"revoked,omitempty"`
}

// revokedItem is a range of tickets that were revoked.
type revokedItem struct {
	SKU   string `dynamodbav:"sku"`
	First int    `dynamodbav:"first"`
	Last  int    `dynamodbav:"last"`
	At    int64  `dynamodbav:"at"` // Unix milliseconds
}

type saleLineItem struct {
	SKU         string `dynamodbav:"sku"`
	MaxPerOrder int    `dynamodbav:"max_per_order"`
}

func catalogKey(partition, name string) item {
	key := pk(partition)
	key["sk"] = text(name)
	return key
}

// Catalog reads everything that the region offers, with one call if it is below a
// megabyte; see catalog.Source.
func (s *Store) Catalog(ctx context.Context) (catalog.Snapshot, error) {
	var snapshot catalog.Snapshot
	err := s.scan(ctx, &dynamodb.ScanInput{TableName: &s.tables.Catalog}, func(it item) error {
		switch partition, _ := it["pk"].(*types.AttributeValueMemberS); partition.Value {
		case productPK:
			p, err := decodeProduct(it)
			snapshot.Products = append(snapshot.Products, p)
			return err
		case salePK:
			sale, err := decodeSale(it)
			snapshot.Sales = append(snapshot.Sales, sale)
			return err
		default: // of a later version
			return nil
		}
	})
	if err != nil {
		return catalog.Snapshot{}, err
	}
	slices.SortFunc(snapshot.Products, func(a, b catalog.Product) int { return cmp.Compare(a.SKU, b.SKU) })
	slices.SortFunc(snapshot.Sales, func(a, b catalog.Sale) int { return cmp.Compare(a.ID, b.ID) })
	return snapshot, nil
}

// PutProduct stores a product, in place of what was stored under its SKU.
func (s *Store) PutProduct(ctx context.Context, p catalog.Product) error {
	_, err := s.put(ctx, s.tables.Catalog, encodeProduct(p), condition{}, "put product %s", p.SKU)
	return err
}

// PutSale stores a new sale. If there is one of this name, PutSale changes nothing
// and returns false: order keys derive from its salt, so it is never overwritten.
func (s *Store) PutSale(ctx context.Context, sale catalog.Sale) (bool, error) {
	stored := saleItem{
		PK: salePK, SK: string(sale.ID),
		Opens: millis(sale.Opens), Closes: millis(sale.Closes), Access: string(sale.Access), EntriesClose: millis(sale.EntriesClose),
		OrdersPerBuyer: sale.OrdersPerBuyer, HoldSeconds: int64(sale.Hold / time.Second), Work: sale.Work, Salt: sale.Salt,
	}
	for _, line := range sale.Lines {
		stored.Lines = append(stored.Lines, saleLineItem{SKU: string(line.SKU), MaxPerOrder: line.MaxPerOrder})
	}
	return created(s.create(ctx, s.tables.Catalog, stored, "sale %s", sale.ID))
}

// CloseSale sets when a sale closes. It returns false if there is no such sale.
func (s *Store) CloseSale(ctx context.Context, id catalog.SaleID, at time.Time) (bool, error) {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Catalog,
		Key:                       catalogKey(salePK, string(id)),
		UpdateExpression:          aws.String("SET closes = :at"),
		ConditionExpression:       aws.String("attribute_exists(pk)"),
		ExpressionAttributeValues: item{":at": number(millis(at))},
	})
	return applied(err, "close sale %s", id)
}

// RevokeTickets adds a revocation to a sale; see invite.Sales.
func (s *Store) RevokeTickets(ctx context.Context, id catalog.SaleID, r catalog.Revocation) (bool, error) {
	it, err := attributevalue.MarshalMap(revokedItem{SKU: string(r.SKU), First: r.First, Last: r.Last, At: millis(r.At)})
	if err != nil {
		return false, fmt.Errorf("dynamo: revocation: %w", err)
	}
	_, err = s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:           &s.tables.Catalog,
		Key:                 catalogKey(salePK, string(id)),
		UpdateExpression:    aws.String("SET revoked = list_append(if_not_exists(revoked, :none), :one)"),
		ConditionExpression: aws.String("attribute_exists(pk) AND (attribute_not_exists(revoked) OR size(revoked) < :most)"),
		ExpressionAttributeValues: item{
			":none": &types.AttributeValueMemberL{Value: []types.AttributeValue{}},
			":one":  &types.AttributeValueMemberL{Value: []types.AttributeValue{&types.AttributeValueMemberM{Value: it}}},
			":most": number(catalog.MaxRevocations),
		},
	})
	return applied(err, "revoke tickets of sale %s", id)
}

// DestroySalt removes a sale's salt; see erasure.Sales.
func (s *Store) DestroySalt(ctx context.Context, id catalog.SaleID, closed time.Time) (bool, error) {
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Catalog,
		Key:                       catalogKey(salePK, string(id)),
		UpdateExpression:          aws.String("REMOVE salt"),
		ConditionExpression:       aws.String("attribute_exists(salt) AND closes <= :closed"),
		ExpressionAttributeValues: item{":closed": number(millis(closed))},
	})
	return applied(err, "destroy the salt of sale %s", id)
}

func decodeSale(it item) (catalog.Sale, error) {
	var stored saleItem
	if err := attributevalue.UnmarshalMap(it, &stored); err != nil {
		return catalog.Sale{}, fmt.Errorf("dynamo: sale: %w", err)
	}
	sale := catalog.Sale{
		ID:    catalog.SaleID(stored.SK),
		Opens: fromMillis(stored.Opens), Closes: fromMillis(stored.Closes), Access: catalog.Access(stored.Access), EntriesClose: fromMillis(stored.EntriesClose),
		OrdersPerBuyer: stored.OrdersPerBuyer, Hold: time.Duration(stored.HoldSeconds) * time.Second, Work: stored.Work, Salt: stored.Salt,
	}
	for _, line := range stored.Lines {
		sale.Lines = append(sale.Lines, catalog.SaleLine{SKU: catalog.SKU(line.SKU), MaxPerOrder: line.MaxPerOrder})
	}
	for _, r := range stored.Revoked {
		sale.Revoked = append(sale.Revoked, catalog.Revocation{SKU: catalog.SKU(r.SKU), First: r.First, Last: r.Last, At: fromMillis(r.At)})
	}
	return sale, nil
}
