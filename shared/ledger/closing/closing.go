// Package closing closes the books of days: from the raw files of a market's day
// it derives the journal, order lines and stock moves, proves that they tie out,
// and writes them with a manifest, for good. A day that cannot be proved stays
// open, and its manifest says why.
package closing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Errors of closing. None of them leaves anything half done that the next close
// would not finish.
var (
	ErrDate     = errors.New("closing: not a day that can be closed")
	ErrManifest = errors.New("closing: not a manifest")
	// ErrOtherBytes says that a file of the day is there with other content, as
	// when a close was begun by another version of the program. Making the books
	// anew does not touch it.
	ErrOtherBytes = errors.New("closing: another close has written other files")
)

// Closer closes the days of a region's markets. Any number of them may close a
// day at once: they write the same bytes, and there is one manifest.
type Closer struct {
	Objects ledger.Objects
	Region  market.Region
	After   time.Duration // from the end of a day until it is due, for what is under way
}

// Request asks for the books of a day.
type Request struct {
	Market  market.Code
	Date    string // in the market's time zone, as 2006-01-02
	Rebuild bool   // make the books anew if the day is closed; what was begun and not finished is left behind
}

// Close closes a day, and gives its manifest, whose status says whether it is
// closed. Closing a closed day gives the manifest that it has. It fails with
// ErrDate before the day is over, with ErrOtherBytes, or as the bucket does, and
// may then be tried again.
func (c Closer) Close(ctx context.Context, r Request, now time.Time) (Manifest, error) {
	if err := c.over(r, now); err != nil {
		return Manifest{}, err
	}
	days, err := c.chain(ctx, r)
	if err != nil {
		return Manifest{}, err
	}
	if m, ok := days.books[r.Date]; ok && !r.Rebuild {
		return m, c.publish(ctx, r.Market, r.Date, m.Rev)
	}
	d := &day{Closer: c, Request: r, chain: days, now: now.UTC().Truncate(time.Second)}
	if err := d.begin(ctx); err != nil {
		return Manifest{}, err
	}
	for range maxCutOffs {
		m, err := d.close(ctx)
		if !errors.Is(err, errOvertaken) {
			return m, err
		}
	}
	return Manifest{}, fmt.Errorf("%w: the cut-off of %s of market %s keeps changing", ErrOtherBytes, r.Date, r.Market)
}

// maxCutOffs is how often a close may find another one's cut-off: once it is
// there it stays, so the second time around it is its own.
const maxCutOffs = 3

// over makes sure that nothing more can occur in the day.
func (c Closer) over(r Request, now time.Time) error {
	if _, ok := c.Region.Market(r.Market); !ok {
		return fmt.Errorf("%w: region %s has no market %q", ErrDate, c.Region, r.Market)
	}
	if t, err := time.Parse(time.DateOnly, r.Date); err != nil || t.Year() < 1 {
		return fmt.Errorf("%w: %q is no date", ErrDate, r.Date)
	}
	end, err := ledger.Midnight(r.Market, ledger.AddDays(r.Date, 1))
	if err != nil {
		return err
	}
	if now.Before(end) {
		return fmt.Errorf("%w: %s is not over in market %s until %s", ErrDate, r.Date, r.Market, end.UTC().Format(time.RFC3339))
	}
	return nil
}

// chain reads the closed days that a day is closed after.
func (c Closer) chain(ctx context.Context, r Request) (*chain, error) {
	days, err := listChain(ctx, c.Objects, c.Region, r.Market)
	if err != nil {
		return nil, err
	}
	return days, days.look(ctx, c.Objects, c.Region, r.Market, ledger.AddDays(r.Date, -lookBack), r.Date)
}

// putOnce stores a file that has the same bytes whoever writes it.
func (c Closer) putOnce(ctx context.Context, key string, body []byte) error {
	created, err := c.Objects.PutNew(ctx, key, body)
	if err != nil || created {
		return err
	}
	there, err := c.Objects.Get(ctx, key)
	if err != nil {
		return err
	}
	if !bytes.Equal(there, body) {
		return fmt.Errorf("%w: %s", ErrOtherBytes, key)
	}
	return nil
}
