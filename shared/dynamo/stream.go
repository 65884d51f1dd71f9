package dynamo

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// ErrRecord is the error for a record that is not of an order, a new movement or a new lot.
// Reading it again gives the same error.
var ErrRecord = errors.New("dynamo: not a record of an order or of a new lot")

// ErrNoEvent is the error for a change of an order that makes no version, so it is no event of the
// books. For the books, that is a delay, the provider's report about a refund, or the end of a sealed
// copy. For mail, it is only the report: a delay asks for a mail. Callers skip such a record.
var ErrNoEvent = errors.New("dynamo: a change of an order that is no event")

// StreamDecoder reads the records of the orders' and the stock's streams.
type StreamDecoder struct {
	Region market.Region
	Orders string // name of the table
	Stock  string // name of the table
}

// record is a change of an item as a Lambda event has it.
type record struct {
	Name   string `json:"eventName"`
	Source string `json:"eventSourceARN"`
	Change struct {
		At       float64          `json:"ApproximateCreationDateTime"` // in seconds
		Sequence string           `json:"SequenceNumber"`
		Old      *json.RawMessage `json:"OldImage"`
		New      *json.RawMessage `json:"NewImage"`
	} `json:"dynamodb"`
}

// SequenceOf returns the sequence number of a record, or "" if it has none.
func SequenceOf(text []byte) string {
	var r record
	if json.Unmarshal(text, &r) != nil {
		return ""
	}
	return r.Change.Sequence
}

// Decode reads a record. If it fails with ErrRecord, ErrNoEvent or an error of package
// ledger, it fails every time.
func (d StreamDecoder) Decode(text []byte) (ledger.Incoming, error) {
	var r record
	if err := json.Unmarshal(text, &r); err != nil {
		return ledger.Incoming{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	if r.Change.Sequence == "" || r.Change.At <= 0 || r.Change.New == nil {
		return ledger.Incoming{}, fmt.Errorf("%w: %s without sequence number, time or new image", ErrRecord, r.Name)
	}
	recorded := ledger.Source{Region: d.Region, At: time.Unix(int64(r.Change.At), 0).UTC(), Sequence: r.Change.Sequence}
	switch table := tableOf(r.Source); {
	case table == d.Orders && r.Name != "REMOVE":
		it, err := decodeImage(*r.Change.New)
		if err != nil {
			return ledger.Incoming{}, fmt.Errorf("new image: %w", err)
		}
		if isMovement(it) {
			return r.movement(recorded, it)
		}
		return r.order(recorded)
	case table == d.Stock && r.Name == "INSERT":
		return r.lot(recorded)
	default:
		return ledger.Incoming{}, fmt.Errorf("%w: %s of table %q", ErrRecord, r.Name, table)
	}
}

// Accepts reports whether a record passes the filters that the template sets
// before Decode. It is for callers that read a stream without them.
func (d StreamDecoder) Accepts(text []byte) bool {
	var r record
	if json.Unmarshal(text, &r) != nil {
		return true // Decode says what is wrong with it
	}
	var it item
	if r.Change.New != nil {
		var err error
		if it, err = decodeImage(*r.Change.New); err != nil {
			return true
		}
	}
	switch tableOf(r.Source) {
	case d.Orders:
		_, hasStatus := it["status"].(*types.AttributeValueMemberS)
		return r.Name != "REMOVE" && hasStatus || r.Name == "INSERT" && isMovement(it)
	case d.Stock:
		_, hasTime := it["created_at"].(*types.AttributeValueMemberN)
		return r.Name == "INSERT" && hasTime
	default:
		return false
	}
}

// tableOf returns the table's name in the ARN of its stream, such as
// arn:aws:dynamodb:us-west-2:123456789012:table/orders/stream/2015-05-18T19:00:00.000.
func tableOf(streamARN string) string {
	_, resource, _ := strings.Cut(streamARN, ":table/")
	name, _, _ := strings.Cut(resource, "/")
	return name
}

func (r record) order(recorded ledger.Source) (ledger.Incoming, error) {
	var before order.Order
	if r.Change.Old != nil {
		var err error
		if before, err = orderImage(*r.Change.Old); err != nil {
			return ledger.Incoming{}, fmt.Errorf("old image: %w", err)
		}
	}
	after, err := orderImage(*r.Change.New)
	if err != nil {
		return ledger.Incoming{}, fmt.Errorf("new image: %w", err)
	}
	if before.Version == after.Version && before.DelayedUntil.IsZero() && !after.DelayedUntil.IsZero() {
		return ledger.Incoming{}, fmt.Errorf("%w: order %s is delayed", ErrNoEvent, after.ID)
	}
	if before.Version == after.Version && before.Sealed.Exists() && !after.Sealed.Exists() {
		return ledger.Incoming{}, fmt.Errorf("%w: the sealed copy of order %s has ended", ErrNoEvent, after.ID)
	}
	if after.Heard(before) {
		return ledger.Incoming{}, fmt.Errorf("%w: a word about a refund of order %s", ErrNoEvent, after.ID)
	}
	event, err := ledger.Change(recorded, before, after)
	return ledger.Incoming{Event: event, Buyer: email.IdentityOf(after.Buyer.Email)}, err
}

func (r record) lot(recorded ledger.Source) (ledger.Incoming, error) {
	lot, err := lotImage(*r.Change.New)
	if err != nil {
		return ledger.Incoming{}, err
	}
	event, err := ledger.NewLot(recorded, lot)
	return ledger.Incoming{Event: event}, err
}

// OrderOfImage decodes an item of the orders' table as DynamoDB's JSON has it. It
// reports false if the item is not an order. It fails with ErrRecord.
func OrderOfImage(image []byte) (order.Order, bool, error) {
	it, err := decodeImage(image)
	if _, hasStatus := it["status"].(*types.AttributeValueMemberS); err != nil || !hasStatus {
		return order.Order{}, false, err
	}
	o, err := orderImage(image)
	return o, true, err
}

// orderImage decodes an order from its image in a stream, or fails with
// ErrRecord.
func orderImage(image []byte) (order.Order, error) {
	it, err := decodeImage(image)
	if err != nil {
		return order.Order{}, err
	}
	o, err := decodeOrder(it)
	if err != nil {
		return order.Order{}, fmt.Errorf("%w: %w", ErrRecord, err)
	}
	return o, nil
}

// lotImage decodes a lot from its image in a stream, or fails with ErrRecord.
func lotImage(image []byte) (stock.Lot, error) {
	it, err := decodeImage(image)
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

// decodeImage decodes an item of a stream, or fails with ErrRecord.
func decodeImage(image []byte) (item, error) {
	it, err := attributevalue.UnmarshalMapJSON(image)
	if err == nil {
		err = checkTyped(&types.AttributeValueMemberM{Value: it})
	}
	if err != nil {
		return nil, fmt.Errorf("%w: image: %w", ErrRecord, err)
	}
	return it, nil
}

var errUntyped = errors.New("an attribute value has no known type")

// checkTyped fails if a value, or one within it, has no type that DynamoDB
// knows: UnmarshalMapJSON accepts {} and {"X": 1}.
func checkTyped(value types.AttributeValue) error {
	switch v := value.(type) {
	case nil, *types.UnknownUnionMember:
		return errUntyped
	case *types.AttributeValueMemberM:
		for name, member := range v.Value {
			if err := checkTyped(member); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	case *types.AttributeValueMemberL:
		for _, element := range v.Value {
			if err := checkTyped(element); err != nil {
				return err
			}
		}
	}
	return nil
}
