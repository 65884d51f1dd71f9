package checkout_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
)

// storm is a sale in which every call takes a while and may fail. Its goroutines run at
// once, for the race detector to watch. Therefore a seed does not replay exactly, as one
// of TestSimulation does.
type storm struct {
	t    *testing.T
	shop *checkouttest.Shop

	mu     sync.Mutex
	random *rand.Rand
	orders map[string]order.ID // that were returned, by buyer and key
}

func (s *storm) intN(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.random.IntN(n)
}

// hook delays each call by up to 40 ms, and breaks one in twelve.
func (s *storm) hook(checkouttest.Op, string) checkouttest.Fault {
	time.Sleep(time.Duration(s.intN(int(40 * time.Millisecond))))
	switch s.intN(36) {
	case 0:
		return checkouttest.Fault{Lost: checkouttest.ErrFault}
	case 1:
		return checkouttest.Fault{ReplyLost: checkouttest.ErrFault}
	case 2:
		return checkouttest.Fault{Twice: true}
	default:
		return checkouttest.Fault{}
	}
}

// shopper wants some units under one of two keys, asks again when something goes wrong,
// and then pays, cancels or extends the order, or forgets it.
func (s *storm) shopper(ctx context.Context, name string) {
	time.Sleep(time.Duration(s.intN(int(20 * time.Second))))
	key := fmt.Sprint("key ", s.intN(2))
	quantity := 1 + s.intN(4)
	for range 1 + s.intN(4) {
		o, err := s.shop.Hold(ctx, name, key, band, quantity)
		switch code := problem.CodeOf(err); code {
		case "":
			s.promised(name+" "+key, o.ID)
			s.decide(ctx, o.ID)
		case problem.SoldOut, problem.NotEnoughLeft, problem.BuyerLimit, problem.IdempotencyKeyReused:
			return
		default:
			if code != problem.TooManyRequests && !errors.Is(err, checkouttest.ErrFault) {
				s.t.Errorf("%s: %v", name, err)
			}
		}
	}
}

func (s *storm) promised(request string, id order.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if earlier, ok := s.orders[request]; ok && earlier != id {
		s.t.Errorf("%s got the orders %s and %s", request, earlier, id)
	}
	s.orders[request] = id
}

func (s *storm) decide(ctx context.Context, id order.ID) {
	time.Sleep(time.Duration(s.intN(int(15 * time.Second))))
	c := s.shop.Process()
	var err error
	switch s.intN(5) {
	case 0, 1:
		_, err = c.Pay(ctx, id, checkout.PayRequest{Method: payment.CardVisa})
	case 2:
		_, err = c.Cancel(ctx, id)
	case 3:
		_, err = c.Extend(ctx, id)
	}
	if problem.CodeOf(err) == problem.Internal && !errors.Is(err, checkouttest.ErrFault) {
		s.t.Errorf("order %s: %v", id, err)
	}
}

// Whatever races and fails, nothing is oversold, lost or leaked, and nobody is charged
// for nothing.
func TestStorm(t *testing.T) {
	t.Parallel()
	for seed := range uint64(60) {
		t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { testStorm(t, seed) })
		})
	}
}

func testStorm(t *testing.T, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 0))
	shop, m := open(t, func(sale *catalog.Sale) {
		sale.Opens, sale.Hold, sale.OrdersPerBuyer = time.Now(), catalog.MinHold, random.IntN(3)
		if sale.OrdersPerBuyer == 0 {
			checkouttest.OpenToAll(sale)
		}
	}, 1+random.IntN(5), 1+random.IntN(5), 1+random.IntN(5), 3)
	shop.Now = time.Now
	s := &storm{t: t, shop: shop, random: random, orders: map[string]order.ID{}}
	breakAll(shop, s.hook)

	var shoppers, sweeps sync.WaitGroup
	over, stop := context.WithCancel(t.Context())
	for range 2 {
		sweeps.Go(func() {
			for over.Err() == nil {
				time.Sleep(3*time.Second + time.Duration(s.intN(int(time.Second))))
				if _, err := shop.Sweep(t.Context()); err != nil && !errors.Is(err, checkouttest.ErrFault) {
					t.Errorf("a sweep failed: %v", err)
				}
			}
		})
	}
	for i := range 40 {
		shoppers.Go(func() { s.shopper(t.Context(), fmt.Sprint("buyer ", i%25)) })
	}
	shoppers.Wait()
	stop()
	sweeps.Wait()
	breakAll(shop, nil)

	shop.Sound(t)
	for request, id := range s.orders {
		if o, err := m.Order(t.Context(), id); err != nil || o.Status == order.Absent || o.Status == order.Abandoned {
			t.Errorf("%s was promised order %s, which is %q, %v", request, id, o.Status, err)
		}
	}
	time.Sleep(3 * shop.Sale.Hold)
	shop.TiesOut(t)
}
