package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/problem"
)

const (
	band       catalog.SKU = "fitness-band"
	headphones catalog.SKU = "headphones"
)

// use is what a process does in a scenario, with an order if there is one.
type use func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error

// scenario is a use that may be cut short.
type scenario struct {
	name  string
	lots  []int // of bands; there is one lot with one pair of headphones
	setUp func(t *testing.T, shop *checkouttest.Shop) order.ID
	do    use
	want  problem.Code // the answer in the end
	live  int          // live orders in the end
}

// using returns a use that ignores the result of a call.
func using[R any](call func(*checkouttest.Shop, context.Context, order.ID) (R, error)) use {
	return func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
		_, err := call(shop, ctx, id)
		return err
	}
}

var (
	pay    = using((*checkouttest.Shop).Pay)
	extend = using(func(s *checkouttest.Shop, ctx context.Context, id order.ID) (order.Order, error) {
		return s.Process().Extend(ctx, id)
	})
	cancel = using(func(s *checkouttest.Shop, ctx context.Context, id order.ID) (order.Order, error) {
		return s.Process().Cancel(ctx, id)
	})
	ship = using(func(s *checkouttest.Shop, ctx context.Context, id order.ID) (order.Order, error) {
		return s.AfterSale().Ship(ctx, id, 0, order.Shipment{})
	})
	sweep = using(func(s *checkouttest.Shop, ctx context.Context, _ order.ID) (checkout.Report, error) {
		return s.Sweep(ctx)
	})
)

// holding holds lines for a buyer.
func holding(lines ...checkout.HoldLine) use {
	return using(func(s *checkouttest.Shop, ctx context.Context, _ order.ID) (order.Order, error) {
		return s.Process().Hold(ctx, s.Request("ann", "key", lines...))
	})
}

// partly is a hold for which only a part is left. If the request dies after its claim,
// the next try finds nothing left.
func partly(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
	err := holding(ofBands(2))(ctx, shop, id)
	if problem.CodeOf(err) == problem.SoldOut {
		return problem.New(problem.NotEnoughLeft, "%v", err)
	}
	return err
}

// refund refunds an order. An operator asks again under the same reference.
func refund(r order.RefundRequest) use {
	r.Reference = "case-17"
	return func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
		o, err := shop.AfterSale().Refund(ctx, id, 0, r)
		if err == nil && (len(o.Refunds) != 1 || shop.Bank.Refunded(o.Payment.Reference) != o.Refunds[0].Total.Minor) {
			err = fmt.Errorf("the refunds are %+v, and the bank refunded %d", o.Refunds, shop.Bank.Refunded(o.Payment.Reference))
		}
		return err
	}
}

// finish refunds an order. An operator who does not know the reference finishes what was
// cut short.
func finish(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
	o, err := shop.Store.Order(ctx, id)
	if err == nil && len(o.Refunds) > 0 {
		_, err = shop.AfterSale().FinishRefunds(ctx, id)
	} else if err == nil {
		_, err = shop.AfterSale().Refund(ctx, id, o.Version, order.RefundRequest{Reference: "forgotten", Reason: order.Withdrawn, All: true})
	}
	return err
}

// held holds bands under another key.
func held(quantity int) func(*testing.T, *checkouttest.Shop) order.ID {
	return func(t *testing.T, shop *checkouttest.Shop) order.ID {
		return shop.MustHold(t, "ann", "an earlier key", quantity).ID
	}
}

// ended is an order whose hold has ended.
func ended(t *testing.T, shop *checkouttest.Shop) order.ID {
	id := held(3)(t, shop)
	shop.Clock.Advance(shop.Sale.Hold + time.Second)
	return id
}

// paid is a paid order whose claims are settled.
func paid(t *testing.T, shop *checkouttest.Shop) order.ID {
	id := shop.MustPay(t, held(3)(t, shop)).ID
	shop.MustSweep(t)
	return id
}

func shipped(t *testing.T, shop *checkouttest.Shop) order.ID {
	return mustShip(t, shop, paid(t, shop)).ID
}

// oneLeft lets requests that died have all units but one. They are not listed.
func oneLeft(t *testing.T, shop *checkouttest.Shop) order.ID {
	addUnlisted(t, shop, 1, 2)
	return order.ID{}
}

func ofBands(n int) checkout.HoldLine { return checkout.HoldLine{SKU: band, Quantity: n} }

func ofHeadphones(n int) checkout.HoldLine { return checkout.HoldLine{SKU: headphones, Quantity: n} }

var (
	everything = order.RefundRequest{Reason: order.Withdrawn, All: true}
	outOfStock = order.RefundRequest{Reason: order.OutOfStock, All: true}
	aPart      = order.RefundRequest{Reason: order.Damaged, Lines: []order.RefundUnits{{SKU: band, Quantity: 1}}}
	anAmount   = order.RefundRequest{Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 150, Currency: "USD"}}}}
	shipping   = order.RefundRequest{Reason: order.Goodwill, Shipping: true}
)

var scenarios = []scenario{
	{"ship", []int{2, 2}, paid, ship, "", 1},
	{"refund everything before it ships", []int{2, 2}, paid, refund(everything), "", 0},
	{"refund everything before it ships, and finish it", []int{2, 2}, paid, finish, "", 0},
	{"refund what cannot be sold again", []int{2, 2}, paid, refund(outOfStock), "", 0},
	{"refund a part before it ships", []int{2, 2}, paid, refund(aPart), "", 1},
	{"refund shipping", []int{2, 2}, paid, refund(shipping), "", 1},
	{"refund an amount", []int{2, 2}, paid, refund(anAmount), "", 1},
	{"refund everything after it shipped", []int{2, 2}, shipped, refund(everything), "", 0},
	{"hold a unit", []int{25, 25}, nil, holding(ofBands(1)), "", 1},
	{"hold the last unit", []int{1}, nil, holding(ofBands(1)), "", 1},
	{"hold units of several lots and lines", []int{2, 2, 2}, nil, holding(ofBands(5), ofHeadphones(1)), "", 1},
	{"hold all there is", []int{2, 2}, nil, holding(ofBands(4)), "", 1},
	{"ask for more than there is", []int{2, 2}, nil, holding(ofBands(5)), problem.NotEnoughLeft, 0},
	{"ask for more than there is of one", []int{2, 2}, nil, holding(ofBands(3), ofHeadphones(2)), problem.NotEnoughLeft, 0},
	{"get only a part", []int{1}, oneLeft, partly, problem.NotEnoughLeft, 0},
	{"hold again after a hold has ended", []int{5}, ended, holding(ofBands(2)), "", 1},
	{"pay", []int{1, 1}, held(2), pay, "", 1},
	{"pay too late", []int{2, 2}, ended, pay, problem.HoldExpired, 0},
	{"extend", []int{2, 2}, held(3), extend, "", 1},
	{"cancel", []int{2, 2}, held(3), cancel, "", 0},
	{"sweep a hold that has ended", []int{2, 2}, ended, sweep, "", 0},
}

// accident is what happens to one call, and perhaps to all that follow.
type accident struct {
	name  string
	fault checkouttest.Fault
	crash bool // the process dies
}

var accidents = []accident{
	{"the request is lost", checkouttest.Fault{Lost: checkouttest.ErrFault}, false},
	{"the answer is lost", checkouttest.Fault{ReplyLost: checkouttest.ErrFault}, false},
	{"it is applied twice", checkouttest.Fault{Twice: true}, false},
	{"the process dies before it", checkouttest.Fault{Lost: checkouttest.ErrFault}, true},
	{"the process dies after it", checkouttest.Fault{ReplyLost: checkouttest.ErrFault}, true},
}

// at returns a hook that makes the accident happen to the nth call, from 0. It counts the
// calls.
func (a accident) at(n int64, calls *atomic.Int64) checkouttest.Hook {
	return func(checkouttest.Op, string) checkouttest.Fault {
		switch call := calls.Add(1) - 1; {
		case call == n:
			return a.fault
		case call > n && a.crash:
			return checkouttest.Fault{Lost: checkouttest.ErrFault}
		default:
			return checkouttest.Fault{}
		}
	}
}

// Whatever happens to any call, and whether or not the shopper asks again, nothing is
// oversold at any moment. After a sweep nothing is leaked, every paid order was charged,
// and nothing else was charged.
func TestAccidents(t *testing.T) {
	t.Parallel()
	for _, sc := range scenarios {
		for _, a := range accidents {
			for _, retry := range []bool{true, false} {
				name := fmt.Sprintf("%s/%s/asked again %v", sc.name, a.name, retry)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					for n := int64(0); sc.happens(t, a, n, retry); n++ {
						if n > 100 {
							t.Fatal("the calls do not end")
						}
					}
				})
			}
		}
	}
}

// happens plays the scenario with the accident at its nth call. It reports whether there
// were more than n calls.
func (sc scenario) happens(t *testing.T, a accident, n int64, retry bool) bool {
	shop := checkouttest.NewShop(t, checkouttest.NewMemory(), nil,
		checkouttest.Line{SKU: band, Lots: sc.lots}, checkouttest.Line{SKU: headphones, Lots: []int{1}})
	var id order.ID
	if sc.setUp != nil {
		id = sc.setUp(t, shop)
	}
	var calls atomic.Int64
	breakAll(shop, a.at(n, &calls))
	err := sc.do(t.Context(), shop, id)
	breakAll(shop, nil)
	if problem.CodeOf(err) != sc.want && !errors.Is(err, checkouttest.ErrFault) {
		t.Errorf("call %d: the answer was %v, want %q or the fault", n, err, sc.want)
	}
	shop.Sound(t)
	if retry {
		for range 2 {
			if err := sc.do(t.Context(), shop, id); problem.CodeOf(err) != sc.want {
				t.Errorf("call %d: asked again, the answer was %v, want %q", n, err, sc.want)
			}
			shop.Sound(t)
		}
		orders := slices.DeleteFunc(allOrders(t, shop), func(o order.Order) bool { return !o.Status.Live() })
		if len(orders) != sc.live {
			t.Errorf("call %d: there are %d live orders, want %d", n, len(orders), sc.live)
		}
	}
	shop.Clock.Advance(2*shop.Sale.Hold + time.Minute)
	shop.TiesOut(t)
	if t.Failed() {
		t.Fatalf("at call %d", n)
	}
	return calls.Load() > n
}

func allOrders(t *testing.T, shop *checkouttest.Shop) []order.Order {
	t.Helper()
	var orders []order.Order
	err := shop.Store.AllOrders(t.Context(), func(o order.Order) error {
		orders = append(orders, o)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return orders
}

// If the store is busy for a moment, the shopper is asked to come again, and then gets
// the order. Nothing is called sold out, closed or unknown.
func TestBusyStore(t *testing.T) {
	t.Parallel()
	for _, busy := range []checkouttest.Op{checkouttest.OpShelf, checkouttest.OpReserve, checkouttest.OpPut, checkouttest.OpBuyer} {
		t.Run(string(busy), func(t *testing.T) {
			t.Parallel()
			shop, m := open(t, nil, 2, 2)
			if busy == checkouttest.OpBuyer { // which is called only when the first slot is taken
				shop.MustCancel(t, held(1)(t, shop))
			}
			m.Break(checkouttest.Always(busy, checkouttest.Fault{Lost: problem.Busy(checkouttest.ErrFault)}))
			_, err := shop.Hold(t.Context(), "ann", "key", band, 3)
			checkouttest.WantCode(t, "the shopper", err, problem.TooManyRequests)
			m.Break(nil)
			shop.MustHold(t, "ann", "key", 3)
			shop.Clock.Advance(time.Hour)
			shop.TiesOut(t)
		})
	}
}
