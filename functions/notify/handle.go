package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/aws/aws-lambda-go/events"
	smithytime "github.com/aws/smithy-go/time"

	"storefront/shared/deadletter"
	"storefront/shared/dynamo"
	"storefront/shared/email"
	"storefront/shared/mail"
	"storefront/shared/notify"
)

// deadLetters keeps records whose mail can never be sent; see [deadletter.Queue].
type deadLetters interface {
	Send(ctx context.Context, m deadletter.Message) error
}

// consumer answers the records of a stream, a batch at a time.
type consumer struct {
	notifier    *notify.Notifier
	deadLetters deadLetters
	log         *slog.Logger
}

// batch is what Lambda sends for a stream. Each record is decoded on its own, so
// that a malformed one does not stop the others.
type batch struct {
	Records []json.RawMessage `json:"Records"`
}

const (
	// atOnce bounds the mails that are sent at once: SES limits how many an account
	// sends in a second, and each takes a fraction of one.
	atOnce = 8
	// grace is kept back from the function's time, so that it can report what it has
	// not done.
	grace = 2 * time.Second
)

// handle answers a batch, and reports the records whose answer failed: Lambda sends the
// first of them and all after it again, and those that were answered are recognised. A
// record whose mail can never be sent becomes a dead letter. handle fails only if a
// record to report has no sequence number.
func (c consumer) handle(ctx context.Context, b batch) (events.DynamoDBEventResponse, error) {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-grace))
		defer cancel()
	}
	response := events.DynamoDBEventResponse{BatchItemFailures: []events.DynamoDBBatchItemFailure{}}
	for i, err := range c.keepAll(ctx, b.Records) {
		if err == nil {
			continue
		}
		sequence := dynamo.SequenceOf(b.Records[i])
		if sequence == "" {
			return response, fmt.Errorf("record %d of %d has no sequence number: %w", i, len(b.Records), err)
		}
		c.log.WarnContext(ctx, "mail failed, to be tried again", slog.String("sequence", sequence), slog.Any("error", err))
		response.BatchItemFailures = append(response.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: sequence})
	}
	return response, nil
}

// keepAll answers records and returns the error of each. Those of one mailbox are
// answered one after the other, since each depends on what was mailed before; a record
// may also be there twice.
func (c consumer) keepAll(ctx context.Context, records []json.RawMessage) []error {
	failed := make([]error, len(records))
	var running sync.WaitGroup
	free := make(chan struct{}, atOnce)
	for _, group := range byMailbox(records) {
		free <- struct{}{}
		running.Go(func() {
			for _, d := range group {
				failed[d.index] = c.keep(ctx, records[d.index], d.ask, d.err)
			}
			<-free
		})
	}
	running.Wait()
	return failed
}

// decoded is a record of a batch, or why it could not be decoded.
type decoded struct {
	index int
	ask   notify.Ask
	err   error
}

// byMailbox decodes records and groups them, each group in the stream's order. Those
// that cannot be decoded are one group.
func byMailbox(records []json.RawMessage) [][]decoded {
	var groups [][]decoded
	of := map[email.Identity]int{} // index of a mailbox's group
	for i, record := range records {
		ask, err := decode(record)
		who := email.IdentityOf(ask.Email) // nobody's after an error
		if _, known := of[who]; !known {
			of[who] = len(groups)
			groups = append(groups, nil)
		}
		groups[of[who]] = append(groups[of[who]], decoded{index: i, ask: ask, err: err})
	}
	return groups
}

// keep answers the ask of a record, unless it could not be decoded. If trying again
// cannot help, the record becomes a dead letter.
func (c consumer) keep(ctx context.Context, record []byte, ask notify.Ask, reason error) error {
	if reason == nil {
		reason = c.answerInTime(ctx, ask)
	}
	if errors.Is(reason, dynamo.ErrNoEvent) {
		return nil
	}
	if !errors.Is(reason, dynamo.ErrNoAsk) && !errors.Is(reason, mail.ErrUnsendable) && !errors.Is(reason, errPanic) {
		return reason
	}
	if err := c.deadLetters.Send(ctx, deadletter.Message{Reason: reason.Error(), Record: record}); err != nil {
		return err
	}
	c.log.ErrorContext(ctx, "record sent to the dead letters", slog.String("sequence", dynamo.SequenceOf(record)), slog.Any("error", reason))
	return nil
}

func decode(record []byte) (ask notify.Ask, err error) {
	defer recovered(&err)
	return dynamo.DecodeAsk(record)
}

// longestPause bounds the pause before a mail that came too fast is tried again.
const longestPause = 2 * time.Second

// answerInTime answers an ask. While the account sends too fast, it tries again as long as there
// is time. The functions of all shards share one rate, so the pauses are random, up to a bound
// that doubles. If Lambda tried again at once instead, it would use up its attempts before a
// slow account has sent a wave.
func (c consumer) answerInTime(ctx context.Context, ask notify.Ask) error {
	for bound := 500 * time.Millisecond; ; bound = min(2*bound, longestPause) {
		err := c.answer(ctx, ask)
		if !errors.Is(err, mail.ErrTooFast) {
			return err
		}
		if smithytime.SleepWithContext(ctx, rand.N(bound)) != nil {
			return err
		}
	}
}

func (c consumer) answer(ctx context.Context, ask notify.Ask) (err error) {
	defer recovered(&err)
	outcome, err := c.notifier.Answer(ctx, ask)
	if err == nil {
		c.log.InfoContext(ctx, "ask answered",
			slog.String("ask", ask.ID), slog.String("kind", string(ask.Kind)), slog.String("outcome", string(outcome)))
	}
	return err
}

var errPanic = errors.New("panic")

// recovered makes a panic the record's error: it must not end the process.
func recovered(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w: %v", errPanic, p)
	}
}
