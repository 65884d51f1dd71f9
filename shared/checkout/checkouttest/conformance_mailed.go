package checkouttest

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Of two runs that have read what finance was mailed, one can change it.
func testMailed(t *testing.T, s Store) {
	read := func() ledger.Mailed {
		t.Helper()
		m, err := s.Mailed(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	put := func(m ledger.Mailed, want bool) {
		t.Helper()
		if stored, err := s.PutMailed(t.Context(), m); err != nil || stored != want {
			t.Errorf("PutMailed(%+v) = %v, %v; want %v", m, stored, err, want)
		}
	}
	first, other := read(), read()
	if diff := cmp.Diff(ledger.Mailed{}, first); diff != "" {
		t.Errorf("before the first mail (-want +got):\n%s", diff)
	}
	first.Run, first.Claimed = "a", noon
	other.Run, other.Claimed = "b", noon
	put(first, true)
	put(other, false)
	second := read()
	first.Version++
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("claimed (-want +got):\n%s", diff)
	}
	sent := ledger.Mailed{
		Version: second.Version, At: noon.Add(time.Second),
		Through: map[market.Code]string{"de": "2015-05-18", "fr": "2015-05-17"},
		Revs:    map[market.Code]map[string]int{"de": {"2015-05-02": 3}},
	}
	put(sent, true)
	put(second, false)
	sent.Version++
	if diff := cmp.Diff(sent, read()); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}
