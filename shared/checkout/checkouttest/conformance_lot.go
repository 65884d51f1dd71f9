package checkouttest

import (
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/order"
	"storefront/shared/stock"
)

func testReserve(t *testing.T, s Store) {
	ann, ben, cat := newID(), newID(), newID()
	second := order.ID{Key: ann.Key, Slot: 2}
	type step struct {
		id       order.ID
		quantity int
		want     checkout.Reservation
	}
	reserved := func(left, claimed int) checkout.Reservation {
		return checkout.Reservation{Outcome: stock.Reserved, Left: left, Claimed: claimed}
	}
	already := func(left, claimed int) checkout.Reservation {
		return checkout.Reservation{Outcome: stock.AlreadyReserved, Left: left, Claimed: claimed}
	}
	insufficient := func(left int) checkout.Reservation {
		return checkout.Reservation{Outcome: stock.Insufficient, Left: left}
	}
	for _, tt := range []struct {
		name  string
		size  int
		steps []step
	}{
		{"reserves units", 5, []step{{ann, 2, reserved(3, 2)}}},
		{"reserves the last unit once", 1, []step{{ann, 1, reserved(0, 1)}, {ben, 1, insufficient(0)}}},
		{"reserves all units", 25, []step{{ann, 25, reserved(0, 25)}}},
		{"reserves nothing if too little is left", 3, []step{{ann, 2, reserved(1, 2)}, {ben, 2, insufficient(1)}, {cat, 1, reserved(0, 1)}}},
		{"reserves nothing a second time", 5, []step{{ann, 2, reserved(3, 2)}, {ann, 2, already(3, 2)}}},
		{"tells a repeated attempt at the last unit from a late one", 1, []step{{ann, 1, reserved(0, 1)}, {ann, 1, already(0, 1)}, {ben, 1, insufficient(0)}}},
		{"tells what the order has when it asks for more", 5, []step{{ann, 2, reserved(3, 2)}, {ann, 4, already(3, 2)}}},
		{"tells what the order has when it asks for less", 5, []step{{ann, 2, reserved(3, 2)}, {ann, 1, already(3, 2)}}},
		{"tells the orders of one buyer apart", 3, []step{{ann, 1, reserved(2, 1)}, {second, 1, reserved(1, 1)}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot := newLot(t, s, tt.size)
			for i, step := range tt.steps {
				got, err := s.Reserve(t.Context(), lot, step.id, step.quantity, noon)
				step.want.NextRelease = noon
				if err != nil || got != step.want {
					t.Errorf("step %d: Reserve(%d) = %+v, %v, want %+v", i, step.quantity, got, err, step.want)
				}
			}
			readLot(t, s, lot)
		})
	}

	t.Run("tells when the first held unit may come back", func(t *testing.T) {
		t.Parallel()
		lot, first, later := newLot(t, s, 3), newID(), newID()
		reserve(t, s, lot, first, 1, noon.Add(time.Hour))
		reserve(t, s, lot, later, 1, noon.Add(2*time.Hour))
		tells := func(id order.ID, want time.Time) {
			t.Helper()
			if got, err := s.Reserve(t.Context(), lot, id, 2, noon); err != nil || !got.NextRelease.Equal(want) {
				t.Errorf("Reserve = %+v, %v, want the next release at %v", got, err, want)
			}
		}
		tells(newID(), noon.Add(time.Hour))
		tells(later, noon.Add(time.Hour))
		if _, err := s.Reschedule(t.Context(), lot, map[order.ID]time.Time{first: {}}); err != nil {
			t.Fatal(err)
		}
		tells(newID(), noon.Add(2*time.Hour))
	})
	t.Run("leaves a claim with its quantity and time, whatever is attempted again", func(t *testing.T) {
		t.Parallel()
		lot, id := newLot(t, s, 5), newID()
		reserve(t, s, lot, id, 2, noon)
		for range 2 {
			diff(t, "the lot", readLot(t, s, lot), stock.Lot{
				LotKey: lot, Size: 5, Left: 3, Claims: map[order.ID]stock.Claim{id: {Quantity: 2, Until: noon}},
			})
			if _, err := s.Reserve(t.Context(), lot, id, 2, noon.Add(time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
	})
	t.Run("no claim is due before its time, or a second after it", func(t *testing.T) {
		t.Parallel()
		lot, id := newLot(t, s, 5), newID()
		until := noon.Add(time.Millisecond)
		reserve(t, s, lot, id, 1, until)
		if late := readLot(t, s, lot).Claims[id].Until.Sub(until); late < 0 || late >= time.Second {
			t.Errorf("the claim is due %v after its time", late)
		}
	})
}

func testRelease(t *testing.T, s Store) {
	for _, tt := range []struct {
		name     string
		size     int
		own, old int // units reserved by the order, and before it by another one
		want     []checkout.ReleaseResult
	}{
		{"releases the last unit once", 1, 1, 0, []checkout.ReleaseResult{{Released: true, Before: 0, After: 1}, {Before: 1, After: 1}}},
		{"releases all units of a claim", 5, 3, 0, []checkout.ReleaseResult{{Released: true, Before: 2, After: 5}}},
		{"leaves other orders' claims alone", 5, 2, 3, []checkout.ReleaseResult{{Released: true, Before: 0, After: 2}, {Before: 2, After: 2}}},
		{"releases nothing without a claim", 5, 0, 3, []checkout.ReleaseResult{{Before: 2, After: 2}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot, id := newLot(t, s, tt.size), newID()
			if tt.old > 0 {
				reserve(t, s, lot, newID(), tt.old, noon)
			}
			if tt.own > 0 {
				reserve(t, s, lot, id, tt.own, noon)
			}
			for i, want := range tt.want {
				got, err := s.Release(t.Context(), lot, id)
				if err != nil || got != want {
					t.Errorf("release %d = %+v, %v, want %+v", i+1, got, err, want)
				}
			}
			if left := readLot(t, s, lot).Left; left != tt.size-tt.old {
				t.Errorf("%d units are left, want %d", left, tt.size-tt.old)
			}
			reserve(t, s, lot, id, tt.size-tt.old, noon) // the order may reserve again
		})
	}
}

func testReschedule(t *testing.T, s Store) {
	ann, ben, stranger := newID(), newID(), newID()
	later := noon.Add(time.Hour)
	for _, tt := range []struct {
		name  string
		until map[order.ID]time.Time
		want  bool
		ann   time.Time
		ben   time.Time
	}{
		{"one claim", map[order.ID]time.Time{ann: later}, true, later, noon},
		{"some claims at once", map[order.ID]time.Time{ann: later, ben: later.Add(time.Second)}, true, later, later.Add(time.Second)},
		{"settles a claim", map[order.ID]time.Time{ann: {}}, true, time.Time{}, noon},
		{"nothing, when one order has no claim", map[order.ID]time.Time{ann: later, stranger: later}, false, noon, noon},
		{"no claim at all", nil, true, noon, noon},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot := newLot(t, s, 5)
			reserve(t, s, lot, ann, 1, noon)
			reserve(t, s, lot, ben, 2, noon)
			for range 2 { // the second call changes nothing
				reschedule(t, s, lot, tt.until, tt.want)
			}
			diff(t, "the claims", readLot(t, s, lot).Claims, map[order.ID]stock.Claim{
				ann: {Quantity: 1, Until: tt.ann}, ben: {Quantity: 2, Until: tt.ben},
			})
		})
	}

	t.Run("every claim of a full lot", func(t *testing.T) {
		t.Parallel()
		lot, until, want := newLot(t, s, stock.LotSize), map[order.ID]time.Time{}, map[order.ID]stock.Claim{}
		for range stock.LotSize {
			id := newID()
			until[id], want[id] = later, stock.Claim{Quantity: 1, Until: later}
			reserve(t, s, lot, id, 1, noon)
		}
		reschedule(t, s, lot, until, true)
		diff(t, "the claims", readLot(t, s, lot).Claims, want)
	})
}

func testLots(t *testing.T, s Store) {
	t.Run("reads as many as asked for, by number, also more than fit into one batch", func(t *testing.T) {
		t.Parallel()
		sizes := make([]int, 230)
		for i := range sizes {
			sizes[i] = 1 + i%stock.LotSize
		}
		line := newLots(t, s, sizes...)
		for _, n := range []int{0, 1, 2, 3, len(sizes)} {
			for i, lot := range readLots(t, s, line, n) {
				diff(t, "a lot", lot, stock.NewLot(stock.LotKey{Line: line, Number: i}, sizes[i]))
			}
		}
	})
	t.Run("peeks into the lots asked for, by number", func(t *testing.T) {
		t.Parallel()
		line, id := newLots(t, s, 25, 25, 7), newID()
		reserve(t, s, stock.LotKey{Line: line, Number: 2}, id, 3, noon)
		lots, err := s.Peek(t.Context(), line, []int{2, 0})
		if err != nil {
			t.Fatal(err)
		}
		changed := stock.NewLot(stock.LotKey{Line: line, Number: 2}, 7)
		changed.Reserve(id, 3, noon)
		diff(t, "the lots", lots, []stock.Lot{stock.NewLot(stock.LotKey{Line: line}, 25), changed})
		if lots, err := s.Peek(t.Context(), line, nil); err != nil || len(lots) != 0 {
			t.Errorf("Peek of nothing = %v, %v", lots, err)
		}
	})
	t.Run("tells when a lot was put", func(t *testing.T) {
		t.Parallel()
		want := stock.NewLot(stock.LotKey{Line: newLine()}, 5)
		want.CreatedAt = time.Date(2015, time.May, 18, 19, 0, 0, int(time.Millisecond), time.UTC)
		if _, err := s.PutLot(t.Context(), want); err != nil {
			t.Fatal(err)
		}
		diff(t, "the lot", readLot(t, s, want.LotKey), want)
	})
	t.Run("puts a lot once, with all its units", func(t *testing.T) {
		t.Parallel()
		lot := newLot(t, s, 5)
		reserve(t, s, lot, newID(), 2, noon)
		if put, err := s.PutLot(t.Context(), stock.NewLot(lot, 9)); err != nil || put {
			t.Errorf("PutLot again = %v, %v, want false", put, err)
		}
		if got := readLot(t, s, lot); got.Size != 5 || got.Left != 3 {
			t.Errorf("putting it again changed the lot: %+v", got)
		}
	})
}

// testMissing tests the calls that fail if what they work on does not exist.
func testMissing(t *testing.T, s Store) {
	lot, none := newLot(t, s, 1), stock.LotKey{Line: newLine()}
	_, reserve := s.Reserve(t.Context(), none, newID(), 1, noon)
	_, release := s.Release(t.Context(), none, newID())
	_, lots := s.Lots(t.Context(), lot.Line, 2)
	_, peek := s.Peek(t.Context(), lot.Line, []int{0, 1})
	_, shelf := s.Shelf(t.Context(), none.Line)
	_, shelves := s.ShelvesOf(t.Context(), []stock.Line{newShelf(t, s, 1), none.Line})
	record := s.Record(t.Context(), none.Line, stock.Count{Size: 1})
	for call, err := range map[string]error{
		"Reserve": reserve, "Release": release, "Lots": lots, "Peek": peek, "Shelf": shelf, "ShelvesOf": shelves, "Record": record,
	} {
		if err == nil {
			t.Errorf("%s succeeded", call)
		}
	}
}

// newLots makes a line with lots of these sizes.
func newLots(t *testing.T, s Store, sizes ...int) stock.Line {
	t.Helper()
	line := newLine()
	if err := Fill(t.Context(), s, line, 0, sizes...); err != nil {
		t.Fatal(err)
	}
	return line
}

// newLot makes a line of one lot.
func newLot(t *testing.T, s Store, size int) stock.LotKey {
	return stock.LotKey{Line: newLots(t, s, size)}
}

func reserve(t *testing.T, s Store, lot stock.LotKey, id order.ID, quantity int, until time.Time) {
	t.Helper()
	r, err := s.Reserve(t.Context(), lot, id, quantity, until)
	if err != nil || r.Outcome != stock.Reserved {
		t.Fatalf("Reserve(%s, %d) = %+v, %v, want it reserved", lot, quantity, r, err)
	}
}

func reschedule(t *testing.T, s Store, lot stock.LotKey, until map[order.ID]time.Time, want bool) {
	t.Helper()
	if got, err := s.Reschedule(t.Context(), lot, until); err != nil || got != want {
		t.Errorf("Reschedule = %v, %v, want %v", got, err, want)
	}
}

// readLots reads the first n lots of a line, which must add up.
func readLots(t *testing.T, s Store, line stock.Line, n int) []stock.Lot {
	t.Helper()
	lots, err := s.Lots(t.Context(), line, n)
	if err != nil || len(lots) != n {
		t.Fatalf("Lots(%d) = %v, %v", n, lots, err)
	}
	for _, lot := range lots {
		if err := lot.Check(); err != nil {
			t.Error(err)
		}
	}
	return lots
}

func readLot(t *testing.T, s Store, key stock.LotKey) stock.Lot {
	t.Helper()
	return readLots(t, s, key.Line, key.Number+1)[key.Number]
}
