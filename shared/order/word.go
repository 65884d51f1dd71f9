package order

import (
	"slices"
	"time"
)

// Word is what the payment provider says about a refund.
type Word struct {
	Refund    int    // the refund's number
	Reference string // its name
	Failed    bool   // it came back; else it reached the buyer's bank
	At        time.Time
}

// Hear returns the move by which the order keeps a word about its refund of a name, or false if
// the order has no such refund, or knows it. Of several words that say the same, the one with the
// latest time counts. A word makes no version: the money of the refund was booked with the refund,
// and the provider's movements reach the books by themselves.
func (o Order) Hear(name string, failed bool, at time.Time) (Move, bool) {
	n := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.Reference == name })
	if n < 0 {
		return Move{}, false
	}
	m := Move{From: o.Status, To: o.Status, At: at, Word: &Word{
		Refund: n + 1, Reference: name, Failed: failed, At: at.UTC().Truncate(time.Millisecond),
	}}
	_, news := o.Apply(m)
	return m, news
}

// hear returns the order with a word, or false if it is no news to the order.
func (o Order) hear(w Word) (Order, bool) {
	n := w.Refund - 1
	if n < 0 || n >= len(o.Refunds) || o.Refunds[n].Reference != w.Reference {
		return o, false
	}
	refunds := slices.Clone(o.Refunds)
	heard := &refunds[n].SettledAt
	if w.Failed {
		heard = &refunds[n].FailedAt
	}
	if !w.At.After(*heard) {
		return o, false
	}
	*heard = w.At
	o.Refunds = refunds
	return o, true
}

// Heard reports whether the order is another, of the same version, with a word more.
func (o Order) Heard(before Order) bool {
	return o.Version == before.Version && !slices.EqualFunc(o.Refunds, before.Refunds, func(a, b Refund) bool {
		return a.SettledAt.Equal(b.SettledAt) && a.FailedAt.Equal(b.FailedAt)
	})
}
