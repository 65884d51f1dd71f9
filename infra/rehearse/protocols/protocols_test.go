package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/faultproxy"
	"storefront/infra/storetest"
)

// Each protocol sells every unit, and no more. One that is fast because it is wrong
// would make a poor comparison.
func TestEachProtocolSellsEveryUnit(t *testing.T) {
	t.Parallel()
	const units, buyers = 30, 60
	for _, tt := range []struct {
		protocol protocol
		writes   float64 // units for each hold, at least: a crowd may cost more
		calls    int     // for each hold, at least
	}{
		{protocol: lots, writes: 2, calls: 2},
		{protocol: counter, writes: 2, calls: 2},
		{protocol: transaction, writes: 6, calls: 1},
		{protocol: version, writes: 2, calls: 3},
	} {
		t.Run(tt.protocol.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			o, err := b.trial(t.Context(), tt.protocol, way{name: "proxy", proxy: true}, buyers)
			if err != nil {
				t.Fatal(err)
			}
			if o.held() != units || o.soldOut != buyers-units || o.gaveUp != 0 {
				t.Errorf("%d units for %d buyers: %d held, %d sold out, %d gave up", units, buyers, o.held(), o.soldOut, o.gaveUp)
			}
			if got := o.counts.Units().Write; got < tt.writes*units {
				t.Errorf("%d holds cost %v write units, want at least %v each", units, got, tt.writes)
			}
			if got := o.counts.Calls(); got < tt.calls*units {
				t.Errorf("%d holds took %d calls, want at least %d each", units, got, tt.calls)
			}
		})
	}
}

// With a limit of 100 units a second for each partition key, a counter cannot
// answer more than 100 buyers a second.
func TestTheLimitSlowsOneKey(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	limit := way{name: "limit", proxy: true, spec: faultproxy.MustParse("partition-wcu=100,burst=10ms")}
	o, err := b.trial(t.Context(), counter, limit, 60)
	if err != nil {
		t.Fatal(err)
	}
	answered := o.held() + o.soldOut
	if most := 2 + int(100*o.took.Seconds()); answered > most || throttled(o) == 0 {
		t.Errorf("%d buyers were answered in %v, want at most %d; %d requests were throttled", answered, o.took, most, throttled(o))
	}
}

func newBench(t *testing.T) *bench {
	t.Helper()
	return &bench{
		settings: settings{concurrency: 6, demand: 2, window: time.Minute},
		endpoint: storetest.DynamoDB(t), progress: t.Output(),
	}
}

func TestOutcomeIsChecked(t *testing.T) {
	t.Parallel()
	for want, o := range map[string]outcome{
		"<nil>":                         {latency: make([]time.Duration, 2)},
		"2 units were sold to 3 buyers": {latency: make([]time.Duration, 3)},
		"2 of 3 buyers of 2 units were told that they are sold out": {latency: make([]time.Duration, 1), soldOut: 2},
	} {
		if got := fmt.Sprint(o.check(2, 3)); got != want {
			t.Errorf("check returned %q, want %q", got, want)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	round := func(holds int, took time.Duration, calls int) outcome {
		o := outcome{took: took, inTime: holds, counts: faultproxy.Counts{
			"UpdateItem": {Calls: calls, Throttled: calls / 4, Tables: map[string]faultproxy.Units{"stock": {Write: float64(2 * holds)}}},
		}}
		for i := range holds {
			o.latency = append(o.latency, time.Duration(i+1)*time.Millisecond)
		}
		return o
	}
	rounds := []outcome{round(100, 2*time.Second, 200), round(100, time.Second, 400), round(100, 4*time.Second, 800)}
	rows := []row{newRow(100, way{name: "direct"}, lots, rounds), newRow(100, way{name: "proxy", proxy: true}, counter, rounds)}
	rows[1].Ratio = 2
	var out strings.Builder
	if err := writeTable(&out, settings{concurrency: 8, demand: 1, rounds: 3, window: time.Second, limit: faultproxy.MustParse("partition-wcu=5")}, rows); err != nil {
		t.Fatal(err)
	}
	want := `8 at once, 1 for each unit; medians of 3 rounds of up to 1s; limit: partition-wcu=5
  buyers     way  protocol  holds/s  lots ÷ this  p50 ms  p99 ms  gave up  writes/hold  reads/hold  calls/hold  throttled
     100  direct      lots       50          0.0      50      99        0            –           –           –          –
     100   proxy   counter       50          2.0      50      99        0         2.00        0.00        4.00       25 %
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                       "<nil>",
		"-buyers 1000,100000":    "<nil>",
		"-buyers 100001":         "-buyers must be 1 to 100000",
		"-buyers ,":              `-buyers: "" is not a number`,
		"-buyers 5 -demand 10":   "-buyers must be 10 to 100000",
		"-limit partition-wcu=0": `faults: "partition-wcu=0": a limit is a whole number of units a second, from 1 up`,
		"now":                    `unexpected argument "now"`,
	} {
		if _, err := parse(strings.Fields(args)); fmt.Sprint(err) != want {
			t.Errorf("%q: got %v, want %s", args, err, want)
		}
	}
}
