package checkout_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// full gives the sizes of n lots that have all they can.
func full(n int) []int { return slices.Repeat([]int{stock.LotSize}, n) }

// unit asks for one unit in the name of the n-th buyer.
func unit(shop *checkouttest.Shop, n int) checkout.HoldRequest {
	return shop.Request(fmt.Sprint("buyer-", n), "key", checkout.HoldLine{SKU: band, Quantity: 1})
}

// The last one in a hundred of 10,000 units, sold by processes that each know
// the shelf as it was up to ShelfAge ago. Where the pace empties lots faster
// than processes learn of it, a buyer may have to come again, but is never kept:
// checkout's maxTakes bounds what one request does.
func TestTail(t *testing.T) {
	t.Parallel()
	const lots, most = 400, 24
	for _, tt := range []struct {
		name   string
		pace   int // buyers a second
		median int // takes of the middle buyer, at most
	}{
		{"10,000 units in 22 seconds", 455, 3},
		{"10,000 units in 5 seconds", 2000, most},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, full(lots)...)
			takes := sellAll(t, shop, m, lots*stock.LotSize, tt.pace)
			tail := takes[lots*stock.LotSize*99/100:]
			slices.Sort(tail)
			middle, last := tail[len(tail)/2], tail[len(tail)-1]
			t.Logf("the last %d buyers made %d takes at the median and %d at the most", len(tail), middle, last)
			if middle > tt.median || slices.Max(takes) > most {
				t.Errorf("the last buyers made %d takes at the median, want %d; any made %d at the most, want %d",
					middle, tt.median, slices.Max(takes), most)
			}
			shop.TiesOut(t)
		})
	}
}

// sellAll sends buyers to one process after the other until no unit is left,
// and counts the takes of each buyer.
func sellAll(t *testing.T, shop *checkouttest.Shop, m *checkouttest.Memory, units, pace int) (takes []int) {
	t.Helper()
	processes := make([]*checkout.Checkout, 32)
	for i := range processes {
		processes[i] = shop.Process()
	}
	var count tally
	m.Break(count.hook)
	defer m.Break(nil)
	for held := 0; held < units; {
		buyer := len(takes)
		shop.Clock.Advance(time.Second / time.Duration(pace))
		_, err := processes[buyer%len(processes)].Hold(t.Context(), unit(shop, buyer))
		takes = append(takes, count.read()[checkouttest.OpReserve])
		switch problem.CodeOf(err) {
		case "":
			held++
		case problem.TooManyRequests: // the buyer may come again
		default:
			t.Fatalf("with %d of %d units held: %v", held, units, err)
		}
	}
	return takes
}

// A line of 100,000 units has a shelf of 20 pages. To the last unit each buyer
// needs one take, and that there is none is proven from the shelf alone.
func TestHundredThousandUnits(t *testing.T) {
	t.Parallel()
	const lots, single = 4000, 500
	shop, m := open(t, checkouttest.OpenToAll, full(lots)...)
	c := shop.Process()
	shelf, err := c.Shelves.Shelf(t.Context(), shop.Line(band))
	if err != nil || len(shelf.Pages) != 20 {
		t.Fatalf("the shelf has %d pages, %v, want 20", len(shelf.Pages), err)
	}
	for left, n := lots*stock.LotSize-single, 0; left > 0; n++ {
		quantity := min(left, 10_000)
		request := shop.Request("everyone else", fmt.Sprint(n), checkout.HoldLine{SKU: band, Quantity: quantity})
		if _, err := c.Hold(t.Context(), request); err != nil {
			t.Fatalf("with %d units left: %v", left+single, err)
		}
		left -= quantity
	}
	var count tally
	m.Break(count.hook)
	for n := range single {
		if _, err := c.Hold(t.Context(), unit(shop, n)); err != nil {
			t.Fatalf("one of the last %d units was refused: %v", single, err)
		}
	}
	if takes := count.read()[checkouttest.OpReserve]; takes != single {
		t.Errorf("the last %d units took %d takes", single, takes)
	}
	for n := range 10 {
		_, err := shop.Process().Hold(t.Context(), unit(shop, single+n))
		wantCode(t, "one more than there is", err, problem.SoldOut)
	}
	for op, n := range count.read() {
		if op.Writes() {
			t.Errorf("being sold out cost %d writes: %s", n, op)
		}
	}
	m.Break(nil)
	shop.TiesOut(t)
}

// BenchmarkHold is what a hold and a refusal cost a process beside its calls.
func BenchmarkHold(b *testing.B) {
	for _, lots := range []int{400, 4000} {
		for _, left := range []int{lots, lots / 100, 0} {
			b.Run(fmt.Sprintf("%d of %d lots have units", left, lots), func(b *testing.B) {
				c, shop := worn(b, lots, left)
				for n := 0; b.Loop(); n++ {
					if _, err := c.Hold(b.Context(), unit(shop, n)); (err == nil) != (left > 0) {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// worn is a process that knows all lots but the last few as empty.
func worn(b *testing.B, lots, left int) (*checkout.Checkout, *checkouttest.Shop) {
	m := checkouttest.NewMemory()
	shop := checkouttest.NewShop(b, m, nil, checkouttest.Line{SKU: band, Lots: full(lots)})
	shelf, err := m.Shelf(b.Context(), shop.Line(band))
	if err != nil {
		b.Fatal(err)
	}
	for n := range lots - left {
		if _, err := m.MarkEmpty(b.Context(), shop.Lot(band, n), shelf.Pages[stock.PageOf(n)].Epoch, time.Time{}); err != nil {
			b.Fatal(err)
		}
	}
	c := shop.Process()
	c.Lots, c.Orders = endless{m}, endless{m}
	return c, shop
}

// endless has units in every lot and keeps no orders.
type endless struct{ *checkouttest.Memory }

func (endless) Reserve(context.Context, stock.LotKey, order.ID, int, time.Time) (checkout.Reservation, error) {
	return checkout.Reservation{Outcome: stock.Reserved, Left: 1, Claimed: 1}, nil
}

func (endless) Put(context.Context, order.Order) (*order.Order, error) { return nil, nil }
