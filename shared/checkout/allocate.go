package checkout

import (
	"context"
	"fmt"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// maxMisses bounds the attempts in a row that reserve no unit. Lots known to be
// empty are never tried, so a buyer who gets here met a crowd at the very last
// units and is asked to come again; only a shelf may say "sold out".
const maxMisses = 24

// outcome is how an allocation ended.
type outcome int

// The outcomes of an allocation.
const (
	allocated     outcome = iota // every unit is reserved
	soldOut                      // a line has nothing left
	notEnough                    // a line has fewer units left than were asked for; nothing is reserved
	claimInTheWay                // units are left only where the order has a claim already; see lineAllocation.adoptClaim
	crowded                      // maxMisses was reached: there may be units, and there may not
)

// allocation is what an order got of its lines' stock. Unless an order with these
// claims is put, they have to be released or left for the sweep.
type allocation struct {
	outcome outcome
	lines   []order.Line // those of the order, with the claims made so far
	emptied []sighting   // lots seen empty, to be listed on the shelf

	shelf stock.Shelf // soldOut: that of the line that has nothing left
	sku   order.SKU   // notEnough: of the line that has too few units
	left  int         // notEnough: how many, at most
}

// sighting is a lot seen empty after a reading of its shelf.
type sighting struct {
	lot     stock.LotKey
	seen    reading
	release time.Time // when held units of the lot may come back; zero: none is held
}

// refusal tells a shopper why nothing was allocated.
func (a allocation) refusal(sale catalog.Sale) error {
	switch a.outcome {
	case soldOut:
		if sale.ByTicket() {
			return problem.Busy(errNoneForTicket)
		}
		p := problem.New(problem.SoldOut, "This is sold out.").With("sku", a.shelf.Line.SKU)
		if a.shelf.Availability() == stock.SoldOut {
			return p
		}
		p.Detail = "Nothing is left right now. Units on hold may come back."
		if next := a.shelf.NextRelease(); !next.IsZero() {
			p.With("next_release_at", next)
		}
		return p
	case notEnough:
		return problem.New(problem.NotEnoughLeft, "Fewer are left than you asked for: at most %d.", a.left).
			With("sku", a.sku).With("left_at_most", a.left)
	default:
		return problem.Busy(fmt.Errorf("checkout: gave up after %d failed attempts to reserve", maxMisses))
	}
}

// allocate reserves the units of every line of the order. It reserves nothing
// when a line is known to be sold out, or to have fewer units left than the order
// wants.
func (c *Checkout) allocate(ctx context.Context, o order.Order) (allocation, error) {
	a := allocation{lines: slices.Clone(o.Lines)}
	for _, line := range o.Lines {
		if err := c.lookAhead(ctx, &a, o, line); err != nil || a.outcome != allocated {
			return a, err
		}
	}
	for i, line := range o.Lines {
		l := lineAllocation{
			allocation: &a, id: o.ID, line: stock.Line{Sale: o.Sale, SKU: line.SKU}, until: o.HoldExpiresAt,
			need: line.Quantity, misses: maxMisses,
		}
		err := c.allocateLine(ctx, &l)
		a.lines[i].Allocations = l.allocations
		if err != nil || a.outcome != allocated {
			return a, err
		}
	}
	return a, nil
}

// lookAhead ends an allocation that cannot be met before its first claim, so that
// the last units stay free for those who want fewer. It reads lots only if so few
// are left on the shelf that they may not have enough. If none has any unit, the
// shelf is out of date, and the attempts to reserve will show it.
func (c *Checkout) lookAhead(ctx context.Context, a *allocation, o order.Order, line order.Line) error {
	seen, err := c.Shelves.get(ctx, stock.Line{Sale: o.Sale, SKU: line.SKU})
	if err != nil {
		return err
	}
	if seen.soldOut {
		a.outcome, a.shelf = soldOut, seen.shelf
		return nil
	}
	if line.Quantity == 1 || seen.shelf.Lots-seen.shelf.EmptyLots() > line.Quantity {
		return nil
	}
	lots, err := c.Lots.Peek(ctx, seen.shelf.Line, slices.Collect(seen.shelf.Candidates(o.ID)))
	if err != nil {
		return err
	}
	left := 0
	for _, lot := range lots {
		left += lot.Left + lot.Claims[o.ID].Quantity // an earlier try of the order may have died after its claim
	}
	if left > 0 && left < line.Quantity {
		a.outcome, a.sku, a.left = notEnough, line.SKU, left
	}
	return nil
}

// lineAllocation is the part of an allocation that is for one line.
type lineAllocation struct {
	*allocation
	id          order.ID
	line        stock.Line
	until       time.Time // when the hold ends
	need        int       // units still to be reserved
	allocations []order.Allocation
	misses      int // failed attempts still allowed
}

// allocateLine reserves the line's units in the lots that are not known to be
// empty.
func (c *Checkout) allocateLine(ctx context.Context, l *lineAllocation) error {
	for l.misses > 0 {
		seen, err := c.Shelves.get(ctx, l.line)
		if err != nil {
			return err
		}
		if seen.soldOut {
			l.outcome, l.shelf = soldOut, seen.shelf
			return nil
		}
		if err := c.tryLots(ctx, l, seen); err != nil || l.need == 0 || l.outcome != allocated {
			return err
		}
		// Each lot of this reading was tried. Tell the shelf, and look again.
		if err := c.markEmpty(ctx, l.emptied); err != nil {
			return err
		}
		l.emptied = nil
		l.misses--
	}
	l.outcome = crowded
	return nil
}

// tryLots tries the lots of one reading until the line has its units, something
// is in the way, or no more misses are allowed.
func (c *Checkout) tryLots(ctx context.Context, l *lineAllocation, seen reading) error {
	for number := range seen.shelf.Candidates(l.id) {
		if err := c.tryLot(ctx, l, stock.LotKey{Line: l.line, Number: number}, seen); err != nil {
			return err
		}
		if l.need == 0 || l.misses <= 0 || l.outcome != allocated {
			return nil
		}
	}
	return nil
}

// tryLot reserves what the line still needs, or what the lot has left of it.
func (c *Checkout) tryLot(ctx context.Context, l *lineAllocation, lot stock.LotKey, seen reading) error {
	for want := l.need; want > 0; l.misses-- {
		r, err := c.Lots.Reserve(ctx, lot, l.id, want, l.until)
		if err != nil {
			return err
		}
		switch r.Outcome {
		case stock.Reserved:
			l.add(lot, want)
			want = 0
		case stock.AlreadyReserved:
			if l.adoptClaim(lot, r); l.outcome != allocated {
				return nil
			}
			want = 0
		case stock.Insufficient:
			want = r.Left
		}
		if r.Left == 0 {
			l.emptied = append(l.emptied, sighting{lot, seen, r.NextRelease})
		}
	}
	return nil
}

// adoptClaim deals with a claim that the order has in the lot already.
//
// A claim that was counted before is of this allocation. The lot cannot have a second
// one of the order, so units that are left there need an order of another id.
//
// A claim of more units than the line needs was made by an earlier request of the
// buyer, with another body, that died before its order. It is in the way, too.
//
// Any other claim is that of an earlier try of the same request, and is counted.
func (l *lineAllocation) adoptClaim(lot stock.LotKey, r Reservation) {
	counted := slices.ContainsFunc(l.allocations, func(a order.Allocation) bool { return a.Lot == lot.Number })
	switch {
	case counted && r.Left == 0:
	case counted || r.Claimed > l.need:
		l.outcome = claimInTheWay
	default:
		l.add(lot, r.Claimed)
	}
}

func (l *lineAllocation) add(lot stock.LotKey, quantity int) {
	l.allocations = append(l.allocations, order.Allocation{Lot: lot.Number, Quantity: quantity})
	l.need -= quantity
	l.misses = maxMisses
}

// markEmpty lists lots on their shelves as empty.
func (c *Checkout) markEmpty(ctx context.Context, emptied []sighting) error {
	for _, s := range emptied {
		if err := c.Shelves.markEmpty(ctx, s.lot, s.seen, s.release); err != nil {
			return err
		}
	}
	return nil
}
