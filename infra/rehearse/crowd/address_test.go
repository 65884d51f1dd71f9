package crowd

import (
	"testing"
	"time"

	"storefront/shared/market"
)

func TestEveryMarketTakesTheCrowdsAddress(t *testing.T) {
	t.Parallel()
	for _, region := range market.Regions() {
		for _, m := range region.Markets() {
			a := addressIn(m)
			code, delivers := m.PostalCode(a.PostalCode)
			state, known := m.State(a.State)
			if !delivers || !known || !m.InState(code, state) || a.Country != m.Country || a.Line1 == "" || a.City == "" {
				t.Errorf("market %s: %+v", m.Code, a)
			}
		}
	}
}

func TestPercentiles(t *testing.T) {
	t.Parallel()
	hundred := make([]time.Duration, 100)
	for i := range hundred {
		hundred[i] = time.Duration(i + 1)
	}
	tests := map[string]struct {
		of   []time.Duration
		p    int
		want time.Duration
	}{
		"of nothing":          {nil, 99, 0},
		"of one":              {hundred[:1], 50, 1},
		"the middle of three": {hundred[:3], 50, 2},
		"the most of three":   {hundred[:3], 99, 3},
		"half of a hundred":   {hundred, 50, 50},
		"almost a hundred":    {hundred, 99, 99},
	}
	for name, tt := range tests {
		if got := percentile(tt.of, tt.p); got != tt.want {
			t.Errorf("%s: got %d, want %d", name, got, tt.want)
		}
	}
}
