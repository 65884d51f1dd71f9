package latency

import (
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(100 - i)
	}
	tests := map[string]struct {
		of   []time.Duration
		p    int
		want time.Duration
	}{
		"of nothing":          {nil, 99, 0},
		"of one":              {hundred[99:], 50, 1},
		"the middle of three": {hundred[97:], 50, 2},
		"the most of three":   {hundred[97:], 99, 3},
		"half of a hundred":   {hundred, 50, 50},
		"almost a hundred":    {hundred, 99, 99},
	}
	for name, tt := range tests {
		if got := Sorted(tt.of).Percentile(tt.p); got != tt.want {
			t.Errorf("%s: got %d, want %d", name, got, tt.want)
		}
	}
}
