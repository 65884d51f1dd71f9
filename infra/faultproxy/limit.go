package faultproxy

import (
	"sync"
	"time"
)

// sweepAbove is the number of buckets from which on full ones are dropped.
const sweepAbove = 1 << 12

// limiter admits requests while tables and partition keys have units left. It
// charges the least that a request can cost before it is applied, and the rest
// after. That may leave a debt, which holds up the requests that follow: over
// time the rate is exact.
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
	return &limiter{limits: spec.limits, burst: spec.burst, buckets: map[bucketKey]*bucket{}, sweepAt: sweepAbove}
}

// active reports whether there is any limit.
func (l *limiter) active() bool { return len(l.limits) > 0 }

// admit charges the units of all the accesses, or returns those that exceed a
// limit and charges nothing.
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

// settle charges what an access cost beyond its units.
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
		// A request that costs more than a full bucket waits for one, not forever.
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

// keysOf returns the buckets that an access draws from: that of its partition
// key, if it has one, and its table's. An index has buckets of its own.
func keysOf(a access) []bucketKey {
	var keys []bucketKey
	if a.partition != "" {
		keys = append(keys, bucketKey{a.TableName, a.IndexName, a.partition, a.write})
	}
	return append(keys, bucketKey{a.TableName, a.IndexName, "", a.write})
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

// bucket returns a bucket, filled up to now. A new one is full.
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

// sweep drops full buckets when there are many, so that a limiter only remembers
// the keys of the last moments.
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
