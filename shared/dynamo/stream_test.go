package dynamo

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/stock"
)

var streamed = Tables{Orders: "shop-orders", Stock: "shop-stock"}

var sourceAt = time.Date(2015, time.May, 18, 19, 0, 7, 0, time.UTC)

// recordOf is a record as Lambda has it.
func recordOf(t *testing.T, name, table string, before, after item) []byte {
	t.Helper()
	change := map[string]any{
		"ApproximateCreationDateTime": sourceAt.Unix(), "SequenceNumber": "111", "SizeBytes": 26, "StreamViewType": "NEW_AND_OLD_IMAGES",
	}
	if before != nil {
		change["OldImage"] = plainItem(t, before)
	}
	if after != nil {
		change["NewImage"] = plainItem(t, after)
	}
	text, err := json.Marshal(map[string]any{
		"eventID": "1", "eventName": name, "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "us-west-2", "dynamodb": change,
		"eventSourceARN": "arn:aws:dynamodb:us-west-2:123456789012:table/" + table + "/stream/2015-05-18T19:00:00.000",
	})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// plainItem writes an item in DynamoDB's JSON.
func plainItem(t *testing.T, it item) map[string]any {
	t.Helper()
	plain := map[string]any{}
	for name, value := range it {
		plain[name] = plainValue(t, value)
	}
	return plain
}

func plainValue(t *testing.T, value types.AttributeValue) any {
	t.Helper()
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": v.Value}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberNULL:
		return map[string]any{"NULL": v.Value}
	case *types.AttributeValueMemberNS:
		return map[string]any{"NS": v.Value}
	case *types.AttributeValueMemberSS:
		return map[string]any{"SS": v.Value}
	case *types.AttributeValueMemberBS:
		return map[string]any{"BS": v.Value}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": plainItem(t, v.Value)}
	case *types.AttributeValueMemberL:
		list := []any{}
		for _, element := range v.Value {
			list = append(list, plainValue(t, element))
		}
		return map[string]any{"L": list}
	default:
		t.Fatalf("a value of type %T", value)
		return nil
	}
}

func orderItemOf(t *testing.T, o order.Order) item {
	t.Helper()
	it, err := attributevalue.MarshalMap(encodeOrder(o))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func TestLedgerEventOfOrder(t *testing.T) {
	t.Parallel()
	after := fullOrder()
	after.Status, after.Refunds, after.ShippedAt, after.ErasedAt = order.Paid, nil, time.Time{}, time.Time{}
	before := after
	before.Status, before.Version, before.Payment, before.UpdatedAt = order.Held, after.Version-1, order.Payment{}, after.CreatedAt
	source := ledger.Source{Region: market.US, At: sourceAt, Sequence: "111"}
	event, err := ledger.Change(source, before, after)
	if err != nil {
		t.Fatal(err)
	}
	got, err := streamed.LedgerEvent(market.US, recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, after)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(intake.Incoming{Event: event, Email: "ann@example.com"}, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

func TestLedgerEventOfLot(t *testing.T) {
	t.Parallel()
	lot := stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "may-18", SKU: "headphones"}, Number: 12}, 25)
	lot.CreatedAt = sourceAt.Add(-300 * time.Millisecond)
	it, err := attributevalue.MarshalMap(lotItem{
		PK: lotPK(lot.LotKey), Size: 25, Left: 25, Claims: map[string]claimItem{}, CreatedAt: millis(lot.CreatedAt),
	})
	if err != nil {
		t.Fatal(err)
	}
	event, err := ledger.NewLot(ledger.Source{Region: market.US, At: sourceAt, Sequence: "111"}, lot)
	if err != nil {
		t.Fatal(err)
	}
	got, err := streamed.LedgerEvent(market.US, recordOf(t, "INSERT", "shop-stock", nil, it))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(intake.Incoming{Event: event}, got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

// An order of an earlier schema has none of the attributes that came later, and
// lacks what it may lack.
func TestLedgerEventOfEarlierSchema(t *testing.T) {
	t.Parallel()
	text := []byte(`{"eventName": "INSERT", "eventSourceARN": "arn:aws:dynamodb:us-west-2:1:table/shop-orders/stream/x", "dynamodb": {
		"ApproximateCreationDateTime": 1431975607, "SequenceNumber": "7", "NewImage": {
			"pk": {"S": "0123456789abcdef"}, "sk": {"N": "1"}, "sale": {"S": "may-18"}, "market": {"S": "us"},
			"status": {"S": "held"}, "version": {"N": "1"}, "updated_at": {"N": "1431975600000"},
			"gift_wrap": {"BOOL": true},
			"lines": {"L": [{"M": {"sku": {"S": "headphones"}, "quantity": {"N": "1"}, "total": {"N": "3299"}}}]},
			"currency": {"S": "USD"}, "subtotal": {"N": "3299"}, "total": {"N": "3299"}
		}}}`)
	got, err := streamed.LedgerEvent(market.US, text)
	if err != nil {
		t.Fatal(err)
	}
	o := got.Event.Order
	if o.Status != order.Held || o.Totals.Total.Minor != 3299 || len(o.Lines) != 1 || o.Lines[0].Total.Minor != 3299 {
		t.Errorf("order %+v", o)
	}
	if _, err := ledger.Book(got.Event); err != nil {
		t.Error(err)
	}
}

func TestLedgerEventRefuses(t *testing.T) {
	t.Parallel()
	o := fullOrder()
	o.Status, o.Version = order.Held, 1
	good := orderItemOf(t, o)
	without := func(name string) item {
		it := item{}
		for n, v := range good {
			if n != name {
				it[n] = v
			}
		}
		return it
	}
	with := func(name string, value types.AttributeValue) item {
		it := without(name)
		it[name] = value
		return it
	}
	text := string(recordOf(t, "INSERT", "shop-orders", nil, good))
	for name, tt := range map[string]struct {
		record string
		want   error
	}{
		"no JSON":                 {text[1:], ErrRecord},
		"no sequence number":      {strings.Replace(text, `"SequenceNumber":"111",`, "", 1), ErrRecord},
		"no time":                 {strings.Replace(text, "ApproximateCreationDateTime", "At", 1), ErrRecord},
		"a value of no type":      {strings.Replace(text, `{"S":"may-18"}`, `{}`, 1), ErrRecord},
		"a value of an odd type":  {strings.Replace(text, `{"S":"may-18"}`, `{"S":18}`, 1), ErrRecord},
		"a removal":               {string(recordOf(t, "REMOVE", "shop-orders", good, nil)), ErrRecord},
		"another table":           {string(recordOf(t, "INSERT", "shop-waitlist", nil, good)), ErrRecord},
		"a lot's change":          {string(recordOf(t, "MODIFY", "shop-stock", nil, good)), ErrRecord},
		"a lot of no such name":   {string(recordOf(t, "INSERT", "shop-stock", nil, good)), ErrRecord},
		"a shelf":                 {string(recordOf(t, "INSERT", "shop-stock", nil, encode(t, shelfItem{PK: "may-18#headphones"}))), ErrRecord},
		"a page of a shelf":       {string(recordOf(t, "INSERT", "shop-stock", nil, encode(t, shelfItem{PK: "may-18#headphones#shelf-1"}))), ErrRecord},
		"a lot with nothing":      {string(recordOf(t, "INSERT", "shop-stock", nil, encode(t, lotItem{PK: "may-18#headphones#1"}))), ledger.ErrLot},
		"an order without a key":  {string(recordOf(t, "INSERT", "shop-orders", nil, without("pk"))), ErrRecord},
		"an old image of no kind": {string(recordOf(t, "MODIFY", "shop-orders", without("pk"), good)), ErrRecord},
		"no status":               {string(recordOf(t, "INSERT", "shop-orders", nil, without("status"))), ledger.ErrChange},
		"a status of no kind":     {string(recordOf(t, "INSERT", "shop-orders", nil, with("status", &types.AttributeValueMemberS{Value: "lost"}))), ledger.ErrChange},
		"another region's market": {string(recordOf(t, "INSERT", "shop-orders", nil, with("market", &types.AttributeValueMemberS{Value: "de"}))), ledger.ErrMarket},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got, err := streamed.LedgerEvent(market.US, []byte(tt.record)); !errors.Is(err, tt.want) {
				t.Errorf("LedgerEvent = %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// FuzzLedgerEvent reads arbitrary text: it may fail, and must not panic.
func FuzzLedgerEvent(f *testing.F) {
	f.Add([]byte(`{"eventName":"INSERT","eventSourceARN":":table/shop-orders/","dynamodb":{"ApproximateCreationDateTime":1,"SequenceNumber":"1",` +
		`"NewImage":{"pk":{"S":"0123456789abcdef"},"sk":{"N":"1"},"status":{"S":"held"},"version":{"N":"1"},"market":{"S":"us"}}}}`))
	f.Add([]byte(`{"eventName":"INSERT","eventSourceARN":":table/shop-stock/","dynamodb":{"ApproximateCreationDateTime":1,"SequenceNumber":"1",` +
		`"NewImage":{"pk":{"S":"s#k#1"},"size":{"N":"1"},"left":{"N":"1"},"claims":{"M":{}},"x":{"L":[{"NULL":true}]}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		incoming, err := streamed.LedgerEvent(market.US, text)
		if err == nil && (incoming.Event.ID == "" || incoming.Event.Sequence != SequenceOf(text) || incoming.Event.Order.Buyer != (order.Buyer{})) {
			t.Errorf("incoming %+v", incoming)
		}
	})
}

// Whatever an order knows of its buyer and of the request stays out of the event,
// of the file that it is kept in, and of what the books make of it: also what
// fields are added later.
func TestLedgerEventNamesNobody(t *testing.T) {
	t.Parallel()
	o := fullOrder()
	o.Status, o.Refunds, o.ShippedAt, o.ErasedAt = order.Paid, nil, time.Time{}, time.Time{}
	o.Totals.TaxIncluded = false // or its lines would not add up
	planted := plant(t, reflect.ValueOf(&o.Buyer).Elem())
	before := o
	before.Status, before.Version, before.Payment, before.UpdatedAt = order.Held, o.Version-1, order.Payment{}, o.CreatedAt
	incoming, err := streamed.LedgerEvent(market.US, recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, o)))
	if err != nil {
		t.Fatal(err)
	}
	if planted == 0 || incoming.Email != o.Buyer.Email {
		t.Fatalf("%d texts were planted, and the address is %q", planted, incoming.Email)
	}
	entries, err := ledger.Book(incoming.Event)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := raw.Encode([]ledger.Event{incoming.Event})
	if err != nil {
		t.Fatal(err)
	}
	unpack, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	file, err := io.ReadAll(unpack)
	if err != nil {
		t.Fatal(err)
	}
	exported := string(file) + fmt.Sprintf("%+v %+v", incoming.Event, entries)
	for _, secret := range []string{"planted", fmt.Sprintf("%x", o.Request.Key), fmt.Sprintf("%x", o.Request.Fingerprint), fmt.Sprint(o.Request.Key)} {
		if strings.Contains(exported, secret) {
			t.Errorf("%s is in what is exported:\n%s", secret, exported)
		}
	}
}

// plant puts a text that is found again into every string of a struct.
func plant(t *testing.T, v reflect.Value) int {
	t.Helper()
	switch v.Kind() {
	case reflect.String:
		v.SetString("planted " + v.String())
		return 1
	case reflect.Struct:
		n := 0
		for i := range v.NumField() {
			n += plant(t, v.Field(i))
		}
		return n
	default:
		t.Fatalf("nothing can be planted in a %s", v.Type())
		return 0
	}
}
