package dynamo_test

import (
	"fmt"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/market"
	"storefront/shared/waitlist"
)

// BenchmarkQueue measures a queue of 100,000 entries: reading the page that a wave writes down at
// once, and counting all entries, from which each shopper's place is computed.
func BenchmarkQueue(b *testing.B) {
	const people, page = 100_000, 100
	s := open(b)
	var joining errgroup.Group
	joining.SetLimit(16)
	for n := range people {
		joining.Go(func() error {
			return s.JoinConfirmed(b.Context(), confirmedEntry(fmt.Sprintf("%c%06d", 'A'+n%26, n), n))
		})
	}
	if err := joining.Wait(); err != nil {
		b.Fatal(err)
	}
	sku := entryAt(noon, "").SKU
	b.Run("page", func(b *testing.B) {
		after := waitlist.Place{}
		for b.Loop() {
			got, err := s.Queue(b.Context(), []market.Code{"us"}, sku, after, page)
			if err != nil || len(got) != page || got[0].Compare(after) <= 0 {
				b.Fatal(len(got), err)
			}
			if after = got[page-1]; after.At.Sub(noon) >= (people-page)*time.Millisecond {
				after = waitlist.Place{}
			}
		}
	})
	b.Run("count", func(b *testing.B) {
		for b.Loop() {
			if err := waitlist.Count(b.Context(), s, "us", sku, noon); err != nil {
				b.Fatal(err)
			}
		}
		places, err := s.Places(b.Context(), "us", sku)
		if last := places.Marks[len(places.Marks)-1]; err != nil || last.Ahead != people {
			b.Errorf("%d are counted, %v", last.Ahead, err)
		}
	})
}
