package closing

import (
	"context"
	"maps"
	"slices"
	"strings"

	"storefront/shared/ledger"
	"storefront/shared/ledger/raw"
)

// previousOf returns what the next version of an order must say of this one.
func previousOf(e *ledger.Event) ledger.Previous {
	o := &e.Order
	return ledger.Previous{Status: o.Status, Version: o.Version, At: o.UpdatedAt, Refunds: len(o.Refunds)}
}

// successor is an event whose previous version is looked for.
type successor struct {
	id       string
	before   string // id of the event before
	previous ledger.Previous
	content  uint64
}

// follow checks that the version before an event is in the books. If it was not
// read yet, lookUp checks again.
func (b *booker) follow(e *ledger.Event) {
	if e.Type == ledger.Allocated || e.IsMovement() {
		return
	}
	if e.Previous.Version != e.Order.Version-1 {
		b.findings.add(NoVersionGaps, "event %s follows version %d", e.ID, e.Previous.Version)
		return
	}
	if e.Previous.Version == 0 {
		return
	}
	s := successor{e.ID, ledger.VersionID(e.Order.ID, e.Previous.Version), e.Previous, contentOf(&e.Order, e.Previous)}
	if !b.match(s) {
		b.waiting = append(b.waiting, s)
	}
}

// match reports whether the version before is known, and checks that it is the same.
func (b *booker) match(s successor) bool {
	before, known := b.versions[s.before]
	if known && before.Previous != s.previous {
		b.findings.add(NoVersionGaps, "event %s follows %+v, but the version before is %+v", s.id, s.previous, before.Previous)
	} else if known && before.file != notFound && before.content != s.content {
		b.findings.add(VersionsAgree, "event %s does not say again what %s says", s.id, s.before)
	}
	return known
}

// lookUp looks for the versions that were not known yet: among the events that were
// read since, and in the raw files of other days.
func (b *booker) lookUp(ctx context.Context) error {
	b.comparedEvents = nil
	wanted := map[string][]successor{}
	for _, s := range b.waiting {
		if b.match(s) {
			continue
		}
		date, err := ledger.Date(b.code, s.previous.At)
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

// lookUpDay looks for versions in the raw files of another day.
func (b *booker) lookUpDay(ctx context.Context, date string, wanted []successor) error {
	b.versions = map[string]version{}
	for _, s := range wanted {
		b.versions[s.before] = version{file: notFound}
	}
	names, err := b.filesOf(ctx, date)
	if err != nil {
		return err
	}
	err = readAll(ctx, b.objects, names, func(f rawFile) error {
		if !b.sound(f) {
			return nil
		}
		for i := range f.events {
			if _, ok := b.versions[f.events[i].ID]; ok {
				b.versions[f.events[i].ID] = versionOf(&f.events[i], 0, 0)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range wanted {
		if b.versions[s.before].file == notFound {
			b.findings.add(NoVersionGaps, "event %s is there, but %s of %s is not", s.id, s.before, date)
		} else {
			b.match(s)
		}
	}
	return nil
}

// filesOf lists the raw files that may have a version of another day: of an earlier day, those
// that are booked; of a later day, or for provisional books, all. If the clocks of two processes
// disagree around midnight, a version can be of a later day than the next version. It will be in
// its own day's books.
//
// The files of a day before the look-back were not listed yet, so filesOf lists them.
func (b *booker) filesOf(ctx context.Context, date string) ([]string, error) {
	if date < b.from {
		return b.objects.List(ctx, raw.Folder(b.region, b.code, date), "")
	}
	folder, known := raw.Folder(b.region, b.code, date), date >= ledger.AddDays(b.date, -lookBack)
	var names []string
	for _, name := range b.raw {
		if _, booked := b.booked[name]; strings.HasPrefix(name, folder) && (date > b.date || date < b.date && (booked || !known || b.provisional)) {
			names = append(names, name)
		}
	}
	return names, nil
}

// notFound is the file of a version that is in no file.
const notFound = -1
