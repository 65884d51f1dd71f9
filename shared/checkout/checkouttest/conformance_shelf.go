package checkouttest

import (
	"fmt"
	"testing"
	"time"

	"storefront/shared/stock"
)

func testAddLots(t *testing.T, s Store) {
	t.Run("makes a shelf once", func(t *testing.T) {
		t.Parallel()
		line := newLine()
		for i, want := range []bool{true, false} {
			if got, err := s.AddLots(t.Context(), line, 0, 3, 60); err != nil || got != want {
				t.Errorf("AddLots %d = %v, %v, want %v", i+1, got, err, want)
			}
		}
		diff(t, "the shelf", readShelf(t, s, line), stock.Shelf{
			Line: line, Lots: 3, Pages: []stock.Page{{Epoch: 1}}, Count: stock.Count{Size: 60, Left: 60},
		})
	})
	t.Run("adds to a shelf once", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, 3)
		for i, want := range []bool{true, false} {
			if got, err := s.AddLots(t.Context(), line, 3, 5, 40); err != nil || got != want {
				t.Errorf("AddLots %d = %v, %v, want %v", i+1, got, err, want)
			}
		}
		shelf := readShelf(t, s, line)
		if shelf.Lots != 5 || shelf.Count.Size != 43 || shelf.Count.Left != 43 {
			t.Errorf("the shelf has %d lots and counts %+v, want 5 lots with 43 units", shelf.Lots, shelf.Count)
		}
	})
	t.Run("adds to no shelf that is not there", func(t *testing.T) {
		t.Parallel()
		if got, err := s.AddLots(t.Context(), newLine(), 3, 5, 40); err != nil || got {
			t.Errorf("AddLots = %v, %v, want false", got, err)
		}
	})
	t.Run("begins a new epoch, and keeps what is listed", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, 3)
		before := readShelf(t, s, line)
		mark(t, s, line, 1, before, true)
		if _, err := s.AddLots(t.Context(), line, 3, 4, 1); err != nil {
			t.Fatal(err)
		}
		after := readShelf(t, s, line)
		if before.Pages[0].Epoch >= after.Pages[0].Epoch || !after.KnownEmpty(1) {
			t.Errorf("the shelf was %+v and is %+v", before, after)
		}
	})
	t.Run("brings new pages", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, stock.PageLots)
		if _, err := s.AddLots(t.Context(), line, stock.PageLots, 2*stock.PageLots+1, 100); err != nil {
			t.Fatal(err)
		}
		if shelf := readShelf(t, s, line); len(shelf.Pages) != 3 || shelf.EmptyLots() != 0 {
			t.Errorf("the shelf has the pages %+v, want 3 that list nothing", shelf.Pages)
		}
	})
}

func testShelf(t *testing.T, s Store) {
	const lots = 2*stock.PageLots + 50
	t.Run("fails where there is none", func(t *testing.T) {
		t.Parallel()
		if shelf, err := s.Shelf(t.Context(), newLine()); err == nil {
			t.Errorf("Shelf = %+v, want an error", shelf)
		}
	})
	for _, lot := range []int{0, 1, stock.PageLots - 1, stock.PageLots, 2*stock.PageLots - 1, 2 * stock.PageLots, lots - 1} {
		t.Run(fmt.Sprintf("lists lot %d in its epoch", lot), func(t *testing.T) {
			t.Parallel()
			line := newShelf(t, s, lots)
			seen := readShelf(t, s, line)
			for range 2 { // marking again changes nothing
				mark(t, s, line, lot, seen, true)
			}
			diff(t, "the shelf", readShelf(t, s, line), seen.WithEmpty(lot))
		})
		t.Run(fmt.Sprintf("does not list lot %d when it may have been refilled since", lot), func(t *testing.T) {
			t.Parallel()
			line := newShelf(t, s, lots)
			seen := readShelf(t, s, line)
			unmark(t, s, line, lot)
			mark(t, s, line, lot, seen, false)
			if readShelf(t, s, line).EmptyLots() != 0 {
				t.Errorf("lot %d is listed", lot)
			}
			mark(t, s, line, lot, readShelf(t, s, line), true)
		})
		t.Run(fmt.Sprintf("takes lot %d off the list, and begins a new epoch each time", lot), func(t *testing.T) {
			t.Parallel()
			line := newShelf(t, s, lots)
			want := readShelf(t, s, line)
			mark(t, s, line, lot, want, true)
			for range 2 {
				unmark(t, s, line, lot)
				want = want.Unmark(lot)
				diff(t, "the shelf", readShelf(t, s, line), want)
			}
		})
	}
	t.Run("keeps the last time told at which units may come back", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, lots)
		seen := readShelf(t, s, line)
		for _, tt := range []struct{ told, want time.Time }{
			{time.Time{}, time.Time{}}, {noon.Add(time.Hour), noon.Add(time.Hour)}, {noon, noon}, {time.Time{}, noon},
		} {
			if _, err := s.MarkEmpty(t.Context(), stock.LotKey{Line: line, Number: lots - 1}, seen.Pages[2].Epoch, tt.told); err != nil {
				t.Fatal(err)
			}
			if got := readShelf(t, s, line).Pages[2].NextRelease; !got.Equal(tt.want) {
				t.Errorf("told %v, the page has %v, want %v", tt.told, got, tt.want)
			}
		}
	})
	t.Run("keeps the other lots listed", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, lots)
		want := readShelf(t, s, line)
		for _, lot := range []int{3, 4, stock.PageLots + 3} {
			mark(t, s, line, lot, want, true)
			want = want.WithEmpty(lot)
		}
		unmark(t, s, line, 3)
		diff(t, "the shelf", readShelf(t, s, line), want.Unmark(3))
	})
	t.Run("knows when all is empty", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, 3)
		seen := readShelf(t, s, line)
		for lot := range 3 {
			if readShelf(t, s, line).AllEmpty() {
				t.Errorf("all is empty after %d of 3 lots", lot)
			}
			mark(t, s, line, lot, seen, true)
		}
		if !readShelf(t, s, line).AllEmpty() {
			t.Error("not all is empty after all lots")
		}
	})
}

func testRecord(t *testing.T, s Store) {
	for name, count := range map[string]stock.Count{
		"with holds": {Size: 50, Left: 20, Held: 10, Sold: 20, NextRelease: noon.Add(time.Minute), Epoch: 7},
		"all sold":   {Size: 50, Sold: 50},
	} {
		t.Run("replaces the count alone, "+name, func(t *testing.T) {
			t.Parallel()
			line := newShelf(t, s, 2)
			want := readShelf(t, s, line)
			mark(t, s, line, 1, want, true)
			want = want.WithEmpty(1)
			want.Count = count
			for range 2 { // recording again changes nothing
				if err := s.Record(t.Context(), line, count); err != nil {
					t.Fatal(err)
				}
				diff(t, "the shelf", readShelf(t, s, line), want)
			}
		})
	}
	t.Run("fails where there is no shelf", func(t *testing.T) {
		t.Parallel()
		if err := s.Record(t.Context(), newLine(), stock.Count{Size: 1}); err == nil {
			t.Error("a count was recorded on no shelf")
		}
	})
}

// newShelf makes the shelf of a line of n lots that each have one unit.
func newShelf(t *testing.T, s Store, n int) stock.Line {
	t.Helper()
	line := newLine()
	if made, err := s.AddLots(t.Context(), line, 0, n, n); err != nil || !made {
		t.Fatalf("AddLots = %v, %v, want true", made, err)
	}
	return line
}

func readShelf(t *testing.T, s Store, line stock.Line) stock.Shelf {
	t.Helper()
	shelf, err := s.Shelf(t.Context(), line)
	if err != nil {
		t.Fatal(err)
	}
	return shelf
}

func mark(t *testing.T, s Store, line stock.Line, lot int, seen stock.Shelf, want bool) {
	t.Helper()
	got, err := s.MarkEmpty(t.Context(), stock.LotKey{Line: line, Number: lot}, seen.Pages[stock.PageOf(lot)].Epoch, time.Time{})
	if err != nil || got != want {
		t.Fatalf("MarkEmpty(%d) = %v, %v, want %v", lot, got, err, want)
	}
}

func unmark(t *testing.T, s Store, line stock.Line, lot int) {
	t.Helper()
	if err := s.Unmark(t.Context(), stock.LotKey{Line: line, Number: lot}); err != nil {
		t.Fatal(err)
	}
}
