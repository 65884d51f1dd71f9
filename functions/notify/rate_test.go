package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"storefront/shared/boot"
	"storefront/shared/dynamo"
	"storefront/shared/mail/ses"
)

// limited stands for Amazon SES with an account's maximum send rate. It throttles what exceeds
// it, as SES does.
type limited struct {
	rate int // mails in a second

	mu        sync.Mutex
	second    time.Time
	used      int
	sent      map[string]int // by recipient
	throttled int
	last      time.Time
}

func (l *limited) Do(r *http.Request) (*http.Response, error) {
	time.Sleep(40 * time.Millisecond) // the way there and back
	var sent struct {
		Destination struct{ ToAddresses []string }
	}
	if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if now := time.Now().Truncate(time.Second); !now.Equal(l.second) {
		l.second, l.used = now, 0
	}
	header := http.Header{"Content-Type": {"application/json"}}
	if l.used++; l.used > l.rate {
		l.throttled++
		header.Set("X-Amzn-Errortype", "TooManyRequestsException")
		return &http.Response{StatusCode: 429, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(`{"message":"Maximum sending rate exceeded."}`))}, nil
	}
	l.sent[sent.Destination.ToAddresses[0]]++
	l.last = time.Now()
	return &http.Response{StatusCode: 200, Header: header, Request: r, Body: io.NopCloser(strings.NewReader(`{"MessageId":"1"}`))}, nil
}

// shard runs the function on the records of a shard as Lambda does: 25 at a time, and again from
// the first that failed, at once, though Lambda waits. It returns how often it invoked it, and
// for how many times in a row at most a record came again.
func shard(t *testing.T, c consumer, records []json.RawMessage) (invoked, again int) {
	row := 0
	for len(records) > 0 {
		invoked++
		b := batch{Records: records[:min(25, len(records))]}
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		response, err := c.handle(ctx, b)
		cancel()
		if err != nil {
			t.Error(err)
			return invoked, again
		}
		done := len(b.Records)
		for _, f := range response.BatchItemFailures {
			done = min(done, slices.IndexFunc(b.Records, func(r json.RawMessage) bool { return dynamo.SequenceOf(r) == f.ItemIdentifier }))
		}
		if row++; done > 0 {
			row = 0
		}
		again = max(again, row)
		records = records[done:]
	}
	return invoked, again
}

// A thousand mails at once, from four shards, are more than an account may send in a second. All
// are sent, each once, and none comes near the number of attempts after which Lambda gives up.
func TestSendRate(t *testing.T) {
	t.Parallel()
	for rate, mails := range map[int]int{1: 200, 14: 1000, 100: 1000} { // 1 is that of SES's sandbox
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			t.Parallel()
			pass := string(recordsOf(t, sample(t, "pass"))[0])
			w := newWorld(t)
			synctest.Test(t, func(t *testing.T) {
				sends := &limited{rate: rate, sent: map[string]int{}}
				cfg := boot.NewEnv(func(string) string { return "us-west-2" }).AWS()
				cfg.HTTPClient, cfg.BaseEndpoint = sends, nil
				c := w.process()
				c.notifier.Now, c.notifier.Sender = time.Now, ses.New(cfg, "shop@example.com", "shop-mail")
				start := time.Now()
				const shards = 4
				var running sync.WaitGroup
				var mu sync.Mutex
				invoked, again := 0, 0
				for s := range shards {
					var records []json.RawMessage
					for n := range mails / shards {
						records = append(records, json.RawMessage(strings.NewReplacer(
							"ada@example.com", fmt.Sprintf("shopper-%d-%d@example.com", s, n), `"ASK1"`, fmt.Sprintf(`"ASK-%d-%d"`, s, n),
							"1431975605000", fmt.Sprint(start.UnixMilli()), `"SequenceNumber":"`, fmt.Sprintf(`"SequenceNumber":"%d%06d`, s+1, n),
						).Replace(pass)))
					}
					running.Go(func() {
						i, a := shard(t, c, records)
						mu.Lock()
						defer mu.Unlock()
						invoked, again = invoked+i, max(again, a)
					})
				}
				running.Wait()
				for to, n := range sends.sent {
					if n != 1 {
						t.Errorf("%s has %d mails", to, n)
					}
				}
				if len(sends.sent) != mails || len(w.deadLetters) > 0 {
					t.Errorf("%d of %d mails are sent, %d dead letters", len(sends.sent), mails, len(w.deadLetters))
				}
				if again >= 100 { // the template allows 10,000
					t.Errorf("a record came %d times", again+1)
				}
				took := sends.last.Sub(start)
				t.Logf("%d a second: %v for %d mails, %d throttled requests, %d invocations, a record %d times at most", rate, took.Round(time.Second), mails, sends.throttled, invoked, again+1)
			})
		})
	}
}
