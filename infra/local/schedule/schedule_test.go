package schedule_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/lambda"
	"storefront/infra/local/schedule"
	"storefront/infra/local/template"
)

// invoker is a function that runs once at a time.
type invoker struct {
	mu  sync.Mutex
	run func(ctx context.Context, event []byte) error
}

func (i *invoker) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if function != "SweepFunction" {
		return nil, fmt.Errorf("function %s is invoked", function)
	}
	return nil, i.run(ctx, event)
}

// run runs a schedule of one invocation a minute until ctx ends, and returns the log.
func run(ctx context.Context, input string, invoke func(ctx context.Context, event []byte) error) string {
	var logged bytes.Buffer
	s := template.Schedule{Name: "SweepFunctionEveryMinute", Function: "SweepFunction", Every: time.Minute, Input: input}
	schedule.Run(ctx, s, "us-west-2", &invoker{run: invoke}, log.New(&logged, "", 0))
	return logged.String()
}

// within is run for a time, in a bubble of synctest.
func within(t *testing.T, d time.Duration, input string, invoke func(ctx context.Context, event []byte) error) (logged string) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), d)
		defer cancel()
		logged = run(ctx, input, invoke)
	})
	return logged
}

func TestRun(t *testing.T) {
	t.Parallel()
	start := time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC) // of every bubble
	var at []time.Duration
	logged := within(t, 3*time.Minute+time.Second, "", func(context.Context, []byte) error {
		at = append(at, time.Since(start))
		return nil
	})
	if diff := cmp.Diff([]time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute}, at); diff != "" || logged != "" {
		t.Errorf("the log is %q; the invocations differ (-want +got):\n%s", logged, diff)
	}
}

func TestRunWaitsForInvocationsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := false
		run(ctx, "", func(invocation context.Context, _ []byte) error {
			cancel()
			time.Sleep(30 * time.Second)
			if invocation.Err() != nil {
				t.Error("the invocation under way is cut short")
			}
			done = true
			return nil
		})
		if !done {
			t.Error("Run does not wait for the invocation")
		}
	})
}

func TestFailures(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		err  error
		want string
	}{
		"throttled":     {lambda.ErrThrottled, "schedule SweepFunctionEveryMinute: skipped, since the one before still runs\n"},
		"shutting down": {lambda.ErrClosed, ""},
		"not built":     {lambda.ErrNotBuilt, ""}, // the store has reported why
		"failed":        {errors.New("out of tea"), "schedule SweepFunctionEveryMinute: out of tea\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := within(t, 90*time.Second, "", func(context.Context, []byte) error { return test.err }); got != test.want {
				t.Errorf("logs %q, want %q", got, test.want)
			}
		})
	}
}

func TestEvent(t *testing.T) {
	t.Parallel()
	ids := map[string]bool{}
	within(t, 150*time.Second, "", func(_ context.Context, event []byte) error {
		var e map[string]any
		if err := json.Unmarshal(event, &e); err != nil {
			t.Error(err)
		}
		id, _ := e["id"].(string)
		if ids[id] {
			t.Errorf("two events have the id %s", id)
		}
		ids[id] = true
		delete(e, "id")
		want := map[string]any{
			"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
			"region": "us-west-2", "time": time.Now().UTC().Format(time.RFC3339), "detail": map[string]any{},
			"resources": []any{"arn:aws:events:us-west-2:123456789012:rule/SweepFunctionEveryMinute"},
		}
		if diff := cmp.Diff(want, e); diff != "" {
			t.Errorf("the event differs (-want +got):\n%s", diff)
		}
		return nil
	})
	if len(ids) != 2 {
		t.Errorf("%d events, want 2", len(ids))
	}
}

func TestOwnInput(t *testing.T) {
	t.Parallel()
	const input = `{"depth":3}`
	var got string
	within(t, 90*time.Second, input, func(_ context.Context, event []byte) error {
		got += string(event)
		return nil
	})
	if got != input {
		t.Errorf("the event is %s, want %s", got, input)
	}
}
