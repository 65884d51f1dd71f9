package checkouttest

import (
	"fmt"
	"testing"
	"time"

	"storefront/shared/stock"
)

func testAddLots(t *testing.T, s Store) {
	for _, tt := range []struct {
		name            string
		lots            int // that the line has; -1: it has no shelf
		from, to, units int
		want            bool // the first time; the second time nothing is added
	}{
		{"makes a shelf once", -1, 0, 3, 60, true},
		{"adds to a shelf once", 3, 3, 5, 40, true},
		{"brings new pages", stock.PageLots, stock.PageLots, 2*stock.PageLots + 1, 100, true},
		{"adds to no shelf that is not there", -1, 3, 5, 40, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			want := stock.Shelf{Line: newLine()}
			if tt.lots >= 0 {
				want = readShelf(t, s, newShelf(t, s, tt.lots))
			}
			want = want.Restock(tt.to, tt.units, tt.name)
			for _, added := range []bool{tt.want, false} {
				if got, err := s.AddLots(t.Context(), want.Line, tt.from, tt.to, tt.units, tt.name); err != nil || got != added {
					t.Errorf("AddLots = %v, %v, want %v", got, err, added)
				}
			}
			if tt.want {
				diff(t, "the shelf", readShelf(t, s, want.Line), want)
			}
		})
	}
	t.Run("begins a new epoch, and keeps what is listed and a reference", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, 3)
		before := readShelf(t, s, line)
		mark(t, s, line, 1, before, true)
		for i, reference := range []string{"REF", ""} {
			if _, err := s.AddLots(t.Context(), line, 3+i, 4+i, 1, reference); err != nil {
				t.Fatal(err)
			}
		}
		after := readShelf(t, s, line)
		if before.Pages[0].Epoch >= after.Pages[0].Epoch || !after.KnownEmpty(1) || after.Restocked != "REF" {
			t.Errorf("the shelf was %+v and is %+v", before, after)
		}
	})
}

func testShelf(t *testing.T, s Store) {
	const lots = 2*stock.PageLots + 50
	t.Run("reads several at once, in the order of their lines", func(t *testing.T) {
		t.Parallel()
		one, many, another := newShelf(t, s, 3), newShelf(t, s, lots), newShelf(t, s, lots)
		mark(t, s, one, 2, readShelf(t, s, one), true)
		mark(t, s, many, lots-1, readShelf(t, s, many), true)
		unmark(t, s, another, lots-1)
		lines := []stock.Line{many, one, another}
		got, err := s.ShelvesOf(t.Context(), lines)
		if err != nil || len(got) != len(lines) {
			t.Fatalf("ShelvesOf = %d shelves, %v", len(got), err)
		}
		for i, line := range lines {
			diff(t, "the shelf", got[i], readShelf(t, s, line))
		}
		if got, err := s.ShelvesOf(t.Context(), nil); err != nil || len(got) > 0 {
			t.Errorf("of no lines: %v, %v", got, err)
		}
	})
	for _, lot := range []int{0, 1, stock.PageLots - 1, stock.PageLots, 2*stock.PageLots - 1, 2 * stock.PageLots, lots - 1} {
		t.Run(fmt.Sprintf("lists lot %d in its epoch, and takes it off in a new one", lot), func(t *testing.T) {
			t.Parallel()
			line := newShelf(t, s, lots)
			seen := readShelf(t, s, line)
			for range 2 { // the second mark changes nothing
				mark(t, s, line, lot, seen, true)
				diff(t, "the shelf", readShelf(t, s, line), seen.WithEmpty(lot))
			}
			want := seen.WithEmpty(lot)
			for range 2 { // each unmark begins an epoch
				unmark(t, s, line, lot)
				want = want.Unmark(lot)
				diff(t, "the shelf", readShelf(t, s, line), want)
			}
			mark(t, s, line, lot, seen, false) // the lot may have been refilled since
			diff(t, "the shelf", readShelf(t, s, line), want)
			mark(t, s, line, lot, want, true)
		})
	}
	t.Run("lists no lot that may have been refilled before it was listed", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, lots)
		seen := readShelf(t, s, line)
		unmark(t, s, line, lots-1)
		mark(t, s, line, lots-1, seen, false)
		diff(t, "the shelf", readShelf(t, s, line), seen.Unmark(lots-1))
	})
	t.Run("keeps the last time at which units may come back", func(t *testing.T) {
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
	t.Run("tells when all is empty", func(t *testing.T) {
		t.Parallel()
		line := newShelf(t, s, 3)
		seen := readShelf(t, s, line)
		for lot := range 3 {
			mark(t, s, line, lot, seen, true)
			if got := readShelf(t, s, line).AllEmpty(); got != (lot == 2) {
				t.Errorf("with %d of 3 lots listed, all is empty: %v", lot+1, got)
			}
		}
	})
}

func testRecord(t *testing.T, s Store) {
	for name, count := range map[string]stock.Count{
		"with holds": {Size: 50, Left: 20, Held: 10, Sold: 20, NextRelease: noon.Add(time.Minute), Epoch: 7},
		"all sold":   {Size: 50, Sold: 50},
	} {
		t.Run("replaces only the count, "+name, func(t *testing.T) {
			t.Parallel()
			line := newShelf(t, s, 2)
			want := readShelf(t, s, line)
			mark(t, s, line, 1, want, true)
			want = want.WithEmpty(1)
			want.Count = count
			for range 2 { // the second call changes nothing
				if err := s.Record(t.Context(), line, count); err != nil {
					t.Fatal(err)
				}
				diff(t, "the shelf", readShelf(t, s, line), want)
			}
		})
	}
}

// newShelf makes the shelf of a line of n lots that each have one unit.
func newShelf(t *testing.T, s Store, n int) stock.Line {
	t.Helper()
	line := newLine()
	if made, err := s.AddLots(t.Context(), line, 0, n, n, ""); err != nil || !made {
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
