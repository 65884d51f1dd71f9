package books

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"storefront/shared/dynamo"
	"storefront/shared/ledger/intake"
	"storefront/shared/quarantine"
)

// Failures is the queue of what could not be taken into the books; see
// quarantine.Queue.
type Failures interface {
	Look(ctx context.Context) ([]quarantine.Held, error)
	Remove(ctx context.Context, m quarantine.Held) error
}

// Shards reads a range of a table's stream, its ends included, as records that
// stand in a function's event. A range that is no longer there is an error.
type Shards interface {
	Range(ctx context.Context, streamARN, shard, first, last string) ([]json.RawMessage, error)
}

// Replay takes records into the books that could not be taken in before.
type Replay struct {
	Records  dynamo.StreamDecoder
	Intake   *intake.Intake
	Failures Failures
	Shards   Shards
}

// Replayed is what a replay has done.
type Replayed struct {
	Messages int      // that were taken in and are gone
	Events   int      // that they had
	Left     []string // why others stay
}

// failureMessage is either of the two kinds of messages: a record that the
// function itself has put there, or the range of a stream that Lambda gave up.
type failureMessage struct {
	Reason string          `json:"reason"`
	Record json.RawMessage `json:"record"`
	Batch  *struct {
		Stream string `json:"streamArn"`
		Shard  string `json:"shardId"`
		First  string `json:"startSequenceNumber"`
		Last   string `json:"endSequenceNumber"`
	} `json:"DDBStreamBatchInfo"`
}

// Run takes in every message of the queue once. A message goes when all of it is
// kept; running again after an error does no harm.
func (r Replay) Run(ctx context.Context) (Replayed, error) {
	var done Replayed
	seen := map[string]bool{}
	for {
		held, err := r.Failures.Look(ctx)
		if err != nil {
			return done, err
		}
		fresh := false
		for _, m := range held {
			if seen[m.ID] {
				continue
			}
			seen[m.ID], fresh = true, true
			events, err := r.message(ctx, m)
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

// message takes in one message, and says how many events it had.
func (r Replay) message(ctx context.Context, m quarantine.Held) (int, error) {
	var message failureMessage
	if err := json.Unmarshal(m.Body, &message); err != nil {
		return 0, fmt.Errorf("message %s: %w", m.ID, err)
	}
	records, err := r.records(ctx, message)
	if err != nil {
		return 0, fmt.Errorf("message %s: %w", m.ID, err)
	}
	facts := make([]intake.Fact, 0, len(records))
	for _, text := range records {
		fact, err := r.Records.Decode(text)
		if err != nil {
			return 0, fmt.Errorf("message %s: record %s: %w", m.ID, dynamo.SequenceOf(text), err)
		}
		facts = append(facts, fact)
	}
	if _, err := r.Intake.Keep(ctx, facts); err != nil {
		return 0, fmt.Errorf("message %s: %w", m.ID, err)
	}
	return len(facts), r.Failures.Remove(ctx, m)
}

func (r Replay) records(ctx context.Context, message failureMessage) ([]json.RawMessage, error) {
	switch {
	case message.Record != nil:
		return []json.RawMessage{message.Record}, nil
	case message.Batch == nil:
		return nil, errors.New("neither a record nor a range of a stream")
	}
	b := message.Batch
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
