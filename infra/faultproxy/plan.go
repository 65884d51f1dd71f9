package faultproxy

import (
	"hash/fnv"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// plan is a spec at work, with what it has drawn and admitted so far.
type plan struct {
	spec    Spec
	draws   map[string]*draws // by operation
	limiter *limiter
}

func newPlan(spec Spec) *plan {
	p := &plan{spec: spec, draws: map[string]*draws{}, limiter: newLimiter(spec)}
	for _, operation := range operations {
		name := fnv.New64a()
		name.Write([]byte(operation))
		p.draws[operation] = &draws{faults: spec.of(operation), seed: spec.seed ^ name.Sum64()}
	}
	return p
}

// draws decides what happens to the requests of one operation. The nth decision
// depends on the seed, the operation and n alone, not on how the requests of
// several operations or clients interleave.
type draws struct {
	faults map[string]fault
	seed   uint64
	n      atomic.Uint64
}

// decision is what happens to a request.
type decision struct {
	latency time.Duration
	fault   string        // empty: none
	hold    time.Duration // of a fault that holds requests
}

func (d *draws) next() decision {
	random := rand.New(rand.NewPCG(d.seed, d.n.Add(1)))
	var out decision
	at := random.Float64()
	for _, kind := range kinds {
		f := d.faults[kind]
		if at < f.rate {
			out.fault, out.hold = kind, f.hold
			break
		}
		at -= f.rate
	}
	if l, ok := d.faults[latency]; ok {
		out.latency = l.hold - l.jitter + time.Duration(random.Int64N(int64(2*l.jitter)+1))
	}
	return out
}
