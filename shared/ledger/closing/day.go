package closing

import (
	"context"
	"encoding/json"
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
	Closer
	Request
	chain  *chain
	now    time.Time
	rev    int
	raw    []string         // all raw files of the market there are
	booked map[string]Input // those that are in the books of earlier days of the look-back

	findings findings
	tally    *tally
	inputs   []Input
	late     map[string]int
	read     Sequences
}

// errOvertaken says that another close has decided otherwise what the books are
// made of. So they are made of that.
var errOvertaken = errors.New("closing: overtaken")

// begin lists what there is.
func (d *day) begin(ctx context.Context) error {
	d.rev = max(d.chain.begun[d.Date], 1)
	if d.Rebuild {
		d.rev = d.chain.begun[d.Date] + 1
	}
	d.booked = d.chain.inputs(ledger.AddDays(d.Date, -lookBack), ledger.AddDays(d.Date, -1))
	var err error
	d.raw, err = d.Objects.List(ctx, raw.Days(d.Region, d.Market), "")
	return err
}

// close makes the books and closes them, or leaves the day open.
func (d *day) close(ctx context.Context) (Manifest, error) {
	d.findings, d.inputs, d.late, d.read = findings{}, nil, map[string]int{}, Sequences{}
	for _, broken := range d.chain.broken {
		d.findings.add(Chained, "%s", broken)
	}
	if d.follows(); len(d.findings) > 0 { // it is not known what is in the books of earlier days
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
	if len(d.findings) > 0 {
		return d.leaveOpen(ctx, cut)
	}
	return d.commit(ctx, cut, files)
}

// follows makes sure that the day comes next in the chain, or begins it, or is in it.
func (d *day) follows() {
	first, later := true, false
	for date := range d.chain.live {
		first = first && date >= d.Date
		later = later || date > d.Date
	}
	for _, name := range d.raw {
		if key, err := raw.ParseKey(name); err == nil && key.Date < d.Date {
			first = false
		}
	}
	yesterday := ledger.AddDays(d.Date, -1)
	switch {
	case d.chain.live[yesterday] == 0 && !first:
		d.findings.add(PreviousClosed, "%s is not closed", yesterday)
	case d.chain.live[d.Date] == 0 && later:
		d.findings.add(PreviousClosed, "days after %s are closed", d.Date)
	}
}

func (d *day) folder() string { return Folder(d.Region, d.Market, d.Date, d.rev) }

func (d *day) link(date string) *Link { return d.chain.link(d.Region, d.Market, date) }

// manifest tells what was found.
func (d *day) manifest(cut cutOff) Manifest {
	m := Manifest{
		Schema: ledger.SchemaVersion, Status: Open, Region: d.Region, Market: d.Market, Date: d.Date,
		At: cut.At, Previous: cut.Previous, Supersedes: cut.Supersedes,
		Checks: d.findings.checks(), CutOff: d.read, RawFiles: cut.RawFiles, Inputs: d.inputs,
	}
	if d.tally != nil {
		m.Totals = d.tally.totals(d.Region)
	}
	for date, events := range d.late {
		m.Late = append(m.Late, Late{date, events})
	}
	slices.SortFunc(m.Late, func(a, b Late) int { return strings.Compare(a.Date, b.Date) })
	return m
}

// leaveOpen says why the day is not closed.
func (d *day) leaveOpen(ctx context.Context, cut cutOff) (Manifest, error) {
	m := d.manifest(cut)
	m.At = d.now
	body, err := m.encode()
	if err != nil {
		return Manifest{}, err
	}
	return m, d.Objects.Put(ctx, OpenKey(d.Region, d.Market, d.Date), body)
}

// commit writes the books: what they are made of first, and the manifest last.
func (d *day) commit(ctx context.Context, cut cutOff, files []*outputFile) (Manifest, error) {
	cut, err := d.fix(ctx, cut)
	if err != nil {
		return Manifest{}, err
	}
	m := d.manifest(cut)
	m.Status, m.Rev = Closed, d.rev
	for _, f := range files {
		m.Files = append(m.Files, f.describe())
		if err := d.putOnce(ctx, d.folder()+f.kind.name, f.body.Bytes()); err != nil {
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
	if err := d.putOnce(ctx, d.folder()+manifestName, body); err != nil {
		return Manifest{}, err
	}
	return m, d.publish(ctx, d.Market, d.Date, d.rev)
}

// fix puts the cut-off, or takes the one that is there.
func (d *day) fix(ctx context.Context, cut cutOff) (cutOff, error) {
	body, err := json.MarshalIndent(cut, "", " ")
	if err != nil {
		return cutOff{}, err
	}
	if created, err := d.Objects.PutNew(ctx, d.folder()+cutOffName, body); err != nil || created {
		return cut, err
	}
	theirs, err := d.decided(ctx)
	if err == nil && !slices.Equal(theirs.Inputs, cut.Inputs) {
		err = errOvertaken
	}
	return theirs, err
}

// stillNext makes sure that books made anew take the place of those that they
// were to: the days after these may have been closed upon others meanwhile.
func (d *day) stillNext(ctx context.Context, cut cutOff) error {
	days, err := listChain(ctx, d.Objects, d.Region, d.Market)
	if err != nil {
		return err
	}
	supersedes := 0
	if cut.Supersedes != nil {
		supersedes = cut.Supersedes.Rev
	}
	if live := days.live[d.Date]; live != supersedes && live != d.rev {
		return fmt.Errorf("%w: rev %d of %s is there", ErrOtherBytes, live, d.Date)
	}
	return nil
}
