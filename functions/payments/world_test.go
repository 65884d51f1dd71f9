package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"storefront/infra/fakestripe"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/payment/stripe"
	"storefront/shared/secret"
)

const (
	apiKey     = "sk_test_0123456789abcdefghijklmnopqrstuv"
	hookSecret = "whsec_0123456789abcdefghijklmnopqrstuv"
	band       = "fitness-band"
)

// world is a store that sells by a fake Stripe. A seed decides what happens in it, and every
// call to the store or to Stripe is a moment in which other things may: events come, time
// passes, sweeps run, replies are lost, and the process that makes the call is killed.
type world struct {
	t      testing.TB
	shop   *checkouttest.Shop
	bank   *fakestripe.Server
	random *rand.Rand
	mutant mutant

	ctx       context.Context // of the process that runs now; it ends when that is killed
	kill      context.CancelFunc
	calm      bool // nothing goes wrong any more
	depth     int  // of what happens within what happens
	events    []fakestripe.Event
	sweepAt   time.Time
	checkAt   time.Time
	loose     map[string]loose    // authorisations without a live hold
	confirmed map[order.ID]string // confirmations that buyers were asked for
	failed    int                 // runs of the schedules that failed or were killed
	counts    map[string]int
	hidden    int // intents and sessions that were created although the response was an error

	paidOut, returned, lost int64 // by the bank
}

// mutant is a fault in the program that the simulation must find.
type mutant struct {
	provider func(*world, *stripe.Provider) payment.Provider
	find     func(provider) provider
	found    string // a part of the error that the simulation reports
}

func newWorld(t testing.TB, seed uint64, units int, m mutant) *world {
	t.Helper()
	memory := checkouttest.NewMemory()
	w := &world{
		t: t, random: rand.New(rand.NewPCG(seed, 1)), mutant: m, loose: map[string]loose{},
		confirmed: map[order.ID]string{}, counts: map[string]int{}, calm: true,
		shop: checkouttest.NewShop(t, memory, sale, checkouttest.Line{SKU: band, Lots: []int{units}}),
	}
	w.sweepAt, w.checkAt = w.now(), w.now()
	w.ctx = t.Context()
	w.bank = fakestripe.New(fakestripe.Options{
		Key: apiKey, Secret: hookSecret, URL: "http://stripe.test", Now: w.now, Deliver: w.emitted,
		Faults: func(c fakestripe.Call) fakestripe.Fault {
			if w.moment(); w.calm || w.random.IntN(50) > 0 {
				return fakestripe.None
			}
			fault := fakestripe.ErrorBefore + fakestripe.Fault(w.random.IntN(int(fakestripe.KeyInUse)))
			if c.Method == http.MethodPost && (c.Path == "/v1/payment_intents" || c.Path == "/v1/checkout/sessions") && fault == fakestripe.ErrorAfter {
				w.hidden++
			}
			return fault
		},
	})
	memory.Break(func(checkouttest.Op, string) checkouttest.Fault {
		w.moment()
		switch n := w.random.IntN(200); {
		case w.calm:
		case n == 0:
			return checkouttest.Fault{Lost: checkouttest.ErrFault}
		case n == 1:
			return checkouttest.Fault{ReplyLost: checkouttest.ErrFault}
		}
		return checkouttest.Fault{}
	})
	w.calm = false
	return w
}

// sale makes the sale the same in each world, so that a seed gives the same orders again.
func sale(s *catalog.Sale) {
	checkouttest.OpenToAll(s)
	s.ID = "simulated"
}

// loose says since when an authorisation has no live hold, and how many runs had failed by then.
type loose struct {
	since  time.Time
	failed int
}

func (w *world) now() time.Time { return w.shop.Clock.Now() }

// moment is when other things happen.
func (w *world) moment() {
	if w.calm || w.depth > 2 {
		return
	}
	switch n := w.random.IntN(400); {
	case n == 0 && w.depth > 0:
		w.counts["killed"]++
		w.kill()
	case n < 20:
		w.within(w.deliver)
	case n < 30:
		w.within(w.pass)
	}
}

// within lets something happen, in a process of its own.
func (w *world) within(what func()) {
	ctx, kill := w.ctx, w.kill
	w.ctx, w.kill = context.WithCancel(w.t.Context())
	w.depth++
	what()
	w.depth--
	w.kill()
	w.ctx, w.kill = ctx, kill
}

// emitted decides what becomes of an event: it is lost, or comes once or thrice.
func (w *world) emitted(e fakestripe.Event) {
	for range []int{0, 1, 1, 3}[w.random.IntN(4)] {
		w.events = append(w.events, e)
	}
}

// deliver delivers an event, not always the oldest one.
func (w *world) deliver() {
	if len(w.events) == 0 {
		return
	}
	n := w.random.IntN(len(w.events))
	e := w.events[n]
	w.events = append(w.events[:n], w.events[n+1:]...)
	r := httptest.NewRequestWithContext(w.ctx, http.MethodPost, "/v1/payments/stripe", bytes.NewReader(e.Body))
	r.Header.Set("Stripe-Signature", fakestripe.Sign(hookSecret, e.Body, w.now())) // each delivery is signed anew
	answer := httptest.NewRecorder()
	w.function().router().ServeHTTP(answer, r)
	if answer.Code >= 300 {
		w.events = append(w.events, e) // it comes again
	}
	w.counts[fmt.Sprint("events answered ", answer.Code)]++
}

// pass lets time pass, in which the schedules run.
func (w *world) pass() {
	w.shop.Clock.Advance(time.Duration(w.random.IntN(20)) * time.Second)
	w.schedules()
}

func (w *world) schedules() {
	if now := w.now(); !now.Before(w.sweepAt) {
		w.sweepAt = now.Add(time.Minute)
		w.within(w.sweep)
	}
	if now := w.now(); !now.Before(w.checkAt) {
		w.checkAt = now.Add(2 * time.Minute)
		w.within(w.reconcile)
	}
}

func (w *world) sweep() {
	sweep := checkout.Sweep{Checkout: w.process(), Inventory: w.shop.Store}
	if _, err := sweep.Line(w.ctx, w.shop.Line(band)); err != nil {
		w.mayFail("sweep", err)
	}
}

func (w *world) reconcile() {
	if _, err := w.function().invoke(w.ctx, []byte(`{"reconcile_minutes": 10}`)); err != nil {
		w.mayFail("reconcile", err)
	}
}

// mayFail fails the test if something fails although nothing goes wrong.
func (w *world) mayFail(what string, err error) {
	w.counts[what+" failed"]++
	w.failed++
	if w.calm {
		w.t.Errorf("%s: %v", what, err)
	}
}

// stripe returns the provider of a process that has just started.
func (w *world) stripe() *stripe.Provider { return w.stripeBy(w.bank) }

func (w *world) stripeBy(transport http.RoundTripper) *stripe.Provider {
	p := stripe.New("http://stripe.test", "us", func() string { return apiKey }, transport)
	p.Pause = func(context.Context, time.Duration) {}
	return p
}

// process returns the checkout of a process that has just started.
func (w *world) process() *checkout.Checkout {
	var p payment.Provider = w.stripe()
	if w.mutant.provider != nil {
		p = w.mutant.provider(w, w.stripe())
	}
	return checkout.New(w.shop.Store, p, w.now, slog.New(slog.DiscardHandler))
}

// function returns the function as just started.
func (w *world) function() *function {
	var p provider = w.stripe()
	if w.mutant.find != nil {
		p = w.mutant.find(p)
	}
	return &function{
		stripe: p, secret: secret.Fixed([]byte(hookSecret)), checkout: w.process(), now: w.now, log: slog.New(slog.DiscardHandler),
		recorder: checkout.Recorder{Orders: w.shop.Store, Movements: w.shop.Store}, readings: w.shop.Store,
	}
}
