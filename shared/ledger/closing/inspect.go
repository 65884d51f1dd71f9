package closing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Inspector reads every file of closed days again: the raw files that they were made
// of, the books, and the copies that finance reads.
type Inspector struct {
	Objects ledger.Objects
	Anchors Anchored // with which manifests and locks are compared; nil: they are not
	Region  market.Region
	Restore Versions // with which lost and changed files are put right; nil: they are only found
}

// Inspection is the result of an inspection.
type Inspection struct {
	Days     int // that are closed
	Files    int // that were read
	Restored int // files; each is a finding, too
	Findings []string
	// Void has the operators' entries that came while their month was being locked. They are in
	// no books, and nothing is wrong.
	Void []string
}

// inspection is a running inspection of one market.
type inspection struct {
	*chain
	versions Versions        // nil: nothing is restored
	proved   map[string]bool // the days whose manifests are proved

	mu sync.Mutex
	Inspection
}

// Run inspects the days of a market from first to last. It fails if a call does.
func (i Inspector) Run(ctx context.Context, code market.Code, first, last string) (Inspection, error) {
	run := &inspection{
		chain:    &chain{marketBooks: marketBooks{objects: i.Objects, region: i.Region, code: code, anchors: i.Anchors}},
		versions: i.Restore,
	}
	if err := run.read(ctx, ledger.AddDays(first, -1), last); err != nil {
		return Inspection{}, err
	}
	run.Findings = append(run.Findings, run.broken...)
	for _, key := range run.junk {
		run.find("%s is not a file of closed books: nothing reads it; delete it", key)
	}
	if err := run.checkAnchors(ctx, first, last); err != nil {
		return Inspection{}, err
	}
	if err := run.days(ctx, first, last); err != nil {
		return Inspection{}, err
	}
	if err := run.strays(ctx, first, last); err != nil {
		return Inspection{}, err
	}
	locked, err := run.locked(ctx, first, last)
	if err != nil {
		return Inspection{}, err
	}
	if err := run.unbooked(ctx, first, last, locked); err != nil {
		return Inspection{}, err
	}
	slices.Sort(run.Findings)
	return run.Inspection, nil
}

// days inspects the days from first to last.
func (i *inspection) days(ctx context.Context, first, last string) error {
	for date := first; date <= min(last, i.last()); date = ledger.AddDays(date, 1) {
		m, closed := i.manifests[date]
		if !closed {
			if i.begins() < date && i.live[date] == 0 {
				i.find("%s is not closed, and later days are", date)
			}
			continue
		}
		if err := i.day(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

// checkAnchors finds manifests that nobody has anchored, and anchors without a manifest.
func (i *inspection) checkAnchors(ctx context.Context, first, last string) error {
	for date, all := range i.unanchored {
		if date >= first && date <= last {
			i.Findings = append(i.Findings, all...)
		}
	}
	if len(i.unfinished(first, last)) == 0 {
		return nil
	}
	now, err := listChain(ctx, i.marketBooks) // perhaps a rebuild has ended meanwhile
	if err == nil {
		i.Findings = append(i.Findings, now.unfinished(first, last)...)
	}
	return err
}

func (i *inspection) find(format string, args ...any) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.Findings = append(i.Findings, fmt.Sprintf(format, args...))
}

// get reads an object. A missing one is nil.
func (i *inspection) get(ctx context.Context, key string) ([]byte, error) {
	body, err := i.objects.Get(ctx, key)
	if errors.Is(err, ledger.ErrNoObject) {
		err = nil
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.Files++
	return body, err
}

// day inspects the files of a closed day, several at once.
func (i *inspection) day(ctx context.Context, m Manifest) error {
	i.Days++
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(readsAtOnce)
	for _, in := range m.Inputs {
		group.Go(func() error { return i.input(ctx, m.Date, in.Key, stated{in.Bytes, in.SHA256}) })
	}
	for _, a := range m.Adjustments {
		group.Go(func() error { return i.input(ctx, m.Date, a.Key, stated{a.Bytes, a.SHA256}) })
	}
	for _, f := range m.Files {
		group.Go(func() error { return i.file(ctx, m, f) })
	}
	group.Go(func() error { return i.copyOf(ctx, m, ManifestName, i.bodies[m.Date]) })
	group.Go(func() error { return i.cutOff(ctx, m) })
	for _, old := range i.supersededBy(m) { // finance may have filed returns from them
		for _, f := range old.Files {
			group.Go(func() error {
				return i.input(ctx, old.Date, i.folder(old.Date, old.Rev)+f.Name, stated{f.Bytes, f.SHA256})
			})
		}
		group.Go(func() error { return i.cutOff(ctx, old) })
	}
	return group.Wait()
}

// input compares a file with what a manifest of the day states of it.
func (i *inspection) input(ctx context.Context, date, key string, want stated) error {
	_, err := i.whole(ctx, date, key, want)
	return err
}

// file compares a file of the books with their manifest, and the copy of the file with the file.
func (i *inspection) file(ctx context.Context, m Manifest, f File) error {
	copied, want := CurrentKey(i.region, i.code, m.Date, f.Name), stated{f.Bytes, f.SHA256}
	body, err := i.whole(ctx, m.Date, i.folder(m.Date, m.Rev)+f.Name, want, copied)
	if err != nil {
		return err
	}
	if body == nil {
		_, wrong, err := i.compare(ctx, copied, want)
		if wrong != "" {
			i.find("%s", wrong)
		}
		return err
	}
	return i.copyOf(ctx, m, f.Name, body)
}

// copyOf compares the copy of a file with the file's body, and puts it right if it may.
func (i *inspection) copyOf(ctx context.Context, m Manifest, name string, body []byte) error {
	key := CurrentKey(i.region, i.code, m.Date, name)
	there, err := i.get(ctx, key)
	if err != nil || string(there) == string(body) && there != nil {
		return err
	}
	if live, err := i.liveRev(ctx, m.Date); err != nil || live != m.Rev { // the day was rebuilt meanwhile
		return err
	}
	wrong := key + " is gone"
	if there != nil {
		wrong = key + " is not a copy of the books of " + m.Date
	}
	// Without anchors and with a broken chain, the copy may be the better one.
	if !i.restorable(m.Date) && (i.versions == nil || i.anchored != nil || len(i.broken) > 0) {
		i.find("%s", wrong)
		return nil
	}
	return i.putBack(ctx, key, body, wrong)
}

// cutOff compares a cut-off with the manifest of the books that were made of it.
func (i *inspection) cutOff(ctx context.Context, m Manifest) error {
	key := i.folder(m.Date, m.Rev) + cutOffName
	body, err := i.get(ctx, key)
	if err != nil {
		return err
	}
	want, err := cutOffOf(m).encode()
	if err != nil || string(body) == string(want) {
		return err
	}
	wrong := key + " is gone"
	if body != nil {
		wrong = key + " differs from its manifest"
	}
	if i.restorable(m.Date) {
		return i.putBack(ctx, key, want, wrong)
	}
	i.find("%s", wrong)
	return nil
}
