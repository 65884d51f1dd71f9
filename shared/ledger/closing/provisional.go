package closing

import (
	"context"
	"fmt"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// Provisional is the status of books that were made before a day could be closed. They
// are in no chain, and no bucket has them.
const Provisional Status = "PROVISIONAL"

// ProvisionalBooks are the books of a day from its events so far. The checks in their manifest
// show what is wrong with them at the moment.
type ProvisionalBooks struct {
	Manifest Manifest
	Files    []ProvisionalFile
}

// ProvisionalFile is a file of provisional books. Its name, and every row of a CSV
// file, says what it is.
type ProvisionalFile struct {
	Name string
	Of   string // its name among closed books
	Body []byte
}

// Provisional makes the books of a day that is not closed, and writes nothing. They have
// no documents, since these get their numbers when the day is closed. It
// fails with ErrDate for a closed day, for one that has not begun, and for one before the first
// event of the market.
func (c Closer) Provisional(ctx context.Context, r Request, now time.Time) (ProvisionalBooks, error) {
	if err := c.checkDate(r); err != nil {
		return ProvisionalBooks{}, err
	}
	begin, err := ledger.Midnight(r.Market, r.Date)
	if err != nil {
		return ProvisionalBooks{}, err
	}
	if now.Before(begin) {
		return ProvisionalBooks{}, fmt.Errorf("%w: %s has not begun in market %s", ErrDate, r.Date, r.Market)
	}
	days, err := listNear(ctx, c.marketBooks(r.Market), r.Date)
	if err != nil {
		return ProvisionalBooks{}, err
	}
	if days.live[r.Date] > 0 {
		return ProvisionalBooks{}, fmt.Errorf("%w: %s is closed in market %s", ErrDate, r.Date, r.Market)
	}
	if _, err := days.started(ctx, r.Date); err != nil {
		return ProvisionalBooks{}, err
	}
	if err := days.readManifests(ctx, ledger.AddDays(r.Date, -lookBack), r.Date); err != nil {
		return ProvisionalBooks{}, err
	}
	d := &day{chain: days, date: r.Date, now: now.UTC().Truncate(time.Second), provisional: true, rules: c.rules()}
	if err := d.begin(ctx, false); err != nil {
		return ProvisionalBooks{}, err
	}
	return d.provisionally(ctx)
}

// provisionally books the raw files that are there.
func (d *day) provisionally(ctx context.Context) (ProvisionalBooks, error) {
	d.findings, d.late = findings{}, map[string]int{}
	for _, broken := range d.broken {
		d.findings.add(Chained, "%s", broken)
	}
	adjustments, err := d.adjustments(ctx)
	if err != nil {
		return ProvisionalBooks{}, err
	}
	cut := cutOff{At: d.now, Inputs: d.rawFilesSoFar(), Adjustments: adjustments}
	files, err := d.book(ctx, cut)
	if err != nil {
		return ProvisionalBooks{}, err
	}
	cut.RawFiles = len(d.inputs)
	made := ProvisionalBooks{Manifest: d.manifest(cut)}
	made.Manifest.Status = Provisional
	for _, f := range files {
		about := f.describe()
		about.Name = fmt.Sprintf("%s-%s-%s-%s-%s", Provisional, d.region, d.code, d.date, f.kind.name)
		made.Manifest.Files = append(made.Manifest.Files, about)
		made.Files = append(made.Files, ProvisionalFile{about.Name, f.kind.name, f.body.Bytes()})
	}
	return made, nil
}

// rawFilesSoFar lists the day's raw files and, if the day is the next to be closed, the late ones of
// closed days.
func (d *day) rawFilesSoFar() []string {
	last := d.last()
	var names []string
	for _, name := range d.raw {
		key, err := raw.ParseKey(name)
		if err != nil {
			d.findings.add(RawFilesWhole, "%s is not the name of a raw file", name)
			continue
		}
		_, booked := d.booked[name]
		late := last != "" && ledger.AddDays(last, 1) == d.date && key.Date <= last && key.Date >= ledger.AddDays(d.date, -lookBack)
		if key.Date == d.date || late && !booked {
			names = append(names, name)
		}
	}
	return names
}
