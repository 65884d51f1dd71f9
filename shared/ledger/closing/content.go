package closing

import (
	"hash/maphash"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/money"
	"storefront/shared/order"
)

// contentSeed is chosen anew by each process, so nobody can make two orders with the same hash.
var contentSeed = maphash.MakeSeed()

// contentOf returns a hash of what a version of an order says and every later one must say
// again: what was bought, for how much, how it was paid, and what was refunded. Called with a
// later version, it leaves out what the version described by previous did not have yet.
func contentOf(o *order.Order, previous ledger.Previous) uint64 {
	var h maphash.Hash
	h.SetSeed(contentSeed)
	hash(&h, o.ID)
	hash(&h, o.Sale)
	hash(&h, o.Market)
	hash(&h, o.Totals)
	hash(&h, milli(o.CreatedAt))
	for i := range o.Lines {
		l := &o.Lines[i]
		hash(&h, l.SKU)
		hash(&h, [2]int64{int64(l.Quantity), int64(l.TaxRate)})
		hash(&h, [3]money.Amount{l.UnitPrice, l.Total, l.Tax})
		for _, a := range l.Allocations {
			hash(&h, a)
		}
	}
	if previous.Status != order.Held {
		hash(&h, [2]string{o.Payment.Provider, o.Payment.Reference})
		hash(&h, milli(o.Payment.PaidAt))
	}
	for i := range o.Refunds[:min(len(o.Refunds), previous.Refunds)] {
		r := &o.Refunds[i]
		hash(&h, [2]int64{int64(r.Number), milli(r.At)})
		hash(&h, [2]string{string(r.Reason), r.Reference})
		hash(&h, [3]money.Amount{r.Shipping, r.Tax, r.Total})
		for _, l := range r.Lines {
			hash(&h, l)
		}
	}
	return h.Sum64()
}

func hash[T comparable](h *maphash.Hash, v T) { maphash.WriteComparable(h, v) }

// milli returns a time in milliseconds, as files have it. Its location does not count.
func milli(at time.Time) int64 { return at.UnixMilli() }

// versionOf returns what to remember of an event.
func versionOf(e *ledger.Event, file, line int) version {
	v := version{Previous: previousOf(e), file: int32(file), line: int32(line)}
	if e.Type != ledger.Allocated {
		v.content = contentOf(&e.Order, v.Previous)
	}
	return v
}
