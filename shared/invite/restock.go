package invite

import (
	"context"
	"fmt"

	"storefront/shared/stock"
)

// Restock is the latest stock that was added to a line for the waitlist. It is written down
// before the units are added, and the write that starts its wave records the wave's number. So
// a repeated restock adds no unit and starts no wave a second time.
type Restock struct {
	Reference string // names it; empty if there was none
	Units     int
	Lots      int // how many lots the line has before its units are added
	Wave      int // number of its wave; 0: not started yet; none: there was no free unit
}

const none = -1

// pending reports whether a restock was begun whose wave was not started.
func (r Restock) pending() bool { return r.Reference != "" && r.Wave == 0 }

// errPending says how to continue a restock that was interrupted.
func (r Restock) errPending(line stock.Line) error {
	return fmt.Errorf("restock %s of %d units of %s was cut short: run invite first, which finishes it", r.Reference, r.Units, line)
}

// Pending fails if a restock of the line was begun whose wave was not started.
func (b Book) Pending() error {
	if b.Restock.pending() {
		return b.Restock.errPending(b.Line)
	}
	return nil
}

// Restock adds units to the line of a wish, and carries out a wave of at most as many tickets. If
// it fails, it may be repeated with the same reference, and does the rest.
func (i *Inviter) Restock(ctx context.Context, w Wish, reference string, units int) (Result, error) {
	line := stock.Line{Sale: w.Sale.ID, SKU: w.SKU}
	book, err := i.Books.Book(ctx, line)
	if err != nil {
		return Result{}, err
	}
	last := book.Restock
	switch {
	case last.Reference == reference && last.Units != units:
		return Result{}, fmt.Errorf("restock %s is of %d units", reference, last.Units)
	case last.Reference == reference && last.Wave != 0:
		return i.resume(ctx, w, book)
	case last.Reference != reference && last.pending():
		return Result{}, last.errPending(line)
	case last.Reference != reference:
		if book, err = i.begin(ctx, w, book, reference, units); err != nil {
			return Result{}, err
		}
	}
	if book, err = i.add(ctx, book); err != nil {
		return Result{}, err
	}
	if !book.last().Done { // an earlier run has left it
		if _, err := i.finish(ctx, w, book); err != nil {
			return Result{}, err
		}
		if book, err = i.Books.Book(ctx, line); err != nil {
			return Result{}, err
		}
	}
	var r Result
	if book, r.Free, err = i.start(ctx, w, book); err != nil || book.Restock.Wave == none {
		return r, err
	}
	r.Wave, err = i.finish(ctx, w, book)
	return r, err
}

// resume carries out the wave of a restock.
func (i *Inviter) resume(ctx context.Context, w Wish, book Book) (Result, error) {
	r := Result{Resumed: true, Wave: book.wave(book.Restock.Wave)}
	if r.Wave.Done {
		return r, nil
	}
	var err error
	r.Wave, err = i.finish(ctx, w, book)
	return r, err
}

// begin writes down a restock.
func (i *Inviter) begin(ctx context.Context, w Wish, book Book, reference string, units int) (Book, error) {
	now, err := i.Clock(ctx)
	if err != nil {
		return Book{}, err
	}
	if _, err := w.check(now); err != nil {
		return Book{}, err
	}
	shelf, err := i.Stock.Shelf(ctx, book.Line)
	if err != nil {
		return Book{}, err
	}
	book.Restock = Restock{Reference: reference, Units: units, Lots: shelf.Lots}
	return i.put(ctx, book)
}

// put stores a book and returns it with its new version.
func (i *Inviter) put(ctx context.Context, book Book) (Book, error) {
	stored, err := i.Books.PutBook(ctx, book)
	if err != nil {
		return Book{}, err
	}
	if !stored {
		return Book{}, fmt.Errorf("another invitation to %s was started at the same moment: run it again", book.Line)
	}
	book.Version++
	return book, nil
}

// add adds the units of a restock, unless the shelf shows by the restock's reference that they were
// added. The number of lots in the book is that of before the restock. Lots are never removed, so
// only one run can add units to that number of lots, and a run that lags behind fails.
func (i *Inviter) add(ctx context.Context, book Book) (Book, error) {
	shelf, err := i.Stock.Shelf(ctx, book.Line)
	if err != nil || shelf.Restocked == book.Restock.Reference {
		return book, err
	}
	if shelf.Lots != book.Restock.Lots { // another restock came first
		book.Restock.Lots = shelf.Lots
		if book, err = i.put(ctx, book); err != nil {
			return Book{}, err
		}
	}
	r := book.Restock
	return book, i.Add(ctx, book.Line, r.Lots, r.Units, r.Reference)
}
