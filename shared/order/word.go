package order

import (
	"slices"
	"time"
)

// Outcome is what became of a refund.
type Outcome string

// The outcomes of a refund. The provider reports the first two.
const (
	Settled Outcome = "settled" // it reached the buyer's bank
	Failed  Outcome = "failed"  // it came back
	Repaid  Outcome = "repaid"  // it came back, and the store has paid the buyer in another way
)

// Word is a report about a refund.
type Word struct {
	Refund    int    // the refund's number
	Reference string // the refund's reference
	Outcome   Outcome
	At        time.Time
}

// Hear returns the move that stores a word about the refund with the reference name. It returns
// false if the order has no such refund, or knows the word already. Of several words that say the
// same, the latest counts. A word makes no new version of the order: the refund itself was booked,
// and the provider's movements are booked separately.
func (o Order) Hear(name string, outcome Outcome, at time.Time) (Move, bool) {
	n := slices.IndexFunc(o.Refunds, func(r Refund) bool { return r.Reference == name })
	if n < 0 {
		return Move{}, false
	}
	m := Move{From: o.Status, To: o.Status, At: at, Word: &Word{
		Refund: n + 1, Reference: name, Outcome: outcome, At: at.UTC().Truncate(time.Millisecond),
	}}
	_, news := o.Apply(m)
	return m, news
}

// hear returns the order with a word, or false if the word does not change the order.
func (o Order) hear(w Word) (Order, bool) {
	n := w.Refund - 1
	if n < 0 || n >= len(o.Refunds) || o.Refunds[n].Reference != w.Reference {
		return o, false
	}
	refunds := slices.Clone(o.Refunds)
	heard := map[Outcome]*time.Time{
		Settled: &refunds[n].SettledAt, Failed: &refunds[n].FailedAt, Repaid: &refunds[n].RepaidAt,
	}[w.Outcome]
	if !w.At.After(*heard) {
		return o, false
	}
	*heard = w.At
	o.Refunds = refunds
	return o, true
}

// Heard reports whether the order differs from before only by words about its refunds.
func (o Order) Heard(before Order) bool {
	return o.Version == before.Version && !slices.EqualFunc(o.Refunds, before.Refunds, func(a, b Refund) bool {
		return a.SettledAt.Equal(b.SettledAt) && a.FailedAt.Equal(b.FailedAt) && a.RepaidAt.Equal(b.RepaidAt)
	})
}
