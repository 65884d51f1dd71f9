package drawing_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/draw"
	"storefront/shared/draw/drawing"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// Tell tells the news. Then the process may be killed.
func (l lossy) Tell(ctx context.Context, at waitlist.Place, n waitlist.News) (bool, error) {
	told, err := l.Memory.Tell(ctx, at, n)
	if told && l.w.dies() {
		return false, errKilled
	}
	return told, err
}

// forgetful is a mutant of the table. It treats the news from each of the first processes as news of
// a different draw.
type forgetful struct {
	lossy
	process *int
}

func (f forgetful) Tell(ctx context.Context, at waitlist.Place, n waitlist.News) (bool, error) {
	n.Sale += catalog.SaleID(fmt.Sprint(min(*f.process, 2)))
	return f.lossy.Tell(ctx, at, n)
}

// tale is a way to tell a draw. Its fields are the faults of a mutant.
type tale struct {
	forgets bool // it forgets which entries an earlier process has told
	early   bool // it tells the reserve before the drawn entries are invited
}

// tellAll closes and runs a draw of 3 out of 700 entries, in processes that are killed again and
// again, while people leave. It returns the faults in what the entries were told.
func (tt tale) tellAll(t *testing.T, seed uint64) []string {
	t.Helper()
	const people = 700
	w := newWorld(t, seed)
	w.verify = func(draw.Chain, draw.Beacon) error { return nil }
	w.crowd(people)
	process := 0
	d := w.drawer()
	if tt.forgets {
		d.Entries = forgetful{lossy{w.table, w}, &process}
	}
	// untilDone runs processes until one is not killed.
	untilDone := func(run func() error) {
		t.Helper()
		for ; ; process++ {
			err := run()
			if err == nil {
				return
			}
			if !errors.Is(err, errKilled) && !errors.Is(err, waitlisttest.ErrFault) {
				t.Fatal(err)
			}
			if process > 200 {
				t.Fatal("it is never done")
			}
		}
	}
	w.killing = 0.005
	calls := 0
	w.table.Fail(func(call string) bool {
		calls++
		return call == "Tell" && calls%450 == 0 && calls < 3000
	})
	var n draw.Notice
	untilDone(func() (err error) {
		if n, _, err = d.Close(t.Context(), wish); err == nil {
			_, err = d.TellClosed(t.Context(), n)
		}
		return err
	})
	b := draw.BeaconOf(n.Round, fmt.Append(nil, "a round", seed))
	drawn, err := d.Run(t.Context(), line, &b)
	for errors.Is(err, errKilled) {
		drawn, err = d.Run(t.Context(), line, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	ranking, err := drawn.Published.Ranking()
	if err != nil {
		t.Fatal(err)
	}
	h := &hearing{told: w.table.Asks(), rank: map[string]int{}, gone: map[string]bool{}}
	for i := range people {
		address := fmt.Sprintf("shopper%d@example.com", i)
		who := email.IdentityOf(address)
		h.rank[address] = 1 + slices.Index(ranking, draw.Commit(sale.DrawSecret(band, who), who))
	}
	for _, a := range h.told {
		if h.rank[a.Email] == 2 || h.rank[a.Email] == 9 { // one of the drawn, and one of the reserve
			h.gone[a.Email] = true
			if err := w.table.Remove(t.Context(), a.Entry); err != nil {
				t.Fatal(err)
			}
		}
	}
	steps := []func() error{func() error { return w.inviteFirst(drawn) }, func() error { _, err := drawn.TellUndrawn(t.Context()); return err }}
	if tt.early {
		slices.Reverse(steps)
	}
	for _, step := range steps {
		untilDone(step)
	}
	h.results = w.table.Asks()
	return h.faults()
}

// inviteFirst invites the first three, as ops does, unless they are invited already.
func (w *world) inviteFirst(drawn *drawing.Drawn) error {
	if book, err := w.table.Book(w.t.Context(), line); err != nil || book.Invited() {
		return err
	}
	memory := checkouttest.NewMemory()
	shop := checkouttest.NewShop(w.t, memory, func(s *catalog.Sale) { *s = sale; s.Opens = w.now }, checkouttest.Line{SKU: band, Lots: []int{3}})
	_, err := (&invite.Inviter{Books: w.table, Queue: drawn, Stock: memory, Clock: w.drawer().Clock}).Invite(w.t.Context(), invite.Wish{
		Sale: shop.Sale, SKU: band, Window: time.Hour, Markets: wish.Markets,
	})
	return err
}

// hearing is what the entries of a draw were told.
type hearing struct {
	rank          map[string]int // of each address
	gone          map[string]bool
	told, results []notify.Ask // before and after the beacon
}

// faults returns what is wrong. Each entry must be told once that the draw is closed. If it stays, it
// must then get one of two things, once: a ticket, in the order of the draw, or its rank.
func (h *hearing) faults() (faults []string) {
	heard := map[string][]notify.Kind{}
	for _, a := range slices.Concat(h.told, h.results) {
		heard[a.Email] = append(heard[a.Email], a.Kind)
		if a.Kind == notify.Undrawn && a.News.Rank != h.rank[a.Email] {
			faults = append(faults, fmt.Sprintf("%s hears of rank %d, not %d", a.Email, a.News.Rank, h.rank[a.Email]))
		}
	}
	for address, rank := range h.rank {
		want := []notify.Kind{notify.Closed, notify.Undrawn}
		switch {
		case h.gone[address]:
			want = want[:1]
		case rank <= 4: // the second one has left
			want[1] = notify.Invite
		}
		if !slices.Equal(heard[address], want) {
			faults = append(faults, fmt.Sprintf("rank %d hears %q, want %q", rank, heard[address], want))
		}
	}
	return faults
}

// Wherever a process dies, each entry is told everything once. The mutants are noticed.
func TestTellOnce(t *testing.T) {
	t.Parallel()
	for seed := range uint64(5) {
		if faults := (tale{}).tellAll(t, seed); len(faults) > 0 {
			t.Errorf("seed %d: %q", seed, faults)
		}
	}
	for name, mutant := range map[string]tale{"a table that forgets": {forgets: true}, "the reserve first": {early: true}} {
		if faults := mutant.tellAll(t, 1); len(faults) == 0 {
			t.Errorf("%s is not noticed", name)
		}
	}
}
