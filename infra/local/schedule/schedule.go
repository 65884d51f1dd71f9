// Package schedule invokes functions at a rate, as Amazon EventBridge does.
package schedule

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"sync"
	"time"

	"storefront/infra/local/lambda"
	"storefront/infra/local/template"
)

// Invoker runs the function with a logical id on an event.
type Invoker interface {
	Invoke(ctx context.Context, function string, event []byte) ([]byte, error)
}

// Run invokes a schedule's function at its rate, first after one interval, until ctx
// ends and the invocations under way are done. An invocation that takes longer than
// the interval does not delay the next. If the function is at its concurrency, the
// invocation is skipped and logged.
func Run(ctx context.Context, s template.Schedule, awsRegion string, invoker Invoker, log *log.Logger) {
	var running sync.WaitGroup
	defer running.Wait()
	ticks := time.NewTicker(s.Every)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case at := <-ticks.C:
			running.Go(func() { invoke(ctx, s, event(s, awsRegion, at), invoker, log) })
		}
	}
}

func invoke(ctx context.Context, s template.Schedule, event []byte, invoker Invoker, log *log.Logger) {
	_, err := invoker.Invoke(context.WithoutCancel(ctx), s.Function, event)
	switch {
	case err == nil, errors.Is(err, lambda.ErrClosed), errors.Is(err, lambda.ErrNotBuilt): // the store has reported why
	case errors.Is(err, lambda.ErrThrottled):
		log.Printf("schedule %s: skipped, since the one before still runs", s.Name)
	default:
		log.Printf("schedule %s: %v", s.Name, err)
	}
}

// event returns the schedule's own input, or else an event as EventBridge's.
func event(s template.Schedule, awsRegion string, at time.Time) []byte {
	if s.Input != "" {
		return []byte(s.Input)
	}
	body, err := json.Marshal(map[string]any{
		"version":     "0",
		"id":          lambda.RequestID(),
		"detail-type": "Scheduled Event",
		"source":      "aws.events",
		"account":     lambda.Account,
		"time":        at.UTC().Format(time.RFC3339),
		"region":      awsRegion,
		"resources":   []string{"arn:aws:events:" + awsRegion + ":" + lambda.Account + ":rule/" + s.Name},
		"detail":      map[string]any{},
	})
	if err != nil {
		panic(err) // plain strings always marshal
	}
	return body
}
