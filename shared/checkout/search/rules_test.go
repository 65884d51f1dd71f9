package search_test

import (
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
		put: putNew, made: made, counts: order.Status.Live,
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
