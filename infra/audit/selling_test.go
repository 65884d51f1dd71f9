package audit_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// slow is a store that takes long to read, as a large one does: each order and each
// lot is read at another moment.
type slow struct{ *checkouttest.Memory }

// AllOrders also visits orders that are put meanwhile.
func (s slow) AllOrders(ctx context.Context, visit func(order.Order) error) error {
	visited := map[order.ID]bool{}
	once := func(o order.Order) error {
		if visited[o.ID] {
			return nil
		}
		visited[o.ID] = true
		pause(100 * time.Millisecond)
		now, err := s.Memory.Order(ctx, o.ID)
		return errors.Join(err, visit(now))
	}
	return errors.Join(s.Memory.AllOrders(ctx, once), s.Memory.AllOrders(ctx, once))
}

func (s slow) Lots(ctx context.Context, line stock.Line, n int) ([]stock.Lot, error) {
	lots := make([]stock.Lot, n)
	for i := range n {
		pause(time.Second)
		now, err := s.Memory.Lots(ctx, line, i+1)
		if err != nil {
			return nil, err
		}
		lots[i] = now[i]
	}
	return lots, nil
}

func pause(most time.Duration) { time.Sleep(rand.N(most)) }

// Each call takes up to a second of the bubble's time, so that audits run in the
// middle of every step of buying, cancelling and sweeping.
func TestAStoreThatSellsHasNoFindings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		shop, memory := newShop(t, time.Now, 1, 30*time.Second)
		buy := shop.Process()
		memory.Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
			if op != checkouttest.OpShelf { // is called under a lock, which would stop the bubble's clock
				pause(time.Second)
			}
			return checkouttest.Fault{}
		})
		end, stop := context.WithTimeout(t.Context(), 5*time.Minute)
		defer stop()
		var busyWith sync.WaitGroup
		for buyer := range 40 {
			busyWith.Go(func() {
				for n := 0; end.Err() == nil; n++ {
					goShopping(t, shop, buy, buyer, n)
				}
			})
		}
		busyWith.Go(func() {
			for end.Err() == nil {
				sweep := checkout.Sweep{Checkout: buy, Inventory: memory}
				if _, err := sweep.Line(t.Context(), bands); err != nil {
					t.Errorf("sweep: %v", err)
				}
				time.Sleep(10 * time.Second)
			}
		})
		held, paid := 0, 0
		for end.Err() == nil {
			report := run(t, slow{memory}, time.Now(), "monday")
			if !report.OK() {
				t.Errorf("found %q", report.Findings)
			}
			total := report.Total()
			held, paid = held+total.Held, paid+total.Paid
		}
		busyWith.Wait()
		if held == 0 || paid == 0 {
			t.Error("nothing was going on")
		}
	})
}

// goShopping has a buyer want something and then pay it, cancel it or leave it.
func goShopping(t *testing.T, shop *checkouttest.Shop, buy *checkout.Checkout, buyer, n int) {
	o, err := buy.Hold(t.Context(), shop.Request(fmt.Sprint("buyer-", buyer), fmt.Sprint(n), checkout.HoldLine{SKU: band, Quantity: 1 + n%3}))
	if code := problem.CodeOf(err); code == problem.SoldOut || code == problem.NotEnoughLeft || code == problem.BuyerLimit || code == problem.TooManyRequests {
		time.Sleep(5 * time.Second)
		return
	}
	if err != nil {
		t.Errorf("hold: %v", err)
		return
	}
	switch (buyer + n) % 8 {
	case 0:
		_, err = buy.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	case 1, 2, 3:
		_, err = buy.Cancel(t.Context(), o.ID)
	}
	if code := problem.CodeOf(err); err != nil && code != problem.HoldExpired && code != problem.OrderClosed {
		t.Errorf("end: %v", err)
	}
}
