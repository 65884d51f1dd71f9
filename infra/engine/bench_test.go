package engine_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"storefront/infra/engine"
)

// BenchmarkConditionalUpdate reserves and releases units of lots over loopback HTTP,
// in a table with a stream. It reports the processor time of client and engine
// together, since they share a process, and the time of the tenth 10,000 writes in
// proportion to the first.
func BenchmarkConditionalUpdate(b *testing.B) {
	server, err := engine.Start(engine.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { server.Close() })
	call(b, server.Endpoint, "CreateTable", `{"TableName":"stock","BillingMode":"PAY_PER_REQUEST",
		"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
		"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}`)
	const lots = 400
	var claims string // of half a lot, which stays so
	for i := range 12 {
		claims += fmt.Sprintf(`%s"qmdpdvjh09hk%04d":{"M":{"q":{"N":"1"},"u":{"N":"1764288000"}}}`, strings.Repeat(",", min(i, 1)), i)
	}
	for i := range lots {
		call(b, server.Endpoint, "PutItem", fmt.Sprintf(`{"TableName":"stock","Item":{"pk":{"S":"us-launch#fitness-band#%d"},"size":{"N":"25"},"left":{"N":"25"},"claims":{"M":{%s}}}}`, i, claims))
	}
	const block = 10_000
	var blocks []time.Duration
	began := processorTime(b)
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		if i%block == 0 {
			blocks = append(blocks, processorTime(b))
		}
		order := fmt.Sprintf("qmdpdvjh09hk%04d", i/lots%12)
		call(b, server.Endpoint, "UpdateItem", fmt.Sprintf(`{"TableName":"stock","Key":{"pk":{"S":"us-launch#fitness-band#%d"}},
			"UpdateExpression":"SET #left = #left - :q, claims.#order = :claim",
			"ConditionExpression":"#left >= :least OR attribute_not_exists(claims.#other)",
			"ExpressionAttributeNames":{"#left":"left","#order":"%s","#other":"none"},
			"ExpressionAttributeValues":{":q":{"N":"1"},":least":{"N":"1"},":claim":{"M":{"q":{"N":"1"},"u":{"N":"1764288000"}}}},
			"ReturnConsumedCapacity":"INDEXES","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}`, i%lots, order))
	}
	b.StopTimer()
	b.ReportMetric(float64(processorTime(b)-began)/float64(b.N)/1e6, "cpu-ms/op")
	if len(blocks) > 10 {
		b.ReportMetric(float64(blocks[10]-blocks[9])/float64(blocks[1]-blocks[0]), "tenth/first")
	}
}

func processorTime(tb testing.TB) time.Duration {
	tb.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		tb.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// call sends a request of DynamoDB's protocol and returns the body of the answer. It
// fails the test unless the request succeeds.
func call(tb testing.TB, endpoint, operation, body string) string {
	tb.Helper()
	status, answer := send(tb, endpoint, operation, body)
	if status != http.StatusOK {
		tb.Fatalf("%s answers %d %s", operation, status, answer)
	}
	return answer
}

func send(tb testing.TB, endpoint, operation, body string) (status int, answer string) {
	tb.Helper()
	status, answer, err := try(endpoint, operation, body)
	if err != nil {
		tb.Fatal(err)
	}
	return status, answer
}

// try sends a request to an engine that may be gone.
func try(endpoint, operation, body string) (status int, answer string, err error) {
	service := "DynamoDB_20120810."
	if slices.Contains([]string{"ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"}, operation) {
		service = "DynamoDBStreams_20120810."
	}
	r, err := http.NewRequest(http.MethodPost, endpoint, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	r.Header.Set("X-Amz-Target", service+operation)
	r.Header.Set("Authorization", "anyone")
	out, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer out.Body.Close()
	content, err := io.ReadAll(out.Body)
	return out.StatusCode, string(content), err
}
