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
	again := func(left, claimed int) checkout.Reservation {
		return checkout.Reservation{Outcome: stock.AlreadyReserved, Left: left, Claimed: claimed}
	}
	short := func(left int) checkout.Reservation {
		return checkout.Reservation{Outcome: stock.Insufficient, Left: left}
	}
	tests := []struct {
		name  string
		size  int
		steps []step
	}{
		{"reserves units", 5, []step{{ann, 2, reserved(3, 2)}}},
		{"reserves the last unit once", 1, []step{{ann, 1, reserved(0, 1)}, {ben, 1, short(0)}}},
		{"reserves all units", 25, []step{{ann, 25, reserved(0, 25)}}},
		{"reserves nothing if too little is left", 3, []step{{ann, 2, reserved(1, 2)}, {ben, 2, short(1)}, {cat, 1, reserved(0, 1)}}},
		{"reserves nothing a second time", 5, []step{{ann, 2, reserved(3, 2)}, {ann, 2, again(3, 2)}}},
		{"tells a repeated attempt at the last unit from a late one", 1, []step{{ann, 1, reserved(0, 1)}, {ann, 1, again(0, 1)}, {ben, 1, short(0)}}},
		{"tells what the order has when it asks for more", 5, []step{{ann, 2, reserved(3, 2)}, {ann, 4, again(3, 2)}}},
		{"tells what the order has when it asks for less", 5, []step{{ann, 2, reserved(3, 2)}, {ann, 1, again(3, 2)}}},
		{"tells the orders of one buyer apart", 3, []step{{ann, 1, reserved(2, 1)}, {second, 1, reserved(1, 1)}}},
	}
	for _, tt := range tests {
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
		for id, until := range map[order.ID]time.Time{first: noon.Add(time.Hour), later: noon.Add(2 * time.Hour)} {
			if _, err := s.Reserve(t.Context(), lot, id, 1, until); err != nil {
				t.Fatal(err)
			}
		}
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
	t.Run("leaves a claim with its quantity and time", func(t *testing.T) {
		t.Parallel()
		lot, id := newLot(t, s, 5), newID()
		reserve(t, s, lot, id, 2)
		diff(t, "the lot", readLot(t, s, lot), stock.Lot{
			LotKey: lot, Size: 5, Left: 3, Claims: map[order.ID]stock.Claim{id: {Quantity: 2, Until: noon}},
		})
	})
	t.Run("a repeated attempt keeps the time of the first", func(t *testing.T) {
		t.Parallel()
		lot, id := newLot(t, s, 5), newID()
		reserve(t, s, lot, id, 2)
		if _, err := s.Reserve(t.Context(), lot, id, 2, noon.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		diff(t, "the claim", readLot(t, s, lot).Claims[id], stock.Claim{Quantity: 2, Until: noon})
	})
	t.Run("no claim is due before its time, or a second after it", func(t *testing.T) {
		t.Parallel()
		lot, id := newLot(t, s, 5), newID()
		until := noon.Add(time.Millisecond)
		if _, err := s.Reserve(t.Context(), lot, id, 1, until); err != nil {
			t.Fatal(err)
		}
		if late := readLot(t, s, lot).Claims[id].Until.Sub(until); late < 0 || late >= time.Second {
			t.Errorf("the claim is due %v after its time", late)
		}
	})
	t.Run("fails where there is no lot", func(t *testing.T) {
		t.Parallel()
		if r, err := s.Reserve(t.Context(), stock.LotKey{Line: newLine()}, newID(), 1, noon); err == nil {
			t.Errorf("Reserve = %+v, want an error", r)
		}
	})
}

func testRelease(t *testing.T, s Store) {
	tests := []struct {
		name     string
		size     int
		own, old int // units reserved by the order, and before it by another one
		want     []checkout.ReleaseResult
	}{
		{"releases the last unit once", 1, 1, 0, []checkout.ReleaseResult{{Released: true, Before: 0, After: 1}, {Before: 1, After: 1}}},
		{"releases all units of a claim", 5, 3, 0, []checkout.ReleaseResult{{Released: true, Before: 2, After: 5}}},
		{"leaves other orders' claims alone", 5, 2, 3, []checkout.ReleaseResult{{Released: true, Before: 0, After: 2}, {Before: 2, After: 2}}},
		{"releases nothing without a claim", 5, 0, 3, []checkout.ReleaseResult{{Before: 2, After: 2}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot, id := newLot(t, s, tt.size), newID()
			if tt.old > 0 {
				reserve(t, s, lot, newID(), tt.old)
			}
			if tt.own > 0 {
				reserve(t, s, lot, id, tt.own)
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
		})
	}

	t.Run("lets the order reserve again", func(t *testing.T) {
		t.Parallel()
		lot, id := newLot(t, s, 1), newID()
		reserve(t, s, lot, id, 1)
		if _, err := s.Release(t.Context(), lot, id); err != nil {
			t.Fatal(err)
		}
		reserve(t, s, lot, id, 1)
	})
	t.Run("fails where there is no lot", func(t *testing.T) {
		t.Parallel()
		if r, err := s.Release(t.Context(), stock.LotKey{Line: newLine()}, newID()); err == nil {
			t.Errorf("Release = %+v, want an error", r)
		}
	})
}

func testReschedule(t *testing.T, s Store) {
	ann, ben, stranger := newID(), newID(), newID()
	later := noon.Add(time.Hour)
	tests := []struct {
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
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot := newLot(t, s, 5)
			reserve(t, s, lot, ann, 1)
			reserve(t, s, lot, ben, 2)
			for range 2 { // doing it again changes nothing
				if got, err := s.Reschedule(t.Context(), lot, tt.until); err != nil || got != tt.want {
					t.Errorf("Reschedule = %v, %v, want %v", got, err, tt.want)
				}
			}
			diff(t, "the claims", readLot(t, s, lot).Claims, map[order.ID]stock.Claim{
				ann: {Quantity: 1, Until: tt.ann}, ben: {Quantity: 2, Until: tt.ben},
			})
		})
	}

	t.Run("every claim of a full lot", func(t *testing.T) {
		t.Parallel()
		lot, until := newLot(t, s, stock.LotSize), map[order.ID]time.Time{}
		for range stock.LotSize {
			id := newID()
			until[id] = later
			reserve(t, s, lot, id, 1)
		}
		if got, err := s.Reschedule(t.Context(), lot, until); err != nil || !got {
			t.Fatalf("Reschedule = %v, %v, want true", got, err)
		}
		for id, claim := range readLot(t, s, lot).Claims {
			if !claim.Until.Equal(later) {
				t.Errorf("the claim of %s is due at %v, want %v", id, claim.Until, later)
			}
		}
	})
}

func testLots(t *testing.T, s Store) {
	t.Run("reads more lots than fit into one batch, by number", func(t *testing.T) {
		t.Parallel()
		const n = 230
		line, sizes := newLine(), make([]int, n)
		for i := range sizes {
			sizes[i] = 1 + i%stock.LotSize
		}
		if err := Fill(t.Context(), s, line, 0, sizes...); err != nil {
			t.Fatal(err)
		}
		lots, err := s.Lots(t.Context(), line, n)
		if err != nil || len(lots) != n {
			t.Fatalf("Lots returned %d lots, %v, want %d", len(lots), err, n)
		}
		for i, lot := range lots {
			diff(t, "a lot", lot, stock.NewLot(stock.LotKey{Line: line, Number: i}, sizes[i]))
		}
	})
	t.Run("reads as many as asked for", func(t *testing.T) {
		t.Parallel()
		line := newLine()
		if err := Fill(t.Context(), s, line, 0, 25, 25, 7); err != nil {
			t.Fatal(err)
		}
		for n := range 4 {
			lots, err := s.Lots(t.Context(), line, n)
			if err != nil || len(lots) != n {
				t.Errorf("Lots(%d) returned %d lots, %v", n, len(lots), err)
			}
		}
	})
	t.Run("peeks into the lots asked for, by number", func(t *testing.T) {
		t.Parallel()
		line, id := newLine(), newID()
		if err := Fill(t.Context(), s, line, 0, 25, 25, 7); err != nil {
			t.Fatal(err)
		}
		reserve(t, s, stock.LotKey{Line: line, Number: 2}, id, 3)
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
		if lots, err := s.Peek(t.Context(), line, []int{0, 3}); err == nil {
			t.Errorf("Peek = %v, want an error for a missing lot", lots)
		}
	})
	t.Run("fails when one is missing", func(t *testing.T) {
		t.Parallel()
		lot := newLot(t, s, 1)
		if lots, err := s.Lots(t.Context(), lot.Line, 2); err == nil {
			t.Errorf("Lots = %v, want an error", lots)
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
		reserve(t, s, lot, newID(), 2)
		put, err := s.PutLot(t.Context(), stock.NewLot(lot, 9))
		if err != nil || put {
			t.Errorf("PutLot again = %v, %v, want false", put, err)
		}
		if got := readLot(t, s, lot); got.Size != 5 || got.Left != 3 {
			t.Errorf("putting it again changed the lot: %+v", got)
		}
	})
}
