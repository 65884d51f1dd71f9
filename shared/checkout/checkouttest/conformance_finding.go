package checkouttest

import (
	"testing"
	"time"

	"storefront/shared/payment"
)

// A finding is kept as it was first reported, and resolved once.
func testFindings(t *testing.T, s Store) {
	reference := "pi_" + newID().String()
	first := payment.Finding{Reference: reference, OrderID: newID().String(), What: "captured", FoundAt: noon}
	resolution := payment.Resolution{ResolvedAt: noon.Add(time.Hour), By: "ann", Why: "refunded"}
	if f, found, err := s.Resolve(t.Context(), reference, resolution); err != nil || found {
		t.Errorf("Resolve of what was not found = %+v, %v, %v", f, found, err)
	}
	later := first
	later.What, later.FoundAt = "again", noon.Add(time.Minute)
	for _, report := range []payment.Finding{first, later} {
		if f, err := s.Report(t.Context(), report); err != nil || f != first {
			t.Errorf("Report = %+v, %v, want %+v", f, err, first)
		}
	}
	resolved := first
	resolved.Resolution = resolution
	for _, r := range []payment.Resolution{resolution, {ResolvedAt: noon.Add(2 * time.Hour), By: "ben", Why: "too late"}} {
		if f, found, err := s.Resolve(t.Context(), reference, r); err != nil || !found || f != resolved {
			t.Errorf("Resolve = %+v, %v, %v, want %+v", f, found, err, resolved)
		}
	}
	if f, err := s.Report(t.Context(), later); err != nil || f != resolved {
		t.Errorf("Report of what is resolved = %+v, %v, want %+v", f, err, resolved)
	}
	seen := 0
	err := s.AllFindings(t.Context(), func(f payment.Finding) error {
		if f == resolved {
			seen++
		}
		return nil
	})
	if err != nil || seen != 1 {
		t.Errorf("AllFindings visits it %d times, %v", seen, err)
	}
}
