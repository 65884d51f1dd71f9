package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/payment"
)

// findingItem is a finding at the payment provider, in the orders' table. No order and no movement
// has such a key, and the filters of the table's stream drop the item.
type findingItem struct {
	PK         string `dynamodbav:"pk"` // findingPK
	SK         int64  `dynamodbav:"sk"` // 0
	Reference  string `dynamodbav:"finding"`
	Order      string `dynamodbav:"order,omitempty"`
	What       string `dynamodbav:"what"`
	FoundAt    int64  `dynamodbav:"found_at"` // times are Unix milliseconds
	ResolvedAt int64  `dynamodbav:"resolved_at,omitempty"`
	By         string `dynamodbav:"resolved_by,omitempty"`
	Why        string `dynamodbav:"why,omitempty"`
}

func findingPK(reference string) string { return "finding#" + reference }

// Report stores a finding; see checkout.Findings.
func (s *Store) Report(ctx context.Context, f payment.Finding) (payment.Finding, error) {
	there, err := s.create(ctx, s.tables.Orders, findingItem{
		PK: findingPK(f.Reference), Reference: f.Reference, Order: f.OrderID, What: f.What, FoundAt: millis(f.FoundAt),
	}, "finding %s", f.Reference)
	if err != nil || there == nil {
		return f, err
	}
	return decodeFinding(there)
}

// Resolve resolves a finding; see checkout.Findings.
func (s *Store) Resolve(ctx context.Context, reference string, r payment.Resolution) (payment.Finding, bool, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:           &s.tables.Orders,
		Key:                 numberedKey(findingPK(reference), 0),
		UpdateExpression:    aws.String("SET resolved_at = :at, resolved_by = :by, why = :why"),
		ConditionExpression: aws.String("attribute_exists(finding) AND attribute_not_exists(resolved_at)"),
		ExpressionAttributeValues: item{
			":at": number(millis(r.ResolvedAt)), ":by": text(r.By), ":why": text(r.Why),
		},
		ReturnValues:                        types.ReturnValueAllNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		if old == nil {
			return payment.Finding{}, false, nil
		}
		f, err := decodeFinding(old)
		return f, err == nil, err
	}
	if err != nil {
		return payment.Finding{}, false, fail(err, "resolve finding %s", reference)
	}
	f, err := decodeFinding(out.Attributes)
	return f, err == nil, err
}

// AllFindings calls visit for every finding of the region. It reads the whole table.
func (s *Store) AllFindings(ctx context.Context, visit func(payment.Finding) error) error {
	return scanOrders(ctx, s, "finding", decodeFinding, visit)
}

func decodeFinding(it item) (payment.Finding, error) {
	var i findingItem
	if err := attributevalue.UnmarshalMap(it, &i); err != nil {
		return payment.Finding{}, fmt.Errorf("dynamo: finding: %w", err)
	}
	return payment.Finding{
		Reference: i.Reference, OrderID: i.Order, What: i.What, FoundAt: fromMillis(i.FoundAt),
		Resolution: payment.Resolution{ResolvedAt: fromMillis(i.ResolvedAt), By: i.By, Why: i.Why},
	}, nil
}
