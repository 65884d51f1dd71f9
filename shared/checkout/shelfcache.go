package checkout

import (
	"context"
	"slices"
	"sync"
	"time"

	"storefront/shared/stock"
)

// ShelfAge is the largest age of a shelf that a request is answered from. So when a
// line is sold out, a process reads its shelf at most four times a second and writes
// nothing, however many shoppers come.
const ShelfAge = 250 * time.Millisecond

// ShelfCache keeps the shelves that a process has read. It is safe for concurrent
// use.
type ShelfCache struct {
	shelves Shelves
	now     func() time.Time

	mu   sync.Mutex
	read map[stock.Line]reading
}

// reading is a shelf and when it was read.
type reading struct {
	shelf stock.Shelf
	at    time.Time
	// soldOut is set if the reading proves that nothing was left at one moment.
	soldOut bool
}

// inEpochOf reports whether both readings have the page in the same epoch.
func (r reading) inEpochOf(other reading, page int) bool {
	return page < len(r.shelf.Pages) && r.shelf.Pages[page].Epoch == other.shelf.Pages[page].Epoch
}

// NewShelfCache returns an empty cache in front of shelves.
func NewShelfCache(shelves Shelves, now func() time.Time) *ShelfCache {
	return &ShelfCache{shelves: shelves, now: now, read: map[stock.Line]reading{}}
}

// ShelvesOf returns the shelves of lines, each at most ShelfAge old. It reads those that are
// older with one call, so that a page about a sale waits once and not for every line.
func (c *ShelfCache) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	old := slices.DeleteFunc(slices.Clone(lines), func(line stock.Line) bool {
		_, fresh := c.fresh(line)
		return fresh
	})
	for looks := 0; len(old) > 0 && looks < 2; looks++ {
		at := c.now()
		shelves, err := c.shelves.ShelvesOf(ctx, old)
		if err != nil {
			return nil, err
		}
		var again []stock.Line // see get
		for i, line := range old {
			next := readingOf(shelves[i], at, c.read[line])
			if c.read[line] = next; next.shelf.AllEmpty() && !next.soldOut {
				again = append(again, line)
			}
		}
		old = again
	}
	all := make([]stock.Shelf, len(lines))
	for i, line := range lines {
		all[i] = c.read[line].shelf
	}
	return all, nil
}

// get returns the shelf of a line, at most ShelfAge old.
func (c *ShelfCache) get(ctx context.Context, line stock.Line) (reading, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last, fresh := c.fresh(line)
	if fresh {
		return last, nil
	}
	next, err := c.readOnce(ctx, line, last)
	if err == nil && next.shelf.AllEmpty() && !next.soldOut {
		// The pages were read one by one: only a second look proves it.
		next, err = c.readOnce(ctx, line, next)
	}
	if err != nil {
		return reading{}, err
	}
	c.read[line] = next
	return next, nil
}

// fresh returns the last reading of a line's shelf, and whether it is young enough. The
// cache is locked.
func (c *ShelfCache) fresh(line stock.Line) (last reading, ok bool) {
	last, ok = c.read[line]
	return last, ok && c.now().Sub(last.at) < ShelfAge
}

func (c *ShelfCache) readOnce(ctx context.Context, line stock.Line, last reading) (reading, error) {
	at := c.now() // before the read: the shelf is at most this old
	shelf, err := c.shelves.Shelf(ctx, line)
	if err != nil {
		return reading{}, err
	}
	return readingOf(shelf, at, last), nil
}

// readingOf returns the reading of a shelf after the last one.
func readingOf(shelf stock.Shelf, at time.Time, last reading) reading {
	soldOut := shelf.AllEmpty() && (len(shelf.Pages) == 1 || last.shelf.AllEmpty() && last.shelf.SameEpochs(shelf))
	return reading{shelf: shelf, at: at, soldOut: soldOut}
}

// lookNow reads a shelf as it is now, without the cache.
func (c *ShelfCache) lookNow(ctx context.Context, line stock.Line) (reading, error) {
	return c.readOnce(ctx, line, reading{})
}

// markEmpty lists a lot as empty that was seen empty after the reading was made, with
// the time when held units of it may come back.
func (c *ShelfCache) markEmpty(ctx context.Context, lot stock.LotKey, seen reading, release time.Time) error {
	page := stock.PageOf(lot.Number)
	marked, err := c.shelves.MarkEmpty(ctx, lot, seen.shelf.Pages[page].Epoch, release)
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	current, ok := c.read[lot.Line]
	if !ok || !marked || !current.inEpochOf(seen, page) {
		delete(c.read, lot.Line) // out of date: the next get reads it again
		return nil
	}
	// The epoch is still the one in which the lot was seen empty, so what the
	// page lists still holds, and the lot with it.
	current.shelf = current.shelf.WithEmpty(lot.Number)
	if current.shelf.AllEmpty() {
		delete(c.read, lot.Line)
		return nil
	}
	c.read[lot.Line] = current
	return nil
}

// refill takes a lot off the list that was empty and got units back.
func (c *ShelfCache) refill(ctx context.Context, lot stock.LotKey) error {
	err := c.shelves.Unmark(ctx, lot)
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.read, lot.Line)
	return err
}
