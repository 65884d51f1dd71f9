package stream

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"

	"storefront/infra/eventually"
	"storefront/infra/local/database"
	"storefront/infra/local/template"
	"storefront/infra/storetest"
)

// TestRecord decodes a record as a Go function does.
func TestRecord(t *testing.T) {
	t.Parallel()
	all := map[string]streamtypes.AttributeValue{
		"s":    &streamtypes.AttributeValueMemberS{Value: "text"},
		"n":    &streamtypes.AttributeValueMemberN{Value: "14.99"},
		"b":    &streamtypes.AttributeValueMemberB{Value: []byte{0xff}},
		"bool": &streamtypes.AttributeValueMemberBOOL{Value: true},
		"null": &streamtypes.AttributeValueMemberNULL{Value: true},
		"ss":   &streamtypes.AttributeValueMemberSS{Value: []string{"a", "b"}},
		"ns":   &streamtypes.AttributeValueMemberNS{Value: []string{"1"}},
		"bs":   &streamtypes.AttributeValueMemberBS{Value: [][]byte{{1}, {2}}},
		"m":    &streamtypes.AttributeValueMemberM{Value: map[string]streamtypes.AttributeValue{"x": &streamtypes.AttributeValueMemberS{Value: "y"}}},
		"l":    &streamtypes.AttributeValueMemberL{Value: []streamtypes.AttributeValue{&streamtypes.AttributeValueMemberN{Value: "1"}}},
	}
	r := newRecord(streamtypes.Record{
		EventID:   aws.String("e1"),
		EventName: streamtypes.OperationTypeRemove,
		AwsRegion: aws.String("ddblocal"),
		Dynamodb: &streamtypes.StreamRecord{
			ApproximateCreationDateTime: aws.Time(time.Unix(1431957784, 0)),
			Keys:                        map[string]streamtypes.AttributeValue{"pk": &streamtypes.AttributeValueMemberS{Value: "a"}},
			OldImage:                    all,
			SequenceNumber:              aws.String("111"),
			SizeBytes:                   aws.Int64(26),
			StreamViewType:              streamtypes.StreamViewTypeNewAndOldImages,
		},
		UserIdentity: &streamtypes.Identity{Type: aws.String("Service"), PrincipalId: aws.String("dynamodb.amazonaws.com")},
	}, "us-west-2", "arn:aws:dynamodb:us-west-2:123456789012:table/orders/stream/1")
	body, err := json.Marshal(map[string]any{"Records": []any{r.event}})
	if err != nil {
		t.Fatal(err)
	}
	var got events.DynamoDBEvent
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	text := events.NewStringAttribute
	want := events.DynamoDBEventRecord{
		AWSRegion: "us-west-2", EventID: "e1", EventName: "REMOVE", EventSource: "aws:dynamodb", EventVersion: "1.1",
		EventSourceArn: "arn:aws:dynamodb:us-west-2:123456789012:table/orders/stream/1",
		UserIdentity:   &events.DynamoDBUserIdentity{Type: "Service", PrincipalID: "dynamodb.amazonaws.com"},
		Change: events.DynamoDBStreamRecord{
			ApproximateCreationDateTime: events.SecondsEpochTime{Time: time.Unix(1431957784, 0).UTC()},
			Keys:                        map[string]events.DynamoDBAttributeValue{"pk": text("a")},
			OldImage: map[string]events.DynamoDBAttributeValue{
				"s": text("text"), "n": events.NewNumberAttribute("14.99"), "b": events.NewBinaryAttribute([]byte{0xff}),
				"bool": events.NewBooleanAttribute(true), "null": events.NewNullAttribute(),
				"ss": events.NewStringSetAttribute([]string{"a", "b"}), "ns": events.NewNumberSetAttribute([]string{"1"}),
				"bs": events.NewBinarySetAttribute([][]byte{{1}, {2}}),
				"m":  events.NewMapAttribute(map[string]events.DynamoDBAttributeValue{"x": text("y")}),
				"l":  events.NewListAttribute([]events.DynamoDBAttributeValue{events.NewNumberAttribute("1")}),
			},
			SequenceNumber: "111", SizeBytes: 26, StreamViewType: "NEW_AND_OLD_IMAGES",
		},
	}
	if diff := cmp.Diff(want, got.Records[0], cmp.AllowUnexported(events.DynamoDBAttributeValue{})); diff != "" {
		t.Errorf("the record differs (-want +got):\n%s", diff)
	}
}

// table is a table with a stream.
type table struct {
	name    string
	client  *dynamodb.Client
	streams *dynamodbstreams.Client
}

func newTable(t *testing.T, view string) *table {
	t.Helper()
	endpoint := storetest.DynamoDB(t)
	tb := &table{
		name:    "stream-test-" + rand.Text(),
		client:  database.Client(endpoint),
		streams: dynamodbstreams.NewFromConfig(database.Config(endpoint, database.Region)),
	}
	err := database.CreateTables(t.Context(), tb.client, []template.Table{{
		Name: tb.name, PartitionKey: template.Attribute{Name: "pk", Type: "S"}, StreamView: view,
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := tb.client.DeleteTable(context.Background(), &dynamodb.DeleteTableInput{TableName: &tb.name}); err != nil {
			t.Error(err)
		}
	})
	return tb
}

func (tb *table) put(t *testing.T, key, status string) {
	t.Helper()
	_, err := tb.client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &tb.name, Item: map[string]types.AttributeValue{
		"pk":     &types.AttributeValueMemberS{Value: key},
		"status": &types.AttributeValueMemberS{Value: status},
	}})
	if err != nil {
		t.Fatal(err)
	}
}

// listener is a function that records changes, such as "INSERT a held".
type listener struct {
	mu      sync.Mutex
	changes []string
	fail    int // how many batches fail first
}

func (l *listener) Invoke(_ context.Context, _ string, event []byte) ([]byte, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail > 0 {
		l.fail--
		return nil, fmt.Errorf("boom")
	}
	var e events.DynamoDBEvent
	if err := json.Unmarshal(event, &e); err != nil {
		return nil, err
	}
	for _, r := range e.Records {
		change := r.EventName + " " + r.Change.Keys["pk"].String()
		if status, found := r.Change.NewImage["status"]; found {
			change += " " + status.String()
		}
		if r.AWSRegion != "eu-central-1" || !strings.HasPrefix(r.EventSourceArn, "arn:aws:dynamodb:eu-central-1:123456789012:table/stream-test-") {
			change += " from " + r.AWSRegion + " " + r.EventSourceArn
		}
		l.changes = append(l.changes, change)
	}
	return nil, nil
}

// waitFor waits for these changes, in this order, and no others.
func (l *listener) waitFor(t *testing.T, want ...string) {
	t.Helper()
	eventually.True(t, "the function gets the changes", func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return len(l.changes) >= len(want)
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	if diff := cmp.Diff(want, l.changes); diff != "" {
		t.Fatalf("the changes differ (-want +got):\n%s", diff)
	}
}

// run feeds a function until the end of the test.
func (tb *table) run(t *testing.T, mapping template.StreamMapping, l *listener) {
	t.Helper()
	if mapping.StartingPosition == "" {
		mapping.StartingPosition = "TRIM_HORIZON"
	}
	if mapping.BatchSize == 0 {
		mapping.BatchSize = 10
	}
	var logged bytes.Buffer
	source, err := Open(t.Context(), Options{
		Mapping: mapping, Table: tb.name, AWSRegion: "eu-central-1",
		DynamoDB: tb.client, Streams: tb.streams, Invoker: l, Log: log.New(&logged, "", 0),
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { source.Run(ctx); close(done) }()
	t.Cleanup(func() {
		cancel()
		<-done
		if logged.Len() > 0 {
			t.Errorf("logs %s", &logged)
		}
	})
}

func TestRun(t *testing.T) {
	t.Parallel()
	tb := newTable(t, "NEW_AND_OLD_IMAGES")
	tb.put(t, "a", "held")
	l := &listener{fail: 2}
	tb.run(t, template.StreamMapping{MaxRetryAttempts: -1}, l)
	tb.put(t, "a", "paid")
	tb.put(t, "b", "held")
	if _, err := tb.client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
		TableName: &tb.name, Key: map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "b"}},
	}); err != nil {
		t.Fatal(err)
	}
	l.waitFor(t, "INSERT a held", "MODIFY a paid", "INSERT b held", "REMOVE b")
	tb.put(t, "c", "held")
	l.waitFor(t, "INSERT a held", "MODIFY a paid", "INSERT b held", "REMOVE b", "INSERT c held")
}

func TestRunWithFilter(t *testing.T) {
	t.Parallel()
	tb := newTable(t, "NEW_AND_OLD_IMAGES")
	l := &listener{}
	tb.run(t, template.StreamMapping{Filters: []string{`{"dynamodb":{"NewImage":{"status":{"S":["paid"]}}}}`}}, l)
	for i := range 30 {
		tb.put(t, "a", fmt.Sprintf("held %d", i))
	}
	tb.put(t, "a", "paid")
	tb.put(t, "a", "refunded")
	tb.put(t, "b", "paid")
	l.waitFor(t, "MODIFY a paid", "INSERT b paid")
}

func TestOpenFails(t *testing.T) {
	t.Parallel()
	tb := newTable(t, "")
	tests := map[string]struct {
		table   string
		filters []string
		want    string
	}{
		"no stream":         {tb.name, nil, "has no stream"},
		"no table":          {"stream-test-none", nil, "ResourceNotFoundException"},
		"an unknown filter": {tb.name, []string{`{"a":[{"wildcard":"*"}]}`}, "wildcard"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), Options{
				Mapping: template.StreamMapping{Name: "Orders", Filters: test.filters}, Table: test.table, DynamoDB: tb.client,
			})
			if err == nil || !strings.HasPrefix(err.Error(), "stream Orders: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("Open fails with %v, want %q", err, test.want)
			}
		})
	}
}

func TestReadable(t *testing.T) {
	t.Parallel()
	shard := func(id, parent string) streamtypes.Shard {
		s := streamtypes.Shard{ShardId: aws.String(id)}
		if parent != "" {
			s.ParentShardId = aws.String(parent)
		}
		return s
	}
	shards := []streamtypes.Shard{shard("orphan", "trimmed"), shard("root", ""), shard("child", "root"), shard("grandchild", "child")}
	set := func(ids ...string) map[string]bool {
		m := map[string]bool{}
		for _, id := range ids {
			m[id] = true
		}
		return m
	}
	tests := map[string]struct {
		started, finished map[string]bool
		want              []string
	}{
		"at first":            {set(), set(), []string{"orphan", "root"}},
		"while parents run":   {set("orphan", "root"), set("orphan"), nil},
		"when a parent ended": {set("orphan", "root"), set("root"), []string{"child"}},
		"at the end":          {set("orphan", "root", "child"), set("orphan", "root", "child"), []string{"grandchild"}},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, readable(shards, test.started, test.finished)); diff != "" {
			t.Errorf("%s: the shards differ (-want +got):\n%s", name, diff)
		}
	}
}

// While the database is away, each error is logged once.
func TestErrorsAreLoggedOnce(t *testing.T) {
	t.Parallel()
	var logged strings.Builder
	s := &Source{options: Options{Log: log.New(&logged, "", 0)}, logged: map[string]bool{}}
	for _, text := range []string{"away", "away", "throttled", "away"} {
		s.logError(t.Context(), errors.New(text))
	}
	if want := "stream : away\nstream : throttled\n"; logged.String() != want {
		t.Errorf("the log is %q, want %q", logged.String(), want)
	}
}
