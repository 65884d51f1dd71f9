package dynamo

import (
	"context"

	"storefront/shared/payment"
)

// readingItem is how far a list at the provider was read, in the orders' table. No order has its
// key, and the filters of the table's stream drop it. Times are Unix milliseconds.
type readingItem struct {
	PK      string `dynamodbav:"pk"` // see readingPK
	SK      int64  `dynamodbav:"sk"` // 0
	Version int64  `dynamodbav:"version"`
	Since   int64  `dynamodbav:"since"`
	Until   int64  `dynamodbav:"until,omitempty"`
	After   string `dynamodbav:"after,omitempty"`
	Reaches int64  `dynamodbav:"reaches,omitempty"`
}

func readingPK(of payment.List) string { return string(of) + "#read" }

// Reading returns how far a list at the provider was read; see checkout.Readings.
func (s *Store) Reading(ctx context.Context, of payment.List) (payment.Reading, error) {
	var i readingItem
	if _, err := s.getInto(ctx, &i, s.tables.Orders, numberedKey(readingPK(of), 0), "how far the list of %s was read", of); err != nil {
		return payment.Reading{}, err
	}
	return payment.Reading{
		Since: fromMillis(i.Since), Until: fromMillis(i.Until), After: i.After, Reaches: fromMillis(i.Reaches), Version: i.Version,
	}, nil
}

// KeepReading keeps how far a list at the provider was read; see checkout.Readings.
func (s *Store) KeepReading(ctx context.Context, of payment.List, r payment.Reading) (bool, error) {
	return s.put(ctx, s.tables.Orders, readingItem{
		PK: readingPK(of), Version: r.Version + 1, Since: millis(r.Since), Until: millis(r.Until), After: r.After, Reaches: millis(r.Reaches),
	}, ifVersion(r.Version), "put how far the list of %s was read", of)
}
