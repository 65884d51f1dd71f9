package closing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// day is a day that is being closed.
type day struct {
	*chain
	date   string
	now    time.Time
	rev    int
	raw    []string         // the keys of the market's raw files, from the look-back on
	booked map[string]Input // by key, the raw files in the books of earlier days of the look-back
	adjust []string         // the keys of the market's adjustments, from the look-back on
	to     Anchors          // of the manifest; nil: it is not anchored
	proved map[string]Input // booked, and those in the books that a rebuild supersedes

	expected lastVersions // of orders, with which the events are compared; nil: they are not

	reason, by  string // of a rebuild or suspense
	suspend     []string
	rules       func(ledger.Event) (ledger.Entries, error)
	provisional bool // the books are not to be closed, and earlier days may be open

	// What an attempt finds:
	findings  findings
	tally     *tally
	inputs    []Input
	late      map[string]int
	read      Sequences
	suspended []Suspended
	adjusted  []Adjustment
	numbers   map[string]int // of documents, by series: the last that was given
}

// errOvertaken means that another close has put another cut-off. The books are made from
// that one.
var errOvertaken = errors.New("overtaken")

// begin chooses the rev and lists the raw files and adjustments. Those from before the look-back are
// in the books of earlier days, or in none; see TooLate.
func (d *day) begin(ctx context.Context, rebuild bool) error {
	d.rev = max(d.begun[d.date], 1)
	if rebuild {
		d.rev = d.begun[d.date] + 1
	}
	d.booked, d.proved = d.chain.inputs(d.date), d.chain.inputs(ledger.AddDays(d.date, 1))
	var err error
	if d.adjust, err = d.listFrom(ctx, adjustmentsOf(d.region, d.code), d.from); err != nil {
		return err
	}
	d.raw, err = d.listFrom(ctx, raw.Days(d.region, d.code), d.from)
	return err
}

// close makes the books and closes the day, or leaves it open.
func (d *day) close(ctx context.Context) (Manifest, error) {
	d.findings, d.inputs, d.late, d.read, d.suspended, d.adjusted = findings{}, nil, map[string]int{}, Sequences{}, nil, nil
	for _, broken := range d.broken {
		d.findings.add(Chained, "%s", broken)
	}
	for date, all := range d.unanchored {
		if date == d.date && d.rev > 1 { // a rebuild puts it right
			continue
		}
		for _, finding := range all {
			d.findings.add(Chained, "%s", finding)
		}
	}
	if d.checkPrevious(); len(d.findings) > 0 { // what is in the books of earlier days is unknown
		return d.leaveOpen(ctx, cutOff{At: d.now})
	}
	cut, err := d.decide(ctx)
	if err != nil {
		return Manifest{}, err
	}
	files, err := d.book(ctx, cut)
	if err != nil {
		return Manifest{}, err
	}
	if d.checkSuspended(); len(d.findings) > 0 {
		return d.leaveOpen(ctx, cut)
	}
	cut.Suspend = idsOf(d.suspended)
	return d.commit(ctx, cut, files)
}

// checkPrevious checks that the day is the first one, or comes right after a
// closed day, and that no later day is closed unless it is closed itself.
func (d *day) checkPrevious() {
	first, later := true, false
	for date := range d.live {
		first = first && date >= d.date
		later = later || date > d.date
	}
	for _, name := range d.raw {
		if key, err := raw.ParseKey(name); err == nil && key.Date < d.date {
			first = false
		}
	}
	yesterday := ledger.AddDays(d.date, -1)
	switch {
	case d.live[yesterday] == 0 && !first:
		d.findings.add(PreviousClosed, "%s is not closed", yesterday)
	case d.live[d.date] == 0 && later:
		d.findings.add(PreviousClosed, "days after %s are closed", d.date)
	}
}

// key returns the key of a file of the day's closed books.
func (d *day) key(name string) string { return d.folder(d.date, d.rev) + name }

// manifest returns the manifest of what was found.
func (d *day) manifest(cut cutOff) Manifest {
	m := Manifest{
		Schema: ledger.SchemaVersion, Status: Open, Region: d.region, Market: d.code, Date: d.date,
		At: cut.At, Previous: cut.Previous, Supersedes: cut.Supersedes, Reason: cut.Reason, By: cut.By,
		Checks: d.findings.checks(d.expected != nil), Numbers: d.numbers, Suspended: d.suspended, Adjustments: d.adjusted,
		CutOff: d.read, RawFiles: cut.RawFiles, Inputs: d.inputs,
	}
	if d.tally != nil {
		m.Totals = d.tally.totals(d.region)
	}
	for date, events := range d.late {
		m.Late = append(m.Late, Late{date, events})
	}
	slices.SortFunc(m.Late, func(a, b Late) int { return strings.Compare(a.Date, b.Date) })
	return m
}

// leaveOpen writes the manifest that says why the day is not closed.
func (d *day) leaveOpen(ctx context.Context, cut cutOff) (Manifest, error) {
	m := d.manifest(cut)
	m.At = d.now
	body, err := m.encode()
	if err != nil {
		return Manifest{}, err
	}
	return m, d.objects.Put(ctx, OpenKey(d.region, d.code, d.date), body)
}

// commit writes the books: the cut-off first, and the manifest last.
func (d *day) commit(ctx context.Context, cut cutOff, files []*outputFile) (Manifest, error) {
	cut, err := d.putCutOff(ctx, cut)
	if err != nil {
		return Manifest{}, err
	}
	m := d.manifest(cut)
	m.Status, m.Rev = Closed, d.rev
	for _, f := range files {
		m.Files = append(m.Files, f.describe())
		if err := d.putOnce(ctx, d.key(f.kind.name), f.body.Bytes()); err != nil {
			return Manifest{}, err
		}
	}
	if err := d.stillNext(ctx, cut); err != nil {
		return Manifest{}, err
	}
	body, err := m.encode()
	if err != nil {
		return Manifest{}, err
	}
	if err := d.anchor(ctx, d.to, digest(body)); err != nil {
		return Manifest{}, err
	}
	if err := d.putOnce(ctx, d.key(ManifestName), body); err != nil {
		return Manifest{}, err
	}
	return m, d.publish(ctx, d.date, d.rev)
}

// putCutOff puts the cut-off, or returns the one that is there. It fails with
// errOvertaken if that one was put by no close, or has other raw files, adjustments or
// events in suspense.
func (d *day) putCutOff(ctx context.Context, cut cutOff) (cutOff, error) {
	body, err := cut.encode()
	if err != nil {
		return cutOff{}, err
	}
	key := d.key(cutOffName)
	if err := anchorFile(ctx, d.to, d.date, key, body); err != nil {
		return cutOff{}, err
	}
	if created, err := d.objects.PutNew(ctx, key, body); err != nil || created {
		return cut, err
	}
	theirs, err := d.readCutOff(ctx)
	if err == nil && (len(d.findings) > 0 || !theirs.sameBooks(cut)) {
		err = errOvertaken
	}
	return theirs, err
}

// stillNext fails with ErrOtherBytes if another close has meanwhile given the day
// a rev that these books were not to supersede, or with ErrLocked if its month was locked.
func (d *day) stillNext(ctx context.Context, cut cutOff) error {
	if err := d.books().CheckUnlocked(ctx, d.date); err != nil {
		return err
	}
	live, err := d.liveRev(ctx, d.date)
	if err != nil {
		return err
	}
	supersedes := 0
	if cut.Supersedes != nil {
		supersedes = cut.Supersedes.Rev
	}
	if live != supersedes && live != d.rev {
		return fmt.Errorf("%w: rev %d of %s is there", ErrOtherBytes, live, d.date)
	}
	return nil
}
