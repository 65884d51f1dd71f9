// Package stock guards the units of a sale. Its rules are pure. A store that
// applies each rule in one atomic write to one item never sells a unit twice,
// whatever races, crashes or is retried.
//
// Three rules make every interleaving safe:
//
//  1. The order's own item decides whether its units are sold.
//  2. An order is closed before its units are released, even if the order does
//     not exist yet.
//  3. Every step is idempotent under its order's id, so a step that failed is
//     simply run again.
package stock

import (
	"fmt"
	"time"

	"storefront/shared/order"
)

// LotSize is the largest number of units in a lot. A lot with a claim on each of
// them stays below 1 KB, so that each change of it costs one write unit.
const LotSize = 25

// Line names the stock of one SKU in one sale.
type Line struct {
	Sale order.SaleID
	SKU  order.SKU
}

func (l Line) String() string { return string(l.Sale) + "/" + string(l.SKU) }

// LotKey names a lot. The lots of a line are numbered from 0.
type LotKey struct {
	Line   Line
	Number int
}

func (k LotKey) String() string { return fmt.Sprintf("%s/%d", k.Line, k.Number) }

// Lot is a small part of a line's stock. Left plus the quantities of all Claims
// is Size, always.
type Lot struct {
	LotKey
	Size   int // 1 to LotSize
	Left   int
	Claims map[order.ID]Claim

	CreatedAt time.Time // when its units were put on sale; zero: not known. No rule uses it
}

// Claim is an order's right to units of a lot.
type Claim struct {
	Quantity int
	Until    time.Time // when to ask the order whether the claim still stands; zero: the claim is settled
}

// Settled reports whether the claim is known to belong to a paid order.
func (c Claim) Settled() bool { return c.Until.IsZero() }

// Due reports whether it is time to ask the claim's order.
func (c Claim) Due(now time.Time) bool { return !c.Settled() && !c.Until.After(now) }

// NewLot returns a lot with all its units left.
func NewLot(key LotKey, size int) Lot {
	return Lot{LotKey: key, Size: size, Left: size, Claims: map[order.ID]Claim{}}
}

// Outcome is how an attempt to reserve units ended.
type Outcome int

// The outcomes of an attempt to reserve units.
const (
	Reserved        Outcome = iota + 1 // the units are claimed now
	AlreadyReserved                    // the order had a claim in the lot before, of any quantity
	Insufficient                       // fewer units are left than asked for
)

// Reserve writes an order's claim on q units into the lot, if the lot has them
// and the order has no claim in it yet. So an attempt that is repeated, however
// late, cannot reserve twice.
func (l *Lot) Reserve(id order.ID, q int, until time.Time) Outcome {
	if _, mine := l.Claims[id]; mine {
		return AlreadyReserved
	}
	if l.Left < q {
		return Insufficient
	}
	l.Left -= q
	l.Claims[id] = Claim{Quantity: q, Until: until}
	return Reserved
}

// Release takes an order's claim out of the lot and reports whether there was
// one. Its units are left again. MayRelease says when that is allowed.
func (l *Lot) Release(id order.ID) bool {
	claim, ok := l.Claims[id]
	if !ok {
		return false
	}
	l.Left += claim.Quantity
	delete(l.Claims, id)
	return true
}

// Reschedule sets when to ask the orders about their claims; a zero time settles
// a claim. It changes nothing and returns false unless each order has a claim in
// the lot.
func (l *Lot) Reschedule(until map[order.ID]time.Time) bool {
	for id := range until {
		if _, ok := l.Claims[id]; !ok {
			return false
		}
	}
	for id, t := range until {
		l.Claims[id] = Claim{Quantity: l.Claims[id].Quantity, Until: t}
	}
	return true
}

// NextRelease returns when the first of the lot's held units may come back, or
// the zero time if none is held.
func (l Lot) NextRelease() time.Time {
	var first time.Time
	for _, claim := range l.Claims {
		first = earliest(first, claim.Until) // zero where the claim is settled
	}
	return first
}

// MayRelease reports whether the order's claim in a lot may be released: either
// the order has ended and releases its units, or it keeps its claims and this is
// not one of them. An absent order must be closed with a tombstone first, since
// its put could arrive after the release.
func MayRelease(o order.Order, sku order.SKU, allocation order.Allocation) bool {
	return o.ReleasesUnits() || o.KeepsClaims() && !o.HasAllocation(sku, allocation)
}

// Check returns an error if the lot's units do not add up.
func (l Lot) Check() error {
	claimed := 0
	for id, c := range l.Claims {
		if c.Quantity < 1 {
			return fmt.Errorf("lot %s: the claim of order %s has quantity %d", l.LotKey, id, c.Quantity)
		}
		claimed += c.Quantity
	}
	if l.Left < 0 || l.Left+claimed != l.Size {
		return fmt.Errorf("lot %s: %d left and %d claimed do not add up to its size, %d", l.LotKey, l.Left, claimed, l.Size)
	}
	return nil
}

// Split returns the sizes of the lots that hold a number of units: full lots, then
// the rest.
func Split(units int) []int {
	var sizes []int
	for ; units > 0; units -= LotSize {
		sizes = append(sizes, min(units, LotSize))
	}
	return sizes
}
