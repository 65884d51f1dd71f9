package faultproxy_test

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

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

// The costs are those of DynamoDB's developer guide. Items "a" of 1,024 and "b" of
// 3,000 bytes exist.
func TestUnits(t *testing.T) {
	t.Parallel()
	read := func(units float64) faultproxy.Units { return faultproxy.Units{Read: units} }
	write := func(units float64) faultproxy.Units { return faultproxy.Units{Write: units} }
	set := func(f fixture, pk, value string) *dynamodb.UpdateItemInput {
		return &dynamodb.UpdateItemInput{
			TableName: &f.stock, Key: key(pk), UpdateExpression: aws.String("SET v = :v"), ExpressionAttributeValues: item{":v": s(value)},
		}
	}
	for _, tt := range []struct {
		name string
		want faultproxy.Units
		do   func(*testing.T, fixture) error
	}{
		{"a put of 1 KB", write(1), func(t *testing.T, f fixture) error {
			_, err := f.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.stock, Item: sized("c", 1024)})
			return err
		}},
		{"a put of a byte more", write(2), func(t *testing.T, f fixture) error {
			_, err := f.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.stock, Item: sized("c", 1025)})
			return err
		}},
		{"a put that replaces more", write(3), func(t *testing.T, f fixture) error {
			_, err := f.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.stock, Item: key("b")})
			return err
		}},
		{"an update", write(1), func(t *testing.T, f fixture) error {
			_, err := f.client.UpdateItem(t.Context(), set(f, "a", "v"))
			return err
		}},
		{"an update that makes an item smaller", write(3), func(t *testing.T, f fixture) error {
			_, err := f.client.UpdateItem(t.Context(), set(f, "b", "v"))
			return err
		}},
		{"a delete", write(3), func(t *testing.T, f fixture) error {
			_, err := f.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &f.stock, Key: key("b")})
			return err
		}},
		{"a delete of nothing", write(1), func(t *testing.T, f fixture) error {
			_, err := f.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{TableName: &f.stock, Key: key("none")})
			return err
		}},
		{"a condition that fails", write(1), func(t *testing.T, f fixture) error { return failingPut(t, f, sized("a", 1024), false) }},
		{"a condition that fails for a bigger item", write(3), func(t *testing.T, f fixture) error { return failingPut(t, f, key("b"), false) }},
		{"a condition that fails for a bigger one to put", write(2), func(t *testing.T, f fixture) error { return failingPut(t, f, sized("a", 2000), true) }},
		{"a condition that fails for want of an item", write(1), func(t *testing.T, f fixture) error {
			_, err := f.client.PutItem(t.Context(), &dynamodb.PutItemInput{
				TableName: &f.stock, Item: sized("none", 3000), ConditionExpression: aws.String("attribute_exists(pk)"),
			})
			return wantRefused(err)
		}},
		{"a get", read(0.5), func(t *testing.T, f fixture) error {
			_, err := f.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.stock, Key: key("a")})
			return err
		}},
		{"a consistent get", read(1), func(t *testing.T, f fixture) error {
			_, err := f.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.stock, Key: key("a"), ConsistentRead: aws.Bool(true)})
			return err
		}},
		{"a get of nothing", read(0.5), func(t *testing.T, f fixture) error {
			_, err := f.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.stock, Key: key("none")})
			return err
		}},
		{"a batch of gets, one of nothing", read(3), func(t *testing.T, f fixture) error {
			_, err := f.client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
				f.stock: {Keys: []item{key("a"), key("b"), key("none")}, ConsistentRead: aws.Bool(true)},
			}})
			return err
		}},
		{"a batch of writes", write(1 + 3), func(t *testing.T, f fixture) error {
			_, err := f.client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
				f.stock: {
					{PutRequest: &types.PutRequest{Item: key("c")}},
					{DeleteRequest: &types.DeleteRequest{Key: key("b")}},
				},
			}})
			return err
		}},
		{"a query of 3,000 bytes", read(0.5), func(t *testing.T, f fixture) error { return f.query(t, "b", false) }},
		{"a consistent query that finds nothing", read(1), func(t *testing.T, f fixture) error { return f.query(t, "none", true) }},
		{"a scan of 4,024 bytes", read(0.5), func(t *testing.T, f fixture) error {
			_, err := f.client.Scan(t.Context(), &dynamodb.ScanInput{TableName: &f.stock})
			return err
		}},
		{"a transaction", write(2 + 4 + 2), func(t *testing.T, f fixture) error {
			return f.transact(t, key("c"), sized("d", 2000), "a", "attribute_exists(pk)")
		}},
		{"a transaction that is canceled", write(2 + 4 + 2), func(t *testing.T, f fixture) error {
			err := f.transact(t, key("c"), sized("d", 2000), "a", "attribute_not_exists(pk)")
			if !isA[*types.TransactionCanceledException](err) {
				return fmt.Errorf("the transaction is not canceled: %w", err)
			}
			return nil
		}},
		{"a transaction of gets, one of nothing", read(4), func(t *testing.T, f fixture) error {
			_, err := f.client.TransactGetItems(t.Context(), &dynamodb.TransactGetItemsInput{TransactItems: []types.TransactGetItem{
				{Get: &types.Get{TableName: &f.stock, Key: key("a")}},
				{Get: &types.Get{TableName: &f.stock, Key: key("none")}},
			}})
			return err
		}},
		{"a request that is wrong", faultproxy.Units{}, func(t *testing.T, f fixture) error {
			_, err := f.client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &f.stock, Key: item{"sk": s("a")}})
			if err == nil {
				return errors.New("it is not refused")
			}
			return nil
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if misreported[tt.name] && os.Getenv(storetest.EngineVariable) == database.Amazon {
				t.Skip("DynamoDB Local reports other units than DynamoDB bills")
			}
			f := start(t, "partition-wcu,partition-rcu") // which must not change costs
			f.put(t, sized("a", 1024), sized("b", 3000))
			if err := tt.do(t, f); err != nil {
				t.Fatal(err)
			}
			counts := f.proxy.Counts()
			if got := counts.Units(); got != tt.want || counts.Table(f.stock) != tt.want || counts.Calls() != 1 {
				t.Errorf("counted are %+v in %d calls, want %+v in 1", got, counts.Calls(), tt.want)
			}
		})
	}
}

// misreported lists the requests whose units DynamoDB Local reports wrong.
var misreported = map[string]bool{
	"a batch of gets, one of nothing": true, "a consistent query that finds nothing": true, "a transaction": true,
}

// failingPut puts an existing item on condition that it does not exist.
func failingPut(t *testing.T, f fixture, it item, old bool) error {
	in := &dynamodb.PutItemInput{TableName: &f.stock, Item: it, ConditionExpression: aws.String("attribute_not_exists(pk)")}
	if old {
		in.ReturnValuesOnConditionCheckFailure = types.ReturnValuesOnConditionCheckFailureAllOld
	}
	_, err := f.client.PutItem(t.Context(), in)
	if got := f.proxy.Counts()["PutItem"].Refused; got != 1 {
		t.Errorf("%d are counted as refused", got)
	}
	return wantRefused(err)
}

func wantRefused(err error) error {
	if !isA[*types.ConditionalCheckFailedException](err) {
		return fmt.Errorf("the condition does not fail: %w", err)
	}
	return nil
}

func (f fixture) query(t *testing.T, pk string, consistent bool) error {
	_, err := f.client.Query(t.Context(), &dynamodb.QueryInput{
		TableName: &f.stock, KeyConditionExpression: aws.String("pk = :pk"), ExpressionAttributeValues: item{":pk": s(pk)}, ConsistentRead: &consistent,
	})
	return err
}

// transact puts two items and checks a third.
func (f fixture) transact(t *testing.T, first, second item, third, condition string) error {
	_, err := f.client.TransactWriteItems(t.Context(), &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Put: &types.Put{TableName: &f.stock, Item: first}},
		{Put: &types.Put{TableName: &f.stock, Item: second}},
		{ConditionCheck: &types.ConditionCheck{TableName: &f.stock, Key: key(third), ConditionExpression: &condition}},
	}})
	return err
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
		t.Errorf("counted are %+v, DynamoDB reports %v", got, reported)
	}
}
