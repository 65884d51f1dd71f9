package main

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/faultproxy"
	"storefront/infra/storetest"
)

// Each protocol sells all that there is, and no more: a protocol that is fast
// because it is wrong would make a poor comparison.
func TestEachProtocolSellsWhatThereIs(t *testing.T) {
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
func TestTheLimitHoldsUpOneKey(t *testing.T) {
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
	holds := func(n int) outcome { return outcome{latency: make([]time.Duration, n)} }
	falsely := holds(1)
	falsely.soldOut = 2
	for _, tt := range []struct {
		name    string
		outcome outcome
		want    string // of units=2, buyers=3
	}{
		{"as many as there are", holds(2), ""},
		{"more than there are", holds(3), "2 units were sold to 3 buyers"},
		{"sold out with a unit left", falsely, "2 of 3 buyers of 2 units were told that they are sold out"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if err := tt.outcome.check(2, 3); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("check returned %q, want %q", got, tt.want)
			}
		})
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
	for _, tt := range []struct{ name, args, want string }{
		{"the usual ones", "", ""},
		{"a bigger crowd", "-buyers 1000,100000", ""},
		{"too big a crowd", "-buyers 100001", "-buyers must be 1 to 100000"},
		{"a crowd of none", "-buyers ,", `-buyers: "" is not a number`},
		{"no unit for so few", "-buyers 5 -demand 10", "-buyers must be 10 to 100000"},
		{"no such limit", "-limit partition-wcu=0", `faults: "partition-wcu=0": a limit is a whole number of units a second, from 1 up`},
		{"something else", "now", `unexpected argument "now"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if _, err := parse(strings.Fields(tt.args)); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
