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
	opened, err := s.Streams.GetShardIterator(ctx, &dynamodbstreams.GetShardIteratorInput{
		StreamArn: &streamARN, ShardId: &shard, ShardIteratorType: types.ShardIteratorTypeAtSequenceNumber, SequenceNumber: &first,
	})
	if err != nil {
		return nil, fmt.Errorf("open shard %s at %s: %w", shard, first, err)
	}
	var records []json.RawMessage
	empty := 0
	for iterator := opened.ShardIterator; iterator != nil && empty < maxEmpty; {
		page, err := s.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
		if err != nil {
			return nil, fmt.Errorf("read shard %s: %w", shard, err)
		}
		empty++
		for _, r := range page.Records {
			empty = 0
			text, err := json.Marshal(newRecord(r, s.AWSRegion, streamARN).event)
			if err != nil {
				return nil, err
			}
			records = append(records, text)
			if aws.ToString(r.Dynamodb.SequenceNumber) == last {
				return records, nil
			}
		}
		iterator = page.NextShardIterator
	}
	return nil, fmt.Errorf("read shard %s from %s to %s: %w", shard, first, last, errNoEnd)
}
