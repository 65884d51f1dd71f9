package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// open makes a shop on a store in memory with lots of bands of these sizes.
func open(t *testing.T, with func(*catalog.Sale), lots ...int) (*checkouttest.Shop, *checkouttest.Memory) {
	t.Helper()
	m := checkouttest.NewMemory()
	return checkouttest.NewShop(t, m, with, checkouttest.Line{SKU: band, Lots: lots}), m
}

// before makes something happen just before the nth call of an operation, from 1.
func before(n int64, op checkouttest.Op, happens func()) checkouttest.Hook {
	var seen atomic.Int64
	return func(o checkouttest.Op, _ string) checkouttest.Fault {
		if o == op && seen.Add(1) == n {
			happens()
		}
		return checkouttest.Fault{}
	}
}

// tally counts calls.
type tally struct {
	mu    sync.Mutex
	calls map[checkouttest.Op]int
}

func (c *tally) hook(op checkouttest.Op, _ string) checkouttest.Fault {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.calls == nil {
		c.calls = map[checkouttest.Op]int{}
	}
	c.calls[op]++
	return checkouttest.Fault{}
}

// read gives the counts since the last reading.
func (c *tally) read() map[checkouttest.Op]int {
	c.mu.Lock()
	defer c.mu.Unlock()
	calls := c.calls
	c.calls = nil
	return calls
}

func mustHold(t *testing.T, shop *checkouttest.Shop, buyer, key string, quantity int) order.Order {
	t.Helper()
	o, err := shop.Hold(t.Context(), buyer, key, band, quantity)
	if err != nil {
		t.Fatalf("%s got no order: %v", buyer, err)
	}
	return o
}

func mustCancel(t *testing.T, shop *checkouttest.Shop, id order.ID) {
	t.Helper()
	if _, err := shop.Process().Cancel(t.Context(), id); err != nil {
		t.Fatal(err)
	}
}

// A process that ended an order and died before it gave the units back, or could
// not, keeps nobody waiting until the hold would have ended.
func TestUnitsOfAnEndedOrderComeBackWithTheNextSweep(t *testing.T) {
	t.Parallel()
	m := checkouttest.NewMemory()
	shop := checkouttest.NewShop(t, m, nil, checkouttest.Line{SKU: band, Lots: []int{5}})
	o, err := shop.Hold(t.Context(), "ann", "key", band, 2)
	if err != nil {
		t.Fatal(err)
	}
	m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
		if op == checkouttest.OpRelease {
			return checkouttest.Fault{Lost: checkouttest.ErrFault}
		}
		return checkouttest.Fault{}
	})
	if _, err := shop.Process().Cancel(t.Context(), o.ID); !errors.Is(err, checkouttest.ErrFault) {
		t.Fatalf("Cancel = %v", err)
	}
	m.Break(nil)
	if left := shop.Left(t, band); left != 3 {
		t.Fatalf("%d are left, want 3", left)
	}
	if r := mustSweep(t, shop); r.Released != 1 || shop.Left(t, band) != 5 {
		t.Errorf("the sweep says %+v, and %d are left", r, shop.Left(t, band))
	}
}

func mustSweep(t *testing.T, shop *checkouttest.Shop) checkout.Report {
	t.Helper()
	r, err := shop.Sweep(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func wantLeft(t *testing.T, shop *checkouttest.Shop, want int) {
	t.Helper()
	if got := shop.Left(t, band); got != want {
		t.Errorf("%d units are left, want %d", got, want)
	}
}

func wantCode(t *testing.T, what string, err error, want problem.Code) {
	t.Helper()
	if got := problem.CodeOf(err); got != want {
		t.Errorf("%s: got %v, want %q", what, err, want)
	}
}

// Nobody is charged for units that they did not get: if a payment loses the order
// to something else, its authorisation is voided.
func TestPaymentLosesTheOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		to   func(t *testing.T, shop *checkouttest.Shop, id order.ID)
		want problem.Code
	}{
		{"to a cancellation", mustCancel, problem.OrderClosed},
		{"to the end of the hold", func(t *testing.T, shop *checkouttest.Shop, _ order.ID) {
			shop.Clock.Advance(shop.Sale.Hold + time.Second)
			mustSweep(t, shop)
		}, problem.HoldExpired},
	} {
		for _, moment := range []checkouttest.Op{checkouttest.OpAuthorize, checkouttest.OpMove} {
			t.Run(tt.name+" before "+string(moment), func(t *testing.T) {
				t.Parallel()
				shop, m := open(t, nil, 1)
				o := mustHold(t, shop, "ann", "key", 1)
				hook := before(1, moment, func() { tt.to(t, shop, o.ID) })
				m.Break(hook)
				shop.Bank.Break(hook)
				_, err := shop.Process().Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
				wantCode(t, "the payment", err, tt.want)
				if money := shop.Bank.Authorizations(); len(money) != 1 || money[0].State != checkouttest.Voided {
					t.Errorf("the money is %+v, want it given free", money)
				}
				wantLeft(t, shop, 1)
				shop.TiesOut(t)
			})
		}
	}
}

func TestPaymentWinsTheOrder(t *testing.T) {
	t.Parallel()
	pay := func(t *testing.T, shop *checkouttest.Shop, id order.ID) {
		if _, err := shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
			t.Error(err)
		}
	}
	for _, tt := range []struct {
		name string
		from func(t *testing.T, shop *checkouttest.Shop, id order.ID)
	}{
		{"from a cancellation", func(t *testing.T, shop *checkouttest.Shop, id order.ID) {
			_, err := shop.Process().Cancel(t.Context(), id)
			wantCode(t, "the cancellation", err, problem.OrderClosed)
		}},
		{"from the sweep", func(t *testing.T, shop *checkouttest.Shop, _ order.ID) {
			shop.Clock.Advance(shop.Sale.Hold + time.Second)
			if r := mustSweep(t, shop); r.Expired != 0 || r.Released != 0 {
				t.Errorf("the sweep did %+v", r)
			}
		}},
		{"from an extension", func(t *testing.T, shop *checkouttest.Shop, id order.ID) {
			_, err := shop.Process().Extend(t.Context(), id)
			wantCode(t, "the extension", err, problem.OrderClosed)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 1)
			o := mustHold(t, shop, "ann", "key", 1)
			// A hold that is past its end may still be paid while nobody has closed
			// it: the payment has read the order before.
			m.Break(before(1, checkouttest.OpMove, func() {
				if _, _, err := m.Move(t.Context(), o.ID, order.Pay(order.Payment{Reference: reserve(t, shop, o), PaidAt: shop.Clock.Now()})); err != nil {
					t.Error(err)
				}
			}))
			tt.from(t, shop, o.ID)
			m.Break(nil)
			pay(t, shop, o.ID) // the payment's answer was lost, say
			wantLeft(t, shop, 0)
			shop.TiesOut(t)
		})
	}
}

// reserve reserves the order's money, as a payment does before the order is paid.
func reserve(t *testing.T, shop *checkouttest.Shop, o order.Order) string {
	t.Helper()
	auth, err := shop.Bank.Authorize(t.Context(), payment.Request{OrderID: o.ID.String(), Amount: o.Totals.Total, Method: payment.CardVisa})
	if err != nil {
		t.Fatal(err)
	}
	return auth.Reference
}

func TestExtensionWinsFromTheSweep(t *testing.T) {
	t.Parallel()
	shop, m := open(t, nil, 1)
	o := mustHold(t, shop, "ann", "key", 1)
	shop.Clock.Advance(shop.Sale.Hold + time.Second)
	m.Break(before(1, checkouttest.OpMove, func() {
		later := o.HoldExpiresAt.Add(shop.Sale.Hold)
		if _, moved, err := m.Move(t.Context(), o.ID, order.Extend(later, shop.Clock.Now())); err != nil || !moved {
			t.Errorf("the extension was not made: %v", err)
		}
	}))
	if r := mustSweep(t, shop); r.Expired != 0 || r.Released != 0 {
		t.Errorf("the sweep did %+v to an extended hold", r)
	}
	m.Break(nil)
	wantLeft(t, shop, 0)
	shop.Clock.Advance(shop.Sale.Hold)
	if r := mustSweep(t, shop); r.Expired != 1 {
		t.Errorf("the sweep did %+v at the extended end", r)
	}
	shop.TiesOut(t)
}

// A request that comes back to life after the sweep has closed its order takes
// nothing with it.
func TestZombie(t *testing.T) {
	t.Parallel()
	for _, op := range []checkouttest.Op{checkouttest.OpReserve, checkouttest.OpPut} {
		for nth := int64(1); nth <= 2; nth++ {
			t.Run(string(op), func(t *testing.T) {
				t.Parallel()
				shop, m := open(t, nil, 2, 2)
				m.Break(before(nth, op, func() {
					shop.Clock.Advance(shop.Sale.Hold + time.Minute)
					mustSweep(t, shop)
					wantLeft(t, shop, 4)
				}))
				o, err := shop.Hold(t.Context(), "ann", "key", band, 3)
				m.Break(nil)
				if err != nil {
					t.Fatal(err)
				}
				shop.Sound(t)
				again := mustHold(t, shop, "ann", "key", 3)
				if again.ID != o.ID {
					t.Errorf("one key made the orders %s and %s", o.ID, again.ID)
				}
				shop.Clock.Advance(time.Hour)
				shop.TiesOut(t)
				wantLeft(t, shop, 4)
			})
		}
	}
}

// A take that arrives after its order has ended, and its request with it, is
// given back when its time has come.
func TestTakeAfterTheEnd(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]order.Status{
		"of a tombstone": order.Abandoned, "of a cancelled order": order.Cancelled, "of a rejected order": order.Rejected,
		"of a paid order, in another lot": order.Paid, "of a held order, in another lot": order.Held,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 1, 1)
			o := mustHold(t, shop, "ann", "key", 1)
			id, number := shop.NthID(o.ID.Key, 2), 1-o.Lines[0].Allocations[0].Lot
			if status.Live() {
				id = o.ID
			} else if _, err := m.Put(t.Context(), order.Order{ID: id, Sale: o.Sale, Status: status, Version: 1}); err != nil {
				t.Fatal(err)
			}
			if status == order.Paid {
				if _, err := shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
					t.Fatal(err)
				}
			}
			until := shop.Clock.Now().Add(time.Second)
			if _, err := m.Reserve(t.Context(), shop.Lot(band, number), id, 1, until); err != nil {
				t.Fatal(err)
			}
			shop.Clock.Advance(2 * time.Second)
			if r := mustSweep(t, shop); r.Released != 1 {
				t.Errorf("the sweep did %+v, want one claim given back", r)
			}
			wantLeft(t, shop, 1)
			shop.TiesOut(t)
		})
	}
}

// A lot that was refilled between being seen empty and being listed is not
// listed: it would look sold out with a unit left.
func TestRefillBeforeTheMark(t *testing.T) {
	t.Parallel()
	shop, m := open(t, nil, 1)
	m.Break(before(1, checkouttest.OpMarkEmpty, func() {
		mustCancel(t, shop, shop.NthID(shop.Sale.OrderKey(email.IdentityOf("ann@example.com"), ""), 1))
	}))
	mustHold(t, shop, "ann", "key", 1)
	m.Break(nil)
	mustHold(t, shop, "ben", "key", 1)
	shop.TiesOut(t)
}

// A unit that was given back is had at once, without a sweep, also where the
// answer to giving it was lost, and by the process that was told it is sold out.
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
			o := mustHold(t, shop, "ann", "key", 1)
			c := shop.Process()
			ben := shop.Request("ben", "key", checkout.HoldLine{SKU: band, Quantity: 1})
			_, err := c.Hold(t.Context(), ben)
			wantCode(t, "before", err, problem.SoldOut)

			m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				if op == checkouttest.OpRelease {
					return fault
				}
				return checkouttest.Fault{}
			})
			if _, err := c.Cancel(t.Context(), o.ID); err != nil {
				m.Break(nil)
				if _, err := c.Cancel(t.Context(), o.ID); err != nil {
					t.Fatal(err)
				}
			}
			m.Break(nil)
			if _, err := c.Hold(t.Context(), ben); err != nil {
				t.Errorf("after the cancellation: %v", err)
			}
			shop.TiesOut(t)
		})
	}
}

// tornShelves gives the shelves that a test scripts, and then the store's own.
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

// The pages of a shelf are read one by one, so a reading may list all lots as
// empty though there was a unit at every moment. Only two such readings in the
// same epochs prove that there was none.
func TestTornShelf(t *testing.T) {
	t.Parallel()
	const lots = stock.PageLots + 1
	sizes := make([]int, lots)
	for i := range sizes {
		sizes[i] = 1
	}
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
			shop, m := open(t, nil, sizes...)
			first, err := m.Shelf(t.Context(), shop.Line(band))
			if err != nil {
				t.Fatal(err)
			}
			for lot := range lots {
				first = first.WithEmpty(lot)
			}
			c := shop.Process()
			c.Shelves = checkout.NewShelfCache(&tornShelves{Shelves: m, script: []stock.Shelf{first, tt.second(first)}}, shop.Now)
			_, err = c.Hold(t.Context(), shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
			wantCode(t, "the shopper", err, tt.want)
			shop.TiesOut(t)
		})
	}
}

// An order's times are such that every store keeps them exactly, whatever the
// clock says, and no hold is shorter than the sale promises.
func TestTimesOfAnOrder(t *testing.T) {
	t.Parallel()
	shop, _ := open(t, nil, 1)
	clock := shop.Now
	shop.Now = func() time.Time { return clock().In(time.FixedZone("PDT", -7*60*60)) }
	o := mustHold(t, shop, "ann", "key", 1)
	if want := clock().Truncate(time.Millisecond); o.CreatedAt != want || o.UpdatedAt != want {
		t.Errorf("the order was made at %v and changed at %v, want %v", o.CreatedAt, o.UpdatedAt, want)
	}
	end := o.HoldExpiresAt
	if spare := end.Sub(clock().Add(shop.Sale.Hold)); end != end.UTC().Truncate(time.Second) || spare < 0 || spare >= time.Second {
		t.Errorf("the hold ends at %v, %v later than promised", end, spare)
	}
}

// An order that needs the units of several lots goes on when a lot that it has
// emptied turns up again, because the shelf has changed since.
func TestShelfChangesUnderAnOrder(t *testing.T) {
	t.Parallel()
	t.Run("a lot that it has emptied is no obstacle", func(t *testing.T) {
		t.Parallel()
		for range 8 { // each shop has another order of trying the lots
			shop, m := open(t, nil, 1, 1)
			addUnlisted(t, shop, 2, 2)
			m.Break(before(1, checkouttest.OpMarkEmpty, func() {
				if err := checkouttest.Fill(t.Context(), m, shop.Line(band), 4, 1); err != nil {
					t.Error(err)
				}
			}))
			if o := mustHold(t, shop, "ann", "key", 3); o.ID != shop.NthID(o.ID.Key, 1) {
				t.Errorf("the order is %s, want it in slot 1", o.ID)
			}
			wantLeft(t, shop, 0)
			shop.TiesOut(t)
		}
	})
	t.Run("a unit that comes back to such a lot is had in another slot", func(t *testing.T) {
		t.Parallel()
		shop, m := open(t, nil, 3)
		ben := mustHold(t, shop, "ben", "key", 1)
		addUnlisted(t, shop, 1, 3)
		m.Break(before(1, checkouttest.OpMarkEmpty, func() { mustCancel(t, shop, ben.ID) }))
		if o := mustHold(t, shop, "ann", "key", 3); o.ID != shop.NthID(o.ID.Key, 2) {
			t.Errorf("the order is %s, want it in slot 2", o.ID)
		}
		wantLeft(t, shop, 0)
		shop.TiesOut(t)
	})
	t.Run("a claim in such a lot is counted once", func(t *testing.T) {
		t.Parallel()
		shop, m := open(t, nil, 2)
		ben := mustHold(t, shop, "ben", "key", 1)
		addUnlisted(t, shop, 1, 3)
		m.Break(before(1, checkouttest.OpMarkEmpty, func() { mustCancel(t, shop, ben.ID) }))
		_, err := shop.Hold(t.Context(), "ann", "key", band, 3)
		wantCode(t, "three of two units", err, problem.NotEnoughLeft)
		wantLeft(t, shop, 2)
		shop.TiesOut(t)
	})
}

// addUnlisted adds n lots of one unit, which requests take that die before the
// shelf hears of it. So a shopper's request passes for one that can be met.
func addUnlisted(t *testing.T, shop *checkouttest.Shop, from, n int) {
	t.Helper()
	if err := checkouttest.Fill(t.Context(), shop.Store, shop.Line(band), from, slices.Repeat([]int{1}, n)...); err != nil {
		t.Fatal(err)
	}
	for lot := from; lot < from+n; lot++ {
		dead := order.ID{Key: order.NewKey(fmt.Appendf(nil, "died at %d", lot)), Slot: 1}
		if r, err := shop.Store.Reserve(t.Context(), shop.Lot(band, lot), dead, 1, shop.Clock.Now().Truncate(time.Second)); err != nil || r.Left > 0 {
			t.Fatalf("Take = %+v, %v, want the lot's one unit", r, err)
		}
	}
}

// A claim of a request that died is met by the next one of the same buyer.
func TestClaimOfADeadRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		dead     int // units of the request that died
		quantity int // of the next one
		slot     int // that the next one gets
	}{
		{"is its own when it asks for the same", 2, 2, 1},
		{"is its own when it asks for more", 2, 5, 1},
		{"is in its way when it asks for less", 2, 1, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 4, 4)
			m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				if op == checkouttest.OpPut {
					return checkouttest.Fault{Lost: checkouttest.ErrFault}
				}
				return checkouttest.Fault{}
			})
			if _, err := shop.Hold(t.Context(), "ann", "dead", band, tt.dead); err == nil {
				t.Fatal("the request did not die")
			}
			m.Break(nil)
			if o := mustHold(t, shop, "ann", "key", tt.quantity); o.ID != shop.NthID(o.ID.Key, tt.slot) {
				t.Errorf("the order is %s, want slot %d", o.ID, tt.slot)
			}
			shop.Sound(t)
			shop.Clock.Advance(shop.Sale.Hold + time.Minute)
			shop.TiesOut(t)
			wantLeft(t, shop, 8)
		})
	}
}

// Shoppers who come while a process does not know yet that it is sold out are
// asked to come again; they are not told that it is, and not tried for ever.
func TestCrowdAtTheLastUnits(t *testing.T) {
	t.Parallel()
	lots := make([]int, 60)
	for i := range lots {
		lots[i] = 1
	}
	shop, m := open(t, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 2 }, lots...)
	slow := shop.Process()
	request := func(buyer string) checkout.HoldRequest {
		return shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: 1})
	}
	early, err := slow.Hold(t.Context(), request("early")) // the process has read the shelf
	if err != nil {
		t.Fatal(err)
	}
	own := mustHold(t, shop, "ann", "key", 1)
	mustHold(t, shop, "everyone else", "key", 58)

	var count tally
	m.Break(count.hook)
	_, err = slow.Hold(t.Context(), request("ben"))
	wantCode(t, "a shopper in the crowd", err, problem.TooManyRequests)
	if takes := count.read()[checkouttest.OpReserve]; takes > 30 {
		t.Errorf("it took %d takes to find out", takes)
	}
	if n := len(allOrders(t, shop)); n != 3 {
		t.Errorf("there are %d orders, want the 3 of those who have units", n)
	}
	for _, o := range []order.Order{early, own} {
		buyer := o.Buyer.ShipTo.Name
		if again, err := slow.Hold(t.Context(), request(buyer)); err != nil || again.ID != o.ID {
			t.Errorf("%s asked again and got %s, %v, want %s", buyer, again.ID, err, o.ID)
		}
	}
	shop.Clock.Advance(checkout.ShelfAge)
	_, err = slow.Hold(t.Context(), request("ben"))
	wantCode(t, "a moment later", err, problem.SoldOut)
	shop.TiesOut(t)
}

// Shelves of several pages are read page by page. Nobody is told "sold out"
// while there is a unit, nor has to try many lots for it.
func TestManyPages(t *testing.T) {
	t.Parallel()
	const lots = 2*stock.PageLots + 30
	sizes := make([]int, lots)
	for i := range sizes {
		sizes[i] = 1
	}
	shop, m := open(t, checkouttest.OpenToAll, sizes...)
	c := shop.Process()
	var count tally
	m.Break(count.hook)
	request := func(n int) checkout.HoldRequest {
		return shop.Request("ann", time.Duration(n).String(), checkout.HoldLine{SKU: band, Quantity: 1})
	}
	var last order.Order
	for n := range lots {
		var err error
		if last, err = c.Hold(t.Context(), request(n)); err != nil {
			t.Fatalf("unit %d of %d was refused: %v", n+1, lots, err)
		}
	}
	if calls := count.read(); calls[checkouttest.OpReserve] != lots || calls[checkouttest.OpPut] != lots {
		t.Errorf("%d units took %d takes and %d puts", lots, calls[checkouttest.OpReserve], calls[checkouttest.OpPut])
	}
	for n := range 10 {
		_, err := c.Hold(t.Context(), request(lots+n))
		wantCode(t, "one more than there is", err, problem.SoldOut)
	}
	for op, n := range count.read() {
		if op.Writes() {
			t.Errorf("being sold out cost %d writes: %s", n, op)
		}
	}
	mustCancel(t, shop, last.ID)
	shop.Clock.Advance(checkout.ShelfAge)
	if _, err := c.Hold(t.Context(), request(lots)); err != nil {
		t.Errorf("the unit that came back was refused: %v", err)
	}
	shop.TiesOut(t)
}

// A process that has read the shelf before a restock may sweep after it, when
// the shelf has more pages.
func TestSweepAfterRestock(t *testing.T) {
	t.Parallel()
	shop, m := open(t, nil, 1)
	c := shop.Process()
	if _, err := c.Shelves.Shelf(t.Context(), shop.Line(band)); err != nil {
		t.Fatal(err)
	}
	more := make([]int, stock.PageLots)
	for i := range more {
		more[i] = 1
	}
	if err := checkouttest.Fill(t.Context(), m, shop.Line(band), 1, more...); err != nil {
		t.Fatal(err)
	}
	until := shop.Now().Add(time.Hour)
	if _, err := m.Reserve(t.Context(), shop.Lot(band, stock.PageLots), order.ID{Key: "0123456789abcdef", Slot: 1}, 1, until); err != nil {
		t.Fatal(err)
	}
	sweep := checkout.Sweep{Checkout: c, Inventory: m}
	if r, err := sweep.Line(t.Context(), shop.Line(band)); err != nil || r.Mended != 1 {
		t.Errorf("the sweep did %+v, %v, want the empty lot listed", r, err)
	}
	shelf, err := c.Shelves.Shelf(t.Context(), shop.Line(band))
	if err != nil || !shelf.KnownEmpty(stock.PageLots) {
		t.Errorf("the shelf is %+v, %v, want the lot listed", shelf, err)
	}
}

// When all is sold out a process writes nothing, and reads the shelf at most
// four times a second, however many shoppers come.
func TestSoldOutCost(t *testing.T) {
	t.Parallel()
	for _, pages := range []int{1, 2} {
		sizes := make([]int, 1+(pages-1)*stock.PageLots)
		for i := range sizes {
			sizes[i] = 1
		}
		shop, m := open(t, nil, sizes...)
		mustHold(t, shop, "everyone else", "key", len(sizes))
		c := shop.Process()
		shoppers := func(n int) {
			for range n {
				_, err := c.Hold(t.Context(), shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
				wantCode(t, "a shopper", err, problem.SoldOut)
			}
		}
		shoppers(1)
		shop.Clock.Advance(checkout.ShelfAge)

		var count tally
		m.Break(count.hook)
		const seconds, step = 3, 10 * time.Millisecond
		for range seconds * time.Second / step {
			shoppers(5)
			shop.Clock.Advance(step)
		}
		calls := count.read()
		if calls[checkouttest.OpShelf] > 4*seconds {
			t.Errorf("with %d pages, the shelf was read %d times in %d seconds", pages, calls[checkouttest.OpShelf], seconds)
		}
		for op, n := range calls {
			if op.Writes() {
				t.Errorf("with %d pages, there were %d writes: %s", pages, n, op)
			}
		}
	}
}
