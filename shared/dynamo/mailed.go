package dynamo

import (
	"context"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// mailedItem is what finance was mailed of the books, in the orders' table. No order has its key,
// and the filters of the table's stream drop it. Times are Unix milliseconds.
type mailedItem struct {
	PK      string                         `dynamodbav:"pk"` // mailedPK
	SK      int64                          `dynamodbav:"sk"` // 0
	Version int64                          `dynamodbav:"version"`
	At      int64                          `dynamodbav:"at,omitempty"`
	Through map[market.Code]string         `dynamodbav:"through,omitempty"`
	Revs    map[market.Code]map[string]int `dynamodbav:"revs,omitempty"`
	Run     string                         `dynamodbav:"run,omitempty"`
	Claimed int64                          `dynamodbav:"claimed,omitempty"`
}

const mailedPK = "document#mailed"

// Mailed returns what finance was mailed; see report.Marks.
func (s *Store) Mailed(ctx context.Context) (ledger.Mailed, error) {
	var i mailedItem
	if _, err := s.getInto(ctx, &i, s.tables.Orders, numberedKey(mailedPK, 0), "what finance was mailed"); err != nil {
		return ledger.Mailed{}, err
	}
	return ledger.Mailed{
		Version: i.Version, At: fromMillis(i.At), Through: i.Through, Revs: i.Revs, Run: i.Run, Claimed: fromMillis(i.Claimed),
	}, nil
}

// PutMailed stores what finance was mailed; see report.Marks.
func (s *Store) PutMailed(ctx context.Context, m ledger.Mailed) (bool, error) {
	return s.put(ctx, s.tables.Orders, mailedItem{
		PK: mailedPK, Version: m.Version + 1, At: millis(m.At), Through: m.Through, Revs: m.Revs, Run: m.Run, Claimed: millis(m.Claimed),
	}, ifVersion(m.Version), "put what finance was mailed")
}
