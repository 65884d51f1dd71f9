package faultproxy

import (
	"hash/fnv"
	"math/rand/v2"
	"sync/atomic"
	"time"
)

// plan is a spec at work: what it has drawn and let through so far.
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

// draws decides what befalls the requests of one operation. The decision on the
// n-th depends on the seed, the operation and n alone, never on how requests of
// several operations or clients fall between each other.
type draws struct {
	faults faults
	seed   uint64
	n      atomic.Uint64
}

// fate is what befalls a request.
type fate struct {
	latency time.Duration
	fault   string        // empty: none
	hold    time.Duration // of a fault that holds requests
}

func (d *draws) next() fate {
	random := rand.New(rand.NewPCG(d.seed, d.n.Add(1)))
	var f fate
	at := random.Float64()
	for _, kind := range kinds {
		c := d.faults.chances[kind]
		if at < c.rate {
			f.fault, f.hold = kind, c.hold
			break
		}
		at -= c.rate
	}
	if l := d.faults.latency; l != nil {
		f.latency = l.base - l.jitter + time.Duration(random.Int64N(int64(2*l.jitter)+1))
	}
	return f
}
