package checkout

import (
	"sync"

	"storefront/shared/order"
)

// maxReturning bounds the keys that a process remembers.
const maxReturning = 10_000

// returning remembers keys whose first slot is taken. A slot is never free again, so
// what is remembered stays true. The zero value remembers none, and it is safe for
// concurrent use.
type returning struct {
	mu   sync.Mutex
	keys map[order.Key]bool
}

// has reports whether the first slot of a key is known to be taken.
func (r *returning) has(key order.Key) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys[key]
}

// add remembers a key. When there are too many, all others are forgotten, which costs
// their next requests a vain attempt each.
func (r *returning) add(key order.Key) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keys == nil || len(r.keys) >= maxReturning {
		r.keys = map[order.Key]bool{}
	}
	r.keys[key] = true
}
