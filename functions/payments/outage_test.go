package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
)

// catchUp runs the schedule once.
func (w *world) catchUp() error {
	f := w.function()
	f.checkout.Findings = w.shop.Store
	_, err := f.invoke(w.t.Context(), []byte(`{"catch_up_hours": 24}`))
	return err
}

// After the function did not run for five days, while no event came either, it settles by itself the
// payments that were begun meanwhile.
func TestPaymentsOfMissedDays(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		happens func(*world, order.Order, string) // after the order's total was authorised
		fails   error
		status  string // of the intent in the end
	}{
		"authorised, and the hold has ended": {func(w *world, o order.Order, _ string) {
			if _, moved, err := w.shop.Store.Move(w.t.Context(), o.ID, order.Expire(o.HoldExpiresAt)); err != nil || !moved {
				w.t.Fatal(moved, err)
			}
		}, nil, fakestripe.Canceled},
		"paid, and the process died before it captured": {func(w *world, o order.Order, auth string) {
			w.moveToPaid(o, auth)
		}, nil, fakestripe.Succeeded},
		"captured, and no order is paid with it": {func(w *world, _ order.Order, auth string) {
			if err := w.stripe().Capture(w.t.Context(), auth); err != nil {
				w.t.Fatal(err)
			}
		}, checkout.ErrStray, fakestripe.Succeeded},
		"paid, and the authorisation ended": {func(w *world, o order.Order, auth string) {
			w.moveToPaid(o, auth)
			if err := w.stripe().Void(w.t.Context(), auth); err != nil {
				w.t.Fatal(err)
			}
		}, checkout.ErrLapsed, fakestripe.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 0, 9, mutant{})
			w.calm = true
			if err := w.catchUp(); err != nil {
				t.Fatal(err)
			}
			w.shop.Clock.Advance(time.Hour)
			o, err := w.process().Hold(t.Context(), w.shop.Request("ada", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
			if err != nil {
				t.Fatal(err)
			}
			auth := w.authorized(o)
			tt.happens(w, o, auth)
			w.shop.Clock.Advance(5 * 24 * time.Hour)
			w.events = nil
			for range 5 { // a fault stays one until an operator resolves it
				if err := w.catchUp(); !errors.Is(err, tt.fails) {
					t.Fatalf("the schedule ends with %v, want %v", err, tt.fails)
				}
				if got := w.bank.Intents()[0].Status; got != tt.status {
					t.Errorf("the payment is %s, want %s", got, tt.status)
				}
				w.shop.Clock.Advance(48 * time.Hour)
			}
			if tt.fails == nil {
				return
			}
			if _, there, err := w.shop.Store.Resolve(t.Context(), auth, payment.Resolution{ResolvedAt: w.now(), By: "ann", Why: "refunded"}); !there || err != nil {
				t.Fatal(there, err)
			}
			if err := w.catchUp(); err != nil {
				t.Errorf("after it was resolved the schedule ends with %v", err)
			}
		})
	}
}

// moveToPaid pays an order with an authorisation, which stays as it is.
func (w *world) moveToPaid(o order.Order, auth string) {
	w.t.Helper()
	move := order.Pay(order.Payment{Provider: stripe.Name, Reference: auth, PaidAt: w.now()})
	if _, moved, err := w.shop.Store.Move(w.t.Context(), o.ID, move); err != nil || !moved {
		w.t.Fatal(moved, err)
	}
}

// Whatever fails at the provider or in the store, the kept readings never pass money that is reserved
// for no order. When nothing fails any more, all of it is released.
func TestReadingPaymentsPassesNothing(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 11))
			w := newWorld(t, seed, 1, mutant{})
			w.calm = true
			list, run := payment.Payments, w.catchUp
			if seed%2 == 0 {
				list, run = payment.Live, w.check
			}
			if err := run(); err != nil {
				t.Fatal(err)
			}
			broken, failed := false, 0
			w.bank.Faults = func(fakestripe.Call) fakestripe.Fault {
				if broken && random.IntN(4) == 0 {
					return []fakestripe.Fault{fakestripe.ErrorBefore, fakestripe.ErrorAfter, fakestripe.LostReply}[random.IntN(3)]
				}
				return fakestripe.None
			}
			w.shop.Store.(*checkouttest.Memory).Break(func(op checkouttest.Op, _ string) checkouttest.Fault {
				if broken && (op == checkouttest.OpOrders || op == checkouttest.OpKeepReading) && random.IntN(4) == 0 {
					return []checkouttest.Fault{{Lost: checkouttest.ErrFault}, {ReplyLost: checkouttest.ErrFault}}[random.IntN(2)]
				}
				return checkouttest.Fault{}
			})
			for range 15 {
				w.reserve(random.IntN(60))
				w.shop.Clock.Advance(time.Duration(random.IntN(60)) * time.Hour)
				broken = true
				if run() != nil {
					failed++
				}
				broken = false
				w.reservedSince(w.readingOf(list).Since)
			}
			for range 3 {
				if err := run(); err != nil {
					t.Error(err)
				}
			}
			if w.reservedSince(w.now().Add(time.Second)); failed < 4 {
				t.Errorf("only %d runs failed", failed)
			}
		})
	}
}

// reserve reserves money for a number of orders that do not exist.
func (w *world) reserve(n int) {
	w.t.Helper()
	for range n {
		w.counts["reserved"]++
		id := fmt.Sprintf("0123456789abcdef-%d", w.counts["reserved"])
		r := payment.Request{OrderID: id, Amount: money.Amount{Minor: price, Currency: "USD"}, Method: payment.CardVisa}
		if _, err := w.stripe().Authorize(w.t.Context(), r); err != nil {
			w.t.Fatal(err)
		}
	}
}

// reservedSince fails the test if money is reserved since before a time.
func (w *world) reservedSince(at time.Time) {
	w.t.Helper()
	for _, i := range w.bank.Intents() {
		if i.Status == fakestripe.RequiresCapture && time.Unix(i.Created, 0).Before(at) {
			w.t.Errorf("%s is reserved, and everything before %v is settled", i.ID, at)
		}
	}
}

// A page of a list takes Stripe a second, and a run is killed after 28. Even after a sale with more
// payments than a run can list, what is reserved for no order is released, and no run is killed.
func TestPaymentsOfALargeSale(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 0, 1, mutant{})
	w.calm = true
	if err := w.check(); err != nil {
		t.Fatal(err)
	}
	w.reserve(10)
	for range 3000 { // nothing is left to do about them
		w.reserve(1)
		if err := w.stripe().Void(t.Context(), w.lastIntent()); err != nil {
			t.Fatal(err)
		}
	}
	w.bank.Faults = func(c fakestripe.Call) fakestripe.Fault {
		if c.Path == "/v1/payment_intents" && c.Method == http.MethodGet {
			w.shop.Clock.Advance(time.Second)
		}
		return fakestripe.None
	}
	for range 3 {
		w.shop.Clock.Advance(2 * time.Minute)
		start := w.now()
		if err := w.check(); err != nil {
			t.Fatal(err)
		}
		if took := w.now().Sub(start); took > 25*time.Second {
			t.Errorf("a run takes %v", took)
		}
	}
	w.reservedSince(w.now())
}

// check compares the payments that may still change with their orders, as every two minutes.
func (w *world) check() error {
	_, err := w.function().invoke(w.t.Context(), []byte(`{"reconcile_minutes": 10}`))
	return err
}

func (w *world) lastIntent() string {
	all := w.bank.Intents()
	return all[len(all)-1].ID
}
