package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"

	"github.com/aws/aws-lambda-go/events"

	"storefront/shared/dynamo"
	"storefront/shared/ledger/intake"
	"storefront/shared/ledger/raw"
	"storefront/shared/quarantine"
)

// failures keeps records that cannot be taken in; see quarantine.Queue.
type failures interface {
	Keep(ctx context.Context, m quarantine.Message) error
}

// taker takes in the records of a stream, a batch at a time.
type taker struct {
	records  dynamo.StreamDecoder
	intake   *intake.Intake
	failures failures
	log      *slog.Logger
}

// batch is an event of Lambda for a stream. Records are read one by one, so that
// one that is not even JSON of the right form stops no other.
type batch struct {
	Records []json.RawMessage `json:"Records"`
}

// take keeps a batch, and reports the first record that could not be kept: it
// and all behind it come again. A record that will never be one that it can keep
// goes to the failures and counts as done. take fails only when it cannot even
// name the record to go on with.
func (t taker) take(ctx context.Context, b batch) (events.DynamoDBEventResponse, error) {
	facts, at, stopped, err := t.read(ctx, b.Records)
	kept, failure := t.intake.Keep(ctx, facts)
	if failure != nil {
		err = failure
		if kept < len(facts) {
			stopped = at[kept]
		}
	}
	if stopped == len(b.Records) {
		t.log.DebugContext(ctx, "kept", slog.Int("records", len(b.Records)), slog.Int("facts", len(facts)))
		return events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}, nil
	}
	sequence := dynamo.SequenceOf(b.Records[stopped])
	if sequence == "" {
		return events.DynamoDBEventResponse{}, fmt.Errorf("record %d of %d has no sequence number: %w", stopped, len(b.Records), err)
	}
	t.log.WarnContext(ctx, "a batch is kept in part", slog.Int("records", len(b.Records)), slog.Int("kept", stopped),
		slog.String("first_failure", sequence), slog.Any("error", err))
	return events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{{ItemIdentifier: sequence}}}, nil
}

// read reads records until one can be neither understood nor given to the
// failures: stopped is its index, or the number of records. at has the index of
// each fact's record.
func (t taker) read(ctx context.Context, records []json.RawMessage) (facts []intake.Fact, at []int, stopped int, err error) {
	for i, text := range records {
		fact, reason := t.fact(text)
		if reason == nil {
			facts, at = append(facts, fact), append(at, i)
			continue
		}
		if err := t.failures.Keep(ctx, quarantine.Message{Reason: reason.Error(), Record: text}); err != nil {
			return facts, at, i, err
		}
		t.log.ErrorContext(ctx, "a record cannot be taken in; it is among the failures",
			slog.String("sequence", dynamo.SequenceOf(text)), slog.Any("error", reason))
	}
	return facts, at, len(records), nil
}

// fact reads a record. A panic is for people to look at, like any other record
// that cannot be read, and not for the runtime, which would end the process.
func (t taker) fact(text []byte) (fact intake.Fact, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	if fact, err = t.records.Decode(text); err == nil {
		err = raw.Check(fact.Event)
	}
	return fact, err
}
