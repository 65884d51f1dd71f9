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
	Lots      int // how many lots the line had before
	Wave      int // number of its wave; 0: not started yet; none: there was no free unit
}

const none = -1

// pending reports whether a restock was begun whose wave was not started.
func (r Restock) pending() bool { return r.Reference != "" && r.Wave == 0 }

// errPending says how to continue a restock that was interrupted.
func (r Restock) errPending(line stock.Line) error {
	return fmt.Errorf("restock %s of %d units of %s was cut short: repeat it with --invite --reference %s first", r.Reference, r.Units, line, r.Reference)
}

// Pending fails if a restock of the line was begun whose wave was not started.
func (b Book) Pending() error {
	if b.Restock.pending() {
		return b.Restock.errPending(b.Line)
	}
	return nil
}

// Restock adds units to the line of a wish, and carries out a wave of at most as many tickets.
// After any failure it may be repeated under its reference, and does what is left to do. add
// adds the units to a line that still has a number of lots: all of them, or none if it is
// known to have failed.
func (i *Inviter) Restock(ctx context.Context, w Wish, reference string, units int, add func(ctx context.Context, lots int) error) (Result, error) {
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
	if err := i.add(ctx, book, add); err != nil {
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

// add adds the units of a restock, unless they were added.
func (i *Inviter) add(ctx context.Context, book Book, add func(ctx context.Context, lots int) error) error {
	shelf, err := i.Stock.Shelf(ctx, book.Line)
	if err != nil {
		return err
	}
	switch r := book.Restock; shelf.Lots {
	case r.Lots:
		return add(ctx, r.Lots)
	case r.Lots + len(stock.Split(r.Units)):
		return nil
	default:
		return fmt.Errorf("the stock of %s has changed since restock %s was begun, from %d lots to %d: run an audit to see what it has", book.Line, r.Reference, r.Lots, shelf.Lots)
	}
}
