package closing

import (
	"slices"
	"strings"

	"storefront/shared/ledger"
)

// entries returns the entries of an event. The rules make them or, if no rule books the event
// and the cut-off says so, they are in suspense. A rebuild leaves such an event in suspense
// even if there is a rule by then, because its document would need a number between others.
func (b *booker) entries(e *ledger.Event) (ledger.Entries, error) {
	entries, err := b.rules(*e)
	cause := ""
	if err != nil && slices.Contains(b.cut.Suspend, e.ID) {
		cause = err.Error()
	}
	for _, s := range b.manifests[b.date].Suspended {
		if s.Event == e.ID {
			cause = s.Cause
		}
	}
	if cause == "" {
		return entries, err
	}
	if entries, err = ledger.Suspend(*e); err == nil {
		b.suspended = append(b.suspended, Suspended{e.ID, e.Type, e.Order.ID.String(), e.OccurredAt, cause})
	}
	return entries, err
}

// checkSuspended sorts the events in suspense, and checks that none is missing that was to go
// there.
func (d *day) checkSuspended() {
	slices.SortFunc(d.suspended, func(a, b Suspended) int { return strings.Compare(a.Event, b.Event) })
	there := idsOf(d.suspended)
	for _, id := range d.suspend {
		if !slices.Contains(there, id) {
			d.findings.add(Bookable, "event %s is to go to suspense, but no raw file of the day has it, or a rule books it", id)
		}
	}
}

func idsOf(all []Suspended) []string {
	var ids []string
	for _, s := range all {
		ids = append(ids, s.Event)
	}
	return ids
}
