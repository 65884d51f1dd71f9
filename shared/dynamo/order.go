package dynamo

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/money"
	"storefront/shared/order"
)

// orderItem is an order. All its amounts are of one currency, which is stored
// once. Times are Unix milliseconds.
type orderItem struct {
	PK      string `dynamodbav:"pk"` // order key
	SK      int    `dynamodbav:"sk"` // slot
	Sale    string `dynamodbav:"sale"`
	Market  string `dynamodbav:"market,omitempty"`
	Status  string `dynamodbav:"status"`
	Version int    `dynamodbav:"version"`

	RequestKey  []byte       `dynamodbav:"request_key,omitempty"`
	Fingerprint []byte       `dynamodbav:"fingerprint,omitempty"`
	Email       string       `dynamodbav:"email,omitempty"`
	Locale      string       `dynamodbav:"locale,omitempty"`
	ShipTo      *addressItem `dynamodbav:"ship_to,omitempty"`

	Lines    []lineItem `dynamodbav:"lines,omitempty"`
	Currency string     `dynamodbav:"currency,omitempty"`
	Subtotal int64      `dynamodbav:"subtotal,omitempty"`
	Shipping int64      `dynamodbav:"shipping,omitempty"`
	Tax      int64      `dynamodbav:"tax,omitempty"`
	Total    int64      `dynamodbav:"total,omitempty"`
	TaxIn    bool       `dynamodbav:"tax_included,omitempty"`
	TaxBy    string     `dynamodbav:"tax_jurisdiction,omitempty"`

	Provider  string `dynamodbav:"provider,omitempty"`
	Reference string `dynamodbav:"reference,omitempty"`
	PaidAt    int64  `dynamodbav:"paid_at,omitempty"`

	CreatedAt     int64 `dynamodbav:"created_at"`
	UpdatedAt     int64 `dynamodbav:"updated_at"`
	HoldExpiresAt int64 `dynamodbav:"hold_expires_at,omitempty"`
	Extended      bool  `dynamodbav:"extended,omitempty"`

	ShippedAt int64        `dynamodbav:"shipped_at,omitempty"`
	Refunds   []refundItem `dynamodbav:"refunds,omitempty"`
	ErasedAt  int64        `dynamodbav:"erased_at,omitempty"`
}

type addressItem struct {
	Name       string `dynamodbav:"name"`
	Line1      string `dynamodbav:"line1"`
	Line2      string `dynamodbav:"line2,omitempty"`
	City       string `dynamodbav:"city"`
	PostalCode string `dynamodbav:"postal_code"`
	State      string `dynamodbav:"state,omitempty"`
	Country    string `dynamodbav:"country"`
}

type lineItem struct {
	SKU       string     `dynamodbav:"sku"`
	Quantity  int        `dynamodbav:"quantity"`
	UnitPrice int64      `dynamodbav:"unit_price"`
	Total     int64      `dynamodbav:"total"`
	Tax       int64      `dynamodbav:"tax"`
	TaxRate   int64      `dynamodbav:"tax_rate"`
	Takes     []takeItem `dynamodbav:"takes,omitempty"`
}

type takeItem struct {
	Lot      int `dynamodbav:"lot"`
	Quantity int `dynamodbav:"q"`
}

type refundItem struct {
	Number    int              `dynamodbav:"number"`
	At        int64            `dynamodbav:"at"`
	Reason    string           `dynamodbav:"reason"`
	Lines     []refundLineItem `dynamodbav:"lines,omitempty"`
	Shipping  int64            `dynamodbav:"shipping"`
	Tax       int64            `dynamodbav:"tax"`
	Total     int64            `dynamodbav:"total"`
	Reference string           `dynamodbav:"reference"`
}

type refundLineItem struct {
	SKU      string `dynamodbav:"sku"`
	Quantity int    `dynamodbav:"quantity"`
	Returned int    `dynamodbav:"returned"`
	Total    int64  `dynamodbav:"total"`
	Tax      int64  `dynamodbav:"tax"`
}

func orderKey(id order.ID) item {
	return item{"pk": &types.AttributeValueMemberS{Value: string(id.Key)}, "sk": number(int64(id.Slot))}
}

func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// Put stores a new order; see checkout.OrderWriter.
func (s *Store) Put(ctx context.Context, o order.Order) (*order.Order, error) {
	it, err := attributevalue.MarshalMap(encodeOrder(o))
	if err != nil {
		return nil, fmt.Errorf("dynamo: order %s: %w", o.ID, err)
	}
	_, err = s.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:           &s.tables.Orders,
		Item:                it,
		ConditionExpression: aws.String("attribute_not_exists(pk)"),

		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
	})
	if old, ok := refused(err); ok {
		existing, err := decodeOrder(old)
		return &existing, err
	}
	if err != nil {
		return nil, fail(err, "put order %s", o.ID)
	}
	return nil, nil
}

// Move applies a move; see checkout.OrderWriter.
func (s *Store) Move(ctx context.Context, id order.ID, m order.Move) (order.Order, bool, error) {
	if !m.Legal() { // the condition below only knows where a move starts
		o, err := s.Order(ctx, id)
		return o, false, err
	}
	in, err := moveInput(m)
	if err != nil {
		return order.Order{}, false, fail(err, "move order %s", id)
	}
	in.TableName, in.Key = &s.tables.Orders, orderKey(id)
	in.ReturnValues = types.ReturnValueAllNew
	in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	out, err := s.client.UpdateItem(ctx, in)
	if old, ok := refused(err); ok {
		if old == nil {
			return order.Order{ID: id}, false, nil
		}
		o, err := decodeOrder(old)
		return o, false, err
	}
	if err != nil {
		return order.Order{}, false, fail(err, "move order %s from %s to %s", id, m.From, m.To)
	}
	o, err := decodeOrder(out.Attributes)
	return o, err == nil, err
}

// Order reads one order; see checkout.OrderReader.
func (s *Store) Order(ctx context.Context, id order.ID) (order.Order, error) {
	out, err := s.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &s.tables.Orders, Key: orderKey(id), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return order.Order{}, fail(err, "read order %s", id)
	}
	if out.Item == nil {
		return order.Order{ID: id}, nil
	}
	return decodeOrder(out.Item)
}

// Buyer lists a buyer's orders; see checkout.OrderReader.
func (s *Store) Buyer(ctx context.Context, key order.Key) ([]order.Order, error) {
	items, err := s.query(ctx, &dynamodb.QueryInput{
		TableName:                 &s.tables.Orders,
		KeyConditionExpression:    aws.String("pk = :key"),
		ExpressionAttributeValues: item{":key": &types.AttributeValueMemberS{Value: string(key)}},
		ConsistentRead:            aws.Bool(true),
	})
	if err != nil {
		return nil, fail(err, "list the orders of %s", key)
	}
	return decodeOrders(items)
}

// Orders reads many orders; see checkout.OrderReader.
func (s *Store) Orders(ctx context.Context, ids []order.ID) (map[order.ID]order.Order, error) {
	keys := make(map[order.ID]item, len(ids)) // a batch takes each key once
	for _, id := range ids {
		keys[id] = orderKey(id)
	}
	unique := make([]item, 0, len(keys))
	for _, key := range keys {
		unique = append(unique, key)
	}
	items, err := s.batchGet(ctx, s.tables.Orders, unique)
	if err != nil {
		return nil, fail(err, "read %d orders", len(unique))
	}
	orders, err := decodeOrders(items)
	if err != nil {
		return nil, err
	}
	byID := make(map[order.ID]order.Order, len(orders))
	for _, o := range orders {
		byID[o.ID] = o
	}
	return byID, nil
}

// AllOrders calls visit for every order of the region. It reads the whole table,
// so it is for operators.
func (s *Store) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	in := &dynamodb.ScanInput{TableName: &s.tables.Orders, ConsistentRead: aws.Bool(true)}
	for pages := dynamodb.NewScanPaginator(s.client, in); pages.HasMorePages(); {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fail(err, "scan the orders")
		}
		orders, err := decodeOrders(page.Items)
		if err != nil {
			return err
		}
		for _, o := range orders {
			if err := visit(o); err != nil {
				return err
			}
		}
	}
	return nil
}

func decodeOrders(items []item) ([]order.Order, error) {
	orders := make([]order.Order, len(items))
	for i, it := range items {
		var err error
		if orders[i], err = decodeOrder(it); err != nil {
			return nil, err
		}
	}
	return orders, nil
}

func encodeOrder(o order.Order) orderItem {
	it := orderItem{
		PK: string(o.ID.Key), SK: o.ID.Slot,
		Sale: string(o.Sale), Market: o.Market, Status: string(o.Status), Version: o.Version,
		Email: o.Buyer.Email, Locale: o.Buyer.Locale,
		Currency: o.Totals.Total.Currency,
		Subtotal: o.Totals.Subtotal.Minor, Shipping: o.Totals.Shipping.Minor,
		Tax: o.Totals.Tax.Minor, Total: o.Totals.Total.Minor,
		TaxIn: o.Totals.TaxIncluded, TaxBy: o.Totals.TaxJurisdiction,
		Provider: o.Payment.Provider, Reference: o.Payment.Reference, PaidAt: millis(o.Payment.PaidAt),
		CreatedAt: millis(o.CreatedAt), UpdatedAt: millis(o.UpdatedAt),
		HoldExpiresAt: millis(o.HoldExpiresAt), Extended: o.Extended,
		ShippedAt: millis(o.ShippedAt), ErasedAt: millis(o.ErasedAt),
	}
	if o.Request != (order.Request{}) {
		it.RequestKey, it.Fingerprint = o.Request.Key[:], o.Request.Fingerprint[:]
	}
	if o.Buyer.ShipTo != (order.Address{}) {
		address := addressItem(o.Buyer.ShipTo)
		it.ShipTo = &address
	}
	for _, l := range o.Lines {
		line := lineItem{
			SKU: string(l.SKU), Quantity: l.Quantity, UnitPrice: l.UnitPrice.Minor, Total: l.Total.Minor,
			Tax: l.Tax.Minor, TaxRate: int64(l.TaxRate),
		}
		for _, t := range l.Allocations {
			line.Takes = append(line.Takes, takeItem(t))
		}
		it.Lines = append(it.Lines, line)
	}
	for _, r := range o.Refunds {
		it.Refunds = append(it.Refunds, encodeRefund(r))
	}
	return it
}

func encodeRefund(r order.Refund) refundItem {
	it := refundItem{
		Number: r.Number, At: millis(r.At), Reason: string(r.Reason),
		Shipping: r.Shipping.Minor, Tax: r.Tax.Minor, Total: r.Total.Minor, Reference: r.Reference,
	}
	for _, l := range r.Lines {
		it.Lines = append(it.Lines, refundLineItem{
			SKU: string(l.SKU), Quantity: l.Quantity, Returned: l.Returned, Total: l.Total.Minor, Tax: l.Tax.Minor,
		})
	}
	return it
}

func decodeRefund(it refundItem, currency string) order.Refund {
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: currency} }
	r := order.Refund{
		Number: it.Number, At: fromMillis(it.At), Reason: order.RefundReason(it.Reason),
		Shipping: amount(it.Shipping), Tax: amount(it.Tax), Total: amount(it.Total), Reference: it.Reference,
	}
	for _, l := range it.Lines {
		r.Lines = append(r.Lines, order.RefundLine{
			SKU: order.SKU(l.SKU), Quantity: l.Quantity, Returned: l.Returned, Total: amount(l.Total), Tax: amount(l.Tax),
		})
	}
	return r
}

func decodeOrder(it item) (order.Order, error) {
	var i orderItem
	if err := attributevalue.UnmarshalMap(it, &i); err != nil {
		return order.Order{}, fmt.Errorf("dynamo: order: %w", err)
	}
	id, err := order.ParseID(i.PK + "-" + strconv.Itoa(i.SK))
	if err != nil {
		return order.Order{}, fmt.Errorf("dynamo: order %q-%d: %w", i.PK, i.SK, err)
	}
	amount := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: i.Currency} }
	o := order.Order{
		ID: id, Sale: order.SaleID(i.Sale), Market: i.Market, Status: order.Status(i.Status), Version: i.Version,
		Buyer: order.Buyer{Email: i.Email, Locale: i.Locale},
		Totals: order.Totals{
			Subtotal: amount(i.Subtotal), Shipping: amount(i.Shipping), Tax: amount(i.Tax), Total: amount(i.Total),
			TaxIncluded: i.TaxIn, TaxJurisdiction: i.TaxBy,
		},
		Payment:   order.Payment{Provider: i.Provider, Reference: i.Reference, PaidAt: fromMillis(i.PaidAt)},
		CreatedAt: fromMillis(i.CreatedAt), UpdatedAt: fromMillis(i.UpdatedAt),
		HoldExpiresAt: fromMillis(i.HoldExpiresAt), Extended: i.Extended,
		ShippedAt: fromMillis(i.ShippedAt), ErasedAt: fromMillis(i.ErasedAt),
	}
	if i.RequestKey != nil {
		if len(i.RequestKey) != len(o.Request.Key) || len(i.Fingerprint) != len(o.Request.Fingerprint) {
			return order.Order{}, fmt.Errorf("dynamo: order %s: %w", id, errDigest)
		}
		o.Request = order.Request{Key: order.Digest(i.RequestKey), Fingerprint: order.Digest(i.Fingerprint)}
	}
	if i.ShipTo != nil {
		o.Buyer.ShipTo = order.Address(*i.ShipTo)
	}
	for _, l := range i.Lines {
		line := order.Line{
			SKU: order.SKU(l.SKU), Quantity: l.Quantity, UnitPrice: amount(l.UnitPrice), Total: amount(l.Total),
			Tax: amount(l.Tax), TaxRate: money.PPM(l.TaxRate),
		}
		for _, t := range l.Takes {
			line.Allocations = append(line.Allocations, order.Allocation(t))
		}
		o.Lines = append(o.Lines, line)
	}
	for _, r := range i.Refunds {
		o.Refunds = append(o.Refunds, decodeRefund(r, i.Currency))
	}
	return o, nil
}

var errDigest = errors.New("a digest has the wrong length")
