package checkout

import (
	"context"
	"errors"

	"storefront/shared/order"
	"storefront/shared/stock"
)

// claims lists where an order's units are kept.
func claims(o order.Order) []claim {
	var all []claim
	for _, line := range o.Lines {
		for _, take := range line.Takes {
			all = append(all, claim{line: stock.Line{Sale: o.Sale, SKU: line.SKU}, take: take})
		}
	}
	return all
}

// claim is an order's take in a lot of a line.
type claim struct {
	line stock.Line
	take order.Take
}

func (c claim) lot() stock.LotKey { return stock.LotKey{Line: c.line, Number: c.take.Lot} }

// release gives back those claims made under o's id that o has no right to:
// all of them once it is closed, and while it lives those it does not name.
// It goes on after an error, for the rest need not wait for the sweep.
func (c *Checkout) release(ctx context.Context, o order.Order, claims []claim) error {
	var errs []error
	for _, cl := range claims {
		if !stock.MayGive(o, cl.line.SKU, cl.take) {
			continue
		}
		errs = append(errs, c.give(ctx, cl.lot(), o.ID))
	}
	return errors.Join(errs...)
}

// give puts a claim's units back and keeps the shelf true. A give that was
// applied although its answer was lost finds no claim when it is repeated; the
// lot may have been empty before it, so the shelf is corrected all the same.
func (c *Checkout) give(ctx context.Context, lot stock.LotKey, id order.ID) error {
	r, err := c.Lots.Give(ctx, lot, id)
	if err != nil {
		return err
	}
	if r.After > 0 && (r.Before == 0 || !r.Given) {
		return c.Shelves.refill(ctx, lot)
	}
	return nil
}
