// Package invite invites the waitlist into a sale whose access is ticket or draw, in waves.
// A wave gives tickets to the first entries of the queue, in order. A ticket stands for one unit
// until it ends, so no wave gives more tickets than there are units promised to nobody.
//
// Before a wave invites entries, it writes down which ones, and with which tickets. Each step
// may then be repeated by anybody, at any time. An entry is invited only from the place that
// was written down, so nobody is invited twice or passed over. If a run stops early, the next
// one finishes it.
package invite

import (
	"context"
	"fmt"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/ticket"
	"storefront/shared/waitlist"
)

// pageSize is how many entries are written down at once.
const pageSize = 100

// Books stores books.
type Books interface {
	// Book returns the book of a line as it is now. Its version is zero if there is none.
	Book(ctx context.Context, line stock.Line) (Book, error)
	// PutBook stores a book, with the next version, and reports whether it did. It does
	// not if the one there has another version. It is one atomic write to one item. After
	// an error it is unknown whether it was applied.
	PutBook(ctx context.Context, b Book) (stored bool, err error)
}

// Queue is the waitlist's queue.
type Queue interface {
	// Queue returns the first n places of some markets' queues for a product that come
	// after a place. It may be a moment old.
	Queue(ctx context.Context, in []market.Code, sku catalog.SKU, after waitlist.Place, n int) ([]waitlist.Place, error)
	// Invite invites the entry at a place of the queue. It does nothing if the entry is not
	// confirmed or has another place. Nor does it if the mailbox, which may be in the queues
	// of many markets, has another ticket for the line that has not ended. It returns false
	// if the entry is known never to have had this invitation, because it or its mailbox has
	// another. It may be repeated, even after it was interrupted.
	Invite(ctx context.Context, at waitlist.Place, i waitlist.Invitation) (given bool, err error)
}

// Stock reads lots and shelves, each as it is now.
type Stock interface {
	// Shelf returns the shelf of a line.
	Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error)
	// Lots returns the first n lots of a line.
	Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error)
}

// Inviter invites.
type Inviter struct {
	Books    Books
	Queue    Queue
	Stock    Stock
	Clock    func(context.Context) (time.Time, error)
	Progress func(w Wave) // if not nil, is called after each page
	// Add adds units to a line, and writes reference to its shelf in the same write. It fails if
	// the line does not have exactly lots lots. After any other error it may have added the units.
	Add func(ctx context.Context, line stock.Line, lots, units int, reference string) error
}

// Wish is a wave that is wanted.
type Wish struct {
	Sale   catalog.Sale
	SKU    catalog.SKU
	Units  int           // how many tickets to give; 0: as many as units are free
	Window time.Duration // how long they are valid, from now or from the opening of the sale
	Anyone bool          // whoever has one may use it, and not only the address that was invited
	// Markets are those whose queue is invited: where the product is cleared.
	Markets []market.Code
}

// Result is what an invitation did.
type Result struct {
	Wave    Wave
	Resumed bool // the wave was started by an earlier run, and no other one was started
	Free    int  // units that were promised to nobody, when the wave was started
}

// Invite starts a wave and carries it out. If an earlier run left a wave or a restock unfinished,
// Invite finishes that instead.
func (i *Inviter) Invite(ctx context.Context, w Wish) (Result, error) {
	book, err := i.Books.Book(ctx, stock.Line{Sale: w.Sale.ID, SKU: w.SKU})
	if err != nil {
		return Result{}, err
	}
	if last := book.Restock; last.pending() {
		r, err := i.Restock(ctx, w, last.Reference, last.Units)
		r.Resumed = true
		return r, err
	}
	r := Result{Resumed: !book.last().Done}
	if !r.Resumed {
		if book, r.Free, err = i.start(ctx, w, book); err != nil {
			return Result{}, err
		}
	}
	r.Wave, err = i.finish(ctx, w, book)
	return r, err
}

// start starts a wave, and returns how many units were free for it. The wave of a restock
// gives as many tickets as there are free units, up to its own number. If there are none, no
// wave starts.
func (i *Inviter) start(ctx context.Context, w Wish, book Book) (Book, int, error) {
	now, err := i.Clock(ctx)
	if err != nil {
		return Book{}, 0, err
	}
	ends, err := w.check(now)
	if err != nil {
		return Book{}, 0, err
	}
	shelf, err := i.Stock.Shelf(ctx, book.Line)
	if err != nil {
		return Book{}, 0, err
	}
	lots, err := i.Stock.Lots(ctx, book.Line, shelf.Lots)
	if err != nil {
		return Book{}, 0, err
	}
	free := book.Free(lots, w.Sale, now)
	restock := book.Restock.pending()
	units := w.Units
	switch {
	case restock:
		units = min(book.Restock.Units, free)
	case units == 0:
		units = free
	}
	if restock && units < 1 {
		book.Restock.Wave = none
		book, err = i.put(ctx, book)
		return book, free, err
	}
	if units < 1 || units > free {
		return Book{}, 0, fmt.Errorf("%s has %d free unit(s): the others are sold, on hold, or promised to tickets that have not ended", book.Line, max(free, 0))
	}
	started := book.start(Wave{Units: units, Anyone: w.Anyone, Ends: ends}, now)
	if started.Next+units > ticket.MaxNumber {
		return Book{}, 0, fmt.Errorf("%s has no more numbers for tickets", book.Line)
	}
	if restock {
		started.Restock.Wave = started.last().Number
	}
	started, err = i.put(ctx, started)
	return started, free, err
}

// check returns when the tickets of a wave end that is started now.
func (w Wish) check(now time.Time) (time.Time, error) {
	_, sold := w.Sale.Line(w.SKU)
	switch {
	case !w.Sale.ByTicket():
		return time.Time{}, fmt.Errorf("sale %s does not ask for tickets: its access is %s", w.Sale.ID, w.Sale.Access)
	case w.Sale.Sealed() || w.Sale.StatusAt(now) == catalog.StatusClosed:
		return time.Time{}, fmt.Errorf("sale %s has ended", w.Sale.ID)
	case !sold:
		return time.Time{}, fmt.Errorf("sale %s has no line %q", w.Sale.ID, w.SKU)
	case len(w.Markets) == 0:
		return time.Time{}, fmt.Errorf("no market may sell %s yet", w.SKU)
	}
	from := now
	if w.Sale.Opens.After(now) {
		from = w.Sale.Opens
	}
	ends, ok := w.Sale.Tickets().End(from.Add(w.Window))
	switch {
	case w.Window < ticket.Step || !ok:
		return time.Time{}, fmt.Errorf("the window must be %v or more, and end at most %v after the sale opens", ticket.Step, ticket.MaxTime)
	case !w.Sale.Closes.IsZero() && from.Add(w.Window).After(w.Sale.Closes):
		return time.Time{}, fmt.Errorf("the window must end before the sale closes, at %s", w.Sale.Closes.UTC().Format(time.RFC3339))
	}
	return ends, nil
}

// finish carries out the last wave of a book.
func (i *Inviter) finish(ctx context.Context, w Wish, book Book) (Wave, error) {
	number := book.last().Number
	for {
		wave := book.wave(number)
		if wave.Done {
			return wave, nil
		}
		next, err := i.step(ctx, w, book)
		if err != nil {
			return wave, err
		}
		stored, err := i.Books.PutBook(ctx, next)
		if err != nil {
			return wave, err
		}
		next.Version++
		if !stored { // another run has gone on from here
			if next, err = i.Books.Book(ctx, book.Line); err != nil {
				return wave, err
			}
		}
		book = next
		if i.Progress != nil {
			i.Progress(book.last())
		}
	}
}

// step invites those of the book's page and returns the book with the next page.
func (i *Inviter) step(ctx context.Context, w Wish, book Book) (Book, error) {
	now, err := i.Clock(ctx)
	if err != nil {
		return Book{}, err
	}
	wave, given := book.last(), 0
	if !now.Before(wave.Ends) || w.Sale.StatusAt(now) == catalog.StatusClosed {
		return book.turn(len(book.Page), nil), nil // too late; some of the page may have been invited
	}
	for n, place := range book.Page {
		ok, err := i.Queue.Invite(ctx, place, waitlist.Invitation{
			Sale: book.Line.Sale, Ticket: book.Next - len(book.Page) + n, At: now, Ends: wave.Ends, Anyone: wave.Anyone,
		})
		if err != nil {
			return Book{}, err
		}
		if ok {
			given++
		}
	}
	var after waitlist.Place
	if len(book.Page) > 0 {
		after = book.Page[len(book.Page)-1]
	}
	n := min(pageSize, wave.Units-wave.Given-given)
	if n < 1 {
		return book.turn(given, nil), nil
	}
	next, err := i.Queue.Queue(ctx, w.Markets, w.SKU, after, n)
	return book.turn(given, next), err
}
