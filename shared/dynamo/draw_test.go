package dynamo_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/stock"
)

// A draw's pages, notice and beacon are stored once, and come back as they were.
func TestDraw(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, s table) {
		line := stock.Line{Sale: "vip", SKU: "band"}
		n := draw.Notice{
			Line: line, Closed: noon, Made: noon.Add(time.Hour), Entries: drawing.PageSize, Units: 3, Root: draw.Hash{1, 31: 2}, Chain: "chain", Round: 1 << 62,
		}
		var page []drawing.Entry
		for i := range drawing.PageSize {
			page = append(page, drawing.Entry{
				Place:      placeOf(confirmedEntry(fmt.Sprintf("%040d", i), i)),
				Commitment: draw.Hash{byte(i), byte(i >> 8), 31: 7},
			})
		}
		if err := s.PutBeacon(t.Context(), line, draw.BeaconOf(n.Round, []byte("early"))); err != nil {
			t.Fatal(err)
		}
		if _, b, known, err := s.Notice(t.Context(), line); err != nil || known || b != nil {
			t.Fatalf("no draw: %v, %v, %v", b, known, err)
		}
		if got, err := s.Page(t.Context(), line, 2); err != nil || got != nil {
			t.Fatalf("no page: %v, %v", got, err)
		}
		if got, err := s.Ranks(t.Context(), line, 2); err != nil || got != nil {
			t.Fatalf("no ranking: %v, %v", got, err)
		}
		ranked := []draw.Hash{{1}, {2}, {31: 3}}
		for _, put := range [][]draw.Hash{ranked, {{9}}} {
			if err := s.PutRanks(t.Context(), line, 2, put); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := s.Ranks(t.Context(), line, 2); err != nil || !cmp.Equal(got, ranked) {
			t.Errorf("the ranking is %v, %v", got, err)
		}
		other := n
		other.Round++
		for i, put := range []draw.Notice{n, other} {
			if stored, err := s.PutNotice(t.Context(), put); err != nil || stored != (i == 0) {
				t.Errorf("notice %d: %v, %v", i, stored, err)
			}
			if stored, err := s.PutPage(t.Context(), line, 2, page[i:]); err != nil || stored != (i == 0) {
				t.Errorf("page %d: %v, %v", i, stored, err)
			}
		}
		want := draw.BeaconOf(n.Round, []byte("signature"))
		for _, b := range []draw.Beacon{draw.BeaconOf(5, []byte("of another round")), want, draw.BeaconOf(n.Round, []byte("second"))} {
			if err := s.PutBeacon(t.Context(), line, b); err != nil {
				t.Fatal(err)
			}
		}
		got, b, known, err := s.Notice(t.Context(), line)
		if diff := cmp.Diff(n, got); err != nil || !known || diff != "" {
			t.Errorf("%v, %v, notice (-want +got):\n%s", known, err, diff)
		}
		if diff := cmp.Diff(&want, b); diff != "" {
			t.Errorf("beacon (-want +got):\n%s", diff)
		}
		read, err := s.Page(t.Context(), line, 2)
		if diff := cmp.Diff(page, read); err != nil || diff != "" {
			t.Errorf("%v, page (-want +got):\n%s", err, diff)
		}
	})
}
