package search_test

import (
	"strings"
	"testing"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// rules is every decision that the search makes. First come the rules of packages
// stock and order themselves; then those that package checkout applies between its
// calls, which TestActorsFollowCheckout compares with it. A mutant replaces one of
// them.
type rules struct {
	reserve    func(l *stock.Lot, id order.ID, q int, until time.Time) stock.Outcome
	release    func(l *stock.Lot, id order.ID) bool
	reschedule func(l *stock.Lot, until map[order.ID]time.Time) bool
	mark       func(s stock.Shelf, lot int, epoch int64, release time.Time) (stock.Shelf, bool)
	unmark     func(s stock.Shelf, lot int) stock.Shelf
	move       func(o order.Order, m order.Move) (order.Order, bool)
	tombstone  func(id order.ID, sale order.SaleID, at time.Time) order.Order
	mayRelease func(o order.Order, sku order.SKU, allocation order.Allocation) bool

	put      func(existing, o order.Order) (order.Order, bool)
	made     func(r order.Request, o order.Order) bool
	counts   func(s order.Status) bool
	full     func(used, slots uint8) bool
	refilled func(released bool, before, after int) bool
	soldOut  func(last, shelf stock.Shelf) bool
	sweep    func(r rules, c stock.Claim, o order.Order, a order.Allocation, released bool) deed
}

// realRules returns the rules of the store.
func realRules() rules {
	return rules{
		reserve: (*stock.Lot).Reserve, release: (*stock.Lot).Release, reschedule: (*stock.Lot).Reschedule,
		mark: stock.Shelf.Mark, unmark: stock.Shelf.Unmark,
		move: order.Order.Apply, tombstone: order.Tombstone, mayRelease: stock.MayRelease,
		put: putNew, made: made, counts: order.Status.Live, full: allUsed,
		refilled: refilled, soldOut: provesSoldOut, sweep: sweepClaim,
	}
}

// putNew stores an order where there is none: only an absent order may become one of
// the statuses that an order is put with.
func putNew(existing, o order.Order) (order.Order, bool) {
	if !existing.Status.MayBecome(o.Status) {
		return existing, false
	}
	return o, true
}

// made reports whether the order is the request's.
func made(r order.Request, o order.Order) bool { return o.Request.Key == r.Key }

// allUsed reports whether a key has used all its slots, so that it can have no other order.
func allUsed(used, slots uint8) bool { return used >= slots }

// refilled reports whether the shelf must be told of a release: the lot was empty
// before it, or may have been before an earlier try whose answer was lost.
func refilled(released bool, before, after int) bool {
	return after > 0 && (before == 0 || !released)
}

// provesSoldOut reports whether a reading of the shelf proves that nothing was left at
// one moment. last is the reading before it, or a shelf without lots.
func provesSoldOut(last, shelf stock.Shelf) bool {
	return shelf.AllEmpty() && (len(shelf.Pages) == 1 || last.AllEmpty() && last.SameEpochs(shelf))
}

// deed is what a sweep does next about a claim.
type deed uint8

const (
	leave        deed = iota // nothing more
	putTombstone             // close an absent order
	expire                   // close the hold if it has ended
	releaseUnits             // release the claim
	settle                   // mark the claim as that of a paid order
	reschedule               // set when the hold ends
)

// sweepClaim decides about a claim of an order: it closes the order first, and
// releases the claim second. released reports whether that is done.
func sweepClaim(r rules, c stock.Claim, o order.Order, a order.Allocation, released bool) deed {
	switch {
	case released:
		return leave
	case c.Due(now) && o.Status == order.Absent:
		return putTombstone
	case c.Due(now) && o.Status == order.Held && !o.HoldExpiresAt.After(now):
		return expire
	case r.mayRelease(o, line.SKU, a):
		return releaseUnits
	case o.Status == order.Paid:
		return settle
	case o.Status == order.Held && !o.HoldExpiresAt.Equal(c.Until):
		return reschedule
	default:
		return leave
	}
}

// Faults that several mutants lead to.
const (
	claimLost  = "order ann-1 is held and has 1 units of lot 0, which keeps 0 for it"
	shelfStale = "the shelf lists lot 0 as empty, which has 1 left, and nobody is about to unmark it"
)

// mutants are stores with one wrong rule each, and what the search finds. Each rule is
// needed: without it there is a way to a wrong state. A search that found none would
// visit too little, or check too little.
var mutants = []struct {
	name  string
	in    scenario
	fault string
	wrong func(*rules)
}{
	{"units are released of an order that has not ended", blind(oneEach, annOne, sweeps), claimLost, func(r *rules) {
		r.mayRelease = func(o order.Order, _ order.SKU, _ order.Allocation) bool { return o.Status != order.Absent }
	}},
	{"units are released before their order is closed", blind(oneEach, annOne, sweeps), claimLost, func(r *rules) {
		r.sweep = func(r rules, c stock.Claim, o order.Order, a order.Allocation, released bool) deed {
			closing := sweepClaim(r, c, o, a, false)
			switch {
			case closing != putTombstone && closing != expire:
				return sweepClaim(r, c, o, a, released)
			case released:
				return closing
			default:
				return releaseUnits
			}
		}
	}},
	{"an absent order gets no tombstone", blind(oneEach, annOne, sweeps), claimLost, func(r *rules) {
		r.sweep = insteadOf(putTombstone, releaseUnits)
	}},
	{"a reservation ignores the claim that its order has",
		blind(oneOfTwo, annOne), "order ann-1 is held and has 1 units of lot 0, which keeps 2 for it", func(r *rules) {
			r.reserve = func(l *stock.Lot, id order.ID, q int, until time.Time) stock.Outcome {
				if l.Left < q {
					return stock.Insufficient
				}
				l.Left -= q
				l.Claims[id] = stock.Claim{Quantity: l.Claims[id].Quantity + q, Until: until}
				return stock.Reserved
			}
		}},
	{"a release needs no claim", blind(oneEach, annOne, cancels), "2 left and 0 claimed do not add up to its size, 1", func(r *rules) {
		r.release = func(l *stock.Lot, id order.ID) bool {
			if !l.Release(id) {
				l.Left++
			}
			return true
		}
	}},
	{"a put overwrites an order that has ended", blind(oneEach, annOne, sweeps), claimLost, func(r *rules) {
		r.put = func(existing, o order.Order) (order.Order, bool) {
			if existing.Status.Live() {
				return existing, false
			}
			return o, true
		}
	}},
	{"a payment does not need a held order",
		blind(oneEach, annOne, pays, cancels), "order ann-1 is paid and has 1 units of lot 0, which keeps 0 for it", func(r *rules) {
			r.move = func(o order.Order, m order.Move) (order.Order, bool) {
				if m.To == order.Paid {
					o.Status = m.From
				}
				return o.Apply(m)
			}
		}},
	{"an expiry ignores an extension", blind(oneEach, annOne, extends, sweeps), "order ann-1 expired before its hold had ended", func(r *rules) {
		r.move = func(o order.Order, m order.Move) (order.Order, bool) {
			m.OnlyDue = false
			return o.Apply(m)
		}
	}},
	{"a sweep settles the claim of an order that is not paid",
		blind(oneEach, annOne, extends, sweeps), "after a sweep lot 0 keeps 1 units for order ann-1, which is \"held\"", func(r *rules) {
			r.sweep = insteadOf(reschedule, settle)
		}},
	{"a hold does not count to the limit", withSlots(2, blind(oneEach, annOne, annOther)), "ann has 2 live orders, of 1", func(r *rules) {
		r.counts = func(s order.Status) bool { return s == order.Paid }
	}},
	{"a key has an order more than it has slots", blind(oneEach, annOne, annOther, cancels), "ann has 2 orders, and a key has 1 slots", func(r *rules) {
		r.full = func(used, slots uint8) bool { return used > slots }
	}},
	{"a request does not recognise its earlier order",
		crowd(oneEach, 3, payOrCancel, annOne, annRetry), "a request of ann has two orders", func(r *rules) {
			r.made = func(order.Request, order.Order) bool { return false }
		}},
	{"a mark ignores the epoch", withShelf(oneEach, annOne, cancels), shelfStale, func(r *rules) {
		r.mark = func(s stock.Shelf, lot int, _ int64, _ time.Time) (stock.Shelf, bool) { return s.WithEmpty(lot), true }
	}},
	{"an unmark begins no epoch", withShelf(oneEach, annOne, cancels), shelfStale, func(r *rules) {
		r.unmark = func(s stock.Shelf, lot int) stock.Shelf {
			page := stock.PageOf(lot)
			epoch := s.Pages[page].Epoch
			s = s.Unmark(lot)
			s.Pages[page].Epoch = epoch
			return s
		}
	}},
	{"the shelf is not told of a release whose answer was lost", withShelf(oneEach, annOne, cancels), shelfStale, func(r *rules) {
		r.refilled = func(released bool, before, after int) bool { return released && before == 0 && after > 0 }
	}},
	{"one reading of two pages proves that all is sold",
		withShelf(pages, annOne, annRetry, bobOne, cancels), "was told that nothing is left, but units were left at every moment since it asked", func(r *rules) {
			r.soldOut = func(_, shelf stock.Shelf) bool { return shelf.AllEmpty() }
		}},
}

// insteadOf returns a sweep that does one deed where another one is right.
func insteadOf(right, wrong deed) func(rules, stock.Claim, order.Order, order.Allocation, bool) deed {
	return func(r rules, c stock.Claim, o order.Order, a order.Allocation, released bool) deed {
		if next := sweepClaim(r, c, o, a, released); next != right {
			return next
		}
		return wrong
	}
}

func TestSearchCatches(t *testing.T) {
	t.Parallel()
	for _, tt := range mutants {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := realRules()
			tt.wrong(&r)
			m := newModel(exact(tt.in), r)
			f := search(m)
			if f.fault == nil || !strings.Contains(f.fault.Error(), tt.fault) {
				t.Fatalf("the fault found is %v, want %q", f.fault, tt.fault)
			}
			t.Logf("%v, after %d steps:\n%s", f.fault, len(f.trace), m.story(f.trace))
		})
	}
}
