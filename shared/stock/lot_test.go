package stock_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"storefront/shared/order"
	"storefront/shared/stock"
)

var (
	bandLine = stock.Line{Sale: "sale", SKU: "band"}
	noon     = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)
	later    = noon.Add(time.Hour)
)

// numbered names the nth order.
func numbered(n int) order.ID {
	return order.ID{Key: order.NewKey(fmt.Appendf(nil, "%010d", n)), Slot: 1}
}

func TestTake(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		left     int // of 10; the rest is another order's
		mine     int // units the order has already
		quantity int
		want     stock.Outcome
		after    int // units left
	}{
		{"some units", 10, 0, 3, stock.Reserved, 7},
		{"all units", 10, 0, 10, stock.Reserved, 0},
		{"the last unit", 1, 0, 1, stock.Reserved, 0},
		{"more than there is", 10, 0, 11, stock.Insufficient, 10},
		{"more than is left", 2, 0, 3, stock.Insufficient, 2},
		{"one of none", 0, 0, 1, stock.Insufficient, 0},
		{"a second time", 5, 3, 3, stock.AlreadyReserved, 2},
		{"a second time, and more", 5, 3, 1, stock.AlreadyReserved, 2},
		{"a second time, with nothing left", 3, 3, 3, stock.AlreadyReserved, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot := stock.NewLot(stock.LotKey{Line: bandLine}, 10)
			if tt.left < 10 {
				lot.Reserve(numbered(1), 10-tt.left, noon)
			}
			if tt.mine > 0 {
				lot.Reserve(numbered(2), tt.mine, noon)
			}
			if got := lot.Reserve(numbered(2), tt.quantity, later); got != tt.want || lot.Left != tt.after {
				t.Errorf("Take = %v with %d left, want %v with %d", got, lot.Left, tt.want, tt.after)
			}
			if tt.want == stock.AlreadyReserved && lot.Claims[numbered(2)] != (stock.Claim{Quantity: tt.mine, Until: noon}) {
				t.Errorf("the first claim has become %+v", lot.Claims[numbered(2)])
			}
			if err := lot.Check(); err != nil {
				t.Error(err)
			}
		})
	}
}

// Whatever is done to lots in whatever order: units neither vanish nor appear,
// a claim is had once and given once, and what does not apply changes nothing.
func TestLotInvariants(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		size := 1 + r.IntN(stock.LotSize)
		lot := stock.NewLot(stock.LotKey{Line: bandLine}, size)
		claims := map[order.ID]int{} // what each order must have, by its own history
		for step := range 200 {
			before, had := lot.Left, maps.Clone(lot.Claims)
			who, changed := numbered(r.IntN(8)), true
			switch r.IntN(3) {
			case 0:
				q := 1 + r.IntN(6)
				if changed = lot.Reserve(who, q, noon) == stock.Reserved; changed {
					claims[who] = q
				}
			case 1:
				changed = lot.Release(who)
				delete(claims, who)
			case 2:
				until := map[order.ID]time.Time{who: later, numbered(r.IntN(8)): {}}
				changed = lot.Reschedule(until)
			}
			if err := lot.Check(); err != nil {
				t.Fatalf("seed %d, step %d: %v", seed, step, err)
			}
			if !changed && (lot.Left != before || !maps.Equal(lot.Claims, had)) {
				t.Fatalf("seed %d, step %d: what does not apply changed the lot", seed, step)
			}
			for who, q := range claims {
				if lot.Claims[who].Quantity != q {
					t.Fatalf("seed %d, step %d: %s has %d units, want %d", seed, step, who, lot.Claims[who].Quantity, q)
				}
			}
			if len(lot.Claims) != len(claims) {
				t.Fatalf("seed %d, step %d: %d claims, want %d", seed, step, len(lot.Claims), len(claims))
			}
		}
	}
}

func TestDefer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		until map[order.ID]time.Time
		want  bool
	}{
		{"one claim", map[order.ID]time.Time{numbered(1): later}, true},
		{"all claims", map[order.ID]time.Time{numbered(1): later, numbered(2): later}, true},
		{"nothing", nil, true},
		{"a claim that is not there", map[order.ID]time.Time{numbered(3): later}, false},
		{"one that is there and one that is not", map[order.ID]time.Time{numbered(1): later, numbered(3): later}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			lot := stock.NewLot(stock.LotKey{Line: bandLine}, 5)
			lot.Reserve(numbered(1), 1, noon)
			lot.Reserve(numbered(2), 2, noon)
			want := maps.Clone(lot.Claims)
			if tt.want {
				for who, until := range tt.until {
					want[who] = stock.Claim{Quantity: want[who].Quantity, Until: until}
				}
			}
			if got := lot.Reschedule(tt.until); got != tt.want || !maps.Equal(lot.Claims, want) {
				t.Errorf("Defer = %v, the claims are %v, want %v, %v", got, lot.Claims, tt.want, want)
			}
		})
	}
}

func TestClaimIsDue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name         string
		until        time.Time
		settled, due bool
	}{
		{"before its time", noon.Add(time.Second), false, false},
		{"at its time", noon, false, true},
		{"after it", noon.Add(-time.Second), false, true},
		{"settled", time.Time{}, true, false},
	} {
		claim := stock.Claim{Quantity: 1, Until: tt.until}
		if claim.Settled() != tt.settled || claim.Due(noon) != tt.due {
			t.Errorf("a claim %s is settled: %v, due: %v", tt.name, claim.Settled(), claim.Due(noon))
		}
	}
}

// A claim may be given back once nobody can have a right to it any more.
func TestMayGive(t *testing.T) {
	t.Parallel()
	named, other := order.Allocation{Lot: 1, Quantity: 2}, order.Allocation{Lot: 1, Quantity: 1}
	for _, tt := range []struct {
		status             order.Status
		ofNamed, ofUnnamed bool
	}{
		{order.Absent, false, false}, // it may still come, and name the claim
		{order.Held, false, true},
		{order.Paid, false, true},
		{order.Expired, true, true},
		{order.Cancelled, true, true},
		{order.Rejected, true, true},
		{order.Refunded, true, true},
		{order.Abandoned, true, true},
	} {
		o := order.Order{Status: tt.status}
		if tt.status != order.Absent && tt.status != order.Abandoned {
			o.Lines = []order.Line{{SKU: "band", Allocations: []order.Allocation{named}}}
		}
		if got := stock.MayRelease(o, "band", named); got != tt.ofNamed {
			t.Errorf("a claim that an order names which is %q may be given: %v", tt.status, got)
		}
		if got := stock.MayRelease(o, "band", other); got != tt.ofUnnamed {
			t.Errorf("a claim that an order does not name which is %q may be given: %v", tt.status, got)
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	lot := func(size, left int, claims ...int) stock.Lot {
		l := stock.Lot{LotKey: stock.LotKey{Line: bandLine}, Size: size, Left: left, Claims: map[order.ID]stock.Claim{}}
		for i, q := range claims {
			l.Claims[numbered(i)] = stock.Claim{Quantity: q}
		}
		return l
	}
	for _, tt := range []struct {
		name string
		lot  stock.Lot
		ok   bool
	}{
		{"all left", lot(5, 5), true},
		{"some claimed", lot(5, 2, 1, 2), true},
		{"all claimed", lot(5, 0, 5), true},
		{"a unit is missing", lot(5, 1, 3), false},
		{"a unit too many", lot(5, 3, 3), false},
		{"sold more than there was", lot(5, -1, 3, 3), false},
		{"a claim on nothing", lot(5, 5, 0), false},
		{"a claim below nothing", lot(5, 6, -1), false},
	} {
		if err := tt.lot.Check(); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for units, want := range map[int][]int{
		0: nil, 1: {1}, 24: {24}, 25: {25}, 26: {25, 1}, 50: {25, 25}, 110: {25, 25, 25, 25, 10},
	} {
		if got := stock.Split(units); !slices.Equal(got, want) {
			t.Errorf("Split(%d) = %v, want %v", units, got, want)
		}
	}
}

func TestCountOf(t *testing.T) {
	t.Parallel()
	first, second := stock.NewLot(stock.LotKey{Line: bandLine}, 10), stock.NewLot(stock.LotKey{Line: bandLine, Number: 1}, 5)
	if got, want := stock.CountOf([]stock.Lot{first, second}), (stock.Count{Size: 15, Left: 15}); got != want {
		t.Errorf("untouched lots count %+v, want %+v", got, want)
	}
	first.Reserve(numbered(1), 2, later)
	first.Reserve(numbered(2), 3, noon)
	second.Reserve(numbered(3), 1, time.Time{})
	want := stock.Count{Size: 15, Left: 9, Held: 5, Sold: 1, NextRelease: noon}
	if got := stock.CountOf([]stock.Lot{first, second}); got != want {
		t.Errorf("CountOf = %+v, want %+v", got, want)
	}
}
