package stream

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/lambda"
	"storefront/infra/local/template"
)

// function records the sequence numbers of each batch, such as "1 2 3".
type function struct {
	batches []string
	answer  func(batch string) (string, error)
}

func (f *function) Invoke(_ context.Context, name string, event []byte) ([]byte, error) {
	var e struct {
		Records []struct {
			DynamoDB struct{ SequenceNumber string }
		}
	}
	if err := json.Unmarshal(event, &e); err != nil || name != "NotifyFunction" {
		return nil, fmt.Errorf("invoked %s with %s: %w", name, event, err)
	}
	var numbers []string
	for _, r := range e.Records {
		numbers = append(numbers, r.DynamoDB.SequenceNumber)
	}
	batch := strings.Join(numbers, " ")
	f.batches = append(f.batches, batch)
	answer, err := f.answer(batch)
	return []byte(answer), err
}

func numbered(n int) []record {
	var records []record
	for i := range n {
		sequence := strconv.Itoa(i + 1)
		records = append(records, record{
			sequence: sequence,
			at:       time.Now().Add(time.Duration(i-n) * time.Minute), // the first is the oldest
			event:    map[string]any{"dynamodb": map[string]any{"SequenceNumber": sequence}},
		})
	}
	return records
}

func failed(sequences ...string) string {
	var items []string
	for _, s := range sequences {
		items = append(items, `{"itemIdentifier":"`+s+`"}`)
	}
	return `{"batchItemFailures":[` + strings.Join(items, ",") + `]}`
}

func TestDeliver(t *testing.T) {
	t.Parallel()
	boom := &lambda.FunctionError{Type: "errorString", Message: "boom"}
	// poisoned fails every batch with record 3 in it.
	poisoned := func(batch string) (string, error) {
		if strings.Contains(batch, "3") {
			return "", boom
		}
		return "", nil
	}
	// times fails the first n batches.
	times := func(n int, err error) func(string) (string, error) {
		return func(string) (string, error) {
			if n--; n >= 0 {
				return "", err
			}
			return "", nil
		}
	}
	always := func(answer string) func(string) (string, error) {
		return func(string) (string, error) { return answer, nil }
	}
	tests := map[string]struct {
		mapping template.StreamMapping
		answer  func(string) (string, error)
		want    []string
		log     string
	}{
		"batches of the size": {
			template.StreamMapping{BatchSize: 2}, always(""),
			[]string{"1 2", "3 4", "5"}, "",
		},
		"again and again": {
			template.StreamMapping{MaxRetryAttempts: -1}, times(20, boom),
			strings.Split(strings.Repeat("1 2 3 4 5,", 20)+"1 2 3 4 5", ","), "",
		},
		"no longer than the retries go": {
			template.StreamMapping{BatchSize: 3, MaxRetryAttempts: 2}, poisoned,
			[]string{"1 2 3", "1 2 3", "1 2 3", "4 5"},
			"stream Orders: gave up on 3 records, 1 to 3, after 2 retries: errorString: boom\n",
		},
		"without retries": {
			template.StreamMapping{BatchSize: 3}, poisoned,
			[]string{"1 2 3", "4 5"},
			"stream Orders: gave up on 3 records, 1 to 3, after 0 retries: errorString: boom\n",
		},
		"halved around the one at fault": {
			template.StreamMapping{MaxRetryAttempts: 1, BisectOnError: true}, poisoned,
			[]string{"1 2 3 4 5", "1 2", "3 4 5", "3", "3", "4 5"},
			"stream Orders: gave up on 1 records, 3 to 3, after 1 retries: errorString: boom\n",
		},
		"throttled, which costs no retry": {
			template.StreamMapping{}, times(3, lambda.ErrThrottled),
			[]string{"1 2 3 4 5", "1 2 3 4 5", "1 2 3 4 5", "1 2 3 4 5"}, "",
		},
		"not built yet, which costs no retry": {
			template.StreamMapping{}, times(3, lambda.ErrNotBuilt),
			[]string{"1 2 3 4 5", "1 2 3 4 5", "1 2 3 4 5", "1 2 3 4 5"}, "",
		},
		"too large an event": {
			template.StreamMapping{}, times(1, lambda.ErrTooLarge),
			[]string{"1 2 3 4 5", "1 2", "3 4 5"}, "",
		},
		"shutting down": {
			template.StreamMapping{MaxRetryAttempts: -1}, times(9, lambda.ErrClosed),
			[]string{"1 2 3 4 5"}, "",
		},
		"too old": { // the records are 5, 4, … minutes old
			template.StreamMapping{MaxRecordAge: 150 * time.Second}, always(""),
			[]string{"4 5"},
			"stream Orders: gave up on 3 records, 1 to 3, older than 2m30s\n",
		},
		"too old in the meantime": {
			template.StreamMapping{MaxRecordAge: 6 * time.Minute, MaxRetryAttempts: -1}, times(1000, boom), nil, // checked below
			"stream Orders: gave up on 1 records, 5 to 5, older than 6m0s\n",
		},
		"a report of failures": {
			template.StreamMapping{PartialBatchResult: true}, func(batch string) (string, error) {
				if strings.HasPrefix(batch, "1") {
					return failed("4", "3"), nil
				}
				return "{}", nil
			},
			[]string{"1 2 3 4 5", "3 4 5"}, "",
		},
		"a report of failures, halved": {
			template.StreamMapping{PartialBatchResult: true, BisectOnError: true}, func(batch string) (string, error) {
				if strings.Contains(batch, "3") {
					return failed("3"), nil
				}
				return "null", nil
			},
			[]string{"1 2 3 4 5", "3 4 5", "3", "4 5"},
			"stream Orders: gave up on 1 records, 3 to 3, after 0 retries: it reports that 3 failed\n",
		},
		"a report that was not asked for": {
			template.StreamMapping{}, always(failed("3")),
			[]string{"1 2 3 4 5"}, "",
		},
		"an empty report": {template.StreamMapping{PartialBatchResult: true}, always(`{"batchItemFailures":[]}`), []string{"1 2 3 4 5"}, ""},
		"a null report":   {template.StreamMapping{PartialBatchResult: true}, always(`{"batchItemFailures":null}`), []string{"1 2 3 4 5"}, ""},
		"a report of a record that is none": {
			template.StreamMapping{PartialBatchResult: true}, always(failed("")),
			[]string{"1 2 3 4 5"},
			"stream Orders: gave up on 5 records, 1 to 5, after 0 retries: it reports that \"\" failed, which is not in the batch\n",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				test.mapping.Name, test.mapping.Function = "Orders", "NotifyFunction"
				if test.mapping.BatchSize == 0 {
					test.mapping.BatchSize = 100
				}
				f := &function{answer: test.answer}
				var logged bytes.Buffer
				d := &delivery{mapping: test.mapping, invoker: f, log: log.New(&logged, "", 0)}
				d.deliver(t.Context(), numbered(5))
				if diff := cmp.Diff(test.want, f.batches); diff != "" && test.want != nil {
					t.Errorf("the batches differ (-want +got):\n%s", diff)
				}
				if got := logged.String(); !strings.HasSuffix(got, test.log) || test.log == "" && got != "" {
					t.Errorf("logs %q, want %q", got, test.log)
				}
			})
		})
	}
}

// The messages name records that are given up, so that they can be read again.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := &function{answer: func(string) (string, error) { return "", errors.New("boom") }}
		var messages []string
		d := &delivery{
			mapping:   template.StreamMapping{Name: "Orders", Function: "NotifyFunction", BatchSize: 2, MaxRecordAge: 210 * time.Second},
			streamARN: "arn:aws:dynamodb:ddblocal:000000000000:table/orders/stream/1", invoker: f, log: log.New(io.Discard, "", 0),
			gaveUp: func(message string) { messages = append(messages, message) },
		}
		records := numbered(4)
		for i := range records {
			records[i].shard = "shard-7"
		}
		d.deliver(t.Context(), records)
		var got []string
		for _, text := range messages {
			var message struct {
				RequestContext     struct{ Condition string }
				DDBStreamBatchInfo struct {
					StreamARN, ShardID, StartSequenceNumber, EndSequenceNumber string
					BatchSize                                                  int
				}
			}
			if err := json.Unmarshal([]byte(text), &message); err != nil {
				t.Fatal(err)
			}
			b := message.DDBStreamBatchInfo
			got = append(got, fmt.Sprint(message.RequestContext.Condition, " ", b.BatchSize, " of ", b.StreamARN, " ", b.ShardID, " ", b.StartSequenceNumber, " to ", b.EndSequenceNumber))
		}
		from := "of arn:aws:dynamodb:ddblocal:000000000000:table/orders/stream/1 shard-7"
		want := []string{"RecordAgeExceeded 1 " + from + " 1 to 1", "RetryAttemptsExhausted 1 " + from + " 2 to 2", "RetryAttemptsExhausted 2 " + from + " 3 to 4"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
	})
}

func TestDeliverUntilTheEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		f := &function{answer: func(string) (string, error) { return "", errors.New("boom") }}
		d := &delivery{mapping: template.StreamMapping{Function: "NotifyFunction", BatchSize: 1, MaxRetryAttempts: -1}, invoker: f, log: log.New(io.Discard, "", 0)}
		start := time.Now()
		d.deliver(ctx, numbered(1))
		if took := time.Since(start); took != time.Minute {
			t.Errorf("deliver ends after %v, want it to end with its context", took)
		}
		if n := len(f.batches); n < 8 || n > 20 {
			t.Errorf("%d attempts in a minute, want ever longer pauses of at most 10 s", n)
		}
	})
}
