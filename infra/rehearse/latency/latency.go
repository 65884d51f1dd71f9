// Package latency sums up how long requests took.
package latency

import (
	"slices"
	"time"
)

// Times are durations, shortest first.
type Times []time.Duration

// Sorted returns the durations as Times.
func Sorted(took []time.Duration) Times { return slices.Sorted(slices.Values(took)) }

// Percentile returns the smallest duration that at least p percent of the durations
// do not exceed, or 0 if there are none.
func (t Times) Percentile(p int) time.Duration {
	if len(t) == 0 {
		return 0
	}
	return t[(len(t)*p+99)/100-1]
}
