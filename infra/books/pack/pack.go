// Package pack reports a month of a legal entity to finance. Its tables show what the closed
// books say, and tie out with their manifests. They are written to a workbook or to files.
package pack

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// Errors of a pack. After any of them, nothing was written.
var (
	ErrMonth = errors.New("the month has no closed books yet")
	ErrNone  = errors.New("there are no books of the month")
	ErrBooks = errors.New("the books are not whole")
)

// Pack asks for the books of a month.
type Pack struct {
	Books       ledger.Objects
	Anchors     closing.Anchors // of what is in force; nil: all that Books has
	Region      market.Region
	Month       string // as 2006-01
	Now         time.Time
	Provisional bool // take in days that are not closed, with their events so far

	Entity ledger.LegalEntity // the owner of the books; zero: the region's

	// Progress, if not nil, is called now and then with the bytes read and the total.
	Progress func(done, all int)
}

// Report is the month of a legal entity.
type Report struct {
	Month       string
	Entity      ledger.LegalEntity
	Region      market.Region
	Provisional bool // a day of it was not closed
	Tables      []Table
}

// month is the days of a month. Dates compare as texts.
type month struct {
	name        string // as 2006-01
	first, last string
}

// parseMonth returns the days of a month.
func parseMonth(text string) (month, error) {
	t, err := time.Parse("2006-01", text)
	if err != nil {
		return month{}, fmt.Errorf("%w: %q is not a month as in 2026-11", ErrMonth, text)
	}
	return month{text, t.Format(time.DateOnly), t.AddDate(0, 1, -1).Format(time.DateOnly)}, nil
}

// CheckMonth fails unless a text is a month as in 2026-11.
func CheckMonth(text string) error {
	_, err := parseMonth(text)
	return err
}

// Run reads the books from their beginning to the end of the month. It fails with ErrMonth
// unless all days of the month are closed, with ErrNone if no market has books of it, and with
// ErrBooks if a file differs from its manifest or the tables differ from the manifests' totals.
func (p Pack) Run(ctx context.Context) (Report, error) {
	of, err := parseMonth(p.Month)
	if err != nil {
		return Report{}, err
	}
	if p.Entity, err = p.owner(); err != nil {
		return Report{}, err
	}
	report := Report{Month: p.Month, Entity: p.Entity, Region: p.Region}
	var all []*figures
	var jobs []job
	for _, m := range p.Region.Markets() {
		f := newFigures(m, of)
		days, err := p.days(ctx, f)
		if err != nil {
			return Report{}, fmt.Errorf("market %s: %w", m.Code, err)
		}
		all = append(all, f)
		for _, d := range days {
			report.Provisional = report.Provisional || d.manifest.Status == closing.Provisional
			jobs = append(jobs, job{f, d})
		}
	}
	if len(jobs) == 0 {
		return Report{}, p.none()
	}
	if err := p.read(ctx, jobs); err != nil {
		return Report{}, err
	}
	r := reporter{month: of, entity: p.Entity, region: p.Region, markets: all, provisional: report.Provisional, at: p.Now}
	if r.locked, err = p.locked(ctx); err != nil {
		return Report{}, err
	}
	report.Tables, err = r.tables()
	return report, err
}

// owner returns the legal entity whose books they are.
func (p Pack) owner() (ledger.LegalEntity, error) {
	if p.Entity.Code != "" {
		return p.Entity, nil
	}
	entity, ok := ledger.Entity(p.Region)
	if !ok {
		return ledger.LegalEntity{}, fmt.Errorf("%w: region %q has no legal entity", ErrBooks, p.Region)
	}
	return entity, nil
}

// none returns the error for a month that no market has books of.
func (p Pack) none() error {
	return fmt.Errorf("%w: no market has events from before the end of %s", ErrNone, p.Month)
}

// locked returns a text that says whether the month is locked, since when, and by whom.
func (p Pack) locked(ctx context.Context) (string, error) {
	locks, broken, err := p.closer().Books().Locks(ctx)
	if len(broken) > 0 {
		return "", fmt.Errorf("%w: %s", ErrBooks, broken[0])
	}
	for _, l := range locks {
		if l.Month == p.Month {
			return fmt.Sprintf("since %s, by %s", l.At.Format(time.RFC3339), l.By), err
		}
	}
	return "no", err
}

func (p Pack) closer() closing.Closer {
	return closing.Closer{Objects: p.Books, Anchors: p.Anchors, Region: p.Region}
}

// bookedDay is a day of the books.
type bookedDay struct {
	manifest closing.Manifest
	body     []byte            // of the manifest; nil if it is provisional
	files    map[string][]byte // of a provisional day, by the name of the closed file
}

// digest returns the digest of the manifest, or "" if the day is provisional.
func (d bookedDay) digest() string {
	if d.body == nil {
		return ""
	}
	return digest(d.body)
}

// digest returns the SHA-256 of a file, in hex.
func digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// days lists the days of a market up to the end of the month.
func (p Pack) days(ctx context.Context, f *figures) ([]bookedDay, error) {
	begin, err := ledger.Midnight(f.market.Code, f.month.first)
	if err != nil {
		return nil, err
	}
	if p.Now.Before(begin) {
		return nil, fmt.Errorf("%w: %s has not begun: it does so at %s", ErrNone, f.month.name, begin.UTC().Format(time.RFC3339))
	}
	end, err := ledger.Midnight(f.market.Code, ledger.AddDays(f.month.last, 1))
	if err != nil {
		return nil, err
	}
	if p.Now.Before(end) && !p.Provisional {
		return nil, fmt.Errorf("%w: %s is not over until %s", ErrMonth, f.month.name, end.UTC().Format(time.RFC3339))
	}
	history, err := p.closer().Books().History(ctx, f.market.Code, "", f.month.last)
	if err != nil {
		return nil, err
	}
	if err := history.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBooks, err)
	}
	f.begins = history.Begins
	var days []bookedDay
	for _, d := range history.Days {
		switch {
		case d.Closed():
			days = append(days, bookedDay{manifest: d.Live, body: d.Body})
		case !p.Provisional:
			return nil, fmt.Errorf("%w: %s is not closed; ledger status says why", ErrMonth, d.Date)
		default:
			made, begun, err := p.provisional(ctx, f, d.Date)
			if err != nil || !begun {
				return days, err
			}
			days = append(days, made)
		}
	}
	return days, nil
}

// provisional makes the books of a day that is not closed, if it has begun.
func (p Pack) provisional(ctx context.Context, f *figures, date string) (bookedDay, bool, error) {
	begin, err := ledger.Midnight(f.market.Code, date)
	if err != nil || p.Now.Before(begin) {
		return bookedDay{}, false, err
	}
	made, err := p.closer().Provisional(ctx, closing.Request{Market: f.market.Code, Date: date}, p.Now)
	if err != nil {
		return bookedDay{}, false, err
	}
	d := bookedDay{manifest: made.Manifest, files: map[string][]byte{}}
	for i, file := range made.Files {
		d.manifest.Files[i].Name, d.files[file.Of] = file.Of, file.Body
	}
	return d, true, nil
}
