package faultproxy

import (
	"slices"
	"testing"
	"time"
)

func decisions(p *plan, operation string, n int) []decision {
	var all []decision
	for range n {
		all = append(all, p.draws[operation].next())
	}
	return all
}

const busy = "latency=5ms±3ms,500=0.1,cut-after=0.2,delay=2s@0.3,Query:500=0,Query:delay=1s@1,Query:cut-after=0"

func TestDecisionsFollowFromTheSeed(t *testing.T) {
	t.Parallel()
	spec := MustParse("seed=7," + busy)
	want := decisions(newPlan(spec), updateItem, 100)
	if got := decisions(newPlan(spec), updateItem, 100); !slices.Equal(got, want) {
		t.Error("the same spec gives other decisions")
	}
	mixed := newPlan(spec)
	var got []decision
	for range 100 {
		mixed.draws[putItem].next()
		got = append(got, mixed.draws[updateItem].next())
		mixed.draws[query].next()
	}
	if !slices.Equal(got, want) {
		t.Error("requests of other operations in between change the decisions")
	}
	if slices.Equal(decisions(newPlan(MustParse("seed=8,"+busy)), updateItem, 100), want) {
		t.Error("another seed gives the same decisions")
	}
	if slices.Equal(decisions(newPlan(spec), putItem, 100), want) {
		t.Error("another operation has the same decisions")
	}
}

func TestFaultsAreAsFrequentAsTheirRates(t *testing.T) {
	t.Parallel()
	const n = 20_000
	counts := map[string]int{}
	for _, f := range decisions(newPlan(MustParse("seed=7,"+busy)), updateItem, n) {
		counts[f.fault]++
		if f.latency < 2*time.Millisecond || f.latency > 8*time.Millisecond {
			t.Fatalf("the latency is %v, want 2ms to 8ms", f.latency)
		}
		if (f.fault == Delay) != (f.hold == 2*time.Second) {
			t.Fatalf("the fault %q holds the request for %v", f.fault, f.hold)
		}
	}
	for fault, rate := range map[string]float64{InternalError: 0.1, CutAfter: 0.2, Delay: 0.3, "": 0.4} {
		if got := float64(counts[fault]) / n; got < rate-0.02 || got > rate+0.02 {
			t.Errorf("%v of the requests have the fault %q, want %v of them", got, fault, rate)
		}
	}
}

func TestAnOperationsOwnFaultsReplaceTheGeneralOnes(t *testing.T) {
	t.Parallel()
	for _, f := range decisions(newPlan(MustParse(busy)), query, 100) {
		if f.fault != Delay || f.hold != time.Second || f.latency == 0 {
			t.Fatalf("the decision for a query is %+v", f)
		}
	}
	if f := newPlan(Spec{}).draws[putItem].next(); f != (decision{}) {
		t.Errorf("without a spec, the decision is %+v", f)
	}
}
