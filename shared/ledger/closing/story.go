package closing

import (
	"hash/maphash"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/money"
	"storefront/shared/order"
)

// storySeed is chosen anew by each process, so nobody can make two stories alike.
var storySeed = maphash.MakeSeed()

// storyOf returns a hash of what a version of an order says, and every later one must
// say again: what was bought, for how much, how it was paid, and what was refunded. Of
// a later version, previous cuts off what has come since.
func storyOf(o *order.Order, previous ledger.Previous) uint64 {
	var h maphash.Hash
	h.SetSeed(storySeed)
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

// milli returns a time as files have it, whatever its location.
func milli(at time.Time) int64 { return at.UnixMilli() }

// versionOf returns what to remember of an event.
func versionOf(e *ledger.Event, file, line int) version {
	v := version{Previous: previousOf(e), file: int32(file), line: int32(line)}
	if e.Type != ledger.Allocated {
		v.story = storyOf(&e.Order, v.Previous)
	}
	return v
}
