package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
)

// deadLetters keeps records that can never be taken in; see [deadletter.Queue].
type deadLetters interface {
	Send(ctx context.Context, m deadletter.Message) error
}

// consumer takes in the records of a stream, a batch at a time.
type consumer struct {
	records     dynamo.StreamDecoder
	intake      *intake.Intake
	deadLetters deadLetters
	log         *slog.Logger
}

// batch is what Lambda sends for a stream. Each record is decoded on its own, so
// that a malformed one does not stop the others.
type batch struct {
	Records []json.RawMessage `json:"Records"`
}

// handle keeps a batch, and reports the first record that could not be kept:
// Lambda sends it and all after it again. A record that can never be taken in
// becomes a dead letter and counts as kept. handle fails only if the record to
// report has no sequence number.
func (c consumer) handle(ctx context.Context, b batch) (events.DynamoDBEventResponse, error) {
	incoming, at, stopped, err := c.read(ctx, b.Records)
	kept, failure := c.intake.Keep(ctx, incoming)
	if failure != nil {
		err = failure
		if kept < len(incoming) {
			stopped = at[kept]
		}
	}
	if stopped == len(b.Records) {
		c.log.DebugContext(ctx, "batch kept", slog.Int("records", len(b.Records)), slog.Int("events", len(incoming)))
		return events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}, nil
	}
	sequence := dynamo.SequenceOf(b.Records[stopped])
	if sequence == "" {
		return events.DynamoDBEventResponse{}, fmt.Errorf("record %d of %d has no sequence number: %w", stopped, len(b.Records), err)
	}
	c.log.WarnContext(ctx, "batch kept in part", slog.Int("records", len(b.Records)), slog.Int("kept", stopped),
		slog.String("first_failure", sequence), slog.Any("error", err))
	return events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{{ItemIdentifier: sequence}}}, nil
}

// read reads records until one can be neither understood nor sent to the dead
// letters: stopped is its index, or the number of records. at holds the index of
// each event's record.
func (c consumer) read(ctx context.Context, records []json.RawMessage) (incoming []ledger.Incoming, at []int, stopped int, err error) {
	for i, record := range records {
		event, reason := c.event(record)
		if reason == nil {
			incoming, at = append(incoming, event), append(at, i)
			continue
		}
		if errors.Is(reason, dynamo.ErrNoEvent) {
			continue
		}
		if err := c.deadLetters.Send(ctx, deadletter.Message{Reason: reason.Error(), Record: record}); err != nil {
			return incoming, at, i, err
		}
		c.log.ErrorContext(ctx, "record sent to the dead letters",
			slog.String("sequence", dynamo.SequenceOf(record)), slog.Any("error", reason))
	}
	return incoming, at, len(records), nil
}

// event reads a record. A panic makes the record a dead letter, like any other
// error; it must not end the process.
func (c consumer) event(record []byte) (event ledger.Incoming, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if event, err = c.records.Decode(record); err == nil {
		err = raw.Check(event.Event)
	}
	return event, err
}
