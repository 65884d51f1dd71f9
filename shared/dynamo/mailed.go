package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// mailedItem is what finance was mailed of the books, in the orders' table. No order has its key,
// and the filters of the table's stream drop it. Times are Unix milliseconds.
type mailedItem struct {
	PK      string                         `dynamodbav:"pk"` // mailedKey
	SK      int64                          `dynamodbav:"sk"` // 0
	Version int64                          `dynamodbav:"version"`
	At      int64                          `dynamodbav:"at,omitempty"`
	Through map[market.Code]string         `dynamodbav:"through,omitempty"`
	Revs    map[market.Code]map[string]int `dynamodbav:"revs,omitempty"`
	Run     string                         `dynamodbav:"run,omitempty"`
	Claimed int64                          `dynamodbav:"claimed,omitempty"`
}

const mailedKey = "document#mailed"

// Mailed returns what finance was mailed; see report.Marks.
func (s *Store) Mailed(ctx context.Context) (ledger.Mailed, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Orders, ConsistentRead: aws.Bool(true),
		Key: item{"pk": &types.AttributeValueMemberS{Value: mailedKey}, "sk": number(0)},
	})
	if err != nil {
		return ledger.Mailed{}, fail(err, "read what finance was mailed")
	}
	var i mailedItem
	if err := attributevalue.UnmarshalMap(out.Item, &i); err != nil {
		return ledger.Mailed{}, fmt.Errorf("dynamo: what finance was mailed: %w", err)
	}
	return ledger.Mailed{
		Version: i.Version, At: fromMillis(i.At), Through: i.Through, Revs: i.Revs, Run: i.Run, Claimed: fromMillis(i.Claimed),
	}, nil
}

// PutMailed stores what finance was mailed; see report.Marks.
func (s *Store) PutMailed(ctx context.Context, m ledger.Mailed) (bool, error) {
	it, err := attributevalue.MarshalMap(mailedItem{
		PK: mailedKey, Version: m.Version + 1, At: millis(m.At), Through: m.Through, Revs: m.Revs, Run: m.Run, Claimed: millis(m.Claimed),
	})
	if err != nil {
		return false, fmt.Errorf("dynamo: encode what finance was mailed: %w", err)
	}
	_, err = s.client.PutItem(ctx, ifVersion(s.tables.Orders, it, m.Version))
	return applied(err, "put what finance was mailed")
}
