package merchant_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/audit"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

func TestRestockedUnitsCanBeBoughtAtOnce(t *testing.T) {
	t.Parallel()
	now := monday
	s := newStore(t)
	small := spec()
	small.Lines = []merchant.Line{{SKU: band, Units: 1, MaxPerOrder: 1}}
	shop := create(t, s, func() time.Time { return now }, small)
	buy := shop.Process()
	one := checkout.HoldLine{SKU: band, Quantity: 1}
	if _, err := buy.Hold(t.Context(), shop.Request("a", "key", one)); err != nil {
		t.Fatal(err)
	}
	if _, err := buy.Hold(t.Context(), shop.Request("b", "key", one)); problem.CodeOf(err) != problem.SoldOut {
		t.Fatalf("got %v", err)
	}
	if err := merchant.New(market.US, s).Restock(t.Context(), monday, bands, 30); err != nil {
		t.Fatal(err)
	}
	now = now.Add(checkout.ShelfAge)
	if _, err := buy.Hold(t.Context(), shop.Request("b", "key", one)); err != nil {
		t.Error(err)
	}
	if got, want := report(t, s, monday, "monday").Lines[0].Tally, (audit.Tally{Size: 31, Left: 29, Held: 2}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestWhatCannotBeRestocked(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		line  stock.Line
		units int
		now   time.Time
		want  string
	}{
		"an unknown sale":   {stock.Line{Sale: "tuesday", SKU: band}, 1, monday, `there is no sale "tuesday" in region us`},
		"an unknown line":   {stock.Line{Sale: "monday", SKU: phone}, 1, monday, `sale monday has no line "phone-4i"`},
		"nothing":           {bands, 0, monday, "line must have 1 to 100000 units of fitness-band"},
		"too much":          {bands, 100_001, monday, "line must have 1 to 100000 units of fitness-band"},
		"too much in all":   {bands, 99_990, monday, "line has more units of fitness-band than the line can take: it has 3 of at most 4000 lots of 25"},
		"a sale that ended": {bands, 1, monday.Add(24 * time.Hour), "sale monday has been over since 2015-05-19T19:00:00Z"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore(t)
			create(t, s, onMonday, spec())
			err := merchant.New(market.US, s).Restock(t.Context(), tt.now, tt.line, tt.units)
			if err == nil || err.Error() != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
			if size := sizeOf(t, s, bands); size != 60 {
				t.Errorf("%d units", size)
			}
		})
	}
}

func TestAnInterruptedRestockAddsNothingAndRepeatingFinishesIt(t *testing.T) {
	t.Parallel()
	for n := range 4 { // three lots, then the shelf
		for _, applied := range []bool{false, true} {
			if n == 3 && applied {
				continue // it has added everything; see below
			}
			t.Run(fmt.Sprintf("write %d, applied %v", n+1, applied), func(t *testing.T) {
				t.Parallel()
				s := newStore(t)
				create(t, s, onMonday, spec())
				err := merchant.New(market.US, failingAfter(n, applied, s)).Restock(t.Context(), monday, bands, 70)
				if !errors.Is(err, checkouttest.ErrFault) {
					t.Fatalf("got %v", err)
				}
				if size := sizeOf(t, s, bands); size != 60 {
					t.Errorf("%d units after the first attempt", size)
				}
				if err := merchant.New(market.US, s).Restock(t.Context(), monday, bands, 70); err != nil {
					t.Fatal(err)
				}
				if size := sizeOf(t, s, bands); size != 130 {
					t.Errorf("%d units after the second attempt", size)
				}
			})
		}
	}
}

func TestARestockWhoseLastAnswerIsLostAsksForAnAudit(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	create(t, s, onMonday, spec())
	err := merchant.New(market.US, failingAfter(3, true, s)).Restock(t.Context(), monday, bands, 70)
	if err == nil || !strings.HasPrefix(err.Error(), "run an audit to see whether monday/fitness-band has its 70 units before restocking again: ") {
		t.Errorf("got %v", err)
	}
	if size := sizeOf(t, s, bands); size != 130 {
		t.Errorf("%d units", size)
	}
}

func TestAnInterruptedRestockBlocksAnotherUntilItIsFinished(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	create(t, s, onMonday, spec())
	if err := merchant.New(market.US, failingAfter(3, false, s)).Restock(t.Context(), monday, bands, 70); err == nil {
		t.Fatal("nothing failed")
	}
	us := merchant.New(market.US, s)
	err := us.Restock(t.Context(), monday, bands, 75)
	if err == nil || err.Error() != "an earlier restock of monday/fitness-band was interrupted and would have added lots of another size: finish it first with 70 units" {
		t.Fatalf("got %v", err)
	}
	for _, units := range []int{70, 75} {
		if err := us.Restock(t.Context(), monday, bands, units); err != nil {
			t.Fatal(err)
		}
	}
	if size := sizeOf(t, s, bands); size != 60+70+75 {
		t.Errorf("%d units", size)
	}
}

func TestConcurrentRestocksAddWhatSucceeded(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	create(t, s, onMonday, spec())
	us := merchant.New(market.US, s)
	added := make([]int, 8)
	var racing sync.WaitGroup
	for i := range added {
		racing.Go(func() {
			units := 25*i + i + 1
			if err := us.Restock(t.Context(), monday, bands, units); err == nil {
				added[i] = units
			}
		})
	}
	racing.Wait()
	want := 60
	for _, units := range added {
		want += units
	}
	if size := sizeOf(t, s, bands); size != want {
		t.Errorf("%d units, want %d", size, want)
	}
}

func TestALotWithClaimsBeyondTheShelfIsNeverAdopted(t *testing.T) {
	t.Parallel()
	s := newStore(t)
	shop := create(t, s, onMonday, spec())
	o := hold(t, shop, "a", "key", bank)
	beyond := stock.LotKey{Line: bands, Number: 3}
	if _, err := s.PutLot(t.Context(), stock.NewLot(beyond, 25)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reserve(t.Context(), beyond, o.ID, 1, o.HoldExpiresAt); err != nil {
		t.Fatal(err)
	}
	err := merchant.New(market.US, s).Restock(t.Context(), monday, bands, 25)
	if err == nil || !strings.HasPrefix(err.Error(), "restock monday/fitness-band: lot monday/fitness-band/3 has claims although the shelf does not count it") {
		t.Errorf("got %v", err)
	}
}
