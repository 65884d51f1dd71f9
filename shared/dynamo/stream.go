package dynamo

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// ErrRecord says that a stream's record is none of an order or of a new lot. It
// will be none when it is read again.
var ErrRecord = errors.New("dynamo: not a record of an order or of a new lot")

// record is a change of an item, as an event of Lambda has it.
type record struct {
	Name   string `json:"eventName"`
	Source string `json:"eventSourceARN"`
	Change struct {
		At       float64              `json:"ApproximateCreationDateTime"` // in seconds
		Sequence string               `json:"SequenceNumber"`
		Old      map[string]attribute `json:"OldImage"`
		New      map[string]attribute `json:"NewImage"`
	} `json:"dynamodb"`
}

// attribute is a value in DynamoDB's own JSON: exactly one of its fields is set.
type attribute struct {
	S    *string
	N    *string
	B    []byte
	BOOL *bool
	NULL *bool
	M    map[string]attribute
	L    []attribute
	SS   []string
	NS   []string
	BS   [][]byte
}

// SequenceOf reads the sequence number of a record, or "".
func SequenceOf(text []byte) string {
	var r record
	if json.Unmarshal(text, &r) != nil {
		return ""
	}
	return r.Change.Sequence
}

// LedgerEvent returns the event of a record of the orders' or the stock's stream.
// It fails with ErrRecord or an error of package ledger; trying again is no use.
func (t Tables) LedgerEvent(region market.Region, text []byte) (intake.Incoming, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return intake.Incoming{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if r.Change.Sequence == "" || r.Change.At <= 0 || r.Change.New == nil {
		return intake.Incoming{}, fmt.Errorf("%w: %s without sequence number, time or new image", ErrRecord, r.Name)
	}
	source := ledger.Source{Region: region, At: time.Unix(int64(r.Change.At), 0).UTC(), Sequence: r.Change.Sequence}
	switch table := tableOf(r.Source); {
	case table == t.Orders && r.Name != "REMOVE":
		return r.order(source)
	case table == t.Stock && r.Name == "INSERT":
		return r.lot(source)
	default:
		return intake.Incoming{}, fmt.Errorf("%w: %s of table %q", ErrRecord, r.Name, table)
	}
}

// Concerns reports whether LedgerEvent reads a record. It keeps what the filters
// of the template keep, for a reader of a stream that has none.
func (t Tables) Concerns(text []byte) bool {
	var r record
	if json.Unmarshal(text, &r) != nil {
		return true // for people to look at
	}
	switch tableOf(r.Source) {
	case t.Orders:
		return r.Name != "REMOVE" && r.Change.New["status"].S != nil
	case t.Stock:
		return r.Name == "INSERT" && r.Change.New["created_at"].N != nil
	default:
		return false
	}
}

// tableOf finds the table's name in the ARN of its stream, such as
// arn:aws:dynamodb:us-west-2:123456789012:table/orders/stream/2015-05-18T19:00:00.000.
func tableOf(streamARN string) string {
	_, resource, _ := strings.Cut(streamARN, ":table/")
	name, _, _ := strings.Cut(resource, "/")
	return name
}

func (r record) order(source ledger.Source) (intake.Incoming, error) {
	var before order.Order
	if r.Change.Old != nil {
		var err error
		if before, err = orderImage(r.Change.Old); err != nil {
			return intake.Incoming{}, fmt.Errorf("old image: %w", err)
		}
	}
	after, err := orderImage(r.Change.New)
	if err != nil {
		return intake.Incoming{}, fmt.Errorf("new image: %w", err)
	}
	event, err := ledger.Change(source, before, after)
	return intake.Incoming{Event: event, Email: after.Buyer.Email}, err
}

func (r record) lot(source ledger.Source) (intake.Incoming, error) {
	lot, err := lotImage(r.Change.New)
	if err != nil {
		return intake.Incoming{}, err
	}
	event, err := ledger.NewLot(source, lot)
	return intake.Incoming{Event: event}, err
}

// orderImage reads an order from its image in a stream. It fails with ErrRecord.
func orderImage(image map[string]attribute) (order.Order, error) {
	it, err := itemOf(image)
	if err != nil {
		return order.Order{}, err
	}
	o, err := decodeOrder(it)
	if err != nil {
		return order.Order{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return o, nil
}

// lotImage reads a lot from its image in a stream. It fails with ErrRecord.
func lotImage(image map[string]attribute) (stock.Lot, error) {
	it, err := itemOf(image)
	if err != nil {
		return stock.Lot{}, err
	}
	name, _ := it["pk"].(*types.AttributeValueMemberS)
	if name == nil {
		return stock.Lot{}, fmt.Errorf("%w: a lot without a key", ErrRecord)
	}
	key, err := parseLotPK(name.Value)
	if err != nil {
		return stock.Lot{}, err
	}
	lot, err := decodeLot(key, it)
	if err != nil {
		return stock.Lot{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return lot, nil
}

func itemOf(image map[string]attribute) (item, error) {
	it := make(item, len(image))
	for name, a := range image {
		value, err := a.value()
		if err != nil {
			return nil, fmt.Errorf("%w: attribute %s: %w", ErrRecord, name, err)
		}
		it[name] = value
	}
	return it, nil
}

var errAttribute = errors.New("a value of no type")

// value gives an attribute as the SDK has it.
func (a attribute) value() (types.AttributeValue, error) {
	switch {
	case a.S != nil:
		return &types.AttributeValueMemberS{Value: *a.S}, nil
	case a.N != nil:
		return &types.AttributeValueMemberN{Value: *a.N}, nil
	case a.B != nil:
		return &types.AttributeValueMemberB{Value: a.B}, nil
	case a.BOOL != nil:
		return &types.AttributeValueMemberBOOL{Value: *a.BOOL}, nil
	case a.NULL != nil:
		return &types.AttributeValueMemberNULL{Value: *a.NULL}, nil
	case a.M != nil:
		it, err := itemOf(a.M)
		return &types.AttributeValueMemberM{Value: it}, err
	case a.L != nil:
		list := make([]types.AttributeValue, len(a.L))
		for i, element := range a.L {
			var err error
			if list[i], err = element.value(); err != nil {
				return nil, err
			}
		}
		return &types.AttributeValueMemberL{Value: list}, nil
	case a.SS != nil:
		return &types.AttributeValueMemberSS{Value: a.SS}, nil
	case a.NS != nil:
		return &types.AttributeValueMemberNS{Value: a.NS}, nil
	case a.BS != nil:
		return &types.AttributeValueMemberBS{Value: a.BS}, nil
	default:
		return nil, errAttribute
	}
}
