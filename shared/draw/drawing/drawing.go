// Package drawing carries out the draw of a sale whose access is draw.
//
// It freezes the list of entries page by page. Each page is written once and never changes,
// nor does the notice, which ends the list: from then on the draw is what was published. If
// a run stops at any point, the next one finishes it with the same result.
package drawing

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/catalog"
	"storefront/shared/draw"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// PageSize is how many entries of a list are written at once.
const PageSize = 500

// atOnce bounds the requests that run at the same time.
const atOnce = 16

// Settled is how long after the end of entries the list may be read. It is longer than a
// request that confirms an entry can take, and longer than the queue's index can lag.
const Settled = 5 * time.Minute

// Entry is an entry of a frozen list.
type Entry struct {
	Place      waitlist.Place
	Commitment draw.Hash
}

// Draws reads stored draws.
type Draws interface {
	// Notice returns the notice of a line's draw, and its beacon if it is there. known is
	// false if there is no notice.
	Notice(ctx context.Context, line stock.Line) (n draw.Notice, b *draw.Beacon, known bool, err error)
	// Page returns a page of a line's list, from 1. It is nil if there is none.
	Page(ctx context.Context, line stock.Line, number int) ([]Entry, error)
	// Ranks returns a page of a line's ranking, from 1, or nil if there is none. Each page but the
	// last has PageSize commitments.
	Ranks(ctx context.Context, line stock.Line, number int) ([]draw.Hash, error)
}

// Store stores draws. Each method is one atomic write to one item.
type Store interface {
	Draws
	// PutNotice stores a notice, unless there is one. It reports whether it did.
	PutNotice(ctx context.Context, n draw.Notice) (stored bool, err error)
	// PutPage stores a page, unless there is one with that number. It reports whether it did.
	PutPage(ctx context.Context, line stock.Line, number int, entries []Entry) (stored bool, err error)
	// PutRanks stores a page of a ranking, unless there is one with that number.
	PutRanks(ctx context.Context, line stock.Line, number int, ranked []draw.Hash) error
	// PutBeacon adds the beacon to a notice that has none. It may be repeated.
	PutBeacon(ctx context.Context, line stock.Line, b draw.Beacon) error
}

// Entries reads entries of the waitlist, and tells them news.
type Entries interface {
	// Entry returns an entry as it is now. It is the zero Entry if there is none.
	Entry(ctx context.Context, key waitlist.Key) (waitlist.Entry, error)
	// Tell stores news in an entry, so that the entry asks for the mail that tells the news. It
	// does nothing if the entry was told the topic before, or does not take the news; see
	// waitlist.Entry.TakesNews. It is one atomic write to one item, and may be repeated.
	Tell(ctx context.Context, at waitlist.Place, n waitlist.News) (told bool, err error)
}

// Drawer carries out draws.
type Drawer struct {
	Store    Store
	Queue    invite.Queue
	Entries  Entries
	Clock    func(context.Context) (time.Time, error)
	Verify   func(draw.Chain, draw.Beacon) error // checks a beacon's signature, such as drand.Verify
	Progress func(entries int)                   // if not nil, is called after each page that was written or told
}

// Wish describes the draw to carry out.
type Wish struct {
	Sale    catalog.Sale
	SKU     catalog.SKU
	Units   int           // how many are drawn
	Markets []market.Code // whose queues are in the draw: those where the product is cleared
}

func (w Wish) line() stock.Line { return stock.Line{Sale: w.Sale.ID, SKU: w.SKU} }

// Close ends a draw's entries. It freezes the list and stores the notice, or returns the
// notice that an earlier run has stored. The round does not exist yet when the notice is
// stored.
func (d *Drawer) Close(ctx context.Context, w Wish) (n draw.Notice, stored bool, err error) {
	n, _, known, err := d.Store.Notice(ctx, w.line())
	if err != nil || known {
		return n, false, err
	}
	now, err := d.Clock(ctx)
	if err != nil {
		return draw.Notice{}, false, err
	}
	if err := w.check(now); err != nil {
		return draw.Notice{}, false, err
	}
	commitments, err := d.freeze(ctx, w)
	if err != nil {
		return draw.Notice{}, false, err
	}
	root, err := draw.Root(commitments)
	if err != nil {
		return draw.Notice{}, false, err
	}
	if now, err = d.Clock(ctx); err != nil {
		return draw.Notice{}, false, err
	}
	n = draw.Notice{
		Line: w.line(), Closed: w.Sale.EntriesClose, Made: now.UTC().Truncate(time.Millisecond), Entries: len(commitments), Units: w.Units,
		Root: root, Chain: draw.Quicknet.Hash, Round: draw.Quicknet.RoundAfter(now.Add(draw.Lead(len(commitments)))),
	}
	stored, err = d.Store.PutNotice(ctx, n)
	if err != nil || stored {
		return n, stored, err
	}
	n, _, _, err = d.Store.Notice(ctx, n.Line) // another run's
	return n, false, err
}

func (w Wish) check(now time.Time) error {
	_, sold := w.Sale.Line(w.SKU)
	switch from := w.Sale.EntriesClose.Add(Settled); {
	case w.Sale.Access != catalog.AccessDraw:
		return fmt.Errorf("sale %s has no draw: its access is %s", w.Sale.ID, w.Sale.Access)
	case w.Sale.Sealed() || w.Sale.StatusAt(now) == catalog.StatusClosed:
		return fmt.Errorf("sale %s has ended", w.Sale.ID)
	case !sold:
		return fmt.Errorf("sale %s has no line %q", w.Sale.ID, w.SKU)
	case len(w.Markets) == 0:
		return fmt.Errorf("no market may sell %s yet", w.SKU)
	case now.Before(from):
		return fmt.Errorf("entries close at %s: close the draw at %s or later, when all that came in time are there",
			w.Sale.EntriesClose.UTC().Format(time.RFC3339), from.UTC().Format(time.RFC3339))
	}
	return nil
}

// freeze stores the pages of a list that are not there yet, and returns its commitments. A
// mailbox that is on the list in several markets is in the draw once.
func (d *Drawer) freeze(ctx context.Context, w Wish) ([]draw.Hash, error) {
	var all []draw.Hash
	seen := map[draw.Hash]bool{}
	var after waitlist.Place
	for number := 1; ; number++ {
		page, err := d.Store.Page(ctx, w.line(), number)
		if err == nil && page == nil {
			page, err = d.freezePage(ctx, w, number, after, seen)
		}
		if err != nil || len(page) == 0 {
			return all, err
		}
		for _, e := range page {
			seen[e.Commitment] = true
			all = append(all, e.Commitment)
			after = e.Place
		}
		if d.Progress != nil {
			d.Progress(len(all))
		}
	}
}

// freezePage stores the page of entries after a place, or returns the one that another run
// has stored. At the end of the list the page is empty, and is not stored.
func (d *Drawer) freezePage(ctx context.Context, w Wish, number int, after waitlist.Place, seen map[draw.Hash]bool) ([]Entry, error) {
	for {
		places, err := d.Queue.Queue(ctx, w.Markets, w.SKU, after, PageSize)
		if err != nil {
			return nil, err
		}
		for i, place := range places {
			if !place.At.Before(w.Sale.EntriesClose) {
				places = places[:i]
				break
			}
		}
		if len(places) == 0 {
			return nil, nil
		}
		page, err := d.commit(ctx, w, places, seen)
		if err != nil {
			return nil, err
		}
		if after = places[len(places)-1]; len(page) == 0 { // all have left, or are in the draw already
			continue
		}
		stored, err := d.Store.PutPage(ctx, w.line(), number, page)
		if err != nil || stored {
			return page, err
		}
		return d.Store.Page(ctx, w.line(), number)
	}
}

// commit returns the entries at some places, without those that have left or were seen.
func (d *Drawer) commit(ctx context.Context, w Wish, places []waitlist.Place, seen map[draw.Hash]bool) ([]Entry, error) {
	entries, err := d.read(ctx, places)
	if err != nil {
		return nil, err
	}
	var page []Entry
	here := map[draw.Hash]bool{}
	for i, e := range entries {
		if !waitsAt(e, places[i]) {
			continue
		}
		who := email.IdentityOf(e.Email)
		c := draw.Commit(w.Sale.DrawSecret(w.SKU, who), who)
		if !seen[c] && !here[c] {
			here[c] = true
			page = append(page, Entry{places[i], c})
		}
	}
	return page, nil
}

// read reads the entries at some places.
func (d *Drawer) read(ctx context.Context, places []waitlist.Place) ([]waitlist.Entry, error) {
	entries := make([]waitlist.Entry, len(places))
	return entries, each(ctx, len(places), func(ctx context.Context, i int) (err error) {
		entries[i], err = d.Entries.Entry(ctx, places[i].Key)
		return err
	})
}

// waitsAt reports whether an entry waits at a place of the queue.
func waitsAt(e waitlist.Entry, at waitlist.Place) bool {
	return e.Status == waitlist.Confirmed && e.ConfirmedAt.Truncate(time.Millisecond).Equal(at.At)
}

// each calls do for 0 to n-1, up to atOnce of them at the same time.
func each(ctx context.Context, n int, do func(ctx context.Context, i int) error) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := range n {
		group.Go(func() error { return do(ctx, i) })
	}
	return group.Wait()
}

// page returns a page of the list of a notice.
func (d *Drawer) page(ctx context.Context, line stock.Line, number int) ([]Entry, error) {
	page, err := d.Store.Page(ctx, line, number)
	if err == nil && len(page) == 0 {
		err = fmt.Errorf("draw %s: page %d of the list is missing", line, number)
	}
	return page, err
}
