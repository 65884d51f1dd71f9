package checkout_test

import (
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

func TestCases(t *testing.T) {
	t.Parallel()
	checkouttest.Cases(t, func(*testing.T) checkouttest.Store { return checkouttest.NewMemory() })
}

// open opens a shop on a store in memory, with lots of bands of these sizes.
func open(t testing.TB, with func(*catalog.Sale), lots ...int) (*checkouttest.Shop, *checkouttest.Memory) {
	t.Helper()
	m := checkouttest.NewMemory()
	return checkouttest.NewShop(t, m, with, checkouttest.Line{SKU: band, Lots: lots}), m
}

// before calls do just before the nth call of an operation, counted from 1.
func before(n int64, op checkouttest.Op, do func()) checkouttest.Hook {
	var seen atomic.Int64
	return func(o checkouttest.Op, _ string) checkouttest.Fault {
		if o == op && seen.Add(1) == n {
			do()
		}
		return checkouttest.Fault{}
	}
}

// breakAll sets the hook for the store and the bank.
func breakAll(shop *checkouttest.Shop, hook checkouttest.Hook) {
	shop.Store.(*checkouttest.Memory).Break(hook)
	shop.Bank.Break(hook)
}

// The units of an order whose process ended it and died before it released them come
// back with the next sweep, not only when the hold would have ended.
func TestNextSweepReleasesUnitsOfAnEndedOrder(t *testing.T) {
	t.Parallel()
	shop, m := open(t, nil, 5)
	o := shop.MustHold(t, "ann", "key", 2)
	m.Break(checkouttest.Always(checkouttest.OpRelease, checkouttest.Fault{Lost: checkouttest.ErrFault}))
	if _, err := shop.Process().Cancel(t.Context(), o.ID); !errors.Is(err, checkouttest.ErrFault) {
		t.Fatalf("Cancel = %v", err)
	}
	m.Break(nil)
	shop.WantLeft(t, band, 3)
	if r := shop.MustSweep(t); r.Released != 1 {
		t.Errorf("the sweep did %+v, want one claim released", r)
	}
	shop.WantLeft(t, band, 5)
}

// A payment that loses the order voids its authorisation, so that nobody is charged for
// units that they did not get.
func TestPaymentLosesTheOrder(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		to   func(t *testing.T, shop *checkouttest.Shop, id order.ID)
		want problem.Code
	}{
		{"to a cancellation", func(t *testing.T, shop *checkouttest.Shop, id order.ID) { shop.MustCancel(t, id) }, problem.OrderClosed},
		{"to the end of the hold", func(t *testing.T, shop *checkouttest.Shop, _ order.ID) {
			shop.Clock.Advance(shop.Sale.Hold + time.Second)
			shop.MustSweep(t)
		}, problem.HoldExpired},
	} {
		for _, moment := range []checkouttest.Op{checkouttest.OpAuthorize, checkouttest.OpMove} {
			t.Run(tt.name+" before "+string(moment), func(t *testing.T) {
				t.Parallel()
				shop, _ := open(t, nil, 1)
				o := shop.MustHold(t, "ann", "key", 1)
				breakAll(shop, before(1, moment, func() { tt.to(t, shop, o.ID) }))
				_, err := shop.Pay(t.Context(), o.ID)
				checkouttest.WantCode(t, "the payment", err, tt.want)
				if money := shop.Bank.Authorizations(); len(money) != 1 || money[0].State != checkouttest.Voided {
					t.Errorf("the authorisations are %+v, want one that is voided", money)
				}
				shop.WantLeft(t, band, 1)
				shop.TiesOut(t)
			})
		}
	}
}

// A move that comes first wins, although the loser has read the order before it.
func TestFirstMoveWins(t *testing.T) {
	t.Parallel()
	cancelling := func(t *testing.T, shop *checkouttest.Shop, id order.ID) {
		_, err := shop.Process().Cancel(t.Context(), id)
		checkouttest.WantCode(t, "the cancellation", err, problem.OrderClosed)
	}
	extending := func(t *testing.T, shop *checkouttest.Shop, id order.ID) {
		_, err := shop.Process().Extend(t.Context(), id)
		checkouttest.WantCode(t, "the extension", err, problem.OrderClosed)
	}
	sweeping := func(t *testing.T, shop *checkouttest.Shop, _ order.ID) {
		shop.Clock.Advance(shop.Sale.Hold + time.Second)
		if r := shop.MustSweep(t); r.Expired != 0 || r.Released != 0 {
			t.Errorf("the sweep did %+v", r)
		}
	}
	for _, tt := range []struct {
		name  string
		pays  bool // else it extends
		loses func(t *testing.T, shop *checkouttest.Shop, id order.ID)
	}{
		{"a payment from a cancellation", true, cancelling},
		{"a payment from an extension", true, extending},
		{"a payment from the sweep", true, sweeping}, // although the hold has ended
		{"an extension from the sweep", false, sweeping},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 1)
			o := shop.MustHold(t, "ann", "key", 1)
			auth, err := shop.Bank.Authorize(t.Context(), payment.Request{OrderID: o.ID.String(), Amount: o.Totals.Total, Method: payment.CardVisa})
			if err != nil {
				t.Fatal(err)
			}
			m.Break(before(1, checkouttest.OpMove, func() {
				first := order.Extend(o.HoldExpiresAt.Add(shop.Sale.Hold), shop.Clock.Now())
				if tt.pays {
					first = order.Pay(order.Payment{Provider: "sandbox", Reference: auth.Reference, PaidAt: shop.Clock.Now()})
				}
				if _, moved, err := m.Move(t.Context(), o.ID, first); err != nil || !moved {
					t.Errorf("the first move was not made: %v", err)
				}
			}))
			tt.loses(t, shop, o.ID)
			m.Break(nil)
			shop.WantLeft(t, band, 0)
			if tt.pays {
				shop.MustPay(t, o.ID) // as if the payment's answer was lost
				shop.WantLeft(t, band, 0)
			} else if shop.Clock.Advance(shop.Sale.Hold); shop.MustSweep(t).Expired != 1 {
				t.Error("the sweep expired nothing at the extended end")
			}
			shop.TiesOut(t)
		})
	}
}

// A request that goes on after the sweep has closed its order leaks nothing.
func TestZombie(t *testing.T) {
	t.Parallel()
	for _, op := range []checkouttest.Op{checkouttest.OpReserve, checkouttest.OpPut} {
		for nth := int64(1); nth <= 2; nth++ {
			t.Run(fmt.Sprint(op, nth), func(t *testing.T) {
				t.Parallel()
				shop, m := open(t, nil, 2, 2)
				m.Break(before(nth, op, func() {
					shop.Clock.Advance(shop.Sale.Hold + time.Minute)
					shop.MustSweep(t)
					shop.WantLeft(t, band, 4)
				}))
				o := shop.MustHold(t, "ann", "key", 3)
				m.Break(nil)
				shop.Sound(t)
				if again := shop.MustHold(t, "ann", "key", 3); again.ID != o.ID {
					t.Errorf("one key made the orders %s and %s", o.ID, again.ID)
				}
				shop.Clock.Advance(time.Hour)
				shop.TiesOut(t)
				shop.WantLeft(t, band, 4)
			})
		}
	}
}

// A reservation that arrives after its request and its order have ended is released
// when it is due.
func TestReserveAfterTheEnd(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]order.Status{
		"of a tombstone": order.Abandoned, "of a cancelled order": order.Cancelled, "of a rejected order": order.Rejected,
		"of a paid order, in another lot": order.Paid, "of a held order, in another lot": order.Held,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 1, 1)
			o := shop.MustHold(t, "ann", "key", 1)
			id, number := shop.NthID(o.ID.Key, 2), 1-o.Lines[0].Allocations[0].Lot
			if status.Live() {
				id = o.ID
			} else if _, err := m.Put(t.Context(), order.Order{ID: id, Sale: o.Sale, Status: status, Version: 1}); err != nil {
				t.Fatal(err)
			}
			if status == order.Paid {
				shop.MustPay(t, id)
			}
			shop.MustReserve(t, number, id, 1, shop.Clock.Now().Add(time.Second))
			shop.Clock.Advance(2 * time.Second)
			if r := shop.MustSweep(t); r.Released != 1 {
				t.Errorf("the sweep did %+v, want one claim released", r)
			}
			shop.WantLeft(t, band, 1)
			shop.TiesOut(t)
		})
	}
}

// An order that needs the units of several lots meets a lot again that it has emptied,
// because the shelf has changed since.
func TestShelfChangesUnderAnOrder(t *testing.T) {
	t.Parallel()
	t.Run("a lot that it has emptied is no obstacle", func(t *testing.T) {
		t.Parallel()
		for range 8 { // in each shop the order tries the lots in another sequence
			shop, m := open(t, nil, 1, 1)
			addUnlisted(t, shop, 2, 2)
			m.Break(before(1, checkouttest.OpMarkEmpty, func() { shop.MustFill(t, band, 4, 1) }))
			if o := shop.MustHold(t, "ann", "key", 3); o.ID != shop.NthID(o.ID.Key, 1) {
				t.Errorf("the order is %s, want it in slot 1", o.ID)
			}
			shop.WantLeft(t, band, 0)
			shop.TiesOut(t)
		}
	})
	for _, tt := range []struct {
		name string
		size int // of the lot, of which another order has one unit until the shelf changes
		want problem.Code
		left int
	}{
		{"a unit that comes back to such a lot goes to an order in another slot", 3, "", 0},
		{"a claim in such a lot is counted once", 2, problem.NotEnoughLeft, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, tt.size)
			ben := shop.MustHold(t, "ben", "key", 1)
			addUnlisted(t, shop, 1, 3)
			m.Break(before(1, checkouttest.OpMarkEmpty, func() { shop.MustCancel(t, ben.ID) }))
			o, err := shop.Hold(t.Context(), "ann", "key", band, 3)
			checkouttest.WantCode(t, "three units", err, tt.want)
			if err == nil && o.ID != shop.NthID(o.ID.Key, 2) {
				t.Errorf("the order is %s, want it in slot 2", o.ID)
			}
			shop.WantLeft(t, band, tt.left)
			shop.TiesOut(t)
		})
	}
}

// addUnlisted adds n lots of one unit, each reserved by a request that died before the
// lot was listed as empty. So a request for more units than are left seems possible.
func addUnlisted(t *testing.T, shop *checkouttest.Shop, from, n int) {
	t.Helper()
	shop.MustFill(t, band, from, slices.Repeat([]int{1}, n)...)
	for lot := from; lot < from+n; lot++ {
		dead := order.ID{Key: order.NewKey(fmt.Appendf(nil, "died at %d", lot)), Slot: 1}
		shop.MustReserve(t, lot, dead, 1, shop.Clock.Now().Truncate(time.Second))
	}
}

// The claim of a request that died meets the buyer's next request.
func TestClaimOfADeadRequest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		dead     int // units of the request that died
		quantity int // of the next one
		slot     int // that the next one gets
	}{
		{"is counted when it asks for the same", 2, 2, 1},
		{"is counted when it asks for more", 2, 5, 1},
		{"is in its way when it asks for less", 2, 1, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 4, 4)
			m.Break(checkouttest.Always(checkouttest.OpPut, checkouttest.Fault{Lost: checkouttest.ErrFault}))
			if _, err := shop.Hold(t.Context(), "ann", "dead", band, tt.dead); err == nil {
				t.Fatal("the request did not die")
			}
			m.Break(nil)
			if o := shop.MustHold(t, "ann", "key", tt.quantity); o.ID != shop.NthID(o.ID.Key, tt.slot) {
				t.Errorf("the order is %s, want slot %d", o.ID, tt.slot)
			}
			shop.Sound(t)
			shop.Clock.Advance(shop.Sale.Hold + time.Minute)
			shop.TiesOut(t)
			shop.WantLeft(t, band, 8)
		})
	}
}

// While it is uncertain whether anything is left, shoppers are asked to come again. They
// are not told that it is sold out, and no request tries every lot.
func TestCrowdAtTheLastUnits(t *testing.T) {
	t.Parallel()
	shop, m := open(t, func(sale *catalog.Sale) { sale.OrdersPerBuyer = 2 }, slices.Repeat([]int{1}, 60)...)
	slow := shop.Process()
	request := func(buyer string) checkout.HoldRequest {
		return shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: 1})
	}
	early, err := slow.Hold(t.Context(), request("early")) // the process has read the shelf
	if err != nil {
		t.Fatal(err)
	}
	own := shop.MustHold(t, "ann", "key", 1)
	shop.MustHold(t, "everyone else", "key", 58)

	count := tally{}
	m.Break(count.hook)
	_, err = slow.Hold(t.Context(), request("ben"))
	checkouttest.WantCode(t, "a shopper in the crowd", err, problem.TooManyRequests)
	if attempts := count.read()[checkouttest.OpReserve]; attempts > 30 {
		t.Errorf("the request made %d attempts to reserve, want at most 30", attempts)
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
	checkouttest.WantCode(t, "a moment later", err, problem.SoldOut)
	shop.TiesOut(t)
}
