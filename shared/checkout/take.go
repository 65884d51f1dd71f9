package checkout

import (
	"context"
	"errors"
	"slices"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// maxTakes bounds the takes in a row that bring an order no unit. Lots known to
// be empty are never tried, so a buyer who gets here met a crowd at the very last
// units and is asked to come again; only a shelf may say "sold out".
const maxTakes = 24

// errClaimInTheWay says that units are left only in a lot where the order has a
// claim already, and a lot holds one claim of an order: an earlier request of
// the buyer, with another body, died between its takes and its order, or the lot
// was refilled after it was emptied. The order starts again in another slot.
var errClaimInTheWay = errors.New("checkout: a claim is in the way")

// errCrowd says that maxTakes was reached: there may be units, and there may not.
var errCrowd = errors.New("checkout: too many takes in vain")

// soldOutError says that a line had nothing left, and what its shelf knew.
type soldOutError struct{ shelf stock.Shelf }

func (soldOutError) Error() string { return "checkout: sold out" }

// notEnoughError says that a line had fewer units left than were asked for.
type notEnoughError struct {
	sku  order.SKU
	left int // units, at most
}

func (notEnoughError) Error() string { return "checkout: not enough left" }

// taking collects the units of one line for one order.
type taking struct {
	id     order.ID
	line   stock.Line
	until  time.Time
	need   int // units still to be had
	takes  []order.Take
	budget int // takes in vain still allowed

	emptied []sighting // lots seen empty, to be put on the shelf
}

// sighting is a lot seen empty after a reading of its shelf.
type sighting struct {
	lot     stock.LotKey
	seen    reading
	release time.Time // when held units of the lot may come back; zero: none is held
}

// takeAll claims the units of every line and writes down in o where they are,
// also when it fails: the caller must put an order that names these claims, or
// close it and give them back. It fails before the first claim when a line is
// known to be sold out, or to have fewer units left than the order wants.
func (c *Checkout) takeAll(ctx context.Context, o *order.Order) (emptied []sighting, err error) {
	for i, line := range o.Lines {
		o.Lines[i].Takes = nil
		r, err := c.Shelves.get(ctx, stock.Line{Sale: o.Sale, SKU: line.SKU})
		if err != nil {
			return nil, err
		}
		if r.soldOut {
			return nil, soldOutError{r.shelf}
		}
		if err := c.lookAhead(ctx, o.ID, line, r.shelf); err != nil {
			return nil, err
		}
	}
	for i, line := range o.Lines {
		t := taking{
			id: o.ID, line: stock.Line{Sale: o.Sale, SKU: line.SKU}, until: o.HoldExpiresAt,
			need: line.Quantity, budget: maxTakes,
		}
		err := c.take(ctx, &t)
		o.Lines[i].Takes = t.takes
		emptied = append(emptied, t.emptied...)
		if err != nil {
			return emptied, err
		}
	}
	return emptied, nil
}

// lookAhead fails with a notEnoughError if a line has fewer units left than the
// order wants, so that the last units stay free for those who want fewer. It
// looks into the lots only where so few have units that these may not do. If none
// has any, the shelf is out of date, and the takes will tell.
func (c *Checkout) lookAhead(ctx context.Context, id order.ID, line order.Line, shelf stock.Shelf) error {
	if line.Quantity == 1 || shelf.Lots-shelf.EmptyLots() > line.Quantity {
		return nil
	}
	lots, err := c.Lots.Peek(ctx, shelf.Line, slices.Collect(shelf.Candidates(id)))
	if err != nil {
		return err
	}
	left := 0
	for _, lot := range lots {
		left += lot.Left + lot.Claims[id].Quantity // an earlier try of the order may have died after its claim
	}
	if left > 0 && left < line.Quantity {
		return notEnoughError{line.SKU, left}
	}
	return nil
}

// take fills t from the lots that are not known to be empty.
func (c *Checkout) take(ctx context.Context, t *taking) error {
	for t.budget > 0 {
		seen, err := c.Shelves.get(ctx, t.line)
		if err != nil {
			return err
		}
		if seen.soldOut {
			return soldOutError{seen.shelf}
		}
		if err := c.takeFrom(ctx, t, seen); err != nil || t.need == 0 {
			return err
		}
		// Each lot of this reading was tried. Tell the shelf, and look again.
		if err := c.markEmpty(ctx, t.emptied); err != nil {
			return err
		}
		t.emptied = nil
		t.budget--
	}
	return errCrowd
}

// takeFrom tries the lots of one reading until t is filled or its budget spent.
func (c *Checkout) takeFrom(ctx context.Context, t *taking, seen reading) error {
	for number := range seen.shelf.Candidates(t.id) {
		lot := stock.LotKey{Line: t.line, Number: number}
		if err := c.takeLot(ctx, t, lot, seen); err != nil {
			return err
		}
		if t.need == 0 || t.budget <= 0 {
			return nil
		}
	}
	return nil
}

// takeLot claims what is still needed, or what the lot has left of it.
func (c *Checkout) takeLot(ctx context.Context, t *taking, lot stock.LotKey, seen reading) error {
	for want := t.need; want > 0; t.budget-- {
		r, err := c.Lots.Take(ctx, lot, t.id, want, t.until)
		if err != nil {
			return err
		}
		switch r.Outcome {
		case stock.Taken:
			t.add(lot, want)
			want = 0
		case stock.Mine:
			if err := t.meet(lot, r); err != nil {
				return err
			}
			want = 0
		case stock.Short:
			want = r.Left
		}
		if r.Left == 0 {
			t.emptied = append(t.emptied, sighting{lot, seen, r.NextRelease})
		}
	}
	return nil
}

// meet deals with a claim of the order that is in the lot already. One that was
// counted before means that nothing more can be had there under this id: if
// there is something, the order needs another id to have it.
func (t *taking) meet(lot stock.LotKey, r TakeResult) error {
	switch {
	case t.has(lot) && r.Left == 0:
		return nil
	case t.has(lot) || r.Claimed > t.need:
		return errClaimInTheWay
	default:
		t.add(lot, r.Claimed)
		return nil
	}
}

func (t *taking) add(lot stock.LotKey, quantity int) {
	t.takes = append(t.takes, order.Take{Lot: lot.Number, Quantity: quantity})
	t.need -= quantity
	t.budget = maxTakes
}

// has says whether the taking has counted a claim in the lot.
func (t *taking) has(lot stock.LotKey) bool {
	for _, take := range t.takes {
		if take.Lot == lot.Number {
			return true
		}
	}
	return false
}

// markEmpty puts lots on their shelves' lists.
func (c *Checkout) markEmpty(ctx context.Context, emptied []sighting) error {
	for _, s := range emptied {
		if err := c.Shelves.markEmpty(ctx, s.lot, s.seen, s.release); err != nil {
			return err
		}
	}
	return nil
}
