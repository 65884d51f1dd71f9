package books

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
)

// DeadLetters is the queue of records that could not be taken into the books; see
// [deadletter.Queue].
type DeadLetters interface {
	Receive(ctx context.Context) ([]deadletter.Received, error)
	Delete(ctx context.Context, m deadletter.Received) error
}

// Shards reads a range of a table's stream, its ends included, as records in the
// form that functions get them. It fails if a part of the range is trimmed.
type Shards interface {
	Range(ctx context.Context, streamARN, shard, first, last string) ([]json.RawMessage, error)
}

// Replay takes dead letters into the books.
type Replay struct {
	Records     dynamo.StreamDecoder
	Intake      *intake.Intake
	DeadLetters DeadLetters
	Shards      Shards
}

// Replayed is the result of a replay.
type Replayed struct {
	Messages int      // taken in and deleted
	Events   int      // in those messages
	Left     []string // why the other messages stay
}

// message is either kind of dead letter: a [deadletter.Message] of the function,
// or the range of a stream that Lambda gave up.
type message struct {
	Reason string          `json:"reason"`
	Record json.RawMessage `json:"record"`
	Batch  *struct {
		Stream string `json:"streamArn"`
		Shard  string `json:"shardId"`
		First  string `json:"startSequenceNumber"`
		Last   string `json:"endSequenceNumber"`
	} `json:"DDBStreamBatchInfo"`
}

// Run takes in every message of the queue once. It deletes a message when all of
// its events are kept; running again after an error does no harm.
func (r Replay) Run(ctx context.Context) (Replayed, error) {
	var done Replayed
	seen := map[string]bool{}
	for {
		received, err := r.DeadLetters.Receive(ctx)
		if err != nil {
			return done, err
		}
		fresh := false
		for _, m := range received {
			if seen[m.ID] {
				continue
			}
			seen[m.ID], fresh = true, true
			events, err := r.takeIn(ctx, m)
			if err != nil {
				done.Left = append(done.Left, err.Error())
				continue
			}
			done.Messages++
			done.Events += events
		}
		if !fresh {
			return done, nil
		}
	}
}

// takeIn takes in one message, and returns how many events it had.
func (r Replay) takeIn(ctx context.Context, received deadletter.Received) (int, error) {
	incoming, err := r.events(ctx, received.Body)
	if err == nil {
		_, err = r.Intake.Keep(ctx, incoming)
	}
	if err != nil {
		return 0, fmt.Errorf("message %s: %w", received.ID, err)
	}
	return len(incoming), r.DeadLetters.Delete(ctx, received)
}

// events reads the events of a message.
func (r Replay) events(ctx context.Context, body []byte) ([]ledger.Incoming, error) {
	var m message
	if err := json.Unmarshal(body, &m); err != nil {
		return nil, err
	}
	records, err := r.records(ctx, m)
	if err != nil {
		return nil, err
	}
	var incoming []ledger.Incoming
	for _, record := range records {
		event, err := r.Records.Decode(record)
		if err != nil {
			return nil, fmt.Errorf("decode record %s: %w", dynamo.SequenceOf(record), err)
		}
		incoming = append(incoming, event)
	}
	return incoming, nil
}

func (r Replay) records(ctx context.Context, m message) ([]json.RawMessage, error) {
	switch {
	case m.Record != nil:
		return []json.RawMessage{m.Record}, nil
	case m.Batch == nil:
		return nil, errors.New("neither a record nor a range of a stream")
	}
	b := m.Batch
	all, err := r.Shards.Range(ctx, b.Stream, b.Shard, b.First, b.Last)
	if err != nil {
		return nil, err
	}
	var records []json.RawMessage
	for _, text := range all {
		if r.Records.Accepts(text) {
			records = append(records, text)
		}
	}
	return records, nil
}
