package closing

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// version is an event that was read: what the next version of its order must say
// of it, and where it is.
type version struct {
	ledger.Previous
	content    uint64 // see contentOf
	file, line int32  // from 0
}

// booker books the events of a day's raw files.
type booker struct {
	*day
	cut      cutOff
	names    []string // of the raw files, in the order of reading
	versions map[string]version
	waiting  []successor
	seen     map[string]bool // the expected events that were read
	out      *output

	compared       int // the number of the file that comparedEvents are of, or -1
	comparedEvents []ledger.Event
}

// book reads the raw files of a cut-off, checks them, and makes the files of the
// books. What is wrong becomes findings.
func (d *day) book(ctx context.Context, cut cutOff) ([]*outputFile, error) {
	b := &booker{day: d, cut: cut, versions: map[string]version{}, seen: map[string]bool{}, compared: -1}
	d.tally = newTally(d.findings)
	before := b.alreadyBooked(cut)
	b.names = slices.Concat(before, cut.Inputs)
	mark := ""
	if d.provisional {
		mark = string(Provisional)
	}
	b.out = newOutput(mark)
	d.numbers = d.firstNumbers()
	number := 0
	err := readAll(ctx, d.objects, b.names, func(f rawFile) error {
		err := b.take(ctx, f, number, number >= len(before))
		number++
		return err
	})
	if err == nil {
		err = b.bookAdjustments(ctx)
	}
	files, closeErr := b.out.close()
	if err == nil {
		err = b.lookUp(ctx)
	}
	if err == nil {
		b.checkNumbers()
		b.missing()
		err = b.proveYesterday(ctx)
	}
	return files, cmp.Or(err, closeErr)
}

// proveYesterday checks that the raw files in the books of the day before are still
// what they were. Those of all days are inspected every night; see Inspector.
func (b *booker) proveYesterday(ctx context.Context) error {
	var group errgroup.Group
	group.SetLimit(readsAtOnce)
	yesterday := b.manifests[ledger.AddDays(b.date, -1)].Inputs
	sums := make([]string, len(yesterday))
	for i, in := range yesterday {
		group.Go(func() error {
			body, err := b.objects.Get(ctx, in.Key)
			if errors.Is(err, ledger.ErrNoObject) {
				return nil
			}
			sums[i] = digest(body)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, in := range yesterday {
		if sums[i] != in.SHA256 {
			b.findings.add(RawFilesWhole, "%s is gone, or was changed after it was booked: its digest is %q, and was %s"+restores, in.Key, sums[i], in.SHA256)
		}
	}
	return nil
}

// alreadyBooked lists the booked raw files of the earlier days that have late
// ones. A late event may be a duplicate of one in them.
func (b *booker) alreadyBooked(cut cutOff) []string {
	late := map[string]bool{}
	for _, name := range cut.Inputs {
		if key, err := raw.ParseKey(name); err == nil && key.Date != b.date {
			late[key.Date] = true
		}
	}
	var names []string
	for name := range b.booked {
		if key, err := raw.ParseKey(name); err == nil && late[key.Date] {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// take books a file if it is new. Otherwise it only notes the file's events.
func (b *booker) take(ctx context.Context, f rawFile, number int, isNew bool) error {
	if !b.sound(f) {
		return nil
	}
	if isNew {
		b.inputs = append(b.inputs, Input{Key: f.name, Rows: len(f.events), Bytes: f.bytes, SHA256: f.sha256})
		if f.events[0].BackfilledAt.IsZero() {
			b.advance(f.key)
		}
	}
	all := &ledger.Entries{}
	for i := range f.events {
		e := &f.events[i]
		if first, there := b.versions[e.ID]; there {
			if err := b.same(ctx, e, first); err != nil {
				return err
			}
			if isNew {
				b.tally.duplicates++
			}
			continue
		}
		b.versions[e.ID] = versionOf(e, number, i)
		if !isNew {
			continue
		}
		b.event(e, f.key.Date, all)
		if err := b.compare(e); err != nil {
			return err
		}
	}
	b.out.write(all)
	return nil
}

// sound reports whether a file is what its name says, and unchanged since it was booked.
func (b *booker) sound(f rawFile) bool {
	if f.err != nil {
		b.findings.add(RawFilesWhole, "%s: %v", f.name, f.err)
		return false
	}
	if in, booked := b.proved[f.name]; booked && in.SHA256 != f.sha256 {
		b.findings.add(RawFilesWhole, "%s was changed after it was booked: its digest is %s, and was %s"+restores, f.name, f.sha256, in.SHA256)
		return false
	}
	if len(f.events) == 0 || f.events[0].Sequence != f.key.First || f.events[len(f.events)-1].Sequence != f.key.Last {
		b.findings.add(RawFilesWhole, "%s does not begin and end with the events in its name", f.name)
		return false
	}
	for i := range f.events {
		e := &f.events[i]
		day, err := raw.DayOf(e)
		day.First, day.Last = f.key.First, f.key.Last
		if err != nil || day != f.key || e.Region != b.region || e.Market != b.code {
			b.findings.add(RawFilesWhole, "%s has event %s, which belongs in another file", f.name, e.ID)
			return false
		}
	}
	return true
}

// advance notes how far a stream was read. Sequence numbers have any length.
func (b *booker) advance(key raw.Key) {
	last := &b.read.Orders
	if key.Lots {
		last = &b.read.Lots
	}
	if len(key.Last) > len(*last) || len(key.Last) == len(*last) && key.Last > *last {
		*last = key.Last
	}
}

// event books an event that is not a duplicate.
func (b *booker) event(e *ledger.Event, date string, all *ledger.Entries) {
	if date != b.date {
		b.late[date]++
	}
	b.tally.event(e)
	b.follow(e)
	// A movement is dated by the provider's clock, and may be found days later.
	if skew := e.OccurredAt.Sub(e.RecordedAt); skew > MaxSkew || skew < -MaxSkew && !e.IsMovement() {
		b.findings.add(ClocksAgree, "event %s is dated %s, and was recorded at %s", e.ID, e.OccurredAt.UTC(), e.RecordedAt.UTC())
	}
	entries, err := b.entries(e)
	if err != nil {
		b.findings.add(Bookable, "%v", err)
		return
	}
	b.add(e, entries, all)
}

// add dates, numbers and counts the entries of an event, and appends them to all.
func (b *booker) add(e *ledger.Event, entries ledger.Entries, all *ledger.Entries) {
	for i := range entries.Journal {
		entries.Journal[i].AccountingDate = b.date
	}
	for i := range entries.Lines {
		entries.Lines[i].AccountingDate = b.date
	}
	for i := range entries.Moves {
		entries.Moves[i].AccountingDate = b.date
	}
	b.number(&entries)
	b.tally.entries(e, entries)
	all.Journal = append(all.Journal, entries.Journal...)
	all.Lines = append(all.Lines, entries.Lines...)
	all.Moves = append(all.Moves, entries.Moves...)
	all.Documents = append(all.Documents, entries.Documents...)
}

// same checks that a duplicate is equal to the event that came first. The buyer may
// have been erased in between, and the catalog's HS codes may have changed.
func (b *booker) same(ctx context.Context, e *ledger.Event, first version) error {
	if b.compared != int(first.file) {
		f, err := readOne(ctx, b.objects, b.names[first.file])
		if err != nil {
			return err
		}
		b.compared, b.comparedEvents = int(first.file), f.events
	}
	if int(first.line) >= len(b.comparedEvents) {
		b.findings.add(RawFilesWhole, "%s changed while it was read", b.names[first.file])
		return nil
	}
	x, y := b.comparedEvents[first.line], *e
	x.BuyerRef, y.BuyerRef, x.HSCodes, y.HSCodes = "", "", nil, nil
	if !x.BackfilledAt.IsZero() || !y.BackfilledAt.IsZero() { // the lost record has come after all
		x.BackfilledAt, x.Sequence, x.RecordedAt = y.BackfilledAt, y.Sequence, y.RecordedAt
	}
	if !reflect.DeepEqual(x, y) {
		b.findings.add(DuplicatesSame, "event %s is in %s and differs in another file", e.ID, b.names[first.file])
	}
	return nil
}
