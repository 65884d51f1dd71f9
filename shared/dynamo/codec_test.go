package dynamo

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"

	"storefront/shared/money"
	"storefront/shared/order"
)

// fullOrder has something in every field, which no order in life has.
func fullOrder() order.Order {
	at := time.Date(2015, time.May, 18, 19, 0, 0, int(time.Millisecond), time.UTC)
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	return order.Order{
		ID: order.ID{Key: "0123456789abcdef", Slot: 3}, Sale: "may-18", Market: "us", Status: order.Paid, Version: 3,
		Request: order.Request{Key: order.Digest{1}, Fingerprint: order.Digest{15: 2}},
		Buyer: order.Buyer{Email: "ann@example.com", Locale: "en", ShipTo: order.Address{
			Name: "Ann", Line1: "1 Main Street", Line2: "Apartment 2", City: "Springfield", PostalCode: "90001", State: "CA", Country: "US",
		}},
		Lines: []order.Line{{
			SKU: "fitness-band", Quantity: 2, UnitPrice: usd(1499), Total: usd(2998), Tax: usd(217), TaxRate: 72_500,
			Allocations: []order.Allocation{{Lot: 4, Quantity: 1}, {Lot: 17, Quantity: 1}},
		}},
		Totals: order.Totals{
			Subtotal: usd(2998), Shipping: usd(499), Tax: usd(217), Total: usd(3714), TaxIncluded: true, TaxJurisdiction: "US-CA",
			Supply: order.Supply{State: "CA", PostalCode: "94105", RateSource: "TF-2025-01"},
		},
		Payment:   order.Payment{Provider: "sandbox", Reference: "sandbox_1", PaidAt: at.Add(time.Second)},
		CreatedAt: at, UpdatedAt: at.Add(2 * time.Second), HoldExpiresAt: at.Add(3 * time.Second), Extended: true, Declines: 2, WithdrawnAt: at.Add(5 * time.Second),
		DelayedUntil: at.Add(8 * time.Second), ShippedAt: at.Add(4 * time.Second), Shipment: order.Shipment{Carrier: "UPS", Tracking: "1Z 999"}, ErasedAt: at.Add(5 * time.Second),
		Sealed: order.Sealed{Box: []byte("sealed"), Since: at.Add(4 * time.Second)},
		Refunds: []order.Refund{{
			Number: 1, At: at.Add(6 * time.Second), Reason: "damaged",
			Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Returned: 1, Total: usd(1499), Tax: usd(109)}},
			Shipping: usd(499), Tax: usd(109), Total: usd(2107), Reference: "sandbox_1_refund_1",
			SettledAt: at.Add(7 * time.Second), FailedAt: at.Add(9 * time.Second), RepaidAt: at.Add(10 * time.Second),
		}},
	}
}

// A field that is added to an order must be stored with it: it is missed here
// first, as long as fullOrder leaves it zero, and then if it does not come back.
func TestOrderItemKeepsEveryField(t *testing.T) {
	t.Parallel()
	want := fullOrder()
	for _, path := range zeroFields(reflect.ValueOf(want), "order") {
		t.Errorf("%s is zero: give it a value in fullOrder", path)
	}
	it, err := attributevalue.MarshalMap(encodeOrder(want))
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeOrder(it)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the order came back otherwise (-want +got):\n%s", d)
	}
}

// zeroFields names the fields of a struct, and of all within it, that are zero.
func zeroFields(v reflect.Value, path string) []string {
	switch {
	case v.Type() == reflect.TypeFor[time.Time](), !slices.Contains([]reflect.Kind{reflect.Struct, reflect.Slice, reflect.Map}, v.Kind()), v.IsZero():
		if v.IsZero() {
			return []string{path}
		}
		return nil
	case v.Kind() == reflect.Map:
		var zero []string
		for _, key := range v.MapKeys() {
			zero = append(zero, zeroFields(v.MapIndex(key), fmt.Sprintf("%s[%v]", path, key))...)
		}
		return zero
	case v.Kind() == reflect.Slice:
		var zero []string
		for i := range v.Len() {
			if v.Index(i).Kind() == reflect.Struct {
				zero = append(zero, zeroFields(v.Index(i), fmt.Sprintf("%s[%d]", path, i))...)
			}
		}
		return zero
	default:
		var zero []string
		for i := range v.NumField() {
			zero = append(zero, zeroFields(v.Field(i), path+"."+v.Type().Field(i).Name)...)
		}
		return zero
	}
}

func TestDecodeOrderRefusesWhatIsNoOrder(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(item){
		"a short digest":     func(it item) { it["request_key"] = &types.AttributeValueMemberB{Value: []byte{1}} },
		"half of a request":  func(it item) { delete(it, "fingerprint") },
		"a key that is none": func(it item) { it["pk"] = &types.AttributeValueMemberS{Value: "ann@example.com"} },
		"slot 0":             func(it item) { it["sk"] = number(0) },
		"a version in words": func(it item) { it["version"] = &types.AttributeValueMemberS{Value: "three"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			it, err := attributevalue.MarshalMap(encodeOrder(fullOrder()))
			if err != nil {
				t.Fatal(err)
			}
			change(it)
			if o, err := decodeOrder(it); err == nil {
				t.Errorf("decodeOrder = %+v, want an error", o)
			}
		})
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	whole := time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		in      time.Time
		seconds time.Time // what comes back of a claim's time
		millis  time.Time // and of an order's
	}{
		{"none", time.Time{}, time.Time{}, time.Time{}},
		{"a whole second", whole, whole, whole},
		{"a fraction", whole.Add(1500 * time.Microsecond), whole.Add(time.Second), whole.Add(time.Millisecond)},
		{"another time zone", whole.In(time.FixedZone("PDT", -7*60*60)), whole, whole},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := fromSeconds(seconds(tt.in)); got != tt.seconds {
				t.Errorf("a claim keeps %v as %v, want %v", tt.in, got, tt.seconds)
			}
			if got := fromMillis(millis(tt.in)); got != tt.millis {
				t.Errorf("an order keeps %v as %v, want %v", tt.in, got, tt.millis)
			}
		})
	}
}

// An error about a count that is damaged says what is wrong with it.
func TestDamagedPlaces(t *testing.T) {
	t.Parallel()
	one := &types.AttributeValueMemberL{Value: []types.AttributeValue{number(1)}}
	if p, err := decodePlaces(item{"before": one}); err == nil || err.Error() != "1 moments and 0 counts" {
		t.Errorf("decodePlaces = %+v, %v", p, err)
	}
}
