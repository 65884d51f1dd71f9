package stream

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// cursor is a position in a shard.
type cursor struct {
	shard    string
	position types.ShardIteratorType
	last     string  // sequence number of the last record read; empty: none yet
	kept     string  // the last that Positions remembers
	iterator *string // nil: the shard is not open
}

// page is the result of one read.
type page struct {
	records []record // those that pass the filter
	empty   bool     // the shard has nothing new
	closed  bool     // the shard will have nothing new
}

// read delivers a shard's records until it is closed and empty, or ctx ends.
func (s *Source) read(ctx context.Context, shard string, position types.ShardIteratorType) {
	at := &cursor{shard: shard, position: position}
	if err := s.resume(at); err != nil {
		s.logError(ctx, err)
	}
	var pending []record
	var since time.Time // when the first pending record was read
	for ctx.Err() == nil {
		page, err := s.next(ctx, at)
		if err != nil {
			s.logError(ctx, err)
			pause(ctx, shardEvery)
			continue
		}
		if len(pending) == 0 {
			since = time.Now()
		}
		pending = append(pending, page.records...)
		due := len(pending) >= s.options.Mapping.BatchSize || time.Since(since) >= s.options.Mapping.BatchingWindow
		if len(pending) > 0 && (due || page.closed) {
			s.delivery.deliver(ctx, pending)
			pending = nil
		}
		if len(pending) == 0 && ctx.Err() == nil { // if ctx has ended, deliver may have been cut short
			if err := s.processed(at); err != nil {
				s.logError(ctx, err)
			}
		}
		if page.closed {
			return
		}
		if page.empty {
			pause(ctx, pollEvery)
		}
	}
}

// resume moves a cursor to where an earlier run stopped.
func (s *Source) resume(at *cursor) (err error) {
	if s.options.Positions != nil {
		at.last, err = s.options.Positions.Position(s.reader(at))
		at.kept = at.last
	}
	return err
}

// reader returns the mapping's name as a reader of a shard. It contains the stream,
// which changes when the table is created again.
func (s *Source) reader(at *cursor) string {
	return s.options.Mapping.Name + " " + s.streamARN + " " + at.shard
}

// processed remembers the cursor's position for a later run.
func (s *Source) processed(at *cursor) error {
	if s.options.Positions == nil || at.last == at.kept {
		return nil
	}
	at.kept = at.last
	return s.options.Positions.SetPosition(s.reader(at), at.last)
}

// next reads a page at the cursor and moves the cursor. After an error, the next
// call reopens the shard after the last record read.
func (s *Source) next(ctx context.Context, at *cursor) (page, error) {
	if at.iterator == nil {
		if err := s.open(ctx, at); err != nil {
			return page{}, err
		}
	}
	got, err := s.options.Streams.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: at.iterator})
	if err != nil {
		at.iterator = nil
		return page{}, err
	}
	at.iterator = got.NextShardIterator
	next := page{empty: len(got.Records) == 0, closed: got.NextShardIterator == nil}
	for _, change := range got.Records {
		r := newRecord(change, s.options.AWSRegion, s.eventARN)
		r.shard = at.shard
		at.last = r.sequence
		if s.passes(r.event) {
			next.records = append(next.records, r)
		}
	}
	return next, nil
}

// open opens the shard at the cursor. If the stream no longer keeps that record, open
// fails, and the next call opens the shard at its oldest record.
func (s *Source) open(ctx context.Context, at *cursor) error {
	input := &dynamodbstreams.GetShardIteratorInput{StreamArn: &s.streamARN, ShardId: &at.shard, ShardIteratorType: at.position}
	if at.last != "" {
		input.ShardIteratorType, input.SequenceNumber = types.ShardIteratorTypeAfterSequenceNumber, aws.String(at.last)
	}
	opened, err := s.options.Streams.GetShardIterator(ctx, input)
	if _, trimmed := errors.AsType[*types.TrimmedDataAccessException](err); trimmed {
		at.position, at.last = types.ShardIteratorTypeTrimHorizon, ""
	}
	if err != nil {
		return err
	}
	at.iterator = opened.ShardIterator
	return nil
}
