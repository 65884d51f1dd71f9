package closing

import (
	"context"
	"maps"
	"slices"
	"strings"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// previousOf is what the next version of an order must say of this one.
func previousOf(e *ledger.Event) ledger.Previous {
	o := &e.Order
	return ledger.Previous{Status: o.Status, Version: o.Version, At: o.UpdatedAt, Refunds: len(o.Refunds)}
}

// successor is an event whose version before was not met yet.
type successor struct {
	id       string
	before   string // id of that version's event
	previous ledger.Previous
}

// follow checks that the version before an event is in the books. It may come
// later in the same files, or be in those of an earlier day.
func (b *booker) follow(e *ledger.Event) {
	if e.Type == ledger.Allocated {
		return
	}
	if e.Previous.Version != e.Order.Version-1 {
		b.findings.add(NoVersionGaps, "event %s comes after version %d", e.ID, e.Previous.Version)
		return
	}
	if e.Previous.Version == 0 {
		return
	}
	s := successor{e.ID, ledger.VersionID(e.Order.ID, e.Previous.Version), e.Previous}
	if !b.match(s) {
		b.waiting = append(b.waiting, s)
	}
}

// match says whether the version before is known, and checks that it is the same.
func (b *booker) match(s successor) bool {
	before, known := b.versions[s.before]
	if known && before.Previous != s.previous {
		b.findings.add(NoVersionGaps, "event %s says of the version before that it was %+v, and it was %+v", s.id, s.previous, before.Previous)
	}
	return known
}

// lookUp finds the versions that were waited for: in the files that were read
// since, and in those of the earlier days that they name.
func (b *booker) lookUp(ctx context.Context) error {
	b.comparedEvents = nil
	wanted := map[string][]successor{}
	for _, s := range b.waiting {
		if b.match(s) {
			continue
		}
		date, err := ledger.Date(b.Market, s.previous.At)
		if err != nil {
			return err
		}
		wanted[date] = append(wanted[date], s)
	}
	b.waiting = nil
	for _, date := range slices.Sorted(maps.Keys(wanted)) {
		if err := b.lookUpDay(ctx, date, wanted[date]); err != nil {
			return err
		}
	}
	return nil
}

// lookUpDay finds versions in the files of another day.
func (b *booker) lookUpDay(ctx context.Context, date string, wanted []successor) error {
	b.versions = map[string]version{}
	for _, s := range wanted {
		b.versions[s.before] = version{file: notFound}
	}
	names := b.filesOf(date)
	err := readAll(ctx, b.Objects, names, func(f rawFile) error {
		if !b.sound(f) {
			return nil
		}
		for i := range f.events {
			if _, ok := b.versions[f.events[i].ID]; ok {
				b.versions[f.events[i].ID] = version{Previous: previousOf(&f.events[i])}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range wanted {
		if b.versions[s.before].file == notFound {
			b.findings.add(NoVersionGaps, "event %s is there without %s, which is of %s", s.id, s.before, date)
		} else {
			b.match(s)
		}
	}
	return nil
}

// filesOf lists the raw files in which a version of another day may be: of an
// earlier day those that are in books, and of a later one all there are. A version
// is of a later day than the one after it when two clocks that wrote them
// disagreed around midnight; it will be in its own day's books.
func (b *booker) filesOf(date string) []string {
	folder, known := raw.Folder(b.Region, b.Market, date), date >= ledger.AddDays(b.Date, -lookBack)
	var names []string
	for _, name := range b.raw {
		if _, booked := b.booked[name]; strings.HasPrefix(name, folder) && (date > b.Date || date < b.Date && (booked || !known)) {
			names = append(names, name)
		}
	}
	return names
}

// notFound is the file of a version that is in none.
const notFound = -1
