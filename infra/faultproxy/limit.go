package faultproxy

import (
	"sync"
	"time"
)

// sweepAbove is the least number of buckets at which full ones are dropped.
const sweepAbove = 1 << 12

// limiter lets through what tables and partition keys have units for. It takes
// the least that a request can cost before it is applied, and the rest of its
// cost after, which may leave a debt: the rate over time is exact, and a request
// that cost more than was foreseen holds up those that follow.
type limiter struct {
	limits map[string]int
	burst  time.Duration

	mu      sync.Mutex
	buckets map[bucketKey]*bucket
	sweepAt int
}

type bucketKey struct {
	table, index string
	partition    string // empty: the whole table
	write        bool
}

type bucket struct {
	level float64 // units; below 0: a debt
	at    time.Time
}

func newLimiter(spec Spec) *limiter {
	l := &limiter{limits: spec.limits, burst: spec.burst, buckets: map[bucketKey]*bucket{}, sweepAt: sweepAbove}
	if l.burst == 0 {
		l.burst = defaultBurst
	}
	return l
}

// active tells whether there is any limit.
func (l *limiter) active() bool { return len(l.limits) > 0 }

// admit takes the units of all the accesses, or gives those that are too much,
// and takes nothing.
func (l *limiter) admit(now time.Time, accesses []access) (refused []access) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var taken []access
	for _, a := range accesses {
		if l.take(now, a) {
			taken = append(taken, a)
		} else {
			refused = append(refused, a)
		}
	}
	if len(refused) > 0 {
		for _, a := range taken {
			l.charge(now, a, -a.units)
		}
	}
	return refused
}

// settle takes what an access cost beyond its units.
func (l *limiter) settle(now time.Time, a access, extra float64) {
	if extra == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.charge(now, a, extra)
}

func (l *limiter) take(now time.Time, a access) bool {
	for _, key := range keysOf(a) {
		rate := l.rate(key)
		// A request dearer than a full bucket has to wait for one, not for ever.
		if rate > 0 && l.bucket(now, key).level < min(a.units, l.capacity(rate)) {
			return false
		}
	}
	l.charge(now, a, a.units)
	return true
}

func (l *limiter) charge(now time.Time, a access, units float64) {
	for _, key := range keysOf(a) {
		if l.rate(key) > 0 {
			l.bucket(now, key).level -= units
		}
	}
}

// keysOf are the buckets that an access takes from: that of its partition key,
// if it has one, and its table's. An index has units of its own.
func keysOf(a access) []bucketKey {
	var keys []bucketKey
	if a.partition != "" {
		keys = append(keys, bucketKey{a.table, a.index, a.partition, a.write})
	}
	return append(keys, bucketKey{a.table, a.index, "", a.write})
}

func (l *limiter) rate(key bucketKey) float64 {
	name := tableReads
	switch {
	case key.partition != "" && key.write:
		name = partitionWrites
	case key.partition != "":
		name = partitionReads
	case key.write:
		name = tableWrites
	}
	return float64(l.limits[name])
}

func (l *limiter) capacity(rate float64) float64 { return rate * l.burst.Seconds() }

// bucket finds a bucket and fills it up to now. One that is not there is full.
func (l *limiter) bucket(now time.Time, key bucketKey) *bucket {
	b := l.buckets[key]
	if b == nil {
		l.sweep(now)
		b = &bucket{level: l.capacity(l.rate(key)), at: now}
		l.buckets[key] = b
	}
	l.fill(now, key, b)
	return b
}

func (l *limiter) fill(now time.Time, key bucketKey, b *bucket) {
	if now.After(b.at) {
		rate := l.rate(key)
		b.level = min(l.capacity(rate), b.level+rate*now.Sub(b.at).Seconds())
		b.at = now
	}
}

// sweep drops full buckets when they have become many, so that a limiter needs
// memory for the keys of the last moments alone.
func (l *limiter) sweep(now time.Time) {
	if len(l.buckets) < l.sweepAt {
		return
	}
	for key, b := range l.buckets {
		if l.fill(now, key, b); b.level >= l.capacity(l.rate(key)) {
			delete(l.buckets, key)
		}
	}
	l.sweepAt = max(sweepAbove, 2*len(l.buckets))
}
