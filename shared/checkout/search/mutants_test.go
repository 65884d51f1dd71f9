package search_test

import (
	"strings"
	"testing"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// mutant is a store with one wrong rule.
type mutant struct {
	name  string
	wrong func(*rules)
	in    scenario
	fault string // what the search finds
}

// Each rule is needed: without it the search finds a way to a wrong state. If it
// found none, it would not visit enough, or not look.
var mutants = []mutant{
	{
		name: "units of an order that has not ended are given back",
		wrong: func(r *rules) {
			r.mayGive = func(o order.Order, _ order.SKU, _ order.Allocation) bool { return o.Status != order.Absent }
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), sweeps}},
		fault: "order ann-1 is held and has 1 units of lot 0, which keeps 0 for it",
	},
	{
		name: "units are given back before their order is closed",
		wrong: func(r *rules) {
			r.sweep = func(r rules, c stock.Claim, o order.Order, t order.Allocation, given bool) deed {
				closing := sweepClaim(r, c, o, t, false)
				switch {
				case closing != bury && closing != expire:
					return sweepClaim(r, c, o, t, given)
				case given:
					return closing
				default:
					return giveBack
				}
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), sweeps}},
		fault: "order ann-1 is held and has 1 units of lot 0, which keeps 0 for it",
	},
	{
		name: "an order that is not there yet gets no tombstone",
		wrong: func(r *rules) {
			r.sweep = func(r rules, c stock.Claim, o order.Order, t order.Allocation, given bool) deed {
				if next := sweepClaim(r, c, o, t, given); next != bury {
					return next
				}
				return giveBack
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), sweeps}},
		fault: "order ann-1 is held and has 1 units of lot 0, which keeps 0 for it",
	},
	{
		name: "a take does not ask for a claim of its order",
		wrong: func(r *rules) {
			r.take = func(l *stock.Lot, id order.ID, q int, until time.Time) stock.Outcome {
				if l.Left < q {
					return stock.Insufficient
				}
				l.Left -= q
				l.Claims[id] = stock.Claim{Quantity: l.Claims[id].Quantity + q, Until: until}
				return stock.Reserved
			}
		},
		in:    scenario{where: oneOfTwo, blind: true, cast: []part{asks(ann, 1, 1)}},
		fault: "order ann-1 is held and has 1 units of lot 0, which keeps 2 for it",
	},
	{
		name: "a give does not ask for the claim",
		wrong: func(r *rules) {
			r.give = func(l *stock.Lot, id order.ID) bool {
				if !l.Release(id) {
					l.Left++
				}
				return true
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), cancels}},
		fault: "2 left and 0 claimed do not add up to its size, 1",
	},
	{
		name: "a put stores over an order that has ended",
		wrong: func(r *rules) {
			r.put = func(existing, o order.Order) (order.Order, bool) {
				if existing.Status.Live() {
					return existing, false
				}
				return o, true
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), sweeps}},
		fault: "order ann-1 is held and has 1 units of lot 0, which keeps 0 for it",
	},
	{
		name: "a payment does not ask whether the order is held",
		wrong: func(r *rules) {
			r.move = func(o order.Order, m order.Move) (order.Order, bool) {
				if m.To == order.Paid {
					o.Status = m.From
				}
				return o.Apply(m)
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), pays, cancels}},
		fault: "order ann-1 is paid and has 1 units of lot 0, which keeps 0 for it",
	},
	{
		name: "an expiry does not ask whether the hold was extended",
		wrong: func(r *rules) {
			r.move = func(o order.Order, m order.Move) (order.Order, bool) {
				m.OnlyDue = false
				return o.Apply(m)
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), prolongs, sweeps}},
		fault: "order ann-1 expired before its hold had ended",
	},
	{
		name: "a sweep settles what is not paid",
		wrong: func(r *rules) {
			r.sweep = func(r rules, c stock.Claim, o order.Order, t order.Allocation, given bool) deed {
				if next := sweepClaim(r, c, o, t, given); next != postpone {
					return next
				}
				return settle
			}
		},
		in:    scenario{where: oneEach, blind: true, cast: []part{asks(ann, 1, 1), prolongs, sweeps}},
		fault: "after a sweep lot 0 keeps 1 units for order ann-1, which is \"held\"",
	},
	{
		name: "a hold does not count to the limit",
		wrong: func(r *rules) {
			r.counts = func(s order.Status) bool { return s == order.Paid }
		},
		in:    scenario{where: oneEach, blind: true, slots: 2, cast: []part{asks(ann, 1, 1), asks(ann, 2, 1)}},
		fault: "ann has 2 live orders, of 1",
	},
	{
		name: "a request does not know its earlier order",
		wrong: func(r *rules) {
			r.made = func(order.Request, order.Order) bool { return false }
		},
		in: scenario{
			where: oneEach, blind: true, crowded: true, moves: ends, slots: 3,
			cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1))},
		},
		fault: "a request of ann has two orders",
	},
	{
		name: "a mark does not ask for the epoch",
		wrong: func(r *rules) {
			r.mark = func(s stock.Shelf, lot int, _ int64, _ time.Time) (stock.Shelf, bool) { return s.WithEmpty(lot), true }
		},
		in:    scenario{where: oneEach, cast: []part{asks(ann, 1, 1), cancels}},
		fault: "the shelf lists lot 0 as empty, which has 1 left, and is not about to hear of it",
	},
	{
		name: "an unmark begins no epoch",
		wrong: func(r *rules) {
			r.unmark = func(s stock.Shelf, lot int) stock.Shelf {
				page := stock.PageOf(lot)
				epoch := s.Pages[page].Epoch
				s = s.Unmark(lot)
				s.Pages[page].Epoch = epoch
				return s
			}
		},
		in:    scenario{where: oneEach, cast: []part{asks(ann, 1, 1), cancels}},
		fault: "the shelf lists lot 0 as empty, which has 1 left, and is not about to hear of it",
	},
	{
		name: "a give whose answer was lost is not told to the shelf",
		wrong: func(r *rules) {
			r.refilled = func(given bool, before, after int) bool { return given && before == 0 && after > 0 }
		},
		in:    scenario{where: oneEach, cast: []part{asks(ann, 1, 1), cancels}},
		fault: "the shelf lists lot 0 as empty, which has 1 left, and is not about to hear of it",
	},
	{
		name: "one reading of two pages proves that all is sold",
		wrong: func(r *rules) {
			r.soldOut = func(_, shelf stock.Shelf) bool { return shelf.AllEmpty() }
		},
		in:    scenario{where: pages, cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(bob, 3, 1), cancels}},
		fault: "hears that nothing is left, when at no moment since it asked nothing was",
	},
}

func TestSearchCatches(t *testing.T) {
	t.Parallel()
	for _, tt := range mutants {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := realRules()
			tt.wrong(&r)
			tt.in.slots, tt.in.limit, tt.in.rounds, tt.in.exact = max(1, tt.in.slots), 1, 2, true
			m := newModel(tt.in, r)
			f := search(m)
			if f.fault == nil || !strings.Contains(f.fault.Error(), tt.fault) {
				t.Fatalf("the fault found is %v, want %q", f.fault, tt.fault)
			}
			t.Logf("%v, after %d steps:\n%s", f.fault, len(f.trace), m.story(f.trace))
		})
	}
}
