package drawing

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"storefront/shared/draw"
	"storefront/shared/waitlist"
)

// TellClosed tells each entry on the list of a draw that the draw is closed, and returns how many
// it told. Each entry is told once, even if TellClosed is repeated.
func (d *Drawer) TellClosed(ctx context.Context, n draw.Notice) (told int, err error) {
	for number, seen := 1, 0; seen < n.Entries; number++ {
		page, err := d.page(ctx, n.Line, number)
		if err != nil {
			return told, err
		}
		more, err := d.tell(ctx, page, func(int) waitlist.News { return waitlist.News{Sale: n.Line.Sale} })
		told += more
		if err != nil {
			return told, err
		}
		if seen += len(page); d.Progress != nil {
			d.Progress(seen)
		}
	}
	return told, nil
}

// TellUndrawn tells the entries of the reserve that they were not drawn. It leaves out those that a
// wave has invited in place of entries that have left. It returns how many it told, and tells each
// entry once. The wave of the drawn entries must have been invited before.
func (q *Drawn) TellUndrawn(ctx context.Context) (told int, err error) {
	n := q.Published.Notice
	first := min(n.Units, len(q.places))
	for reserve := range slices.Chunk(q.places[first:], PageSize) {
		page := make([]Entry, len(reserve))
		for i, place := range reserve {
			page[i].Place = place
		}
		from := first + 1
		more, err := q.drawer.tell(ctx, page, func(i int) waitlist.News { return waitlist.News{Sale: n.Line.Sale, Rank: from + i} })
		told += more
		if err != nil {
			return told, err
		}
		if first += len(reserve); q.drawer.Progress != nil {
			q.drawer.Progress(first)
		}
	}
	return told, nil
}

// tell tells the entries of a page their news, and returns how many it told.
func (d *Drawer) tell(ctx context.Context, page []Entry, news func(i int) waitlist.News) (int, error) {
	now, err := d.Clock(ctx)
	if err != nil {
		return 0, err
	}
	var told atomic.Int64
	err = each(ctx, len(page), func(ctx context.Context, i int) error {
		n := news(i)
		n.At = now
		done, err := d.Entries.Tell(ctx, page[i].Place, n)
		if err != nil {
			return fmt.Errorf("tell an entry of a draw: %w", err)
		}
		if done {
			told.Add(1)
		}
		return nil
	})
	return int(told.Load()), err
}
