package checkout_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// tally counts the calls of one goroutine.
type tally map[checkouttest.Op]int

func (c tally) hook(op checkouttest.Op, _ string) checkouttest.Fault {
	c[op]++
	return checkouttest.Fault{}
}

// read returns the counts since the last read.
func (c tally) read() tally {
	calls := maps.Clone(c)
	clear(c)
	return calls
}

func wantNoWrites(t *testing.T, calls tally) {
	t.Helper()
	for op, n := range calls {
		if op.Writes() {
			t.Errorf("being sold out cost %d writes: %s", n, op)
		}
	}
}

// full returns the sizes of n lots of the largest size.
func full(n int) []int { return slices.Repeat([]int{stock.LotSize}, n) }

// unit returns the request of the nth buyer for one unit.
func unit(shop *checkouttest.Shop, n int) checkout.HoldRequest {
	return shop.Request(fmt.Sprint("buyer-", n), "key", checkout.HoldLine{SKU: band, Quantity: 1})
}

// A lot that was refilled after it was seen empty is not listed. It would look sold out
// with a unit left.
func TestRefillBeforeTheMark(t *testing.T) {
	t.Parallel()
	shop, m := open(t, nil, 1)
	m.Break(before(1, checkouttest.OpMarkEmpty, func() {
		shop.MustCancel(t, shop.NthID(shop.Sale.OrderKey(email.IdentityOf("ann@example.com"), ""), 1))
	}))
	shop.MustHold(t, "ann", "key", 1)
	m.Break(nil)
	shop.MustHold(t, "ben", "key", 1)
	shop.TiesOut(t)
}

// A released unit can be bought at once, without a sweep, also after the answer to its
// release was lost, and from a process that said it was sold out.
func TestUnitComesBack(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]checkouttest.Fault{
		"when all goes well":       {},
		"when the request is lost": {Lost: checkouttest.ErrFault},
		"when the answer is lost":  {ReplyLost: checkouttest.ErrFault},
		"when it is applied twice": {Twice: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 1)
			o := shop.MustHold(t, "ann", "key", 1)
			c := shop.Process()
			_, err := c.Hold(t.Context(), unit(shop, 1))
			checkouttest.WantCode(t, "before the cancellation", err, problem.SoldOut)

			m.Break(checkouttest.Always(checkouttest.OpRelease, fault))
			_, err = c.Cancel(t.Context(), o.ID)
			m.Break(nil)
			if err != nil {
				_, err = c.Cancel(t.Context(), o.ID)
			}
			checkouttest.WantCode(t, "the cancellation", err, "")
			if _, err := c.Hold(t.Context(), unit(shop, 1)); err != nil {
				t.Errorf("after the cancellation: %v", err)
			}
			shop.TiesOut(t)
		})
	}
}

// tornShelves returns the shelves of a script, and then the store's own.
type tornShelves struct {
	checkout.Shelves
	script []stock.Shelf
}

func (s *tornShelves) Shelf(ctx context.Context, line stock.Line) (stock.Shelf, error) {
	if len(s.script) == 0 {
		return s.Shelves.Shelf(ctx, line)
	}
	next := s.script[0]
	s.script = s.script[1:]
	return next, nil
}

func (s *tornShelves) ShelvesOf(ctx context.Context, lines []stock.Line) ([]stock.Shelf, error) {
	return checkouttest.EachShelf(ctx, s, lines)
}

// The pages of a shelf are read one by one, so a reading may list all lots as empty
// though there was a unit at every moment. Only two such readings in the same epochs
// prove that there was none.
func TestTornShelf(t *testing.T) {
	t.Parallel()
	const lots = stock.PageLots + 1
	for _, tt := range []struct {
		name   string
		second func(stock.Shelf) stock.Shelf // the second reading
		want   problem.Code
	}{
		{"all empty twice in the same epochs", func(s stock.Shelf) stock.Shelf { return s }, problem.SoldOut},
		{"all empty twice in other epochs", func(s stock.Shelf) stock.Shelf { return s.Unmark(0).WithEmpty(0) }, problem.TooManyRequests},
		{"not all empty the second time", func(s stock.Shelf) stock.Shelf { return s.Unmark(0) }, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, slices.Repeat([]int{1}, lots)...)
			first, err := m.Shelf(t.Context(), shop.Line(band))
			if err != nil {
				t.Fatal(err)
			}
			for lot := range lots {
				first = first.WithEmpty(lot)
			}
			c := shop.Process()
			c.Shelves = checkout.NewShelfCache(&tornShelves{Shelves: m, script: []stock.Shelf{first, tt.second(first)}}, shop.Now)
			again := shop.Process() // of which another shopper has seen the page of the sale before
			again.Shelves = checkout.NewShelfCache(&tornShelves{Shelves: m, script: []stock.Shelf{first, tt.second(first)}}, shop.Now)
			if _, err := again.Shelves.ShelvesOf(t.Context(), []stock.Line{shop.Line(band)}); err != nil {
				t.Fatal(err)
			}
			for n, c := range []*checkout.Checkout{c, again} {
				_, err = c.Hold(t.Context(), unit(shop, n))
				checkouttest.WantCode(t, "the shopper", err, tt.want)
			}
			shop.TiesOut(t)
		})
	}
}

// Shelves of several pages are read page by page. To the last unit each buyer needs one
// reservation, and the shelf alone proves that nothing is left.
func TestManyPages(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		pages  int
		lots   []int
		single int // units that are sold one by one, after all others
	}{
		{"430 lots of one unit", 3, slices.Repeat([]int{1}, 2*stock.PageLots+30), 2*stock.PageLots + 30},
		{"100,000 units", 20, full(4000), 500},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, checkouttest.OpenToAll, tt.lots...)
			c := shop.Process()
			shelf, err := m.Shelf(t.Context(), shop.Line(band))
			if err != nil || len(shelf.Pages) != tt.pages {
				t.Fatalf("the shelf has %d pages, %v, want %d", len(shelf.Pages), err, tt.pages)
			}
			for left := shelf.Count.Left - tt.single; left > 0; left -= min(left, 10_000) {
				request := shop.Request("everyone else", fmt.Sprint(left), checkout.HoldLine{SKU: band, Quantity: min(left, 10_000)})
				if _, err := c.Hold(t.Context(), request); err != nil {
					t.Fatalf("with %d units left: %v", left+tt.single, err)
				}
			}
			count := tally{}
			m.Break(count.hook)
			var last order.Order
			for n := range tt.single {
				if last, err = c.Hold(t.Context(), unit(shop, n)); err != nil {
					t.Fatalf("one of the last %d units was refused: %v", tt.single, err)
				}
			}
			if calls := count.read(); calls[checkouttest.OpReserve] != tt.single || calls[checkouttest.OpPut] != tt.single {
				t.Errorf("the last %d units took %d reservations and %d puts", tt.single, calls[checkouttest.OpReserve], calls[checkouttest.OpPut])
			}
			for n := range 10 {
				for _, process := range []*checkout.Checkout{c, shop.Process()} {
					_, err := process.Hold(t.Context(), unit(shop, tt.single+n))
					checkouttest.WantCode(t, "one more than there is", err, problem.SoldOut)
				}
			}
			wantNoWrites(t, count.read())
			m.Break(nil)
			shop.MustCancel(t, last.ID)
			shop.Clock.Advance(checkout.ShelfAge)
			if _, err := c.Hold(t.Context(), unit(shop, tt.single)); err != nil {
				t.Errorf("the unit that came back was refused: %v", err)
			}
			shop.TiesOut(t)
		})
	}
}

// A process that has read the shelf before a restock may sweep after it, when the shelf
// has more pages.
func TestSweepAfterRestock(t *testing.T) {
	t.Parallel()
	shop, m := open(t, nil, 1)
	c := shop.Process()
	if _, err := c.Shelves.ShelvesOf(t.Context(), []stock.Line{shop.Line(band)}); err != nil {
		t.Fatal(err)
	}
	shop.MustFill(t, band, 1, slices.Repeat([]int{1}, stock.PageLots)...)
	shop.MustReserve(t, stock.PageLots, order.ID{Key: "0123456789abcdef", Slot: 1}, 1, shop.Now().Add(time.Hour))
	sweep := checkout.Sweep{Checkout: c, Inventory: m}
	if r, err := sweep.Line(t.Context(), shop.Line(band)); err != nil || r.Mended != 1 {
		t.Errorf("the sweep did %+v, %v, want the empty lot listed", r, err)
	}
	shelves, err := c.Shelves.ShelvesOf(t.Context(), []stock.Line{shop.Line(band)})
	if err != nil || !shelves[0].KnownEmpty(stock.PageLots) {
		t.Errorf("the shelves are %+v, %v, want the lot listed", shelves, err)
	}
}

// When all is sold out a process writes nothing, and reads the shelf at most four times
// a second, however many shoppers come.
func TestSoldOutCost(t *testing.T) {
	t.Parallel()
	for _, lots := range []int{1, 1 + stock.PageLots} {
		shop, m := open(t, nil, slices.Repeat([]int{1}, lots)...)
		shop.MustHold(t, "everyone else", "key", lots)
		c := shop.Process()
		shoppers := func(n int) {
			for range n {
				_, err := c.Hold(t.Context(), unit(shop, 1))
				checkouttest.WantCode(t, "a shopper", err, problem.SoldOut)
			}
		}
		shoppers(1)
		shop.Clock.Advance(checkout.ShelfAge)

		count := tally{}
		m.Break(count.hook)
		const seconds, step = 3, 10 * time.Millisecond
		for range seconds * time.Second / step {
			shoppers(5)
			shop.Clock.Advance(step)
		}
		calls := count.read()
		if calls[checkouttest.OpShelf] > 4*seconds {
			t.Errorf("with %d lots, the shelf was read %d times in %d seconds", lots, calls[checkouttest.OpShelf], seconds)
		}
		wantNoWrites(t, calls)
	}
}

// The last one in a hundred of 10,000 units is sold by processes that each know the
// shelf as it was up to ShelfAge ago. Where lots empty faster than processes learn of it,
// a buyer may have to come again, but maxMisses bounds what one request does.
func TestTail(t *testing.T) {
	t.Parallel()
	const lots, most = 400, 24
	for _, tt := range []struct {
		name   string
		pace   int // buyers a second
		median int // attempts of the middle buyer, at most
	}{
		{"10,000 units in 22 seconds", 455, 3},
		{"10,000 units in 5 seconds", 2000, most},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, full(lots)...)
			attempts := sellAll(t, shop, m, lots*stock.LotSize, tt.pace)
			tail := attempts[lots*stock.LotSize*99/100:]
			slices.Sort(tail)
			middle, last := tail[len(tail)/2], tail[len(tail)-1]
			t.Logf("the last %d buyers made %d attempts to reserve at the median and %d at most", len(tail), middle, last)
			if middle > tt.median || slices.Max(attempts) > most {
				t.Errorf("the last buyers made %d attempts to reserve at the median, want %d; any buyer made %d at most, want %d",
					middle, tt.median, slices.Max(attempts), most)
			}
			shop.TiesOut(t)
		})
	}
}

// sellAll sends buyers to one process after the other until no unit is left. It returns
// how often each buyer's request tried to reserve.
func sellAll(t *testing.T, shop *checkouttest.Shop, m *checkouttest.Memory, units, pace int) (attempts []int) {
	t.Helper()
	processes := make([]*checkout.Checkout, 32)
	for i := range processes {
		processes[i] = shop.Process()
	}
	count := tally{}
	m.Break(count.hook)
	defer m.Break(nil)
	for held := 0; held < units; {
		buyer := len(attempts)
		shop.Clock.Advance(time.Second / time.Duration(pace))
		_, err := processes[buyer%len(processes)].Hold(t.Context(), unit(shop, buyer))
		attempts = append(attempts, count.read()[checkouttest.OpReserve])
		switch problem.CodeOf(err) {
		case "":
			held++
		case problem.TooManyRequests: // the buyer may come again
		default:
			t.Fatalf("with %d of %d units held: %v", held, units, err)
		}
	}
	return attempts
}

// BenchmarkHold measures what a hold and a refusal cost a process, without its calls.
func BenchmarkHold(b *testing.B) {
	for _, lots := range []int{400, 4000} {
		for _, left := range []int{lots, lots / 100, 0} {
			b.Run(fmt.Sprintf("%d of %d lots have units", left, lots), func(b *testing.B) {
				shop, m := open(b, nil, full(lots)...)
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
				for n := 0; b.Loop(); n++ {
					if _, err := c.Hold(b.Context(), unit(shop, n)); (err == nil) != (left > 0) {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// endless has units in every lot and keeps no orders.
type endless struct{ *checkouttest.Memory }

func (endless) Reserve(context.Context, stock.LotKey, order.ID, int, time.Time) (checkout.Reservation, error) {
	return checkout.Reservation{Outcome: stock.Reserved, Left: 1, Claimed: 1}, nil
}

func (endless) Put(context.Context, order.Order) (*order.Order, error) { return nil, nil }
