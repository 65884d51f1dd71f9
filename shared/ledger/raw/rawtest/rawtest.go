// Package rawtest makes raw files for tests.
package rawtest

import (
	"slices"
	"strconv"
	"testing"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// firstSequence is the first sequence number that Number gives.
const firstSequence = 98_765

// Number gives events consecutive sequence numbers, in place, and returns them.
func Number(events []ledger.Event) []ledger.Event {
	for i := range events {
		events[i].Sequence = strconv.Itoa(firstSequence + i)
	}
	return events
}

// Put puts the raw files of events into a bucket; see [Files].
func Put(tb testing.TB, bucket ledger.Objects, events []ledger.Event, atMost int) {
	tb.Helper()
	for key, body := range Files(events, atMost) {
		if _, err := bucket.PutNew(tb.Context(), key, body); err != nil {
			tb.Fatal(err)
		}
	}
}

// Files returns the raw files of events by key, each of at most so many events of
// one market's day. It panics if an event cannot be in a file.
func Files(events []ledger.Event, atMost int) map[string][]byte {
	byDay := map[raw.Key][]ledger.Event{}
	for i := range events {
		day, err := raw.DayOf(&events[i])
		if err != nil {
			panic(err)
		}
		byDay[day] = append(byDay[day], events[i])
	}
	files := map[string][]byte{}
	for key, events := range byDay {
		for part := range slices.Chunk(events, atMost) {
			body, err := raw.Encode(part)
			if err != nil {
				panic(err)
			}
			key.First, key.Last = part[0].Sequence, part[len(part)-1].Sequence
			files[key.String()] = body
		}
	}
	return files
}
