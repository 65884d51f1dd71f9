package schedule_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log"
	"strings"
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
	run func(ctx context.Context, function string, event []byte) ([]byte, error)
}

func invoke(run func(ctx context.Context, function string, event []byte) ([]byte, error)) *invoker {
	return &invoker{run: run}
}

func (i *invoker) Invoke(ctx context.Context, function string, event []byte) ([]byte, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.run(ctx, function, event)
}

func every(d time.Duration) template.Schedule {
	return template.Schedule{Name: "SweepFunctionEveryMinute", Function: "SweepFunction", Every: d}
}

func TestRun(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var at []time.Duration
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute+time.Second)
		defer cancel()
		schedule.Run(ctx, every(time.Minute), "us-west-2", invoke(func(_ context.Context, function string, _ []byte) ([]byte, error) {
			if function != "SweepFunction" {
				t.Errorf("invokes %s", function)
			}
			at = append(at, time.Since(start))
			return nil, nil
		}), log.New(io.Discard, "", 0))
		if diff := cmp.Diff([]time.Duration{time.Minute, 2 * time.Minute, 3 * time.Minute}, at); diff != "" {
			t.Errorf("the invocations differ (-want +got):\n%s", diff)
		}
	})
}

func TestRunWaitsForInvocationsUnderWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		done := false
		schedule.Run(ctx, every(time.Minute), "us-west-2", invoke(func(invocation context.Context, _ string, _ []byte) ([]byte, error) {
			cancel()
			time.Sleep(30 * time.Second)
			if invocation.Err() != nil {
				t.Error("the invocation under way is cut short")
			}
			done = true
			return nil, nil
		}), log.New(io.Discard, "", 0))
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
		"not built":     {lambda.ErrNotBuilt, ""}, // the store has said why
		"failed":        {errors.New("out of tea"), "schedule SweepFunctionEveryMinute: out of tea\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
				defer cancel()
				var logged bytes.Buffer
				schedule.Run(ctx, every(time.Minute), "us-west-2", invoke(func(context.Context, string, []byte) ([]byte, error) { return nil, test.err }), log.New(&logged, "", 0))
				if logged.String() != test.want {
					t.Errorf("logs %q, want %q", &logged, test.want)
				}
			})
		})
	}
}

func TestEvent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		events := map[string]bool{}
		collect := invoke(func(_ context.Context, _ string, event []byte) ([]byte, error) {
			var e map[string]any
			if err := json.Unmarshal(event, &e); err != nil {
				t.Error(err)
			}
			id, _ := e["id"].(string)
			if events[id] {
				t.Errorf("two events have the id %s", id)
			}
			events[id] = true
			delete(e, "id")
			want := map[string]any{
				"version": "0", "detail-type": "Scheduled Event", "source": "aws.events", "account": "123456789012",
				"region": "us-west-2", "time": time.Now().UTC().Format(time.RFC3339), "detail": map[string]any{},
				"resources": []any{"arn:aws:events:us-west-2:123456789012:rule/SweepFunctionEveryMinute"},
			}
			if diff := cmp.Diff(want, e); diff != "" {
				t.Errorf("the event differs (-want +got):\n%s", diff)
			}
			return nil, nil
		})
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
		defer cancel()
		schedule.Run(ctx, every(time.Minute), "us-west-2", collect, log.New(io.Discard, "", 0))
		if len(events) != 2 {
			t.Errorf("%d events, want 2", len(events))
		}
	})
}

func TestOwnInput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := every(time.Minute)
		s.Input = `{"depth":3}`
		var got strings.Builder
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		schedule.Run(ctx, s, "us-west-2", invoke(func(_ context.Context, _ string, event []byte) ([]byte, error) {
			got.Write(event)
			return nil, nil
		}), log.New(io.Discard, "", 0))
		if got.String() != s.Input {
			t.Errorf("the event is %s, want %s", &got, s.Input)
		}
	})
}
