package search_test

import (
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// rules is every decision that the search makes. First come the rules of
// packages stock and order themselves; then those that package checkout has
// between its calls, which TestActorsFollowCheckout holds against it. A mutant
// swaps one of them.
type rules struct {
	take      func(l *stock.Lot, id order.ID, q int, until time.Time) stock.Outcome
	give      func(l *stock.Lot, id order.ID) bool
	postpone  func(l *stock.Lot, until map[order.ID]time.Time) bool
	mark      func(s stock.Shelf, lot int, epoch int64, release time.Time) (stock.Shelf, bool)
	unmark    func(s stock.Shelf, lot int) stock.Shelf
	move      func(o order.Order, m order.Move) (order.Order, bool)
	tombstone func(id order.ID, sale order.SaleID, at time.Time) order.Order
	mayGive   func(o order.Order, sku order.SKU, take order.Allocation) bool

	put      func(existing, o order.Order) (order.Order, bool)
	made     func(r order.Request, o order.Order) bool
	counts   func(s order.Status) bool
	refilled func(given bool, before, after int) bool
	soldOut  func(last, shelf stock.Shelf) bool
	sweep    func(r rules, c stock.Claim, o order.Order, t order.Allocation, given bool) deed
}

// realRules is how the store works.
func realRules() rules {
	return rules{
		take:      (*stock.Lot).Reserve,
		give:      (*stock.Lot).Release,
		postpone:  (*stock.Lot).Reschedule,
		mark:      stock.Shelf.Mark,
		unmark:    stock.Shelf.Unmark,
		move:      order.Order.Apply,
		tombstone: order.Tombstone,
		mayGive:   stock.MayRelease,

		put:      putNew,
		made:     made,
		counts:   order.Status.Live,
		refilled: refilled,
		soldOut:  provesSoldOut,
		sweep:    sweepClaim,
	}
}

// putNew stores an order where there is none: its first status follows on the
// absence of an order alone.
func putNew(existing, o order.Order) (order.Order, bool) {
	if !existing.Status.MayBecome(o.Status) {
		return existing, false
	}
	return o, true
}

// made reports whether the order is the request's.
func made(r order.Request, o order.Order) bool { return o.Request.Key == r.Key }

// refilled reports whether the shelf must hear of a give: the lot was empty before
// it, or may have been before an earlier try whose answer was lost.
func refilled(given bool, before, after int) bool {
	return after > 0 && (before == 0 || !given)
}

// provesSoldOut reports whether a reading of the shelf proves that at one moment
// nothing was left. last is the reading before it, or a shelf without lots.
func provesSoldOut(last, shelf stock.Shelf) bool {
	return shelf.AllEmpty() && (len(shelf.Pages) == 1 || last.AllEmpty() && last.SameEpochs(shelf))
}

// deed is what a sweep does next about a claim.
type deed uint8

const (
	leave    deed = iota // nothing more
	bury                 // put a tombstone
	expire               // close the hold if it has ended
	giveBack             // give the units back
	settle               // write down that the order is paid
	postpone             // write down when its hold ends
)

// sweepClaim decides about a claim of an order: first close, then give. given
// says that the units have been given back.
func sweepClaim(r rules, c stock.Claim, o order.Order, t order.Allocation, given bool) deed {
	switch {
	case given:
		return leave
	case c.Due(now) && o.Status == order.Absent:
		return bury
	case c.Due(now) && o.Status == order.Held && !o.HoldExpiresAt.After(now):
		return expire
	case r.mayGive(o, line.SKU, t):
		return giveBack
	case o.Status == order.Paid:
		return settle
	case o.Status == order.Held && !o.HoldExpiresAt.Equal(c.Until):
		return postpone
	default:
		return leave
	}
}
