package faultproxy_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"storefront/infra/faultproxy"
	"storefront/infra/local/database"
	"storefront/infra/storetest"
)

// sized returns an item with a size in bytes.
func sized(pk string, bytes int) item {
	return item{"pk": s(pk), "v": s(strings.Repeat("v", bytes-len("pk")-len(pk)-len("v")))}
}

func (f fixture) put(t *testing.T, items ...item) {
	t.Helper()
	for _, it := range items {
		if _, err := f.direct.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.stock, Item: it}); err != nil {
			t.Fatal(err)
		}
	}
}

// request makes a request to a table.
type request func(table *string) any

// send sends a request by the client's method for its type.
func send(ctx context.Context, c *dynamodb.Client, in any) (any, error) {
	method := reflect.ValueOf(c).MethodByName(strings.TrimSuffix(reflect.TypeOf(in).Elem().Name(), "Input"))
	out := method.Call([]reflect.Value{reflect.ValueOf(ctx), reflect.ValueOf(in)})
	err, _ := out[1].Interface().(error)
	return out[0].Interface(), err
}

func putOf(it item) request {
	return func(table *string) any { return &dynamodb.PutItemInput{TableName: table, Item: it} }
}

// putIf puts an item on a condition. old asks for the existing item if that fails.
func putIf(it item, condition string, old types.ReturnValuesOnConditionCheckFailure) request {
	return func(table *string) any {
		return &dynamodb.PutItemInput{TableName: table, Item: it, ConditionExpression: &condition, ReturnValuesOnConditionCheckFailure: old}
	}
}

func setOf(pk string) request {
	return func(table *string) any {
		return &dynamodb.UpdateItemInput{
			TableName: table, Key: key(pk), UpdateExpression: aws.String("SET v = :v"), ExpressionAttributeValues: item{":v": s("v")},
		}
	}
}

func deleteOf(pk string) request {
	return func(table *string) any { return &dynamodb.DeleteItemInput{TableName: table, Key: key(pk)} }
}

func getOf(key item, consistent bool) request {
	return func(table *string) any {
		return &dynamodb.GetItemInput{TableName: table, Key: key, ConsistentRead: &consistent}
	}
}

func queryOf(pk string, consistent bool) request {
	return func(table *string) any {
		return &dynamodb.QueryInput{
			TableName: table, KeyConditionExpression: aws.String("#k = :pk"), ExpressionAttributeNames: map[string]string{"#k": "pk"},
			ExpressionAttributeValues: item{":pk": s(pk)}, ConsistentRead: &consistent,
		}
	}
}

// batchGetOf reads several items of the table.
func batchGetOf(consistent bool, keys ...string) request {
	return func(table *string) any {
		of := types.KeysAndAttributes{ConsistentRead: &consistent}
		for _, pk := range keys {
			of.Keys = append(of.Keys, key(pk))
		}
		return &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{*table: of}}
	}
}

// transactionOf puts two items on a condition on a third.
func transactionOf(first, second item, third, condition string) request {
	return func(table *string) any {
		return &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
			{Put: &types.Put{TableName: table, Item: first}},
			{Put: &types.Put{TableName: table, Item: second}},
			{ConditionCheck: &types.ConditionCheck{TableName: table, Key: key(third), ConditionExpression: &condition}},
		}}
	}
}

// The costs are those of DynamoDB's developer guide. Items "a" of 1,024 and "b" of
// 3,000 bytes exist.
func TestUnits(t *testing.T) {
	t.Parallel()
	read := func(units float64) faultproxy.Units { return faultproxy.Units{Read: units} }
	write := func(units float64) faultproxy.Units { return faultproxy.Units{Write: units} }
	fails, cancels := isA[*types.ConditionalCheckFailedException], isA[*types.TransactionCanceledException]
	for _, tt := range []struct {
		name    string
		want    faultproxy.Units
		request request
		is      func(error) bool // nil: it succeeds
	}{
		{"a put of 1 KB", write(1), putOf(sized("c", 1024)), nil},
		{"a put of a byte more", write(2), putOf(sized("c", 1025)), nil},
		{"a put that replaces more", write(3), putOf(key("b")), nil},
		{"an update", write(1), setOf("a"), nil},
		{"an update that makes an item smaller", write(3), setOf("b"), nil},
		{"a delete", write(3), deleteOf("b"), nil},
		{"a delete of nothing", write(1), deleteOf("none"), nil},
		{"a condition that fails", write(1), putIf(sized("a", 1024), "attribute_not_exists(pk)", ""), fails},
		{"a condition that fails for a bigger item", write(3), putIf(key("b"), "attribute_not_exists(pk)", ""), fails},
		{"a condition that fails for a bigger one to put", write(2), putIf(sized("a", 2000), "attribute_not_exists(pk)", "ALL_OLD"), fails},
		{"a condition that fails for want of an item", write(1), putIf(sized("none", 3000), "attribute_exists(pk)", ""), fails},
		{"a get", read(0.5), getOf(key("a"), false), nil},
		{"a consistent get", read(1), getOf(key("a"), true), nil},
		{"a get of nothing", read(0.5), getOf(key("none"), false), nil},
		{"a batch of gets, one of nothing", read(3), batchGetOf(true, "a", "b", "none"), nil},
		{"a batch of writes", write(1 + 3), func(table *string) any {
			return &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
				*table: {{PutRequest: &types.PutRequest{Item: key("c")}}, {DeleteRequest: &types.DeleteRequest{Key: key("b")}}},
			}}
		}, nil},
		{"a query of 3,000 bytes", read(0.5), queryOf("b", false), nil},
		{"a consistent query that finds nothing", read(1), queryOf("none", true), nil},
		{"a scan of 4,024 bytes", read(0.5), func(table *string) any { return &dynamodb.ScanInput{TableName: table} }, nil},
		{"a transaction", write(2 + 4 + 2), transactionOf(key("c"), sized("d", 2000), "a", "attribute_exists(pk)"), nil},
		{"a transaction that is canceled", write(2 + 4 + 2), transactionOf(key("c"), sized("d", 2000), "a", "attribute_not_exists(pk)"), cancels},
		{"a transaction of gets, one of nothing", read(4), func(table *string) any {
			return &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
				{Get: &types.Get{TableName: table, Key: key("a")}},
				{Get: &types.Get{TableName: table, Key: key("none")}},
			}}
		}, nil},
		{"a request that is wrong", faultproxy.Units{}, getOf(item{"sk": s("a")}, false), isA[smithy.APIError]},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if misreported[tt.name] && os.Getenv(storetest.EngineVariable) == database.Amazon {
				t.Skip("DynamoDB Local reports other units than DynamoDB bills")
			}
			f := start(t, "partition-wcu,partition-rcu") // which must not change costs
			f.put(t, sized("a", 1024), sized("b", 3000))
			_, err := send(t.Context(), f.client, tt.request(&f.stock))
			if tt.is == nil && err != nil || tt.is != nil && !tt.is(err) {
				t.Fatalf("the SDK returns the error %v", err)
			}
			counts := f.proxy.Counts()
			if got := counts.Units(); got != tt.want || counts.Table(f.stock) != tt.want || counts.Calls() != 1 {
				t.Errorf("the counts are %+v in %d calls, want %+v in 1", got, counts.Calls(), tt.want)
			}
			if got, want := counts["PutItem"].Refused == 1, isA[*types.ConditionalCheckFailedException](err); got != want {
				t.Errorf("the put is counted as refused: %t, want %t", got, want)
			}
		})
	}
}

// misreported lists the requests whose units DynamoDB Local reports wrong.
var misreported = map[string]bool{
	"a batch of gets, one of nothing": true, "a consistent query that finds nothing": true, "a transaction": true,
}

// For requests for single items, the database reports the same units.
func TestUnitsAreThoseThatDynamoDBReports(t *testing.T) {
	t.Parallel()
	f := start(t, "")
	var reported float64
	for i, bytes := range []int{10, 1024, 1025, 2048, 2049, 10_000} {
		for _, queue := range []item{{}, {"queue": s("q"), "position": s("1")}} { // in the index or not
			it := sized(fmt.Sprint(i), bytes)
			maps.Copy(it, queue)
			out, err := f.client.PutItem(t.Context(), &dynamodb.PutItemInput{
				TableName: &f.waitlist, Item: it, ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
			})
			if err != nil {
				t.Fatal(err)
			}
			reported += *out.ConsumedCapacity.CapacityUnits
		}
	}
	if got := f.proxy.Counts().Table(f.waitlist); got.Write != reported || reported < 40 {
		t.Errorf("the counts are %+v, DynamoDB reports %v", got, reported)
	}
}
