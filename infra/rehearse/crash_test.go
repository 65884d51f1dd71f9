package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"storefront/infra/faultproxy"
	"storefront/infra/local/lambda"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/merchant"
	"storefront/shared/order"
)

// TestCrashes kills processes of the checkout and the sweep during a sale, and of
// the sweep again when the holds have ended. What the shoppers were told must tie out
// all the same. One undisturbed sweep must release every unit that is not paid.
func TestCrashes(t *testing.T) {
	t.Parallel()
	units, shoppers := sized(60, 500), sized(300, 5000)
	for seed := range sized(1, 10) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			s := open(t, faultproxy.MustParse("latency=1ms±1ms")) // the proxy counts the requests
			sale := s.sell(t, merchant.Spec{
				ID: "crashes", OrdersPerBuyer: 1, Hold: catalog.MinHold,
				Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 1}},
			})
			reaper := &reaper{running: s, random: rand.New(rand.NewPCG(uint64(seed), 0))}
			var result *crowd.Result
			reaper.during(t, "CheckoutFunction", 80, func() {
				reaper.during(t, "SweepFunction", 300, func() {
					sweeping(t, s, func() {
						result = s.rush(t, crowd.Options{
							Sale: sale, Buyers: shoppers, Concurrency: 16, Pay: 0.5, Cancel: 0.1, Retry: 0.2, Greedy: 0.2, Refresh: 0.2,
						})
					})
				})
			})
			audit := s.check(t, result, sale)
			if audit.Orders[order.Paid] == 0 {
				t.Errorf("nothing was sold: %v", audit.Orders)
			}
			if last := s.lastClaim(t, sale); !last.IsZero() {
				waitUntil(t, last)
			}
			reaper.during(t, "SweepFunction", 20, func() {
				for range 10 {
					mayFail(t, s.sweepOnce(t))
				}
			})
			s.settle(t, sale)
			t.Logf("killed %v", reaper.killed)
			if reaper.killed["CheckoutFunction"] < 5 || reaper.killed["SweepFunction"] == 0 {
				t.Errorf("too little was killed: %v", reaper.killed)
			}
		})
	}
}

// sweeping sweeps without a pause while something goes on.
func sweeping(t *testing.T, s running, do func()) {
	t.Helper()
	meanwhile(t, func(over context.Context) {
		for over.Err() == nil {
			mayFail(t, s.sweepOnce(t))
		}
	}, do)
}

// meanwhile runs other beside do, and ends its context when do returns.
func meanwhile(t *testing.T, other func(context.Context), do func()) {
	t.Helper()
	over, done := context.WithCancel(t.Context())
	var others sync.WaitGroup
	others.Go(func() { other(over) })
	defer others.Wait()
	defer done() // even if do ends the test
	do()
}

// mayFail fails the test unless a sweep succeeded or failed itself.
func mayFail(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.As(err, new(*lambda.FunctionError)) {
		t.Error(err)
	}
}

// reaper kills functions' processes.
type reaper struct {
	running
	mu     sync.Mutex
	random *rand.Rand
	killed map[string]int // by function
}

// during kills a process of a function again and again while something goes on. Each
// time it waits for a random number of requests to DynamoDB, up to a bound, so the
// moments do not depend on the machine's speed.
func (r *reaper) during(t *testing.T, function string, within int, do func()) {
	t.Helper()
	meanwhile(t, func(over context.Context) {
		look := time.NewTicker(time.Millisecond)
		defer look.Stop()
		for next := r.requests() + r.draw(within); over.Err() == nil; <-look.C {
			if r.requests() >= next {
				r.kill(function)
				next = r.requests() + r.draw(within)
			}
		}
	}, do)
}

func (r *reaper) requests() int { return r.Faults().Counts().Calls() }

func (r *reaper) kill(function string) {
	if !r.region.Kill(function, r.draw) {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.killed == nil {
		r.killed = map[string]int{}
	}
	r.killed[function]++
}

// draw returns a random number in [0, n).
func (r *reaper) draw(n int) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.random.IntN(n)
}
