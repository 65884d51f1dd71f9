package main

import (
	"maps"
	"slices"
	"testing"
	"time"

	"storefront/infra/rehearse/latency"
	"storefront/shared/catalog"
	"storefront/shared/deadletter"
	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// happened returns the ids of the events of all orders and lots.
func (s running) happened(t *testing.T) map[string]bool {
	t.Helper()
	ids := map[string]bool{}
	for _, o := range s.orders(t) {
		for version := 1; version <= o.Version; version++ {
			ids[ledger.VersionID(o.ID, version)] = true
		}
	}
	for _, line := range s.audit(t, catalog.Sale{}).Lines {
		for _, lot := range s.lots(t, line.Line) {
			ids[lot.LotKey.String()] = true
		}
	}
	return ids
}

// takenWithin is far more time than any event takes to get into a file.
const takenWithin = 2 * time.Minute

// takenIn waits until every event that happened is in raw files, on average as often as
// times says. It returns the events by file. It fails if the files have any other
// event, or if there are dead letters.
func (s running) takenIn(t *testing.T, times float64) map[string][]ledger.Event {
	t.Helper()
	books, want, taken := s.books(), s.happened(t), map[string][]ledger.Event{}
	missing, copies := maps.Clone(want), 0
	end := time.Now().Add(takenWithin)
	for look := time.NewTicker(100 * time.Millisecond); len(missing) > 0 || float64(copies) < times*float64(len(want)); <-look.C {
		if time.Now().After(end) {
			t.Fatalf("%d events are in files %d times; %v are in none", len(want), copies, missing)
		}
		keys, err := books.List(t.Context(), "raw/", "")
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range keys {
			if taken[key] != nil {
				continue
			}
			body, err := books.Get(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if taken[key], err = raw.Decode(body); err != nil {
				t.Fatalf("%s: %v", key, err)
			}
			copies += len(taken[key])
			for _, e := range taken[key] {
				delete(missing, e.ID)
				if !want[e.ID] {
					t.Errorf("%s has event %s, which did not happen", key, e.ID)
				}
			}
		}
	}
	deadLetters, err := deadletter.New(s.aws(s.State().SQS), s.State().Regions["us"].Queues["LedgerFailures"]).Receive(t.Context())
	if err != nil || len(deadLetters) > 0 {
		t.Errorf("%d dead letters, such as %s, %v", len(deadLetters), deadLetters, err)
	}
	return taken
}

// logDelays logs how long it took until the versions of orders were in a file.
func (s running) logDelays(t *testing.T, files *storage, taken map[string][]ledger.Event) {
	t.Helper()
	first := map[string]time.Duration{}
	copies := 0
	for key, events := range taken {
		for _, e := range events {
			if e.Type == ledger.Allocated {
				continue
			}
			copies++
			delay := files.since(key).Sub(e.OccurredAt)
			if known, there := first[e.ID]; !there || delay < known {
				first[e.ID] = delay
			}
		}
	}
	delays := latency.Sorted(slices.Collect(maps.Values(first)))
	t.Logf("%d versions of orders, each kept %.2f times, were in a file after %v (median), %v (p99), %v (the last one)", len(delays),
		float64(copies)/float64(len(delays)), delays.Percentile(50), delays.Percentile(99), delays.Percentile(100))
}
