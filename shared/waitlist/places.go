package waitlist

import (
	"context"
	"slices"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/market"
)

// Places tells how many entries of a queue were confirmed before a moment. It is counted
// now and then, so that nobody's place takes more than a read.
type Places struct {
	At    time.Time // of the count
	Marks []Mark    // by time
}

// Mark is a moment, and how many entries of the queue were confirmed before it.
type Mark struct {
	Before time.Time
	Ahead  int
}

// maxMarks bounds the marks, so that reading them costs one unit.
const maxMarks = 100

// PlacesFor is how long a count is good for.
const PlacesFor = time.Hour

// PlacesOf returns the places in a queue whose entries were confirmed at these moments, in
// any order.
func PlacesOf(confirmed []time.Time, now time.Time) Places {
	times := slices.SortedFunc(slices.Values(confirmed), time.Time.Compare)
	p, step := Places{At: now}, len(times)/maxMarks+1
	for ahead := 0; ahead < len(times); ahead += step {
		p.Marks = append(p.Marks, Mark{times[ahead], ahead})
	}
	if len(times) > 0 { // for who came later
		p.Marks = append(p.Marks, Mark{times[len(times)-1].Add(time.Millisecond), len(times)})
	}
	return p
}

// Ahead returns about how many entries were confirmed before a moment and still wait: the
// error is below 6 in 100. known is false if the count is too old.
func (p Places) Ahead(confirmed, now time.Time) (about int, known bool) {
	if p.At.IsZero() || now.Sub(p.At) > PlacesFor {
		return 0, false
	}
	for _, mark := range p.Marks {
		if mark.Before.After(confirmed) {
			break
		}
		about = mark.Ahead
	}
	unit := 1
	for about/unit >= 100 { // two digits say enough
		unit *= 10
	}
	return (about + unit/2) / unit * unit, true
}

// Counted stores counts.
type Counted interface {
	// Places returns the last count of a queue. It may be a moment old, and is the zero
	// Places if there is none.
	Places(ctx context.Context, m market.Code, sku catalog.SKU) (Places, error)
}

// Queues counts queues.
type Queues interface {
	// Confirmed returns when each entry of a queue was confirmed. It may be a moment old.
	Confirmed(ctx context.Context, m market.Code, sku catalog.SKU) ([]time.Time, error)
	// PutPlaces stores a count in place of the last one.
	PutPlaces(ctx context.Context, m market.Code, sku catalog.SKU, p Places) error
}

// Count counts the queue of a product, unless nobody is in it. What was counted before is
// soon too old then.
func Count(ctx context.Context, q Queues, m market.Code, sku catalog.SKU, now time.Time) error {
	confirmed, err := q.Confirmed(ctx, m, sku)
	if err != nil || len(confirmed) == 0 {
		return err
	}
	return q.PutPlaces(ctx, m, sku, PlacesOf(confirmed, now))
}
