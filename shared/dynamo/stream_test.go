package dynamo

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"storefront/shared/email"
	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

var streamed = StreamDecoder{Region: market.US, Orders: "shop-orders", Stock: "shop-stock"}

var recordedAt = time.Date(2015, time.May, 18, 19, 0, 7, 0, time.UTC)

// recordOf returns a record in the form of a Lambda event.
func recordOf(t *testing.T, name, table string, before, after item) []byte {
	t.Helper()
	change := map[string]any{
		"ApproximateCreationDateTime": recordedAt.Unix(), "SequenceNumber": "111", "SizeBytes": 26, "StreamViewType": "NEW_AND_OLD_IMAGES",
	}
	if before != nil {
		change["OldImage"] = imageOf(t, before)
	}
	if after != nil {
		change["NewImage"] = imageOf(t, after)
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

// imageOf encodes an item as DynamoDB's JSON.
func imageOf(t *testing.T, it item) json.RawMessage {
	t.Helper()
	image, err := attributevalue.MarshalMapJSON(it)
	if err != nil {
		t.Fatal(err)
	}
	return image
}

func orderItemOf(t *testing.T, o order.Order) item {
	t.Helper()
	it, err := attributevalue.MarshalMap(encodeOrder(o))
	if err != nil {
		t.Fatal(err)
	}
	return it
}

func TestDecodeAnOrder(t *testing.T) {
	t.Parallel()
	after := fullOrder()
	after.Status, after.Refunds, after.ShippedAt, after.ErasedAt = order.Paid, nil, time.Time{}, time.Time{}
	before := after
	before.Status, before.Version, before.Payment, before.UpdatedAt = order.Held, after.Version-1, order.Payment{}, after.CreatedAt
	recorded := ledger.Source{Region: market.US, At: recordedAt, Sequence: "111"}
	event, err := ledger.Change(recorded, before, after)
	if err != nil {
		t.Fatal(err)
	}
	got, err := streamed.Decode(recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, after)))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ledger.Incoming{Event: event, Buyer: email.IdentityOf("ann@example.com")}, got, cmpopts.EquateComparable(email.Identity{})); diff != "" {
		t.Errorf("fact (-want +got):\n%s", diff)
	}
}

// A delay makes no version, and is no event of the books.
func TestDecodeADelay(t *testing.T) {
	t.Parallel()
	after := fullOrder()
	before := after
	before.DelayedUntil = time.Time{}
	if got, err := streamed.Decode(recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, after))); !errors.Is(err, ErrNoEvent) {
		t.Errorf("%+v, %v", got, err)
	}
}

// The end of a sealed copy makes no version, and is no event of the books.
func TestDecodeTheEndOfASealedCopy(t *testing.T) {
	t.Parallel()
	before := fullOrder()
	after := before
	after.Sealed = order.Sealed{}
	if got, err := streamed.Decode(recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, after))); !errors.Is(err, ErrNoEvent) {
		t.Errorf("%+v, %v", got, err)
	}
}

// A word about a refund makes no version: it is no event of the books. It asks for a mail if the
// refund came back, once.
func TestDecodeAWord(t *testing.T) {
	t.Parallel()
	none, at, later := time.Time{}, recordedAt.Add(-time.Minute), recordedAt
	for name, tt := range map[string]struct {
		before, after order.Refund
		mailed        bool
	}{
		"it settled":                 {order.Refund{}, order.Refund{SettledAt: at}, false},
		"it came back":               {order.Refund{SettledAt: at}, order.Refund{SettledAt: at, FailedAt: later}, true},
		"a later word of the same":   {order.Refund{FailedAt: at}, order.Refund{FailedAt: later}, false},
		"it was paid another way":    {order.Refund{FailedAt: at}, order.Refund{FailedAt: at, RepaidAt: later}, false},
		"a late word that it failed": {order.Refund{RepaidAt: at}, order.Refund{FailedAt: later, RepaidAt: at}, false},
	} {
		after := fullOrder()
		after.ErasedAt = none
		before := after
		before.Refunds, after.Refunds = slices.Clone(after.Refunds), slices.Clone(after.Refunds)
		heard := func(r *order.Refund, of order.Refund) {
			r.SettledAt, r.FailedAt, r.RepaidAt = of.SettledAt, of.FailedAt, of.RepaidAt
		}
		heard(&before.Refunds[0], tt.before)
		heard(&after.Refunds[0], tt.after)
		record := recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, after))
		if got, err := streamed.Decode(record); !errors.Is(err, ErrNoEvent) {
			t.Errorf("%s: Decode = %+v, %v", name, got, err)
		}
		got, err := DecodeAsk(record)
		if !tt.mailed && !errors.Is(err, ErrNoEvent) {
			t.Errorf("%s: DecodeAsk = %+v, %v", name, got, err)
		}
		if want := notify.OfOrder(after, notify.RefundFailed, 1, later); tt.mailed && (err != nil || got != want) {
			t.Errorf("%s: DecodeAsk = %+v, %v, want %+v", name, got, err, want)
		}
	}
}

func TestDecodeALot(t *testing.T) {
	t.Parallel()
	lot := stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "may-18", SKU: "headphones"}, Number: 12}, 25)
	lot.CreatedAt = recordedAt.Add(-300 * time.Millisecond)
	it, err := attributevalue.MarshalMap(lotItem{
		PK: lotPK(lot.LotKey), Size: 25, Left: 25, Claims: map[string]claimItem{}, CreatedAt: millis(lot.CreatedAt),
	})
	if err != nil {
		t.Fatal(err)
	}
	event, err := ledger.NewLot(ledger.Source{Region: market.US, At: recordedAt, Sequence: "111"}, lot)
	if err != nil {
		t.Fatal(err)
	}
	got, err := streamed.Decode(recordOf(t, "INSERT", "shop-stock", nil, it))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ledger.Incoming{Event: event}, got, cmpopts.EquateComparable(email.Identity{})); diff != "" {
		t.Errorf("fact (-want +got):\n%s", diff)
	}
}

// A movement is put once. A record that changes one is refused.
func TestDecodeAMovement(t *testing.T) {
	t.Parallel()
	m := payment.Movement{
		ID: "txn_1", Kind: payment.RefundSent, Source: "re_1", OrderID: "0123456789abcdef-1", Market: "us", Refund: "0123456789abcdef-1-refund-1",
		Amount: money.Amount{Minor: 1499, Currency: "USD"}, Fee: money.Amount{Minor: -5, Currency: "USD"}, At: recordedAt.Add(-time.Hour),
	}
	it, err := attributevalue.MarshalMap(encodeMovement(m))
	if err != nil {
		t.Fatal(err)
	}
	event, err := ledger.NewMovement(ledger.Source{Region: market.US, At: recordedAt, Sequence: "111"}, m)
	if err != nil {
		t.Fatal(err)
	}
	put := recordOf(t, "INSERT", "shop-orders", nil, it)
	got, err := streamed.Decode(put)
	if diff := cmp.Diff(ledger.Incoming{Event: event}, got, cmpopts.EquateComparable(email.Identity{})); err != nil || diff != "" {
		t.Errorf("%v, fact (-want +got):\n%s", err, diff)
	}
	changed := recordOf(t, "MODIFY", "shop-orders", it, it)
	if _, err := streamed.Decode(changed); !errors.Is(err, ErrRecord) || !streamed.Accepts(put) || streamed.Accepts(changed) {
		t.Errorf("a change: %v", err)
	}
}

// An order of an earlier schema lacks the attributes that were added later, and all
// optional ones.
func TestDecodeAnOrderOfAnEarlierSchema(t *testing.T) {
	t.Parallel()
	text := []byte(`{"eventName": "INSERT", "eventSourceARN": "arn:aws:dynamodb:us-west-2:1:table/shop-orders/stream/x", "dynamodb": {
		"ApproximateCreationDateTime": 1431975607, "SequenceNumber": "7", "NewImage": {
			"pk": {"S": "0123456789abcdef"}, "sk": {"N": "1"}, "sale": {"S": "may-18"}, "market": {"S": "us"},
			"status": {"S": "held"}, "version": {"N": "1"}, "updated_at": {"N": "1431975600000"},
			"gift_wrap": {"BOOL": true},
			"lines": {"L": [{"M": {"sku": {"S": "headphones"}, "quantity": {"N": "1"}, "total": {"N": "3299"}}}]},
			"currency": {"S": "USD"}, "subtotal": {"N": "3299"}, "total": {"N": "3299"}
		}}}`)
	got, err := streamed.Decode(text)
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

func TestDecodeRefuses(t *testing.T) {
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
	extra := func(value string) string { // an attribute that no order has
		return strings.Replace(text, `"NewImage":{`, `"NewImage":{"extra":`+value+`,`, 1)
	}
	if _, err := streamed.Decode([]byte(extra(`{"S":"x"}`))); err != nil {
		t.Fatalf("an extra attribute: %v", err)
	}
	for name, tt := range map[string]struct {
		record string
		want   error
	}{
		"no JSON":                 {text[1:], ErrRecord},
		"no sequence number":      {strings.Replace(text, `"SequenceNumber":"111",`, "", 1), ErrRecord},
		"no time":                 {strings.Replace(text, "ApproximateCreationDateTime", "At", 1), ErrRecord},
		"a value of no type":      {strings.Replace(text, `{"S":"may-18"}`, `{}`, 1), ErrRecord},
		"a value that is null":    {extra(`null`), ErrRecord},
		"a value of a new type":   {extra(`{"X":"may-18"}`), ErrRecord},
		"no type within a map":    {extra(`{"M":{"x":{}}}`), ErrRecord},
		"no type within a list":   {extra(`{"L":[{"S":"x"},{}]}`), ErrRecord},
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
			if got, err := streamed.Decode([]byte(tt.record)); !errors.Is(err, tt.want) {
				t.Errorf("Decode = %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
}

// FuzzDecode checks that Decode never panics.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"eventName":"INSERT","eventSourceARN":":table/shop-orders/","dynamodb":{"ApproximateCreationDateTime":1,"SequenceNumber":"1",` +
		`"NewImage":{"pk":{"S":"0123456789abcdef"},"sk":{"N":"1"},"status":{"S":"held"},"version":{"N":"1"},"market":{"S":"us"}}}}`))
	f.Add([]byte(`{"eventName":"INSERT","eventSourceARN":":table/shop-stock/","dynamodb":{"ApproximateCreationDateTime":1,"SequenceNumber":"1",` +
		`"NewImage":{"pk":{"S":"s#k#1"},"size":{"N":"1"},"left":{"N":"1"},"claims":{"M":{}},"x":{"L":[{"NULL":true}]}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		fact, err := streamed.Decode(text)
		if err == nil && (fact.Event.ID == "" || fact.Event.Sequence != SequenceOf(text) || fact.Event.Order.Buyer != (order.Buyer{})) {
			t.Errorf("fact %+v", fact)
		}
	})
}

// No field of an order's buyer and request, even one that is added later, gets into
// the event, its file, or its ledger entries.
func TestAFactHasNoPersonalData(t *testing.T) {
	t.Parallel()
	o := fullOrder()
	o.Status, o.Refunds, o.ShippedAt, o.ErasedAt = order.Paid, nil, time.Time{}, time.Time{}
	o.Totals.TaxIncluded = false // or its lines would not add up
	planted := plant(t, reflect.ValueOf(&o.Buyer).Elem())
	before := o
	before.Status, before.Version, before.Payment, before.UpdatedAt = order.Held, o.Version-1, order.Payment{}, o.CreatedAt
	fact, err := streamed.Decode(recordOf(t, "MODIFY", "shop-orders", orderItemOf(t, before), orderItemOf(t, o)))
	if err != nil {
		t.Fatal(err)
	}
	if planted == 0 || fact.Buyer != email.IdentityOf(o.Buyer.Email) {
		t.Fatalf("%d texts were planted, and the buyer is %q", planted, fact.Buyer)
	}
	entries, err := ledger.Book(fact.Event)
	if err != nil {
		t.Fatal(err)
	}
	packed, err := raw.Encode([]ledger.Event{fact.Event})
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
	exported := string(file) + fmt.Sprintf("%+v %+v", fact.Event, entries)
	for _, secret := range []string{"planted", fmt.Sprintf("%x", o.Request.Key), fmt.Sprintf("%x", o.Request.Fingerprint), fmt.Sprint(o.Request.Key)} {
		if strings.Contains(exported, secret) {
			t.Errorf("%s is in what is exported:\n%s", secret, exported)
		}
	}
}

// plant marks every string of a struct with a text that can be found again.
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
		t.Fatalf("cannot plant text in a %s", v.Type())
		return 0
	}
}
