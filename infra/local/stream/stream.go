// Package stream feeds the streams of tables to functions, as Lambda's event
// source mappings do.
package stream

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"storefront/infra/local/lambda"
	"storefront/infra/local/template"
)

// Lambda looks for records four times a second in each shard, and for new
// shards now and then.
const (
	pollEvery  = 250 * time.Millisecond
	shardEvery = time.Second
)

// Options say what feeds what.
type Options struct {
	Mapping   template.StreamMapping
	Table     string // name
	AWSRegion string // stands in the events
	DynamoDB  *dynamodb.Client
	Streams   *dynamodbstreams.Client
	Invoker   Invoker
	Log       io.Writer // gets whole lines

	GaveUp func(message string) // hears of records given up, in Lambda's words; nil: nobody does

	Positions Positions // nil: each run begins where the mapping starts
}

// Positions remember how far the shards of streams have been read. A record that
// was processed shortly before the process was killed may be read again.
type Positions interface {
	// Position returns the sequence number of the last record that a reader has
	// processed, and "" for none.
	Position(reader string) (string, error)
	// SetPosition remembers that all records up to a sequence number are processed.
	SetPosition(reader, sequence string) error
}

// Source is a table's stream on its way to a function.
type Source struct {
	options   Options
	streamARN string // as the database has it
	eventARN  string // as the events have it
	filter    filter
	delivery  delivery
}

// Open finds the table's stream. A filter that it does not understand is an error.
func Open(ctx context.Context, options Options) (*Source, error) {
	name := options.Mapping.Name
	filter, err := newFilter(options.Mapping.Filters)
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", name, err)
	}
	table, err := options.DynamoDB.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &options.Table})
	if err != nil {
		return nil, fmt.Errorf("stream %s: %w", name, err)
	}
	arn := aws.ToString(table.Table.LatestStreamArn)
	if arn == "" {
		return nil, fmt.Errorf("stream %s: table %s has no stream", name, options.Table)
	}
	return &Source{
		options:   options,
		streamARN: arn,
		eventARN:  eventARN(arn, options.AWSRegion),
		filter:    filter,
		delivery:  delivery{mapping: options.Mapping, streamARN: arn, invoker: options.Invoker, log: options.Log, gaveUp: options.GaveUp},
	}, nil
}

// eventARN puts a stream where functions expect it: a local DynamoDB has a
// Region and an account of its own.
func eventARN(arn, awsRegion string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 {
		parts[3], parts[4] = awsRegion, lambda.Account
	}
	return strings.Join(parts, ":")
}

// Run feeds the function until ctx ends and what is under way is done. A shard
// is read when the one it succeeds is done with, so that the changes of an
// item stay in order.
func (s *Source) Run(ctx context.Context) {
	var reading sync.WaitGroup
	defer reading.Wait()
	started, finished := map[string]bool{}, map[string]bool{}
	done := make(chan string)
	read := func(shard string, position types.ShardIteratorType) {
		s.read(ctx, shard, position)
		select {
		case done <- shard:
		case <-ctx.Done():
		}
	}
	position := types.ShardIteratorType(s.options.Mapping.StartingPosition)
	for ctx.Err() == nil {
		shards, err := s.shards(ctx)
		if err != nil {
			s.complain(ctx, err)
		}
		for _, shard := range readable(shards, started, finished) {
			started[shard] = true
			from := position
			reading.Go(func() { read(shard, from) })
		}
		if err == nil {
			position = types.ShardIteratorTypeTrimHorizon // a shard that comes later is new as a whole
		}
		select {
		case shard := <-done:
			finished[shard] = true
		case <-time.After(shardEvery):
		case <-ctx.Done():
		}
	}
}

// readable are the shards that are not started, and whose parent, if there
// still is one, is finished.
func readable(shards []types.Shard, started, finished map[string]bool) []string {
	listed := map[string]bool{}
	for _, shard := range shards {
		listed[aws.ToString(shard.ShardId)] = true
	}
	var ids []string
	for _, shard := range shards {
		id, parent := aws.ToString(shard.ShardId), aws.ToString(shard.ParentShardId)
		if !started[id] && (!listed[parent] || finished[parent]) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *Source) shards(ctx context.Context) ([]types.Shard, error) {
	var shards []types.Shard
	input := &dynamodbstreams.DescribeStreamInput{StreamArn: &s.streamARN}
	for {
		page, err := s.options.Streams.DescribeStream(ctx, input)
		if err != nil {
			return nil, err
		}
		shards = append(shards, page.StreamDescription.Shards...)
		input.ExclusiveStartShardId = page.StreamDescription.LastEvaluatedShardId
		if input.ExclusiveStartShardId == nil {
			return shards, nil
		}
	}
}

// complain logs trouble with the database, unless it comes from the end, or
// opening the shard anew mends it.
func (s *Source) complain(ctx context.Context, err error) {
	_, expired := errors.AsType[*types.ExpiredIteratorException](err)
	_, trimmed := errors.AsType[*types.TrimmedDataAccessException](err)
	if ctx.Err() == nil && !expired && !trimmed {
		fmt.Fprintf(s.options.Log, "stream %s: %v\n", s.options.Mapping.Name, err) //nolint:errcheck // a log that is gone stops nothing
	}
}
