package checkouttest

import (
	"testing"
	"time"

	"storefront/shared/payment"
)

// A reading is kept only in place of the one before, so that of two runs at once one goes on. Each
// list has its own.
func testReadings(t *testing.T, s Store) {
	first, err := s.Reading(t.Context(), payment.Changes)
	if err != nil || first != (payment.Reading{}) {
		t.Fatalf("Reading = %+v, %v, want none", first, err)
	}
	keep := func(r payment.Reading, want bool) {
		t.Helper()
		if kept, err := s.KeepReading(t.Context(), payment.Changes, r); err != nil || kept != want {
			t.Errorf("KeepReading(%+v) = %v, %v, want %v", r, kept, err, want)
		}
	}
	is := func(want payment.Reading) {
		t.Helper()
		if r, err := s.Reading(t.Context(), payment.Changes); err != nil || r != want {
			t.Errorf("Reading = %+v, %v, want %+v", r, err, want)
		}
	}
	open := payment.Reading{Since: noon, Until: noon.Add(time.Hour), After: "txn_9", Reaches: noon.Add(time.Minute)}
	keep(open, true)
	keep(open, false)
	open.Version = 1
	is(open)
	closed := payment.Reading{Since: noon.Add(time.Minute), Version: 1}
	keep(closed, true)
	keep(open, false)
	keep(payment.Reading{Since: noon, Version: 3}, false)
	closed.Version = 2
	is(closed)
	if other, err := s.Reading(t.Context(), payment.Payments); err != nil || other != (payment.Reading{}) {
		t.Errorf("the reading of another list = %+v, %v, want none", other, err)
	}
}
