package faultproxy_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
)

// slow allows a key ten units, and then almost none.
const slow = "partition-wcu=1,partition-rcu=1,burst=10s"

// exhaust uses up the write units of a key for longer than a test runs.
func (f fixture) exhaust(t *testing.T, pk string) {
	t.Helper()
	f.put(t, sized(pk, 350<<10))
	if err := f.add(t.Context(), pk); err != nil { // 350 units
		t.Fatal(err)
	}
}

func TestAHotKeyIsThrottledAndOthersAreNot(t *testing.T) {
	t.Parallel()
	f := start(t, "partition-wcu=50,burst=200ms")
	began := time.Now()
	results := map[string]int{}
	var mu sync.Mutex
	var clients sync.WaitGroup
	for i := range 4 {
		clients.Go(func() {
			for n := range 50 {
				for kind, pk := range map[string]string{"hot": "hot", "cold": fmt.Sprint(i, n)} {
					err := f.add(t.Context(), pk)
					if err != nil && !isA[*types.ThrottlingException](err) {
						t.Error(err)
					}
					if err == nil {
						mu.Lock()
						results[kind]++
						mu.Unlock()
					}
				}
			}
		})
	}
	clients.Wait()
	most := 10 + int(50*time.Since(began).Seconds()) + 1
	if results["cold"] != 200 || results["hot"] < 10 || results["hot"] > most {
		t.Errorf("%d of 200 writes to a hot key went through, want 10 to %d; and %d of 200 to others", results["hot"], most, results["cold"])
	}
	counts := f.proxy.Counts()["UpdateItem"]
	if counts.Throttled != 200-results["hot"] || f.units(t, "hot") != fmt.Sprint(results["hot"]) || counts.Units().Write != float64(200+results["hot"]) {
		t.Errorf("%d writes went through, %s were applied, the counts are %+v", results["hot"], f.units(t, "hot"), counts)
	}
}

func TestTheAnswerToAThrottledRequest(t *testing.T) {
	t.Parallel()
	f := start(t, slow)
	f.exhaust(t, "hot")
	err := f.add(t.Context(), "hot")
	failed, ok := errors.AsType[*types.ThrottlingException](err)
	if !ok {
		t.Fatalf("the SDK returns %v", err)
	}
	if !strings.HasPrefix(failed.ErrorMessage(), "Throughput exceeds the current capacity of your table or index.") {
		t.Errorf("the message is %q", failed.ErrorMessage())
	}
	if got := failed.ThrottlingReasons; len(got) != 1 || *got[0].Reason != "TableWriteKeyRangeThroughputExceeded" || !strings.HasSuffix(*got[0].Resource, ":table/"+f.stock) {
		t.Errorf("the throttling reasons are %+v", got)
	}
}

func TestReadsAreThrottledSeparately(t *testing.T) {
	t.Parallel()
	f := start(t, slow)
	f.exhaust(t, "hot")
	for _, tt := range []struct {
		name      string
		request   request
		throttled bool
	}{
		{"the first get", getOf(key("hot"), true), false}, // 88 units
		{"the second get", getOf(key("hot"), true), true},
		{"a query", queryOf("hot", false), true},
		{"a get of another key", getOf(key("cold"), true), false},
		{"a query of another key", queryOf("cold", false), false},
	} {
		_, err := send(t.Context(), f.client, tt.request(&f.stock))
		if isA[*types.ThrottlingException](err) != tt.throttled || !tt.throttled && err != nil {
			t.Errorf("%s returns the error %v; throttled: want %t", tt.name, err, tt.throttled)
		}
	}
}

func TestAnIndexIsThrottledSeparately(t *testing.T) {
	t.Parallel()
	f := start(t, slow)
	entry := item{"pk": s("a"), "queue": s("q"), "position": s("1")} // DynamoDB Local reports no units for reading nothing
	if _, err := f.direct.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.waitlist, Item: entry}); err != nil {
		t.Fatal(err)
	}
	queue := func() error {
		_, err := f.client.Query(t.Context(), &dynamodb.QueryInput{
			TableName: &f.waitlist, IndexName: aws.String("queue"), KeyConditionExpression: aws.String("#q=:q AND begins_with(#p, :p)"),
			ExpressionAttributeNames:  map[string]string{"#q": "queue", "#p": "position"},
			ExpressionAttributeValues: item{":q": s("q"), ":p": s("1")},
		})
		return err
	}
	var failed *types.ThrottlingException
	for n := 0; failed == nil && n < 1000; n++ { // of half a unit, while the clock returns some
		if err := queue(); err != nil && !errors.As(err, &failed) {
			t.Fatal(err)
		}
	}
	if failed == nil || *failed.ThrottlingReasons[0].Reason != "IndexReadKeyRangeThroughputExceeded" {
		t.Errorf("the index is throttled with %v", failed)
	}
}

// A batch is applied as far as units allow, and the rest is unprocessed.
func TestABatchIsThrottledInPart(t *testing.T) {
	t.Parallel()
	f := start(t, slow)
	f.put(t, key("cold"))
	f.exhaust(t, "hot")
	reads := func(keys ...string) *dynamodb.BatchGetItemInput {
		return batchGetOf(true, keys...)(&f.stock).(*dynamodb.BatchGetItemInput)
	}
	if _, err := f.client.BatchGetItem(t.Context(), reads("hot")); err != nil { // 88 units
		t.Fatal(err)
	}
	got, err := f.client.BatchGetItem(t.Context(), reads("hot", "cold"))
	if err != nil {
		t.Fatal(err)
	}
	left := got.UnprocessedKeys[f.stock]
	if len(got.Responses[f.stock]) != 1 || len(left.Keys) != 1 || left.Keys[0]["pk"].(*types.AttributeValueMemberS).Value != "hot" || !*left.ConsistentRead {
		t.Errorf("the items are %v and the unprocessed keys %+v, want cold and hot", got.Responses, left)
	}
	if _, err := f.client.BatchGetItem(t.Context(), reads("hot")); !isA[*types.ThrottlingException](err) {
		t.Errorf("a batch of nothing else returns %v", err)
	}
	written, err := f.client.BatchWriteItem(t.Context(), &dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{
		f.stock: {{DeleteRequest: &types.DeleteRequest{Key: key("cold")}}, {DeleteRequest: &types.DeleteRequest{Key: key("hot")}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if left := written.UnprocessedItems[f.stock]; len(left) != 1 || left[0].DeleteRequest.Key["pk"].(*types.AttributeValueMemberS).Value != "hot" {
		t.Errorf("the unprocessed items are %+v, want the hot key alone", written.UnprocessedItems)
	}
	if f.units(t, "hot") != "1" {
		t.Error("what was unprocessed was deleted")
	}
}

func TestAThrottledTransactionIsCanceled(t *testing.T) {
	t.Parallel()
	f := start(t, slow)
	f.exhaust(t, "hot")
	transact := func(first, second string) error {
		_, err := send(t.Context(), f.client, transactionOf(key(first), key(second), "none", "attribute_not_exists(pk)")(&f.stock))
		return err
	}
	err := transact("first", "hot")
	failed, ok := errors.AsType[*types.TransactionCanceledException](err)
	if !ok {
		t.Fatalf("the SDK returns %v", err)
	}
	var codes []string
	for _, reason := range failed.CancellationReasons {
		codes = append(codes, *reason.Code)
	}
	if diff := cmp.Diff([]string{"None", "ThrottlingError", "None"}, codes); diff != "" {
		t.Error(diff)
	}
	if err := transact("first", "second"); err != nil {
		t.Errorf("another transaction returns %v", err)
	}
}

func TestATableIsThrottled(t *testing.T) {
	t.Parallel()
	f := start(t, "table-wcu=1,burst=10s")
	f.exhaust(t, "hot")
	if err := f.add(t.Context(), "cold"); !isA[*types.ThrottlingException](err) {
		t.Errorf("another key returns %v", err)
	}
	_, err := f.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &f.waitlist, Item: key("a")})
	if err != nil {
		t.Errorf("another table returns %v", err)
	}
}
