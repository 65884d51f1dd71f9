package backoffice

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/stock"
)

// writers is how many lots are written at once.
const writers = 16

// Restock adds units to a line of a sale that is not over. It fails with
// Mistakes when the line cannot have them.
//
// The lots are put first and counted on the shelf in one write, so that a
// restock which dies has added nothing: running it again adopts its lots. Of
// two at once one wins, and the other fails without having changed anything
// that shoppers can reach.
func (o *Office) Restock(ctx context.Context, now time.Time, line stock.Line, units int) error {
	sale, err := o.sale(ctx, line.Sale)
	if err != nil {
		return err
	}
	if _, ok := sale.Line(line.SKU); !ok {
		return fmt.Errorf("sale %s has no line %q", line.Sale, line.SKU)
	}
	if over(sale, now) {
		return fmt.Errorf("sale %s is over since %s", sale.ID, sale.Closes.Format(time.RFC3339))
	}
	shelf, err := o.store.Shelf(ctx, line)
	if err != nil {
		return err
	}
	if err := checkRestock(shelf, units); err != nil {
		return err
	}
	return o.extend(ctx, now, line, shelf.Lots, units)
}

func checkRestock(shelf stock.Shelf, units int) error {
	var m Mistakes
	switch {
	case units < 1 || units > MaxUnits:
		m.add("line", "must have 1 to %d units of %s", MaxUnits, shelf.Line.SKU)
	case shelf.Lots+len(stock.Split(units)) > maxLots:
		m.add("line", "has more units of %s than the line can take: it has %d of at most %d lots of %d",
			shelf.Line.SKU, shelf.Lots, maxLots, stock.LotSize)
	}
	return m.err()
}

// extend adds lots to a shelf that counted from lots a moment ago.
func (o *Office) extend(ctx context.Context, now time.Time, line stock.Line, from, units int) error {
	to := from + len(stock.Split(units))
	stray, err := o.putLots(ctx, now, line, from, units)
	if err != nil {
		return err
	}
	if stray == nil {
		counted, err := o.store.AddLots(ctx, line, from, to, units)
		if err != nil {
			return fmt.Errorf("see with an audit whether %s has its %d units before restocking again: %w", line, units, err)
		}
		if counted {
			return nil
		}
	}
	shelf, err := o.store.Shelf(ctx, line)
	switch {
	case err != nil:
		return err
	case shelf.Lots != from:
		return fmt.Errorf("the stock of %s changed meanwhile, from %d lots to %d: see with an audit what it has before restocking again",
			line, from, shelf.Lots)
	case stray != nil && !untouched(*stray):
		return fmt.Errorf("lot %s has claims although no shelf counts it, so %s cannot be restocked: nothing in the store may do that",
			stray.LotKey, line)
	case stray != nil:
		// Counting exactly the stray's own attempt clears the way.
		return fmt.Errorf("an earlier restock of %s was interrupted and would have added lots of another size: finish it first with %d units",
			line, (stray.Number-from)*stock.LotSize+stray.Size)
	default:
		return fmt.Errorf("the shelf of %s refused %d lots although it counts %d", line, to-from, from)
	}
}

// fillNewShelf stocks a line of a sale that does not exist yet.
func (o *Office) fillNewShelf(ctx context.Context, now time.Time, line stock.Line, units int) error {
	stray, err := o.putLots(ctx, now, line, 0, units)
	if err != nil {
		return err
	}
	lots := len(stock.Split(units))
	if stray == nil {
		made, err := o.store.AddLots(ctx, line, 0, lots, units)
		if err != nil || made {
			return err
		}
		shelf, err := o.store.Shelf(ctx, line)
		if err != nil || shelf.Lots == lots {
			return err // an earlier attempt came as far as this
		}
	}
	return fmt.Errorf("an earlier attempt to create sale %s stocked %s with another number of units: repeat that one, or choose another id",
		line.Sale, line.SKU)
}

// putLots puts units in new lots, numbered from a number on. Lots that an
// interrupted attempt has left are adopted; the first that cannot be, because
// it has another size or was sold from, is given back as the stray.
func (o *Office) putLots(ctx context.Context, now time.Time, line stock.Line, from, units int) (stray *stock.Lot, err error) {
	sizes := stock.Split(units)
	var mu sync.Mutex
	met := map[int]bool{} // numbers of lots that were there before
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for i, size := range sizes {
		group.Go(func() error {
			lot := stock.NewLot(stock.LotKey{Line: line, Number: from + i}, size)
			lot.CreatedAt = now
			put, err := o.store.PutLot(groupCtx, lot)
			if err == nil && !put {
				mu.Lock()
				defer mu.Unlock()
				met[lot.Number] = true
			}
			return err
		})
	}
	if err := group.Wait(); err != nil || len(met) == 0 {
		return nil, err
	}
	lots, err := o.store.Lots(ctx, line, from+len(sizes))
	if err != nil {
		return nil, err
	}
	for _, lot := range lots[from:] {
		if met[lot.Number] && (lot.Size != sizes[lot.Number-from] || !untouched(lot)) {
			return &lot, nil
		}
	}
	return nil, nil
}

func untouched(lot stock.Lot) bool { return lot.Left == lot.Size && len(lot.Claims) == 0 }
