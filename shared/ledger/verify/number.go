package verify

import (
	"context"
	"maps"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
)

// checkNumbers checks that the numbers of a day's documents continue from those of the
// previous day, one by one, up to those in the manifest.
func (r *run) checkNumbers(ctx context.Context, m closing.Manifest) error {
	if m.Numbers == nil {
		return nil
	}
	next := maps.Clone(r.days[ledger.AddDays(m.Date, -1)].Numbers)
	if next == nil {
		next = map[string]int{}
	}
	err := r.rows(ctx, m, "documents.csv.gz", func(field func(string) string) {
		series := field("series")
		next[series]++
		if got := r.number(field("number")); got != int64(next[series]) {
			r.find("document %s %d of %s follows %d", series, got, m.Date, next[series]-1)
		}
	})
	for _, series := range slices.Sorted(maps.Keys(m.Numbers)) {
		if m.Numbers[series] != next[series] {
			r.find("the documents of %s end with %s %d, and by its manifest with %d", m.Date, series, next[series], m.Numbers[series])
		}
	}
	return err
}
