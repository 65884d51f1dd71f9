// Package stock guards the units of a sale. Its rules are pure: a store that
// applies each of them in one atomic write to one item never sells a unit
// twice, whatever races, crashes or is retried.
//
// Three rules make every interleaving safe:
//
//  1. The order's own item decides whether its units are sold.
//  2. An order is closed before its units are given back, even an order that
//     does not exist yet.
//  3. Every step is idempotent under its order's id, so whoever fails is
//     simply run again.
package stock

import (
	"fmt"
	"time"

	"storefront/shared/order"
)

// LotSize is the most units a lot has. A lot with a claim on each of them stays
// below 1 KB, so that every change of it costs one write unit.
const LotSize = 25

// Line names the stock of one SKU in one sale.
type Line struct {
	Sale order.SaleID
	SKU  order.SKU
}

func (l Line) String() string { return string(l.Sale) + "/" + string(l.SKU) }

// LotKey names a lot: lots of a line are numbered from 0.
type LotKey struct {
	Line   Line
	Number int
}

func (k LotKey) String() string { return fmt.Sprintf("%s/%d", k.Line, k.Number) }

// Lot is a small part of a line's stock.
// Left + the quantities of all Claims = Size, always.
type Lot struct {
	LotKey
	Size   int // 1 to LotSize
	Left   int
	Claims map[order.ID]Claim

	CreatedAt time.Time // when its units were put on sale; zero: not told. No rule asks for it
}

// Claim is an order's right to units of a lot.
type Claim struct {
	Quantity int
	Until    time.Time // when to ask the order whether it still stands; zero: settled, the order is paid
}

// Settled says whether the claim is known to belong to a paid order.
func (c Claim) Settled() bool { return c.Until.IsZero() }

// Due says whether it is time to ask the claim's order.
func (c Claim) Due(now time.Time) bool { return !c.Settled() && !c.Until.After(now) }

// NewLot is a lot with all its units left.
func NewLot(key LotKey, size int) Lot {
	return Lot{LotKey: key, Size: size, Left: size, Claims: map[order.ID]Claim{}}
}

// Outcome says how a take ended.
type Outcome int

// The outcomes of a take.
const (
	Taken Outcome = iota + 1 // the units are claimed now
	Mine                     // the order had a claim here already, of whatever quantity
	Short                    // fewer units are left than asked for
)

// Take claims q units for an order if the lot has them and the order has no
// claim here: a repeated take, however late, cannot take twice.
func (l *Lot) Take(id order.ID, q int, until time.Time) Outcome {
	if _, mine := l.Claims[id]; mine {
		return Mine
	}
	if l.Left < q {
		return Short
	}
	l.Left -= q
	l.Claims[id] = Claim{Quantity: q, Until: until}
	return Taken
}

// Give puts the units of an order's claim back, once. The order must be closed,
// or live without naming this claim (see MayGive).
func (l *Lot) Give(id order.ID) bool {
	claim, ok := l.Claims[id]
	if !ok {
		return false
	}
	l.Left += claim.Quantity
	delete(l.Claims, id)
	return true
}

// Defer moves the time at which the claims of orders are looked at; a zero time
// settles them. It changes nothing unless every order has a claim here.
func (l *Lot) Defer(until map[order.ID]time.Time) bool {
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

// MayGive says whether the order's claim in a lot may be given back: the order
// has ended and left its units here, or it keeps its claims and does not name
// this one. An absent order must be
// closed with a gravestone first, or its put could arrive after the give.
func MayGive(o order.Order, sku order.SKU, take order.Take) bool {
	return o.Frees() || o.Keeps() && !o.Names(sku, take)
}

// Check says what is wrong with the lot's arithmetic, or nil.
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

// Split cuts units into the sizes of lots: full ones, then the rest.
func Split(units int) []int {
	var sizes []int
	for ; units > 0; units -= LotSize {
		sizes = append(sizes, min(units, LotSize))
	}
	return sizes
}
