// Package rawtest makes raw files of made-up events.
package rawtest

import (
	"slices"
	"strconv"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// firstSequence is the sequence number that Number begins with.
const firstSequence = 98_765

// Number gives events the sequence numbers of a stream that tells them in their
// order. It changes them in place.
func Number(events []ledger.Event) []ledger.Event {
	for i := range events {
		events[i].Sequence = strconv.Itoa(firstSequence + i)
	}
	return events
}

// Files makes the raw files of events, by key: for each day of a market, and
// apart for orders and lots, files of so many events at most, in their order. It
// panics when events cannot be in files.
func Files(events []ledger.Event, atMost int) map[string][]byte {
	byDay := map[raw.Key][]ledger.Event{}
	for _, e := range events {
		date, err := ledger.Date(e.Market, e.OccurredAt)
		if err != nil {
			panic(err)
		}
		day := raw.Key{Region: e.Region, Market: e.Market, Date: date, Lots: e.Type == ledger.Allocated}
		byDay[day] = append(byDay[day], e)
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
