package engine_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/engine"
)

// clock is a clock that a test sets.
type clock struct{ now time.Time }

func newClock() *clock {
	return &clock{time.Date(2026, 11, 23, 20, 0, 0, 0, time.UTC)}
}

// open serves an engine with a clock for a test. The clock must not be set during a
// request.
func open(tb testing.TB, c *clock, dir string) (e *engine.Engine, endpoint string) {
	tb.Helper()
	e, err := engine.Open(engine.Options{Dir: dir, Now: func() time.Time { return c.now }})
	if err != nil {
		tb.Fatal(err)
	}
	server := httptest.NewServer(e)
	tb.Cleanup(func() {
		server.Close()
		if err := e.Close(); err != nil {
			tb.Error(err)
		}
	})
	return e, server.URL
}

const createItems = `{"TableName":"items","BillingMode":"PAY_PER_REQUEST",
	"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
	"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}`

func put(tb testing.TB, endpoint, pk, rest string) {
	tb.Helper()
	call(tb, endpoint, "PutItem", fmt.Sprintf(`{"TableName":"items","Item":{"pk":{"S":%q}%s}}`, pk, rest))
}

func TestErrorsNameWhatIsUnknown(t *testing.T) {
	t.Parallel()
	_, endpoint := open(t, newClock(), "")
	call(t, endpoint, "CreateTable", createItems)
	for _, tt := range []struct{ name, operation, body, want string }{
		{"an operation", "ExecuteStatement", `{}`, "ExecuteStatement"},
		{"a parameter", "PutItem", `{"TableName":"items","Item":{"pk":{"S":"a"}},"Expected":{}}`, "/Expected"},
		{"a parameter in a list", "TransactWriteItems", `{"TransactItems":[{"Put":{"TableName":"items","Item":{"pk":{"S":"a"}},"ReturnValues":"NONE"}}]}`, "/TransactItems/0/Put/ReturnValues"},
		{"a part of a table", "CreateTable", strings.Replace(createItems, `"BillingMode"`, `"Tags":[],"BillingMode"`, 1), "/Tags"},
		{"a billing mode", "CreateTable", strings.Replace(createItems, "PAY_PER_REQUEST", "PROVISIONED", 1), "BillingMode"},
		{"a data type", "PutItem", `{"TableName":"items","Item":{"pk":{"X":"a"}}}`, `"X"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			status, answer := send(t, endpoint, tt.operation, tt.body)
			if status != http.StatusBadRequest || !strings.Contains(decode[struct{ Message string }](t, answer).Message, tt.want) {
				t.Errorf("%s answers %d %s, want 400 and %s", tt.operation, status, answer, tt.want)
			}
		})
	}
}

func TestItemsExpire(t *testing.T) {
	t.Parallel()
	c := newClock()
	e, endpoint := open(t, c, "")
	call(t, endpoint, "CreateTable", createItems)
	call(t, endpoint, "UpdateTimeToLive", `{"TableName":"items","TimeToLiveSpecification":{"AttributeName":"until","Enabled":true}}`)
	at := func(d time.Duration) string { return fmt.Sprintf(`,"until":{"N":"%d"}`, c.now.Add(d).Unix()) }
	put(t, endpoint, "soon", at(time.Minute))
	put(t, endpoint, "later", at(time.Hour))
	put(t, endpoint, "never", "")
	put(t, endpoint, "long ago", at(-6*365*24*time.Hour))
	put(t, endpoint, "no number", `,"until":{"S":"1"}`)

	c.now = c.now.Add(2 * time.Minute)
	e.Expire()
	if left := count(t, endpoint); left != 4 || strings.Contains(call(t, endpoint, "Scan", `{"TableName":"items"}`), `"soon"`) {
		t.Errorf("%d items are left, want 4, all but the one that expired", left)
	}
	records := recordsOf(t, endpoint, horizon(t, endpoint))
	last := records[len(records)-1]
	if last.EventName != "REMOVE" || last.UserIdentity.PrincipalID != "dynamodb.amazonaws.com" || last.UserIdentity.Type != "Service" {
		t.Errorf("the record of the deletion is %+v", last)
	}
}

// streamRecord is what the tests read of a record.
type streamRecord struct {
	EventName    string `json:"eventName"`
	UserIdentity struct {
		PrincipalID string `json:"PrincipalId"`
		Type        string
	} `json:"userIdentity"`
	DynamoDB struct {
		SequenceNumber string
		Keys           struct{ PK struct{ S string } }
	} `json:"dynamodb"`
}

func streamARN(t *testing.T, endpoint string) string {
	t.Helper()
	table := call(t, endpoint, "DescribeTable", `{"TableName":"items"}`)
	return decode[struct {
		Table struct{ LatestStreamArn string }
	}](t, table).Table.LatestStreamArn
}

func horizon(t *testing.T, endpoint string) string {
	t.Helper()
	return iterator(t, endpoint, `"ShardIteratorType":"TRIM_HORIZON"`)
}

func iterator(t *testing.T, endpoint, position string) string {
	t.Helper()
	body := fmt.Sprintf(`{"StreamArn":%q,"ShardId":%q,%s}`, streamARN(t, endpoint), shard(t, endpoint), position)
	return decode[struct{ ShardIterator string }](t, call(t, endpoint, "GetShardIterator", body)).ShardIterator
}

func shard(t *testing.T, endpoint string) string {
	t.Helper()
	stream := call(t, endpoint, "DescribeStream", fmt.Sprintf(`{"StreamArn":%q}`, streamARN(t, endpoint)))
	return decode[struct {
		StreamDescription struct{ Shards []struct{ ShardID string } }
	}](t, stream).StreamDescription.Shards[0].ShardID
}

func recordsOf(t *testing.T, endpoint, iterator string) []streamRecord {
	t.Helper()
	page := call(t, endpoint, "GetRecords", fmt.Sprintf(`{"ShardIterator":%q}`, iterator))
	return decode[struct{ Records []streamRecord }](t, page).Records
}

// count returns the number of items.
func count(t *testing.T, endpoint string) int {
	t.Helper()
	return decode[struct{ Count int }](t, call(t, endpoint, "Scan", `{"TableName":"items"}`)).Count
}

func decode[V any](t *testing.T, text string) (v V) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

func keysOf(records []streamRecord) (keys []string) {
	for _, r := range records {
		keys = append(keys, r.DynamoDB.Keys.PK.S)
	}
	return keys
}

func TestIterators(t *testing.T) {
	t.Parallel()
	_, endpoint := open(t, newClock(), "")
	call(t, endpoint, "CreateTable", createItems)
	for _, key := range []string{"a", "b", "c"} {
		put(t, endpoint, key, "")
	}
	all := recordsOf(t, endpoint, horizon(t, endpoint))
	second := fmt.Sprintf(`,"SequenceNumber":%q`, all[1].DynamoDB.SequenceNumber)
	for _, tt := range []struct {
		position string
		want     []string
	}{
		{`"ShardIteratorType":"TRIM_HORIZON"`, []string{"a", "b", "c", "d"}},
		{`"ShardIteratorType":"AT_SEQUENCE_NUMBER"` + second, []string{"b", "c", "d"}},
		{`"ShardIteratorType":"AFTER_SEQUENCE_NUMBER"` + second, []string{"c", "d"}},
		{`"ShardIteratorType":"LATEST"`, []string{"d"}},
	} {
		t.Run(tt.position, func(t *testing.T) {
			at := iterator(t, endpoint, tt.position)
			put(t, endpoint, "d", "")
			got := keysOf(recordsOf(t, endpoint, at))
			call(t, endpoint, "DeleteItem", `{"TableName":"items","Key":{"pk":{"S":"d"}}}`)
			if diff := cmp.Diff(tt.want, got[:min(len(got), len(tt.want))]); diff != "" || got[len(got)-1] != "d" {
				t.Errorf("records differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRecordsAreKeptForADay(t *testing.T) {
	t.Parallel()
	c := newClock()
	e, endpoint := open(t, c, "")
	call(t, endpoint, "CreateTable", createItems)
	put(t, endpoint, "yesterday", "")
	before := horizon(t, endpoint)
	c.now = c.now.Add(time.Hour)
	put(t, endpoint, "today", "")
	fresh := horizon(t, endpoint)

	c.now = c.now.Add(10 * time.Minute)
	if got := keysOf(recordsOf(t, endpoint, fresh)); len(got) != 2 {
		t.Errorf("the stream has %q, want both", got)
	}
	if status, answer := send(t, endpoint, "GetRecords", fmt.Sprintf(`{"ShardIterator":%q}`, before)); status == http.StatusOK || !strings.Contains(answer, "ExpiredIteratorException") {
		t.Errorf("an iterator of an hour ago answers %d %s", status, answer)
	}
	c.now = c.now.Add(23 * time.Hour)
	e.Expire()
	if got := keysOf(recordsOf(t, endpoint, horizon(t, endpoint))); len(got) != 1 || got[0] != "today" {
		t.Errorf("a day later the stream has %q, want what is not older than a day", got)
	}
	first := fmt.Sprintf(`{"StreamArn":%q,"ShardId":%q,"ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"%021d"}`, streamARN(t, endpoint), shard(t, endpoint), 1)
	if status, answer := send(t, endpoint, "GetShardIterator", first); status == http.StatusOK || !strings.Contains(answer, "TrimmedDataAccessException") {
		t.Errorf("a record that is gone answers %d %s", status, answer)
	}
}

func TestATokenIdentifiesATransaction(t *testing.T) {
	t.Parallel()
	c := newClock()
	_, endpoint := open(t, c, "")
	call(t, endpoint, "CreateTable", createItems)
	add := func(n, condition string) (int, string) {
		return send(t, endpoint, "TransactWriteItems", fmt.Sprintf(`{"ClientRequestToken":"t","TransactItems":[{"Update":{"TableName":"items",
			"Key":{"pk":{"S":"a"}},"UpdateExpression":"ADD n :n"%s,"ExpressionAttributeValues":{":n":{"N":%q}}}}]}`, condition, n))
	}
	n := func() string {
		got := call(t, endpoint, "GetItem", `{"TableName":"items","Key":{"pk":{"S":"a"}}}`)
		return decode[struct {
			Item struct{ N struct{ N string } }
		}](t, got).Item.N.N
	}
	if status, answer := add("1", `,"ConditionExpression":"attribute_exists(pk)"`); !strings.Contains(answer, "TransactionCanceledException") {
		t.Fatalf("a transaction whose condition fails answers %d %s", status, answer)
	}
	for range 2 { // the first was canceled, so it is not known
		if status, answer := add("1", ""); status != http.StatusOK || n() != "1" {
			t.Errorf("it answers %d %s and adds up to %s, want one application", status, answer, n())
		}
	}
	if status, answer := add("2", ""); status == http.StatusOK || !strings.Contains(answer, "IdempotentParameterMismatchException") {
		t.Errorf("another transaction under its token answers %d %s", status, answer)
	}
	c.now = c.now.Add(11 * time.Minute)
	if status, answer := add("1", ""); status != http.StatusOK || n() != "2" {
		t.Errorf("eleven minutes later it answers %d %s and adds up to %s, want a second application", status, answer, n())
	}
}
