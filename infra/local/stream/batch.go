package stream

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"slices"
	"time"

	smithytime "github.com/aws/smithy-go/time"

	"storefront/infra/local/lambda"
	"storefront/infra/local/template"
)

// Invoker runs the function with a logical id on an event.
type Invoker interface {
	Invoke(ctx context.Context, function string, event []byte) ([]byte, error)
}

// delivery invokes a function on records, in order, by a mapping's rules.
type delivery struct {
	mapping   template.StreamMapping
	streamARN string // in the database, so that records that are given up can be read again
	invoker   Invoker
	log       *log.Logger
	gaveUp    func(message string) // as Options.GaveUp
}

// deliver returns when each record is processed or given up, or when ctx ends. A
// batch that fails is halved, if the mapping says so, or tried again. If the function
// reports which record failed, the records before it count as processed.
func (d *delivery) deliver(ctx context.Context, records []record) {
	batches := slices.Collect(slices.Chunk(records, d.mapping.BatchSize))
	retries := 0
	for len(batches) > 0 && ctx.Err() == nil {
		batch := d.young(batches[0])
		if len(batch) == 0 {
			batches, retries = batches[1:], 0
			continue
		}
		processed, err := d.attempt(ctx, batch)
		rest := batch[processed:]
		switch {
		case err == nil:
			batches, retries = batches[1:], 0
			continue
		case errors.Is(err, lambda.ErrThrottled), errors.Is(err, lambda.ErrNotBuilt): // costs no retry
			batches[0] = rest
		case errors.Is(err, lambda.ErrClosed):
			return
		case processed > 0:
			batches[0], retries = rest, 0
		case len(rest) > 1 && (d.mapping.BisectOnError || errors.Is(err, lambda.ErrTooLarge)):
			half := len(rest) / 2
			batches, retries = slices.Insert(batches[1:], 0, rest[:half], rest[half:]), 0
		case retries == d.mapping.MaxRetryAttempts:
			d.giveUp(rest, "RetryAttemptsExhausted", fmt.Sprintf("after %d retries: %v", retries, err))
			batches, retries = batches[1:], 0
			continue
		default:
			batches[0] = rest
			retries++
		}
		pause(ctx, backoff(retries))
	}
}

// young gives up the records that are older than the mapping allows, and returns the
// others.
func (d *delivery) young(batch []record) []record {
	if d.mapping.MaxRecordAge == 0 {
		return batch
	}
	oldest := time.Now().Add(-d.mapping.MaxRecordAge)
	i := slices.IndexFunc(batch, func(r record) bool { return !r.at.Before(oldest) })
	if i < 0 {
		i = len(batch)
	}
	if i > 0 {
		d.giveUp(batch[:i], "RecordAgeExceeded", fmt.Sprintf("older than %v", d.mapping.MaxRecordAge))
	}
	return batch[i:]
}

func (d *delivery) giveUp(records []record, condition, why string) {
	first, last := records[0], records[len(records)-1]
	d.log.Printf("stream %s: gave up on %d records, %s to %s, %s",
		d.mapping.Name, len(records), first.sequence, last.sequence, why)
	if d.gaveUp == nil {
		return
	}
	message, err := json.Marshal(map[string]any{
		"version":        "1.0",
		"timestamp":      time.Now().UTC(),
		"requestContext": map[string]any{"condition": condition, "functionArn": d.mapping.Function},
		"DDBStreamBatchInfo": map[string]any{
			"streamArn": d.streamARN, "shardId": first.shard, "batchSize": len(records),
			"startSequenceNumber": first.sequence, "endSequenceNumber": last.sequence,
			"approximateArrivalOfFirstRecord": first.at.UTC(), "approximateArrivalOfLastRecord": last.at.UTC(),
		},
	})
	if err != nil {
		d.log.Printf("stream %s: %v", d.mapping.Name, err)
		return
	}
	d.gaveUp(string(message))
}

// attempt invokes the function once. If it fails, the first processed records count
// as processed all the same.
func (d *delivery) attempt(ctx context.Context, batch []record) (processed int, err error) {
	events := make([]map[string]any, len(batch))
	for i, r := range batch {
		events[i] = r.event
	}
	body, err := json.Marshal(map[string]any{"Records": events})
	if err != nil {
		return 0, err
	}
	// When the store stops, an invocation under way may finish.
	response, err := d.invoker.Invoke(context.WithoutCancel(ctx), d.mapping.Function, body)
	if err != nil || !d.mapping.PartialBatchResult {
		return 0, err
	}
	return firstFailure(response, batch)
}

// firstFailure reads a function's report on the items that failed, and returns the
// index of the first. An empty or null report means that none did. A report that
// names a record outside the batch means that all did.
func firstFailure(response []byte, batch []record) (int, error) {
	var report struct {
		BatchItemFailures []struct {
			ItemIdentifier string `json:"itemIdentifier"`
		} `json:"batchItemFailures"`
	}
	if err := json.Unmarshal(response, &report); err != nil {
		return 0, fmt.Errorf("read its report on failed items: %w", err)
	}
	if len(report.BatchItemFailures) == 0 {
		return len(batch), nil
	}
	first := len(batch)
	for _, failure := range report.BatchItemFailures {
		i := slices.IndexFunc(batch, func(r record) bool { return r.sequence == failure.ItemIdentifier })
		if i < 0 {
			return 0, fmt.Errorf("it reports that %q failed, which is not in the batch", failure.ItemIdentifier)
		}
		first = min(first, i)
	}
	return first, fmt.Errorf("it reports that %s failed", batch[first].sequence)
}

// backoff returns how long to wait before another try.
func backoff(retries int) time.Duration {
	const shortest, longest = 100 * time.Millisecond, 10 * time.Second
	return min(shortest<<min(retries, 10), longest)
}

// pause returns after d, or when ctx ends, which callers check before they go on.
func pause(ctx context.Context, d time.Duration) { _ = smithytime.SleepWithContext(ctx, d) }
