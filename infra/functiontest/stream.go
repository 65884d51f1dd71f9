package functiontest

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"storefront/infra/local/database"
	"storefront/infra/local/stream"
	"storefront/infra/local/template"
)

// Batches returns the names of a stream consumer's sample batches.
func Batches(t *testing.T, function string) []string {
	t.Helper()
	return names(t, filepath.Join("..", "..", "events", function), ".json")
}

// Batch returns a sample batch as the function receives it, without the records that
// the template's filters exclude, and the number of those.
func Batch(t *testing.T, function, name string) (payload []byte, filtered int) {
	t.Helper()
	var batch, passed struct{ Records []map[string]any }
	if _, err := decodeStrictly(filepath.Join("..", "..", "events", function, name+".json"), &batch); err != nil {
		t.Fatal(err)
	}
	passed.Records = []map[string]any{}
	for _, record := range batch.Records {
		passes, err := stream.Filter(mappingOf(t, function, record).Filters)
		if err != nil {
			t.Fatal(err)
		}
		if passes(record) {
			passed.Records = append(passed.Records, record)
		}
	}
	payload, err := json.Marshal(passed)
	if err != nil {
		t.Fatal(err)
	}
	return payload, len(batch.Records) - len(passed.Records)
}

// Passes reports whether a rule of the event bus passes a sample event to a function.
func Passes(t *testing.T, function, name string) bool {
	t.Helper()
	var event map[string]any
	if _, err := decodeStrictly(filepath.Join("..", "..", "events", function, name+".json"), &event); err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for _, rule := range stack(t).rules(function) {
		patterns = append(patterns, rule.Pattern)
	}
	passes, err := stream.Filter(patterns)
	if err != nil {
		t.Fatal(err)
	}
	return len(patterns) > 0 && passes(event)
}

// mappingOf returns the mapping from a record's table to the function.
func mappingOf(t *testing.T, function string, record map[string]any) template.StreamMapping {
	t.Helper()
	source, _ := record["eventSourceARN"].(string)
	for _, mapping := range stack(t).streams(function) {
		_, suffix, _ := strings.Cut(stack(t).table(mapping.Table), "storefront-us") // a sample may be of another region
		if strings.Contains(source, suffix+"/stream/") {
			return mapping
		}
	}
	t.Fatalf("no stream of the template feeds %s from %s", function, source)
	return template.StreamMapping{}
}

// streams are the streams of a shop's tables in DynamoDB.
type streams struct {
	client *dynamodb.Client
	shards stream.Shards
	names  map[string]string // of tables, by logical id
	read   map[string]int    // records read so far, by stream
}

func newStreams(endpoint string, client *dynamodb.Client, names map[string]string) *streams {
	reader := dynamodbstreams.NewFromConfig(database.Config(endpoint, database.Region))
	return &streams{client: client, shards: stream.Shards{Streams: reader, AWSRegion: "us-west-2"}, names: names, read: map[string]int{}}
}

// Records returns the records that the template's mappings pass to a function, of the
// changes since the last call. A store in memory has none.
func (s *Shop) Records(t *testing.T, function string) []json.RawMessage {
	t.Helper()
	if s.streams == nil {
		return nil
	}
	var passed []json.RawMessage
	for _, mapping := range stack(t).streams(function) {
		passes, err := stream.Filter(mapping.Filters)
		if err != nil {
			t.Fatal(err)
		}
		for _, record := range s.streams.next(t, s.streams.names[mapping.Table]) {
			var members map[string]any
			if err := json.Unmarshal(record, &members); err != nil {
				t.Fatal(err)
			}
			if passes(members) {
				passed = append(passed, record)
			}
		}
	}
	return passed
}

// next returns a table's changes since the last next.
func (s *streams) next(t *testing.T, table string) []json.RawMessage {
	t.Helper()
	described, err := s.client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &table})
	if err != nil {
		t.Fatal(err)
	}
	arn := aws.ToString(described.Table.LatestStreamArn)
	records, err := s.shards.All(t.Context(), arn)
	if err != nil {
		t.Fatal(err)
	}
	from := s.read[arn]
	s.read[arn] = len(records)
	return records[from:]
}
