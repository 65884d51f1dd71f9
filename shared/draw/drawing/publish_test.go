package drawing_test

import (
	"slices"
	"testing"

	"storefront/shared/draw/drawing"
	"storefront/shared/draw/drawing/drawingtest"
	"storefront/shared/waitlist/waitlisttest"
)

// If a run ends after it stored the beacon and before the ranking, the next run stores the ranking.
// It needs no beacon.
func TestRanksAfterACrash(t *testing.T) {
	t.Parallel()
	table, lots := waitlisttest.NewMemory(), drawingtest.Sale(band)
	n, err := drawingtest.Close(t.Context(), table, lots, "us", drawing.PageSize+2, 3)
	if err != nil {
		t.Fatal(err)
	}
	table.Fail(func(call string) bool { return call == "PutRanks" })
	if _, err := drawingtest.Run(t.Context(), table, lots); err == nil {
		t.Fatal("the ranking was stored by a broken table")
	}
	if _, b, _, err := table.Notice(t.Context(), n.Line); b == nil {
		t.Fatalf("there is no beacon: %v", err)
	}
	table.Fail(nil)
	w := newWorld(t, 0)
	w.table = table
	drawn, err := w.drawer().Run(t.Context(), n.Line, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := drawn.Published.Ranking()
	if err != nil {
		t.Fatal(err)
	}
	first, err := table.Ranks(t.Context(), n.Line, 1)
	second, wrong := table.Ranks(t.Context(), n.Line, 2)
	if err != nil || wrong != nil || len(first) != drawing.PageSize || !slices.Equal(slices.Concat(first, second), want) {
		t.Errorf("the ranking has %d and %d entries, %v, %v", len(first), len(second), err, wrong)
	}
}
