package dynamo

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/infra/storetest"
	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// writeUnit is how many bytes one write unit writes.
const writeUnit = 1024

// itemSize is the size of an item in bytes, as DynamoDB bills it: names and
// values of its attributes, after "DynamoDB item sizes and formats" of the
// Amazon DynamoDB Developer Guide.
func itemSize(it item) int {
	size := 0
	for name, value := range it {
		size += len(name) + valueSize(value)
	}
	return size
}

func valueSize(value types.AttributeValue) int {
	const document, element = 3, 1 // overhead of a list or map, and of each thing in it
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		return len(v.Value)
	case *types.AttributeValueMemberB:
		return len(v.Value)
	case *types.AttributeValueMemberN:
		return numberSize(v.Value)
	case *types.AttributeValueMemberNS:
		size := 0
		for _, n := range v.Value {
			size += numberSize(n)
		}
		return size
	case *types.AttributeValueMemberBOOL, *types.AttributeValueMemberNULL:
		return 1
	case *types.AttributeValueMemberL:
		size := document
		for _, e := range v.Value {
			size += element + valueSize(e)
		}
		return size
	case *types.AttributeValueMemberM:
		return document + itemSize(v.Value) + element*len(v.Value)
	default:
		panic(fmt.Sprintf("no size is known for a %T", value))
	}
}

// numberSize is one byte, and one for each two significant digits of a whole
// number. Digits pair up from the decimal point: 120 is 01 and 20, and 100 is 01
// with two zeros that cost nothing.
func numberSize(n string) int {
	digits := strings.TrimPrefix(n, "-")
	if len(digits)%2 == 1 {
		digits = "0" + digits
	}
	for strings.HasSuffix(digits, "00") {
		digits = strings.TrimSuffix(digits, "00")
	}
	return 1 + len(digits)/2
}

func encode(t *testing.T, stored any) item {
	t.Helper()
	it, err := attributevalue.MarshalMap(stored)
	if err != nil {
		t.Fatal(err)
	}
	return it
}

// biggestLot has the longest names, and a claim for each of its units by an
// order whose slot has two digits, as every slot has at most.
func biggestLot(t *testing.T) item {
	line := longestLine()
	lot := lotItem{PK: lotPK(stock.LotKey{Line: line, Number: 9999}), Size: stock.LotSize, Claims: map[string]claimItem{}, CreatedAt: 1_431_975_601_123}
	for i := range stock.LotSize {
		id := order.ID{Key: order.Key(fmt.Sprintf("%016d", i)), Slot: 99}
		lot.Claims[id.String()] = claimItem{Quantity: 1, Until: 1_431_975_601}
	}
	return encode(t, lot)
}

// biggestPage lists all its lots, and has counted a hundred thousand units.
func biggestPage(t *testing.T) item {
	page := shelfItem{
		PK: shelfPK(longestLine(), 0), Epoch: 999_999_999, Lots: 9999,
		Size: 111_111, Left: 11_111, Held: 11_111, Sold: 88_889, NextRelease: 1_431_975_601,
		Ends: 1_431_975_601, Counted: 999_999_999, Restocked: strings.Repeat("r", 32),
	}
	for lot := range stock.PageLots {
		page.Empty = append(page.Empty, lot)
	}
	return encode(t, page)
}

func longestLine() stock.Line {
	name := strings.Repeat("n", catalog.MaxNameLength)
	return stock.Line{Sale: order.SaleID(name), SKU: order.SKU(name)}
}

// What a sale writes again and again must stay within one write unit.
func TestItemsFitInOneWriteUnit(t *testing.T) {
	t.Parallel()
	paid := fullOrder()
	for name, it := range map[string]item{
		"the biggest lot":        biggestLot(t),
		"the biggest shelf page": biggestPage(t),
		"a paid order":           encode(t, encodeOrder(paid)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if size := itemSize(it); size > writeUnit {
				t.Errorf("%s has %d bytes, want at most %d", name, size, writeUnit)
			} else {
				t.Logf("%s has %d of %d bytes", name, size, writeUnit)
			}
		})
	}
}

// The size function is right where it matters: one byte more than a write unit
// costs another one.
func TestItemSizeIsWhatDynamoDBBills(t *testing.T) {
	t.Parallel()
	_, client, names := storetest.Tables(t)
	for _, tt := range []struct {
		name  string
		table string
		item  item
	}{
		{"a lot", names["StockTable"], biggestLot(t)},
		{"a shelf page", names["StockTable"], biggestPage(t)},
		{"an order", names["OrdersTable"], encode(t, encodeOrder(fullOrder()))},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			const padding = "padding"
			room := writeUnit - itemSize(tt.item) - len(padding)
			for extra, want := range []float64{1, 2} {
				tt.item[padding] = &types.AttributeValueMemberS{Value: strings.Repeat("p", room+extra)}
				out, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{
					TableName: &tt.table, Item: tt.item, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
				})
				if err != nil {
					t.Fatal(err)
				}
				if got := *out.ConsumedCapacity.CapacityUnits; got != want {
					t.Errorf("%d bytes cost %v write units, want %v", itemSize(tt.item), got, want)
				}
			}
		})
	}
}
