package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// lotItem is a lot. With LotSize claims it stays below 1 KB, so that each
// change of it costs one write unit; that is why names are short.
type lotItem struct {
	PK     string               `dynamodbav:"pk"` // SALE#SKU#LOT
	Size   int                  `dynamodbav:"size"`
	Left   int                  `dynamodbav:"left"`
	Claims map[string]claimItem `dynamodbav:"claims"` // by order id

	CreatedAt int64 `dynamodbav:"created_at,omitempty"` // Unix milliseconds
}

type claimItem struct {
	Quantity int   `dynamodbav:"q"`
	Until    int64 `dynamodbav:"u"` // Unix seconds; 0: settled
}

func lotPK(k stock.LotKey) string {
	return linePK(k.Line) + "#" + strconv.Itoa(k.Number)
}

// parseLotPK reads what lotPK wrote. Neither a sale's id nor a SKU has a # in it.
func parseLotPK(pk string) (stock.LotKey, error) {
	parts := strings.Split(pk, "#")
	if len(parts) == 3 && parts[0] != "" && parts[1] != "" {
		key := stock.LotKey{Line: stock.Line{Sale: order.SaleID(parts[0]), SKU: order.SKU(parts[1])}}
		var err error
		if key.Number, err = strconv.Atoi(parts[2]); err == nil && key.Number >= 0 && lotPK(key) == pk {
			return key, nil
		}
	}
	return stock.LotKey{}, fmt.Errorf("%w: %q is no lot's key", ErrRecord, pk)
}

func linePK(l stock.Line) string { return string(l.Sale) + "#" + string(l.SKU) }

func lotKey(k stock.LotKey) item { return pk(lotPK(k)) }

func claimValue(c stock.Claim) types.AttributeValue {
	return &types.AttributeValueMemberM{Value: item{"q": number(c.Quantity), "u": number(seconds(c.Until))}}
}

// Reserve reserves units of a lot; see checkout.Lots. One write unit, even if refused.
func (s *Store) Reserve(ctx context.Context, lot stock.LotKey, id order.ID, quantity int, until time.Time) (checkout.Reservation, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Stock,
		Key:                       lotKey(lot),
		UpdateExpression:          aws.String("SET #left = #left - :q, claims.#order = :claim"),
		ConditionExpression:       aws.String("#left >= :q AND attribute_not_exists(claims.#order)"),
		ExpressionAttributeNames:  map[string]string{"#left": "left", "#order": id.String()},
		ExpressionAttributeValues: item{":q": number(quantity), ":claim": claimValue(stock.Claim{Quantity: quantity, Until: until})},

		ReturnValues:                        types.ReturnValueUpdatedNew,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		return reserveRefused(lot, id, old)
	}
	if err != nil {
		return checkout.Reservation{}, fail(err, "reserve %d of lot %s for order %s", quantity, lot, id)
	}
	var after lotItem
	if err := attributevalue.UnmarshalMap(out.Attributes, &after); err != nil {
		return checkout.Reservation{}, fmt.Errorf("dynamo: lot %s: %w", lot, err)
	}
	return checkout.Reservation{Outcome: stock.Reserved, Left: after.Left, Claimed: quantity, NextRelease: until}, nil
}

// reserveRefused returns why a reservation's condition failed, from the lot that it met.
func reserveRefused(key stock.LotKey, id order.ID, old item) (checkout.Reservation, error) {
	lot, err := decodeLot(key, old)
	if err != nil {
		return checkout.Reservation{}, err
	}
	result := checkout.Reservation{Outcome: stock.Insufficient, Left: lot.Left, NextRelease: lot.NextRelease()}
	if claim, mine := lot.Claims[id]; mine {
		result.Outcome, result.Claimed = stock.AlreadyReserved, claim.Quantity
	}
	return result, nil
}

// Release takes a claim out of a lot; see checkout.Lots. One write unit.
func (s *Store) Release(ctx context.Context, lot stock.LotKey, id order.ID) (checkout.ReleaseResult, error) {
	out, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                &s.tables.Stock,
		Key:                      lotKey(lot),
		UpdateExpression:         aws.String("SET #left = #left + claims.#order.q REMOVE claims.#order"),
		ConditionExpression:      aws.String("attribute_exists(claims.#order)"),
		ExpressionAttributeNames: map[string]string{"#left": "left", "#order": id.String()},

		ReturnValues:                        types.ReturnValueUpdatedOld,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		met, err := decodeLot(lot, old)
		return checkout.ReleaseResult{Before: met.Left, After: met.Left}, err
	}
	if err != nil {
		return checkout.ReleaseResult{}, fail(err, "release from lot %s the claim of order %s", lot, id)
	}
	var before lotItem
	if err := attributevalue.UnmarshalMap(out.Attributes, &before); err != nil {
		return checkout.ReleaseResult{}, fmt.Errorf("dynamo: lot %s: %w", lot, err)
	}
	return checkout.ReleaseResult{
		Released: true,
		Before:   before.Left,
		After:    before.Left + before.Claims[id.String()].Quantity,
	}, nil
}

// Reschedule sets when orders are asked about their claims; see checkout.Inventory.
// One write unit.
func (s *Store) Reschedule(ctx context.Context, lot stock.LotKey, until map[order.ID]time.Time) (bool, error) {
	if len(until) == 0 {
		return true, nil
	}
	var set, condition []string
	names, values := map[string]string{}, item{}
	for id, t := range until {
		n := strconv.Itoa(len(names))
		names["#o"+n], values[":u"+n] = id.String(), number(seconds(t))
		set = append(set, "claims.#o"+n+".u = :u"+n)
		condition = append(condition, "attribute_exists(claims.#o"+n+")")
	}
	_, err := s.client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName:                 &s.tables.Stock,
		Key:                       lotKey(lot),
		UpdateExpression:          aws.String("SET " + strings.Join(set, ", ")),
		ConditionExpression:       aws.String(strings.Join(condition, " AND ")),
		ExpressionAttributeNames:  names,
		ExpressionAttributeValues: values,
	})
	return applied(err, "reschedule claims of lot %s", lot)
}

// Lots reads the first n lots of a line; see checkout.Inventory.
func (s *Store) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return s.Peek(ctx, line, numbers)
}

// Peek reads some lots of a line; see checkout.Lots. One read unit each.
func (s *Store) Peek(ctx context.Context, line stock.Line, wanted []int) ([]stock.Lot, error) {
	keys := make([]item, len(wanted))
	numbers := make(map[string]int, len(wanted))
	for i, number := range wanted {
		key := stock.LotKey{Line: line, Number: number}
		keys[i], numbers[lotPK(key)] = lotKey(key), number
	}
	items, err := s.batchGet(ctx, s.tables.Stock, keys)
	if err != nil {
		return nil, fail(err, "read the lots of %s", line)
	}
	lots := make([]stock.Lot, 0, len(wanted))
	for _, it := range items {
		name, ok := it["pk"].(*types.AttributeValueMemberS)
		if !ok {
			return nil, fmt.Errorf("dynamo: a lot of %s has no key", line)
		}
		lot, err := decodeLot(stock.LotKey{Line: line, Number: numbers[name.Value]}, it)
		if err != nil {
			return nil, err
		}
		lots = append(lots, lot)
	}
	if len(lots) != len(wanted) {
		return nil, fmt.Errorf("dynamo: %s has %d of the %d lots that its shelf names", line, len(lots), len(wanted))
	}
	slices.SortFunc(lots, func(a, b stock.Lot) int { return a.Number - b.Number })
	return lots, nil
}

// PutLot adds a new lot. If there is one of this number, PutLot changes nothing and
// returns false.
func (s *Store) PutLot(ctx context.Context, lot stock.Lot) (bool, error) {
	return created(s.create(ctx, s.tables.Stock, lotItem{
		PK: lotPK(lot.LotKey), Size: lot.Size, Left: lot.Left, Claims: map[string]claimItem{}, CreatedAt: millis(lot.CreatedAt),
	}, "lot %s", lot.LotKey))
}

// decodeLot decodes a lot. It fails if the item is missing: only lots that the
// shelf counts are read, and lots are never removed.
func decodeLot(key stock.LotKey, it item) (stock.Lot, error) {
	if it == nil {
		return stock.Lot{}, fmt.Errorf("dynamo: there is no lot %s", key)
	}
	var stored lotItem
	if err := attributevalue.UnmarshalMap(it, &stored); err != nil {
		return stock.Lot{}, fmt.Errorf("dynamo: lot %s: %w", key, err)
	}
	lot := stock.Lot{
		LotKey: key, Size: stored.Size, Left: stored.Left, Claims: make(map[order.ID]stock.Claim, len(stored.Claims)),
		CreatedAt: fromMillis(stored.CreatedAt),
	}
	for name, claim := range stored.Claims {
		id, err := order.ParseID(name)
		if err != nil {
			return stock.Lot{}, fmt.Errorf("dynamo: lot %s: claim %q: %w", key, name, err)
		}
		lot.Claims[id] = stock.Claim{Quantity: claim.Quantity, Until: fromSeconds(claim.Until)}
	}
	return lot, nil
}
