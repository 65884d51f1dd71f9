package stream

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"
)

func TestRange(t *testing.T) {
	t.Parallel()
	tb := newTable(t, "NEW_AND_OLD_IMAGES")
	for _, status := range []string{"held", "paid", "shipped", "refunded"} {
		tb.put(t, "a", status)
	}
	described, err := tb.client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &tb.name})
	if err != nil {
		t.Fatal(err)
	}
	arn := described.Table.LatestStreamArn
	stream, err := tb.streams.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: arn})
	if err != nil || len(stream.StreamDescription.Shards) != 1 {
		t.Fatalf("the stream is %+v, %v", stream, err)
	}
	shard := stream.StreamDescription.Shards[0].ShardId
	sequences := sequencesOf(t, tb.streams, arn, shard)

	read := Shards{Streams: tb.streams, AWSRegion: "us-west-2"}
	records, err := read.Range(t.Context(), *arn, *shard, sequences[1], sequences[2])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, text := range records {
		var r struct {
			EventSourceARN string
			DynamoDB       struct {
				NewImage struct{ Status struct{ S string } }
			}
		}
		if err := json.Unmarshal(text, &r); err != nil {
			t.Fatal(err)
		}
		got = append(got, r.DynamoDB.NewImage.Status.S)
		if r.EventSourceARN != *arn {
			t.Errorf("a record of %s", r.EventSourceARN)
		}
	}
	if diff := cmp.Diff([]string{"paid", "shipped"}, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if _, err := read.Range(t.Context(), *arn, *shard, sequences[2], sequences[1]); !errors.Is(err, errNoEnd) {
		t.Errorf("backwards: %v, want errNoEnd", err)
	}
	if _, err := read.Range(t.Context(), *arn, "shardId-00000000000000000000-00000000", sequences[0], sequences[0]); err == nil {
		t.Error("Range of a missing shard succeeds")
	}
}

// sequencesOf lists the sequence numbers of a shard's first four records.
func sequencesOf(t *testing.T, streams *dynamodbstreams.Client, arn, shard *string) []string {
	t.Helper()
	opened, err := streams.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
		StreamArn: arn, ShardId: shard, ShardIteratorType: types.ShardIteratorTypeTrimHorizon,
	})
	if err != nil {
		t.Fatal(err)
	}
	var sequences []string
	for iterator := opened.ShardIterator; len(sequences) < 4; {
		page, err := streams.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range page.Records {
			sequences = append(sequences, aws.ToString(r.Dynamodb.SequenceNumber))
		}
		iterator = page.NextShardIterator
	}
	return sequences
}
