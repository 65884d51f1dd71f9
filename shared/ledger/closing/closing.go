// Package closing closes the books of days. From the raw files of a market's day
// it derives the journal, order lines and stock moves, proves that they tie out,
// and writes them with a manifest. Closed books are never changed. A day that
// cannot be proved stays open, and its manifest says why.
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

// Errors of closing. After any of them, closing again finishes what was begun.
var (
	ErrDate     = errors.New("not a day that can be closed")
	ErrManifest = errors.New("not a manifest")
	// ErrOtherBytes means that a file of the day is there with other content, as
	// when another version of the program began the close. Rebuilding the books
	// leaves that file behind.
	ErrOtherBytes = errors.New("another close has written other files")
)

// Closer closes the days of a region's markets. Several may close a day at once:
// they write the same bytes, and one manifest.
type Closer struct {
	Objects ledger.Objects
	Orders  Orders  // with which events are compared; nil: they are not
	Anchors Anchors // of the manifests that are put; nil: all that the bucket has is in force
	Region  market.Region
	After   time.Duration // from the end of a day until it is due, so that its events can come in

	// Rules books events; nil: ledger.Book.
	Rules func(ledger.Event) (ledger.Entries, error)
}

// Request asks for the books of a day.
type Request struct {
	Market  market.Code
	Date    string // in the market's time zone, as 2006-01-02
	Rebuild bool   // make the books again under the next rev, even if the day is closed
	Reason  string // why; a rebuild needs one
	By      string // who asks for it
	// Suspend has the ids of events that go to the account of suspense if no rule books
	// them, so that the day need not wait. It needs a reason, too.
	Suspend []string
}

// Close closes a day and returns its manifest, whose status says whether the day
// is closed. If the day is closed already, it returns that manifest. Close fails with ErrDate
// before the day is over, with ErrReason, with ErrLocked if its month is locked and the day would
// change, with ErrOtherBytes, or with an error of the bucket. It may then be tried again.
func (c Closer) Close(ctx context.Context, r Request, now time.Time) (Manifest, error) {
	if err := c.checkOver(r, now); err != nil {
		return Manifest{}, err
	}
	if (r.Rebuild || len(r.Suspend) > 0) && (r.Reason == "" || r.By == "") {
		return Manifest{}, ErrReason
	}
	if err := c.adopt(ctx); err != nil {
		return Manifest{}, err
	}
	return c.close(ctx, c.marketBooks(r.Market), r, now, nil)
}

// close closes a day that is over. all has the last versions of the orders; if it is nil, close reads
// them.
func (c Closer) close(ctx context.Context, at marketBooks, r Request, now time.Time, all map[dayOf]lastVersions) (Manifest, error) {
	days, err := listNear(ctx, at, r.Date)
	if err != nil {
		return Manifest{}, err
	}
	if err := days.checkBegun(ctx, r.Date); err != nil {
		return Manifest{}, err
	}
	if err := days.readManifests(ctx, ledger.AddDays(r.Date, -lookBack), r.Date); err != nil {
		return Manifest{}, err
	}
	if m, ok := days.manifests[r.Date]; ok && !r.Rebuild {
		return m, days.publish(ctx, r.Date, m.Rev)
	}
	if err := c.Books().CheckUnlocked(ctx, r.Date); err != nil {
		return Manifest{}, err
	}
	of := dayOf{r.Market, r.Date}
	if all == nil && !r.Rebuild { // a rebuild is of raw files that were compared
		var err error
		if all, err = c.readOrders(ctx, of); err != nil {
			return Manifest{}, err
		}
	}
	d := &day{chain: days, date: r.Date, now: now.UTC().Truncate(time.Second), expected: all[of], rules: c.rules(), to: c.Anchors}
	if r.Rebuild || len(r.Suspend) > 0 {
		d.reason, d.by, d.suspend = r.Reason, r.By, r.Suspend
	}
	if err := d.begin(ctx, r.Rebuild); err != nil {
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

// maxCutOffs bounds how often a close starts again because another close put its
// cut-off first. A cut-off stays, so the second attempt takes it.
const maxCutOffs = 3

// Books returns the books that the closer writes.
func (c Closer) Books() Books {
	b := Books{Objects: c.Objects, Region: c.Region}
	if c.Anchors != nil { // a nil Anchors is not a nil Anchored
		b.Anchors = c.Anchors
	}
	return b
}

func (c Closer) marketBooks(code market.Code) marketBooks { return c.Books().of(code) }

// checkOver fails with ErrDate unless the day is over, so that nothing more can
// occur in it.
func (c Closer) checkOver(r Request, now time.Time) error {
	if err := c.checkDate(r); err != nil {
		return err
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

// checkDate fails with ErrDate unless the request names a day of a market of the region.
func (c Closer) checkDate(r Request) error {
	if _, ok := c.Region.Market(r.Market); !ok {
		return fmt.Errorf("%w: region %s has no market %q", ErrDate, c.Region, r.Market)
	}
	if t, err := time.Parse(time.DateOnly, r.Date); err != nil || t.Year() < 1 {
		return fmt.Errorf("%w: %q is not a date", ErrDate, r.Date)
	}
	return nil
}

// checkBegun fails with ErrDate for a day before the first event of the market, and while it has none.
func (c *chain) checkBegun(ctx context.Context, date string) error {
	started, err := c.started(ctx, date)
	if err == nil && !started {
		err = fmt.Errorf("%w: market %s has no events yet", ErrDate, c.code)
	}
	return err
}

// started reports whether the market has events. It fails with ErrDate for a day before the first.
func (c *chain) started(ctx context.Context, date string) (bool, error) {
	if begins := c.begins(); begins != "" && begins <= date {
		return true, nil
	}
	first, _, err := c.span(ctx)
	if err == nil && date < first {
		err = fmt.Errorf("%w: the first event of market %s is of %s, so its books have no %s", ErrDate, c.code, first, date)
	}
	return first != "", err
}

// putOnce stores a file that every close writes with the same bytes.
func (b marketBooks) putOnce(ctx context.Context, key string, body []byte) error {
	created, err := b.objects.PutNew(ctx, key, body)
	if err != nil || created {
		return err
	}
	there, err := b.objects.Get(ctx, key)
	if err != nil {
		return err
	}
	if !bytes.Equal(there, body) {
		return fmt.Errorf("%w: %s", ErrOtherBytes, key)
	}
	return nil
}
