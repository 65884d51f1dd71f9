package checkout

import (
	"context"
	"errors"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// claims returns the claims that the order has as allocations.
func claims(o order.Order) []claim {
	var all []claim
	for _, line := range o.Lines {
		for _, allocation := range line.Allocations {
			all = append(all, claim{stock.Line{Sale: o.Sale, SKU: line.SKU}, allocation})
		}
	}
	return all
}

// claim is an order's allocation in a lot of a line.
type claim struct {
	line       stock.Line
	allocation order.Allocation
}

func (c claim) lot() stock.LotKey { return stock.LotKey{Line: c.line, Number: c.allocation.Lot} }

// release releases those claims made under o's id that o has no right to: all of
// them if it is closed, and if it is live those that are not its allocations. After
// an error it goes on, so that the rest need not wait for the sweep.
func (c *Checkout) release(ctx context.Context, o order.Order, claims []claim) error {
	var errs []error
	for _, cl := range claims {
		if !stock.MayRelease(o, cl.line.SKU, cl.allocation) {
			continue
		}
		errs = append(errs, c.releaseClaim(ctx, cl.lot(), o.ID))
	}
	return errors.Join(errs...)
}

// releaseClaim takes a claim out of a lot, and the lot off the shelf's list if it
// was empty. A repeated release, whose first answer was lost, finds no claim; since
// the lot may have been empty before, the list is corrected all the same.
func (c *Checkout) releaseClaim(ctx context.Context, lot stock.LotKey, id order.ID) error {
	r, err := c.Lots.Release(ctx, lot, id)
	if err != nil {
		return err
	}
	if r.After > 0 && (r.Before == 0 || !r.Released) {
		return c.Shelves.refill(ctx, lot)
	}
	return nil
}
