package invite_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/waitlist/waitlisttest"
)

// A wave invites 1,000 of 100,000 people. Its processes are killed again and again, and several run
// at once. It invites the first in the queue, once and in order. Each gets one mail, whatever is
// replayed, and each gets a unit when all of them come at once.
func TestThousand(t *testing.T) {
	t.Parallel()
	const people = 1000
	lots := make([]int, people/25)
	for i := range lots {
		lots[i] = 25
	}
	w := newWorld(t, 1, lots...)
	w.join(100_000)
	w.killing, w.meeting = 0.01, 0.005
	runs, killed := 0, 0
	for len(w.given) < people {
		runs++
		if _, err := (inviter{w, false}).invite(people, 24*time.Hour); errors.Is(err, errKilled) {
			killed++
		} else if err != nil {
			break // another run has given the last ticket
		}
		w.collect()
	}
	w.collect()
	if err := errors.Join(w.inOrder(), w.promised()); err != nil || len(w.given) != people {
		t.Fatalf("%d were invited, %v", len(w.given), err)
	}
	if err := w.mailed(); err != nil {
		t.Error(err)
	}
	t.Logf("%d runs, %d killed", runs, killed)
	if killed < 5 {
		t.Errorf("only %d of %d runs were killed", killed, runs)
	}

	var crowd sync.WaitGroup
	refused := make([]error, people)
	places := make(chan struct{}, 32)
	for n, a := range w.given {
		places <- struct{}{}
		crowd.Go(func() {
			defer func() { <-places }()
			for range 100 {
				_, refused[n] = w.shop.HoldWith(t.Context(), w.code(a), buyer(a.Email), "key")
				if problem.CodeOf(refused[n]) != problem.TooManyRequests {
					return
				}
			}
		})
	}
	crowd.Wait()
	if err := errors.Join(refused...); err != nil {
		t.Error(err)
	}
	w.shop.WantLeft(t, band, 0)
	w.shop.TiesOut(t)
}

// buyer returns what is before the @ of an address.
func buyer(address string) string { return address[:len(address)-len("@example.com")] }

// The unit of a ticket that nobody used goes to the next wave, and the unit of one that was
// used does not, though its hold is longer than the ticket.
func TestUnusedTicketsGoOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, 3)
	w.join(6)
	alone := inviter{w, true}
	first, err := alone.invite(0, 30*time.Minute)
	if err != nil || first.Wave.Given != 3 || first.Free != 3 {
		t.Fatalf("the first wave: %+v, %v", first, err)
	}
	w.collect()
	w.shop.Clock.Advance(25 * time.Minute)
	if _, err := w.shop.HoldWith(t.Context(), w.code(w.given[1]), buyer(w.given[1].Email), "key"); err != nil {
		t.Fatal(err)
	}
	w.shop.Clock.Advance(10 * time.Minute) // the tickets have ended, but not for all clocks
	if second, err := alone.invite(0, time.Hour); err == nil {
		t.Errorf("a wave at once: %+v", second)
	}
	w.shop.Clock.Advance(5 * time.Minute)
	second, err := alone.invite(0, time.Hour)
	if err != nil || second.Free != 2 || second.Wave.Given != 2 {
		t.Errorf("the second wave: %+v, %v", second, err)
	}
	w.shop.MustSweep(t) // the hold has ended, too, and gives its unit back only now
	third, err := alone.invite(0, time.Hour)
	if err != nil || third.Free != 1 {
		t.Errorf("after the sweep: %+v, %v", third, err)
	}
	if err := errors.Join(w.inOrder(), w.promised()); err != nil {
		t.Error(err)
	}
	_, err = w.shop.HoldWith(t.Context(), w.code(w.given[0]), buyer(w.given[0].Email), "key")
	checkouttest.WantCode(t, "an old ticket", err, problem.TicketExpired)
}

// A wave that was cut short is finished by the next run, which starts no other one. If its
// tickets have ended meanwhile, it invites nobody any more.
func TestCutShort(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		later time.Duration
		given int
	}{"in time": {time.Minute, 2}, "too late": {70 * time.Minute, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, 1, 3)
			w.join(3)
			alone := inviter{w, true}
			w.table.Fail(func(call string) bool { return call == "Queue" })
			if _, err := alone.invite(2, time.Hour); !errors.Is(err, waitlisttest.ErrFault) {
				t.Fatal(err)
			}
			w.table.Fail(nil)
			w.shop.Clock.Advance(tt.later)
			r, err := alone.invite(1, time.Hour)
			if err != nil || !r.Resumed || r.Wave.Number != 1 || r.Wave.Given != tt.given {
				t.Errorf("the next run: %+v, %v", r, err)
			}
			if r, err = alone.invite(1, time.Hour); err != nil || r.Resumed || r.Wave.Number != 2 || r.Free != 3-tt.given {
				// a wave that gave nothing promises nothing
				t.Errorf("the one after it: %+v, %v", r, err)
			}
		})
	}
}

// run lets everybody act for a while, and returns what went wrong.
func (w *world) run(steps int) error {
	live := &[]order.ID{}
	for step := range steps {
		if err := w.step(live); err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
		if err := errors.Join(w.promised(), w.inOrder()); err != nil {
			return fmt.Errorf("step %d: %w", step, err)
		}
	}
	return nil
}

func (w *world) step(live *[]order.ID) error {
	ctx := w.t.Context()
	faulty := func(do func()) {
		w.memory.Break(func(checkouttest.Op, string) checkouttest.Fault {
			switch p := w.rng.Float64(); {
			case p < 0.05:
				return checkouttest.Fault{Lost: checkouttest.ErrFault}
			case p < 0.10:
				return checkouttest.Fault{ReplyLost: checkouttest.ErrFault}
			case p < 0.15:
				return checkouttest.Fault{Twice: true}
			default:
				return checkouttest.Fault{}
			}
		})
		defer w.memory.Break(nil)
		do()
	}
	switch w.rng.IntN(10) {
	case 0:
		w.join(w.rng.IntN(4))
	case 1, 2:
		_, _ = inviter{w, false}.invite(0, time.Duration(20+w.rng.IntN(60))*time.Minute) // refused, killed, or well
	case 3, 4:
		return w.use(faulty, live)
	case 5:
		w.end(faulty, live)
	case 6:
		faulty(func() { _, _ = w.shop.Sweep(ctx) })
	case 7:
		if w.chance(0.3) {
			return w.revoke()
		}
	case 8:
		w.shop.Clock.Advance(time.Duration(w.rng.IntN(600)) * time.Second)
	case 9:
		if w.collect(); len(w.given) > 0 && w.chance(0.3) {
			return w.bounceLate(w.given[w.rng.IntN(len(w.given))], live)
		}
	}
	return nil
}

// bounceLate lets the mail of a ticket bounce and starts a wave. Then the ticket is used in a process
// that does not know that it is revoked.
func (w *world) bounceLate(a notify.Ask, live *[]order.ID) error {
	r := w.shop.Request(buyer(a.Email), "late", checkout.HoldLine{SKU: band, Quantity: 1})
	r.Proved = email.Identity{}
	late := w.shop.Process()
	_, _ = late.Hold(w.t.Context(), r) // so that the process reads the catalog now
	if err := w.bounce(a, w.chance(0.2)); err != nil {
		return err
	}
	_, _ = inviter{w, false}.invite(0, time.Hour)
	r.Ticket = w.code(a)
	if o, err := late.Hold(w.t.Context(), r); err == nil {
		*live = append(*live, o.ID)
	}
	return nil
}

// use has a ticket used. It must get a unit while it is valid, whatever goes wrong before.
func (w *world) use(faulty func(func()), live *[]order.ID) error {
	w.collect()
	if len(w.given) == 0 {
		return nil
	}
	a := w.given[len(w.given)-1-w.rng.IntN(min(len(w.given), 6))]
	spent := w.spent(a)
	attempt := func() (o order.Order, err error) {
		return w.shop.HoldWith(w.t.Context(), w.code(a), buyer(a.Email), fmt.Sprint("key ", w.rng.Uint64()))
	}
	faulty(func() { _, _ = attempt() }) // a request that may die
	for minute := 0; ; minute++ {
		o, err := attempt()
		switch code := problem.CodeOf(err); {
		case err == nil:
			*live = append(*live, o.ID)
			return nil
		case code == problem.TicketUsed && (spent || w.spent(a)):
			return nil
		case code == problem.TicketRevoked && w.revoked(a):
			return nil
		case code == problem.TicketExpired && !w.shop.Clock.Now().Before(a.Invitation.Ends):
			return nil
		case code == problem.TooManyRequests && minute < 12: // for as long as a dead request may hold a unit
			w.shop.Clock.Advance(time.Minute)
			w.shop.MustSweep(w.t)
		default:
			return fmt.Errorf("ticket %d, valid until %v, is refused: %w", a.Invitation.Ticket, a.Invitation.Ends, err)
		}
	}
}

// end pays or cancels an order, or refunds it.
func (w *world) end(faulty func(func()), live *[]order.ID) {
	if len(*live) == 0 {
		return
	}
	id := (*live)[0]
	*live = (*live)[1:]
	faulty(func() {
		if w.chance(0.5) {
			_, _ = w.shop.Pay(w.t.Context(), id)
			return
		}
		_, _ = w.shop.Process().Cancel(w.t.Context(), id)
	})
}

const (
	worlds = 300
	steps  = 120
)

// In no world is a valid ticket refused, or one given for which there is no unit.
func TestSimulation(t *testing.T) {
	t.Parallel()
	given := 0
	for seed := range uint64(worlds) {
		w := newWorld(t, seed, 1, 2, 1)
		w.killing, w.meeting = 0.05, 0.05
		w.join(4)
		if err := w.run(steps); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		given += len(w.given)
	}
	t.Logf("%d worlds, %d tickets", worlds, given)
	if given < worlds*4 {
		t.Errorf("only %d tickets in %d worlds", given, worlds)
	}
}

// The simulation finds three faults of an inviter: it gives one ticket too many, it ignores what
// others have written meanwhile, or it gives away the unit of a revoked ticket while some processes
// still accept the ticket.
func TestMutants(t *testing.T) {
	t.Parallel()
	for name, mutate := range map[string]func(*world){
		"one too many":                func(w *world) { w.phantoms = 1 },
		"blind to what others wrote":  func(w *world) { w.versionless = true },
		"too fast with revoked units": func(w *world) { w.graceless = true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for seed := range uint64(worlds) {
				w := newWorld(t, seed, 1, 2, 1)
				w.killing, w.meeting = 0.05, 0.05
				w.join(4)
				mutate(w)
				if err := w.run(steps); err != nil {
					t.Logf("seed %d: %v", seed, err)
					return
				}
			}
			t.Errorf("%d worlds did not find it", worlds)
		})
	}
}
