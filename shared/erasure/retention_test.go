package erasure_test

import (
	"context"
	"testing"
	"time"

	"storefront/shared/erasure"
	"storefront/shared/order"
)

func TestTermsAt(t *testing.T) {
	t.Parallel()
	day := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	for name, tt := range map[string]struct {
		now  time.Time
		want erasure.Terms
	}{
		"in a year":           {day(2026, 4, 15), erasure.Terms{Unpaid: day(2026, 3, 16), Sold: day(2015, 12, 31)}},
		"at its end":          {day(2026, 12, 31), erasure.Terms{Unpaid: day(2026, 12, 1), Sold: day(2015, 12, 31)}},
		"at the next":         {day(2027, 1, 1), erasure.Terms{Unpaid: day(2026, 12, 2), Sold: day(2016, 12, 31)}},
		"in another location": {day(2027, 1, 1).In(time.FixedZone("", -8*3600)), erasure.Terms{Unpaid: day(2026, 12, 2), Sold: day(2016, 12, 31)}},
	} {
		if got := erasure.TermsAt(tt.now, 30, 10); got != tt.want {
			t.Errorf("%s: %+v, want %+v", name, got, tt.want)
		}
	}
}

// moved is orders that have moved since they were found.
type moved struct {
	found, is order.Order
	moves     int
}

func (m *moved) Ended(_ context.Context, _ erasure.Terms, visit func(order.Order) error) error {
	return visit(m.found)
}

func (m *moved) Move(_ context.Context, _ order.ID, move order.Move) (order.Order, bool, error) {
	m.moves++
	o, did := m.is.Apply(move)
	m.is = o
	return o, did, nil
}

// A scan may be old. What has changed since is decided anew.
func TestRetentionOfWhatMoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	now := time.Date(2060, 5, 18, 0, 0, 0, 0, time.UTC)
	old := order.Order{ID: order.ID{Key: "k", Slot: 1}, Status: order.Shipped, Version: 3, UpdatedAt: now.AddDate(-20, 0, 0)}
	with := func(change func(*order.Order)) order.Order {
		o := old
		o.Version++
		change(&o)
		return o
	}
	for name, tt := range map[string]struct {
		is     order.Order
		erased int
		moves  int
	}{
		"as found":        {old, 1, 1},
		"refunded today":  {with(func(o *order.Order) { o.Status, o.UpdatedAt = order.Refunded, now }), 0, 1},
		"erased":          {with(func(o *order.Order) { o.ErasedAt = now }), 0, 1},
		"another version": {with(func(*order.Order) {}), 1, 2},
		"forgotten":       {with(func(o *order.Order) { o.ErasedAt, o.UpdatedAt, o.Sealed.Since = now, now, o.UpdatedAt }), 1, 2},
	} {
		m := &moved{found: old, is: tt.is}
		done, err := erasure.Retention{Orders: m, Sales: w.Store}.Run(t.Context(), now, erasure.TermsAt(now, 30, 10))
		if err != nil || done.Orders != tt.erased || m.moves != tt.moves {
			t.Errorf("%s: %+v in %d moves, %v", name, done, m.moves, err)
		}
		if m.is.Sealed.Exists() {
			t.Errorf("%s: there is a sealed copy", name)
		}
	}
}
