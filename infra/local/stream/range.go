package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// Shards reads streams again, such as the records of a dead letter.
type Shards struct {
	Streams   *dynamodbstreams.Client
	AWSRegion string
}

// maxEmpty is how many pages without records Range reads in a row. A shard that is
// open never ends.
const maxEmpty = 100

var errNoEnd = errors.New("the shard does not have the last record of the range")

// Range returns the records of a shard from one sequence number to another, both
// included, as in a function's event. A stream keeps its records for a day.
func (s Shards) Range(ctx context.Context, streamARN, shard, first, last string) ([]json.RawMessage, error) {
	var records []json.RawMessage
	found := false
	from := dynamodbstreams.GetShardIteratorInput{ShardIteratorType: types.ShardIteratorTypeAtSequenceNumber, SequenceNumber: &first}
	err := s.visit(ctx, streamARN, shard, from, maxEmpty, func(sequence string, record json.RawMessage) bool {
		records = append(records, record)
		found = sequence == last
		return !found
	})
	if err == nil && !found {
		err = fmt.Errorf("read shard %s from %s to %s: %w", shard, first, last, errNoEnd)
	}
	if err != nil {
		return nil, err
	}
	return records, nil
}

// All returns the records that a stream has, shard by shard, each shard's in order.
func (s Shards) All(ctx context.Context, streamARN string) ([]json.RawMessage, error) {
	described, err := s.Streams.DescribeStream(ctx, &dynamodbstreams.DescribeStreamInput{StreamArn: &streamARN})
	if err != nil {
		return nil, fmt.Errorf("describe the stream: %w", err)
	}
	var records []json.RawMessage
	for _, shard := range described.StreamDescription.Shards {
		from := dynamodbstreams.GetShardIteratorInput{ShardIteratorType: types.ShardIteratorTypeTrimHorizon}
		err := s.visit(ctx, streamARN, aws.ToString(shard.ShardId), from, 1, func(_ string, record json.RawMessage) bool {
			records = append(records, record)
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	return records, nil
}

// visit visits the records of a shard until visit returns false, the shard ends, or so
// many pages in a row are empty.
func (s Shards) visit(
	ctx context.Context, streamARN, shard string, from dynamodbstreams.GetShardIteratorInput, mostEmpty int, visit func(sequence string, record json.RawMessage) bool,
) error {
	from.StreamArn, from.ShardId = &streamARN, &shard
	opened, err := s.Streams.GetShardIterator(ctx, &from)
	if err != nil {
		return fmt.Errorf("open shard %s: %w", shard, err)
	}
	empty := 0
	for iterator := opened.ShardIterator; iterator != nil && empty < mostEmpty; {
		page, err := s.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			return fmt.Errorf("read shard %s: %w", shard, err)
		}
		empty++
		for _, r := range page.Records {
			empty = 0
			text, err := json.Marshal(newRecord(r, s.AWSRegion, streamARN).event)
			if err != nil {
				return err
			}
			if !visit(aws.ToString(r.Dynamodb.SequenceNumber), text) {
				return nil
			}
		}
		iterator = page.NextShardIterator
	}
	return nil
}
