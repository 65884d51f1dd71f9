package invite_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"storefront/shared/checkout/checkouttest"
	"storefront/shared/invite"
	"storefront/shared/problem"
	"storefront/shared/waitlist/waitlisttest"
)

// A wave that is over leaves its units to those who have bought them, though an earlier wave
// still runs and a later one was started since.
func TestAWaveThatIsOverBeforeAnEarlierOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, 5)
	w.join(9)
	alone := inviter{w, true}
	wave := func(units int, window time.Duration) {
		t.Helper()
		if r, err := alone.invite(units, window); err != nil || r.Wave.Given != units {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	wave(1, 4*time.Hour)
	wave(2, 30*time.Minute)
	w.collect()
	for _, a := range w.given[1:] {
		o, err := w.shop.HoldWith(t.Context(), w.code(a), buyer(a.Email), "key")
		if err == nil {
			_, err = w.shop.Pay(t.Context(), o.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w.shop.Clock.Advance(time.Hour)
	wave(1, 4*time.Hour)
	if r, err := alone.invite(0, 4*time.Hour); err != nil || r.Free != 1 {
		t.Errorf("%+v, %v; want 1 free unit", r, err)
	}
	if err := w.promised(); err != nil {
		t.Error(err)
	}
}

// The unit of a ticket that was revoked goes to the next wave, once no process admits the
// ticket any more. The unit of one that was used before stays with its order.
func TestRevokedTicketsGoOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, 3)
	w.join(6)
	alone := inviter{w, true}
	if first, err := alone.invite(0, 4*time.Hour); err != nil || first.Wave.Given != 3 {
		t.Fatalf("the first wave: %+v, %v", first, err)
	}
	w.collect()
	if _, err := w.shop.HoldWith(t.Context(), w.code(w.given[0]), buyer(w.given[0].Email), "key"); err != nil {
		t.Fatal(err)
	}
	book, err := w.table.Book(t.Context(), w.shop.Line(band))
	if err != nil {
		t.Fatal(err)
	}
	first, last, err := book.Tickets(1)
	if err != nil || first != 1 || last != 3 {
		t.Fatalf("the tickets of wave 1: %d to %d, %v", first, last, err)
	}
	if _, _, err := book.Tickets(2); err == nil {
		t.Error("there are tickets of wave 2")
	}
	w.shop.Revoke(t, band, first, last)
	if second, err := alone.invite(0, time.Hour); err == nil {
		t.Errorf("a wave at once: %+v", second)
	}
	w.shop.Clock.Advance(invite.Grace)
	second, err := alone.invite(0, time.Hour)
	if err != nil || second.Free != 2 || second.Wave.Given != 2 {
		t.Errorf("the second wave: %+v, %v", second, err)
	}
	w.collect()
	_, err = w.shop.HoldWith(t.Context(), w.code(w.given[1]), buyer(w.given[1].Email), "key")
	checkouttest.WantCode(t, "a revoked ticket", err, problem.TicketRevoked)
	if _, err = w.shop.HoldWith(t.Context(), w.code(w.given[3]), buyer(w.given[3].Email), "key"); err != nil {
		t.Error(err)
	}
	if err := errors.Join(w.inOrder(), w.promised()); err != nil {
		t.Error(err)
	}
}

// The unit of a ticket whose mail has bounced goes to the next wave, once no process accepts the
// ticket any more. If the ticket was used before, the unit stays with its order. A report that was
// cut short also frees the unit, and a repeated report changes nothing.
func TestBouncedTicketsGoOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, 4)
	w.join(7)
	alone := inviter{w, true}
	if first, err := alone.invite(0, 4*time.Hour); err != nil || first.Wave.Given != 4 {
		t.Fatalf("the first wave: %+v, %v", first, err)
	}
	w.collect()
	if _, err := w.shop.HoldWith(t.Context(), w.code(w.given[1]), buyer(w.given[1].Email), "key"); err != nil {
		t.Fatal(err)
	}
	for _, killed := range []bool{true, false, false} {
		for _, a := range w.given[:3] {
			if err := w.bounce(a, killed); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(w.shop.Sale.Revoked); n != 3 {
		t.Errorf("%d revocations, want 3", n)
	}
	if second, err := alone.invite(0, time.Hour); err == nil {
		t.Errorf("a wave at once: %+v", second)
	}
	w.shop.Clock.Advance(invite.Grace)
	second, err := alone.invite(0, time.Hour)
	if err != nil || second.Free != 2 || second.Wave.Given != 2 {
		t.Errorf("the second wave: %+v, %v", second, err)
	}
	w.collect()
	_, err = w.shop.HoldWith(t.Context(), w.code(w.given[0]), buyer(w.given[0].Email), "key")
	checkouttest.WantCode(t, "a ticket whose mail has bounced", err, problem.TicketRevoked)
	for _, a := range w.given[3:] {
		if _, err = w.shop.HoldWith(t.Context(), w.code(a), buyer(a.Email), "key"); err != nil {
			t.Error(err)
		}
	}
	if err := errors.Join(w.inOrder(), w.promised()); err != nil {
		t.Error(err)
	}
}

// A restock adds its units once and starts one wave, whatever kills it and who else invites
// meanwhile.
func TestRestock(t *testing.T) {
	t.Parallel()
	const units = 30
	killed := 0
	for seed := range uint64(worlds) {
		w := newWorld(t, seed, 2, 1)
		w.join(50)
		if _, err := (inviter{w, true}).invite(2, time.Hour); err != nil {
			t.Fatal(err)
		}
		w.killing, w.meeting = 0.1, 0.1
		var r invite.Result
		for {
			var err error
			if r, err = (inviter{w, false}).restock("REF", units); err == nil {
				break
			}
			if killed++; killed > 100*worlds {
				t.Fatal(err)
			}
		}
		w.killing, w.meeting = 0, 0
		again, err := inviter{w, true}.restock("REF", units)
		if err != nil || again.Wave != r.Wave || !again.Resumed || r.Wave.Units < units || !r.Wave.Done {
			t.Fatalf("seed %d: %+v, and again %+v, %v", seed, r, again, err)
		}
		if _, err := (inviter{w, true}).restock("REF", units+1); err == nil {
			t.Fatal("another restock under the same reference")
		}
		w.shop.WantLeft(t, band, 3+units)
		if err := errors.Join(w.inOrder(), w.promised()); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if t.Logf("%d runs failed", killed); killed < worlds/2 {
		t.Errorf("only %d runs failed", killed)
	}
}

// Two runs of one restock at the same time add its units once, even if one of them is so slow that
// another restock is made meanwhile.
func TestRestockMeetsItself(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, 2)
	w.join(20)
	alone := inviter{w, true}
	w.adding = func() {
		if _, err := alone.restock("REF", 30); err != nil {
			t.Error(err)
		}
		if _, err := alone.restock("OTHER", 5); err != nil {
			t.Error(err)
		}
	}
	if r, err := alone.restock("REF", 30); err == nil {
		t.Errorf("the second run: %+v", r)
	}
	w.shop.WantLeft(t, band, 37)
	if r, err := alone.restock("OTHER", 5); err != nil || !r.Resumed {
		t.Errorf("once more: %+v, %v", r, err)
	}
	if err := errors.Join(w.inOrder(), w.promised()); err != nil {
		t.Error(err)
	}
}

// A plain restock of as many units, in as many lots, is not mistaken for a restock that invites,
// wherever the latter is cut short.
func TestRestockMeetsAPlainOne(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		w := newWorld(t, seed, 2)
		w.join(70)
		w.adding = func() {
			if err := w.plain(30); err != nil {
				t.Error(err)
			}
		}
		w.killing = 0.1
		for try := 0; ; try++ {
			if _, err := (inviter{w, true}).restock("REF", 30); err == nil {
				break
			} else if try > 100 {
				t.Fatal(err)
			}
		}
		w.shop.WantLeft(t, band, 62)
		if err := errors.Join(w.inOrder(), w.promised()); err != nil || len(w.given) != 30 {
			t.Errorf("seed %d: %d were invited, %v", seed, len(w.given), err)
		}
	}
}

// The next invitation first finishes a restock of its line that was cut short.
func TestRestockIsFinishedFirst(t *testing.T) {
	t.Parallel()
	w := newWorld(t, 1, 2)
	w.join(9)
	alone := inviter{w, true}
	w.table.Fail(func(call string) bool { return call == "Queue" })
	if _, err := alone.invite(1, time.Hour); !errors.Is(err, waitlisttest.ErrFault) {
		t.Fatal(err)
	}
	if _, err := alone.restock("REF", 3); !errors.Is(err, waitlisttest.ErrFault) { // the units are added, and the wave before is not done
		t.Fatal(err)
	}
	w.table.Fail(nil)
	if _, err := alone.restock("OTHER", 3); err == nil || !strings.Contains(err.Error(), "run invite first") {
		t.Errorf("another restock: %v", err)
	}
	r, err := alone.invite(1, time.Hour)
	if err != nil || r.Wave.Number != 2 || r.Wave.Given != 3 || r.Free != 4 || !r.Resumed {
		t.Errorf("%+v, %v", r, err)
	}
	if again, err := alone.restock("REF", 3); err != nil || again.Wave != r.Wave {
		t.Errorf("the restock again: %+v, %v", again, err)
	}
	if r, err := alone.restock("OTHER", 2); err != nil || r.Wave.Given != 2 {
		t.Errorf("the next restock: %+v, %v", r, err)
	}
	w.shop.WantLeft(t, band, 7)
	if err := errors.Join(w.inOrder(), w.promised()); err != nil {
		t.Error(err)
	}
}
