package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/ledger"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// movementItem is a movement in the provider's account, in the orders' table. The movements
// of an order form one partition. No order has such a key.
type movementItem struct {
	PK       string `dynamodbav:"pk"` // movementPK
	SK       int64  `dynamodbav:"sk"` // of the id
	ID       string `dynamodbav:"movement"`
	Kind     string `dynamodbav:"kind"`
	Source   string `dynamodbav:"source"`
	Order    string `dynamodbav:"order,omitempty"`
	Market   string `dynamodbav:"market,omitempty"`
	Refund   string `dynamodbav:"refund,omitempty"`
	Currency string `dynamodbav:"currency"`
	Amount   int64  `dynamodbav:"amount,omitempty"`
	Fee      int64  `dynamodbav:"fee,omitempty"`
	At       int64  `dynamodbav:"at"` // Unix milliseconds
}

// movementPK returns the partition of a movement: that of its order, or its own.
func movementPK(orderID, id string) string {
	if orderID != "" {
		return "movement#" + orderID
	}
	return "movement#" + id
}

func movementKey(m payment.Movement) item {
	return numberedKey(movementPK(m.OrderID, m.ID), movementSK(m.ID))
}

// movementSK returns the first 52 bits of an id's digest.
func movementSK(id string) int64 {
	sum := sha256.Sum256([]byte(id))
	return int64(binary.BigEndian.Uint64(sum[:8]) >> 12)
}

// RecordMovement keeps a movement, unless it is there; see checkout.Movements.
func (s *Store) RecordMovement(ctx context.Context, m payment.Movement) error {
	old, err := s.create(ctx, s.tables.Orders, encodeMovement(m), "movement %s", m.ID)
	if err != nil || old == nil {
		return err
	}
	there, err := decodeMovement(old)
	if err == nil && there.ID != m.ID {
		err = fmt.Errorf("dynamo: movements %s and %s have one key", there.ID, m.ID)
	}
	return err
}

// RecordedMovements returns which of some movements are kept; see checkout.Movements.
func (s *Store) RecordedMovements(ctx context.Context, all []payment.Movement) (map[string]bool, error) {
	keys := make([]item, len(all))
	for i, m := range all {
		keys[i] = movementKey(m)
	}
	items, err := s.batchGet(ctx, s.tables.Orders, keys)
	if err != nil {
		return nil, fail(err, "read %d movements", len(all))
	}
	there := map[string]bool{}
	for _, it := range items {
		m, err := decodeMovement(it)
		if err != nil {
			return nil, err
		}
		there[m.ID] = true
	}
	return there, nil
}

// MovementsOf returns the movements of an order; see checkout.Movements.
func (s *Store) MovementsOf(ctx context.Context, id order.ID) ([]payment.Movement, error) {
	items, err := s.partition(ctx, movementPK(id.String(), ""))
	if err != nil {
		return nil, fail(err, "list the movements of %s", id)
	}
	return decodeAll(items, decodeMovement)
}

// AllMovements calls visit for every movement of the region. It reads the whole table.
func (s *Store) AllMovements(ctx context.Context, visit func(payment.Movement) error) error {
	return scanOrders(ctx, s, "movement", decodeMovement, visit)
}

func encodeMovement(m payment.Movement) movementItem {
	return movementItem{
		PK: movementPK(m.OrderID, m.ID), SK: movementSK(m.ID), ID: m.ID, Kind: string(m.Kind), Source: m.Source,
		Order: m.OrderID, Market: m.Market, Refund: m.Refund,
		Currency: m.Amount.Currency, Amount: m.Amount.Minor, Fee: m.Fee.Minor, At: millis(m.At),
	}
}

func decodeMovement(it item) (payment.Movement, error) {
	var i movementItem
	if err := attributevalue.UnmarshalMap(it, &i); err != nil {
		return payment.Movement{}, fmt.Errorf("dynamo: movement: %w", err)
	}
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: i.Currency} }
	return payment.Movement{
		ID: i.ID, Kind: payment.MovementKind(i.Kind), Source: i.Source, OrderID: i.Order, Market: i.Market, Refund: i.Refund,
		Amount: amount(i.Amount), Fee: amount(i.Fee), At: fromMillis(i.At),
	}, nil
}

// isMovement reports whether an item is a movement.
func isMovement(it item) bool {
	_, ok := it["movement"].(*types.AttributeValueMemberS)
	return ok
}

// movement reads the record of a new movement, or fails with ErrRecord.
func (r record) movement(recorded ledger.Source, it item) (ledger.Incoming, error) {
	m, err := decodeMovement(it)
	if err != nil {
		return ledger.Incoming{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if r.Change.Old != nil {
		return ledger.Incoming{}, fmt.Errorf("%w: movement %s was changed", ErrRecord, m.ID)
	}
	event, err := ledger.NewMovement(recorded, m)
	return ledger.Incoming{Event: event}, err
}
