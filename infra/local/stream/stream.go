// Package stream feeds the streams of tables to functions, as Lambda's event
// source mappings do.
package stream

import (
	"context"
	"errors"
	"fmt"
	"log"
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

// Options describe a mapping and what it needs.
type Options struct {
	Mapping   template.StreamMapping
	Table     string // name
	AWSRegion string // in the events
	DynamoDB  *dynamodb.Client
	Streams   *dynamodbstreams.Client
	Invoker   Invoker
	Log       *log.Logger

	GaveUp func(message string) // gets a message in Lambda's format for records that are given up; nil: nothing does

	Positions Positions // nil: each run begins at the mapping's starting position
}

// Positions remember how far shards have been read. A record that was processed
// shortly before this process was killed may be read again.
type Positions interface {
	// Position returns the sequence number of the last record that a reader has
	// processed, or "" for none.
	Position(reader string) (string, error)
	// SetPosition remembers that a reader has processed all records up to a
	// sequence number.
	SetPosition(reader, sequence string) error
}

// Source feeds a table's stream to a function.
type Source struct {
	options   Options
	streamARN string                           // in the database
	eventARN  string                           // in the events
	passes    func(record map[string]any) bool // the mapping's filters
	delivery  delivery

	mu     sync.Mutex
	logged map[string]bool // errors of the database
}

// Open finds the table's stream. If it does not understand a filter, Open fails.
func Open(ctx context.Context, options Options) (*Source, error) {
	name := options.Mapping.Name
	passes, err := Filter(options.Mapping.Filters)
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
		logged:    map[string]bool{},
		streamARN: arn,
		eventARN:  eventARN(arn, options.AWSRegion),
		passes:    passes,
		delivery:  delivery{mapping: options.Mapping, streamARN: arn, invoker: options.Invoker, log: options.Log, gaveUp: options.GaveUp},
	}, nil
}

// eventARN returns a stream's ARN with the AWS Region and account that functions
// expect. A local DynamoDB has others.
func eventARN(arn, awsRegion string) string {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) == 6 {
		parts[3], parts[4] = awsRegion, lambda.Account
	}
	return strings.Join(parts, ":")
}

// Run feeds the function until ctx ends and the invocations under way are done. A
// shard is read once its parent is finished, so the changes of an item stay in order.
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
			s.logError(ctx, err)
		}
		for _, shard := range readable(shards, started, finished) {
			started[shard] = true
			from := position
			reading.Go(func() { read(shard, from) })
		}
		if err == nil {
			position = types.ShardIteratorTypeTrimHorizon // shards that appear later are new from their first record
		}
		select {
		case shard := <-done:
			finished[shard] = true
		case <-time.After(shardEvery):
		case <-ctx.Done():
		}
	}
}

// readable returns the shards that are not started and whose parent is finished, or
// no longer listed.
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

// logError logs an error of the database once, unless ctx has ended, or reopening the
// shard mends it. While a database is away, the same error comes many times a second.
func (s *Source) logError(ctx context.Context, err error) {
	_, expired := errors.AsType[*types.ExpiredIteratorException](err)
	_, trimmed := errors.AsType[*types.TrimmedDataAccessException](err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() == nil && !expired && !trimmed && !s.logged[err.Error()] {
		s.logged[err.Error()] = true
		s.options.Log.Printf("stream %s: %v", s.options.Mapping.Name, err)
	}
}
