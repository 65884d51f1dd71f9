package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

const (
	band       catalog.SKU = "fitness-band"
	headphones catalog.SKU = "headphones"
)

// scenario is something that a process does and that may be cut short.
type scenario struct {
	name  string
	lots  []int // of bands; there is one lot with one pair of headphones
	setUp func(t *testing.T, shop *checkouttest.Shop) order.ID
	do    func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error
	want  problem.Code // the answer, in the end
	live  int          // live orders, in the end
}

func scenarios() []scenario {
	holding := func(lines ...checkout.HoldLine) func(context.Context, *checkouttest.Shop, order.ID) error {
		return func(ctx context.Context, shop *checkouttest.Shop, _ order.ID) error {
			_, err := shop.Process().Hold(ctx, shop.Request("ann", "key", lines...))
			return err
		}
	}
	held := func(quantity int) func(*testing.T, *checkouttest.Shop) order.ID {
		return func(t *testing.T, shop *checkouttest.Shop) order.ID {
			o, err := shop.Hold(t.Context(), "ann", "an earlier key", band, quantity)
			if err != nil {
				t.Fatal(err)
			}
			return o.ID
		}
	}
	ended := func(t *testing.T, shop *checkouttest.Shop) order.ID {
		id := held(3)(t, shop)
		shop.Clock.Advance(shop.Sale.Hold + time.Second)
		return id
	}
	paid := func(t *testing.T, shop *checkouttest.Shop) order.ID {
		id := held(3)(t, shop)
		if _, err := shop.Process().Pay(t.Context(), id, checkout.PayRequest{Method: payment.CardVisa}); err != nil {
			t.Fatal(err)
		}
		if _, err := shop.Sweep(t.Context()); err != nil { // its claims are settled
			t.Fatal(err)
		}
		return id
	}
	shipped := func(t *testing.T, shop *checkouttest.Shop) order.ID {
		id := paid(t, shop)
		if _, err := shop.AfterSale().Ship(t.Context(), id, 0); err != nil {
			t.Fatal(err)
		}
		return id
	}
	// An operator asks again under the same reference.
	refund := func(r order.RefundRequest) func(context.Context, *checkouttest.Shop, order.ID) error {
		r.Reference = "case-17"
		return func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
			o, err := shop.AfterSale().Refund(ctx, id, 0, r)
			if err == nil && (len(o.Refunds) != 1 || shop.Bank.Refunded(o.Payment.Reference) != o.Refunds[0].Total.Minor) {
				err = fmt.Errorf("it is refunded as %+v, with %d minor", o.Refunds, shop.Bank.Refunded(o.Payment.Reference))
			}
			return err
		}
	}
	// An operator who does not know the reference finishes what was cut short.
	finish := func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
		o, err := shop.Store.Order(ctx, id)
		if err == nil && len(o.Refunds) > 0 {
			_, err = shop.AfterSale().FinishRefunds(ctx, id)
		} else if err == nil {
			_, err = shop.AfterSale().Refund(ctx, id, o.Version, order.RefundRequest{Reference: "forgotten", Reason: order.Withdrawn, All: true})
		}
		return err
	}
	everything := order.RefundRequest{Reason: order.Withdrawn, All: true}
	one := []order.RefundUnits{{SKU: band, Quantity: 1}}
	// Requests that died have all units but one, of which the shelf knows nothing.
	oneLeft := func(t *testing.T, shop *checkouttest.Shop) order.ID {
		addUnlisted(t, shop, 1, 2)
		return order.ID{}
	}
	// A request that died after its claim finds nothing left when it is made again.
	partly := func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
		err := holding(checkout.HoldLine{SKU: band, Quantity: 2})(ctx, shop, id)
		if problem.CodeOf(err) == problem.SoldOut {
			return problem.New(problem.NotEnoughLeft, "%v", err)
		}
		return err
	}
	return []scenario{
		{"ship", []int{2, 2}, paid, func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
			_, err := shop.AfterSale().Ship(ctx, id, 0)
			return err
		}, "", 1},
		{"refund everything before it ships", []int{2, 2}, paid, refund(everything), "", 0},
		{"refund everything before it ships, and finish it", []int{2, 2}, paid, finish, "", 0},
		{"refund what cannot be sold again", []int{2, 2}, paid, refund(order.RefundRequest{Reason: order.OutOfStock, All: true}), "", 0},
		{"refund a part before it ships", []int{2, 2}, paid, refund(order.RefundRequest{Reason: order.Damaged, Lines: one}), "", 1},
		{"refund shipping", []int{2, 2}, paid, refund(order.RefundRequest{Reason: order.Goodwill, Shipping: true}), "", 1},
		{"refund an amount", []int{2, 2}, paid, refund(order.RefundRequest{
			Reason: order.Goodwill, Credits: []order.Credit{{Amount: money.Amount{Minor: 150, Currency: "USD"}}},
		}), "", 1},
		{"refund everything after it shipped", []int{2, 2}, shipped, refund(everything), "", 0},
		{"hold a unit", []int{25, 25}, nil, holding(checkout.HoldLine{SKU: band, Quantity: 1}), "", 1},
		{"hold the last unit", []int{1}, nil, holding(checkout.HoldLine{SKU: band, Quantity: 1}), "", 1},
		{"hold units of several lots and lines", []int{2, 2, 2}, nil,
			holding(checkout.HoldLine{SKU: band, Quantity: 5}, checkout.HoldLine{SKU: headphones, Quantity: 1}), "", 1},
		{"hold all there is", []int{2, 2}, nil, holding(checkout.HoldLine{SKU: band, Quantity: 4}), "", 1},
		{"ask for more than there is", []int{2, 2}, nil, holding(checkout.HoldLine{SKU: band, Quantity: 5}), problem.NotEnoughLeft, 0},
		{"ask for more than there is of one", []int{2, 2}, nil,
			holding(checkout.HoldLine{SKU: band, Quantity: 3}, checkout.HoldLine{SKU: headphones, Quantity: 2}), problem.NotEnoughLeft, 0},
		{"get only a part", []int{1}, oneLeft, partly, problem.NotEnoughLeft, 0},
		{"hold again after a hold has ended", []int{5}, ended, holding(checkout.HoldLine{SKU: band, Quantity: 2}), "", 1},
		{"pay", []int{1, 1}, held(2), func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
			_, err := shop.Process().Pay(ctx, id, checkout.PayRequest{Method: payment.CardVisa})
			return err
		}, "", 1},
		{"pay too late", []int{2, 2}, ended, func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
			_, err := shop.Process().Pay(ctx, id, checkout.PayRequest{Method: payment.CardVisa})
			return err
		}, problem.HoldExpired, 0},
		{"extend", []int{2, 2}, held(3), func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
			_, err := shop.Process().Extend(ctx, id)
			return err
		}, "", 1},
		{"cancel", []int{2, 2}, held(3), func(ctx context.Context, shop *checkouttest.Shop, id order.ID) error {
			_, err := shop.Process().Cancel(ctx, id)
			return err
		}, "", 0},
		{"sweep a hold that has ended", []int{2, 2}, ended, func(ctx context.Context, shop *checkouttest.Shop, _ order.ID) error {
			_, err := shop.Sweep(ctx)
			return err
		}, "", 0},
	}
}

// accident is what happens to one call, and perhaps to all that follow.
type accident struct {
	name  string
	fault checkouttest.Fault
	crash bool // the process does not live on
}

var accidents = []accident{
	{"the request is lost", checkouttest.Fault{Lost: checkouttest.ErrFault}, false},
	{"the answer is lost", checkouttest.Fault{ReplyLost: checkouttest.ErrFault}, false},
	{"it is applied twice", checkouttest.Fault{Twice: true}, false},
	{"the process dies before it", checkouttest.Fault{Lost: checkouttest.ErrFault}, true},
	{"the process dies after it", checkouttest.Fault{ReplyLost: checkouttest.ErrFault}, true},
}

// at makes an accident happen to the nth call, from 0, and counts the calls.
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

// Whatever happens to whichever call, and whether or not the shopper asks again:
// nothing is oversold at any moment, and after a sweep nothing is leaked, no
// paid order is without its money, and no money is without its order.
func TestAccidents(t *testing.T) {
	t.Parallel()
	for _, sc := range scenarios() {
		for _, a := range accidents {
			for _, retry := range []bool{true, false} {
				name := fmt.Sprintf("%s/%s/asked again %v", sc.name, a.name, retry)
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					for n := int64(0); sc.happens(t, a, n, retry); n++ {
						if n > 100 {
							t.Fatal("there is no end of calls")
						}
					}
				})
			}
		}
	}
}

// happens plays the scenario with the accident at its nth call. It gives false
// when there were no more than n calls.
func (sc scenario) happens(t *testing.T, a accident, n int64, retry bool) bool {
	m := checkouttest.NewMemory()
	shop := checkouttest.NewShop(t, m, nil, checkouttest.Line{SKU: band, Lots: sc.lots}, checkouttest.Line{SKU: headphones, Lots: []int{1}})
	var id order.ID
	if sc.setUp != nil {
		id = sc.setUp(t, shop)
	}
	var calls atomic.Int64
	hook := a.at(n, &calls)
	m.Break(hook)
	shop.Bank.Break(hook)
	err := sc.do(t.Context(), shop, id)
	m.Break(nil)
	shop.Bank.Break(nil)
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
		if live := liveOrders(t, shop); live != sc.live {
			t.Errorf("call %d: there are %d live orders, want %d", n, live, sc.live)
		}
	}
	shop.Clock.Advance(2*shop.Sale.Hold + time.Minute)
	shop.TiesOut(t)
	if t.Failed() {
		t.Fatalf("at call %d", n)
	}
	return calls.Load() > n
}

func liveOrders(t *testing.T, shop *checkouttest.Shop) int {
	t.Helper()
	live := 0
	for _, o := range allOrders(t, shop) {
		if o.Status.Live() {
			live++
		}
	}
	return live
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

// A store that is busy for a moment makes nothing sold out, closed or unknown:
// the shopper is asked to come again, and then gets the order.
func TestBusyStore(t *testing.T) {
	t.Parallel()
	for _, busy := range []checkouttest.Op{checkouttest.OpShelf, checkouttest.OpReserve, checkouttest.OpPut, checkouttest.OpBuyer} {
		t.Run(string(busy), func(t *testing.T) {
			t.Parallel()
			m := checkouttest.NewMemory()
			shop := checkouttest.NewShop(t, m, nil, checkouttest.Line{SKU: band, Lots: []int{2, 2}})
			if busy == checkouttest.OpBuyer { // which is asked only when the first slot is taken
				ended, err := shop.Hold(t.Context(), "ann", "an earlier key", band, 1)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := shop.Process().Cancel(t.Context(), ended.ID); err != nil {
					t.Fatal(err)
				}
			}
			m.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				if op == busy {
					return checkouttest.Fault{Lost: problem.Busy(checkouttest.ErrFault)}
				}
				return checkouttest.Fault{}
			})
			if _, err := shop.Hold(t.Context(), "ann", "key", band, 3); problem.CodeOf(err) != problem.TooManyRequests {
				t.Errorf("the shopper was told %v", err)
			}
			m.Break(nil)
			if _, err := shop.Hold(t.Context(), "ann", "key", band, 3); err != nil {
				t.Errorf("asked again, the shopper was told %v", err)
			}
			shop.Clock.Advance(time.Hour)
			shop.TiesOut(t)
		})
	}
}
