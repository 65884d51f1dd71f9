package merchant

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

// Restock adds units to a line of a sale that has not ended. It fails with
// Mistakes if the line cannot have them. If two restocks of a line race, one
// fails and has changed nothing that shoppers can reach.
func (m *Merchant) Restock(ctx context.Context, now time.Time, line stock.Line, units int) error {
	lots, err := m.CheckRestock(ctx, now, line, units)
	if err != nil {
		return err
	}
	return m.restock(ctx, now, line, lots, units, "")
}

// RestockFrom is like Restock, but fails unless the line has exactly lots lots. So it also fails if
// another restock comes first. The write that adds the units also writes reference to the shelf.
func (m *Merchant) RestockFrom(ctx context.Context, now time.Time, line stock.Line, lots, units int, reference string) error {
	if _, err := m.CheckRestock(ctx, now, line, units); err != nil {
		return err
	}
	return m.restock(ctx, now, line, lots, units, reference)
}

// CheckRestock returns the number of lots of the line, or the error that Restock would return.
func (m *Merchant) CheckRestock(ctx context.Context, now time.Time, line stock.Line, units int) (lots int, err error) {
	sale, err := m.current(ctx, now, line.Sale)
	if err != nil {
		return 0, err
	}
	if _, ok := sale.Line(line.SKU); !ok {
		return 0, fmt.Errorf("sale %s has no line %q", line.Sale, line.SKU)
	}
	shelf, err := m.store.Shelf(ctx, line)
	if err != nil {
		return 0, err
	}
	var wrong Mistakes
	if checkUnits(&wrong, line.SKU, units); wrong == nil && shelf.Lots+len(stock.Split(units)) > maxLots {
		wrong.add("line", "has more units of %s than the line can take: it has %d of at most %d lots of %d",
			line.SKU, shelf.Lots, maxLots, stock.LotSize)
	}
	if wrong != nil {
		return 0, wrong
	}
	return shelf.Lots, nil
}

// restock adds lots to a shelf that counted from lots a moment ago.
func (m *Merchant) restock(ctx context.Context, now time.Time, line stock.Line, from, units int, reference string) error {
	to := from + len(stock.Split(units))
	stray, err := m.putLots(ctx, now, line, from, units)
	if err != nil {
		return err
	}
	if stray == nil {
		added, err := m.store.AddLots(ctx, line, from, to, units, reference)
		if err != nil && reference != "" {
			return err
		}
		if err != nil {
			return fmt.Errorf("run an audit to see whether %s has its %d units before restocking again: %w", line, units, err)
		}
		if added {
			return nil
		}
	}
	shelf, err := m.store.Shelf(ctx, line)
	switch {
	case err != nil:
		return err
	case shelf.Lots != from:
		return fmt.Errorf("the stock of %s changed meanwhile, from %d lots to %d: run an audit to see what it has before restocking again",
			line, from, shelf.Lots)
	case stray != nil && !untouched(*stray):
		return fmt.Errorf("restock %s: lot %s has claims although the shelf does not count it: the store is damaged", line, stray.LotKey)
	case stray != nil:
		// If the interrupted restock is repeated, it counts its own lots.
		return fmt.Errorf("an earlier restock of %s was interrupted and would have added lots of another size: finish it first with %d units",
			line, (stray.Number-from)*stock.LotSize+stray.Size)
	default:
		return fmt.Errorf("the shelf of %s refused %d lots although it counts %d", line, to-from, from)
	}
}

// stockNewLine stocks a line of a sale that does not exist yet.
func (m *Merchant) stockNewLine(ctx context.Context, now time.Time, line stock.Line, units int) error {
	stray, err := m.putLots(ctx, now, line, 0, units)
	if err != nil {
		return err
	}
	lots := len(stock.Split(units))
	if stray == nil {
		added, err := m.store.AddLots(ctx, line, 0, lots, units, "")
		if err != nil || added {
			return err
		}
		shelf, err := m.store.Shelf(ctx, line)
		if err != nil || shelf.Lots == lots {
			return err // an earlier attempt came as far as this
		}
	}
	return fmt.Errorf("an earlier attempt to create sale %s stocked %s with another number of units: repeat that one, or choose another id",
		line.Sale, line.SKU)
}

// putLots puts units in new lots, numbered from a number on. It adopts lots that
// an interrupted attempt has left, and returns the first that it cannot adopt,
// because that lot has another size or claims.
func (m *Merchant) putLots(ctx context.Context, now time.Time, line stock.Line, from, units int) (stray *stock.Lot, err error) {
	sizes := stock.Split(units)
	var mu sync.Mutex
	found := map[int]bool{} // numbers of lots that were there before
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(writers)
	for i, size := range sizes {
		group.Go(func() error {
			lot := stock.NewLot(stock.LotKey{Line: line, Number: from + i}, size)
			lot.CreatedAt = now
			put, err := m.store.PutLot(groupCtx, lot)
			if err == nil && !put {
				mu.Lock()
				defer mu.Unlock()
				found[lot.Number] = true
			}
			return err
		})
	}
	if err := group.Wait(); err != nil || len(found) == 0 {
		return nil, err
	}
	lots, err := m.store.Lots(ctx, line, from+len(sizes))
	if err != nil {
		return nil, err
	}
	for _, lot := range lots[from:] {
		if found[lot.Number] && (lot.Size != sizes[lot.Number-from] || !untouched(lot)) {
			return &lot, nil
		}
	}
	return nil, nil
}

func untouched(lot stock.Lot) bool { return lot.Left == lot.Size && len(lot.Claims) == 0 }
