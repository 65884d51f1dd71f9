package search_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"math/rand/v2"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// TestActorsFollowCheckout goes random ways through scenarios, with package
// checkout itself beside every actor. The two make the same calls, so that what
// is searched is what sells.
func TestActorsFollowCheckout(t *testing.T) {
	t.Parallel()
	for _, s := range []scenario{
		{where: oneEach, cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1), asks(bob, 3, 1), cancels}},
		{where: oneEach, cast: []part{asks(ann, 1, 1), asks(bob, 3, 2), again(asks(bob, 3, 2)), pays, cancels, prolongs}},
		{where: twoOne, cast: []part{asks(ann, 1, 2), asks(ann, 2, 1), asks(bob, 3, 2), cancels}},
		{where: pages, cast: []part{asks(ann, 1, 1), again(asks(ann, 1, 1)), asks(ann, 2, 1), asks(bob, 3, 1), cancels}},
	} {
		s.slots, s.limit, s.rounds, s.exact = slots, 1, 12, true
		calls := 0
		for seed := range uint64(400) {
			w := newWalk(t, s, rand.New(rand.NewPCG(seed, 0)))
			for range 60 {
				w.step()
			}
			w.stop()
			calls += w.calls
		}
		t.Logf("%d calls", calls)
	}
}

// walk is one way through a scenario.
type walk struct {
	t         *testing.T
	rng       *rand.Rand
	m         *model
	s         state
	ticks     int        // time that has passed
	epochs    []int      // of the pages of the shelf
	processes []*process // by actor; nil: has not begun
	calls     int
	over      bool
}

// process is the use case that an actor plays, stopped before its next call.
type process struct {
	next  func() (func() call, bool)
	stop  func()
	call  func() call // nil: it has come to its end
	reply reply
	looks int // calls after which a reading of the shelf is too old
}

func newWalk(t *testing.T, s scenario, rng *rand.Rand) *walk {
	m := newModel(s, realRules())
	return &walk{
		t: t, rng: rng, m: m, s: m.start(),
		epochs: make([]int, m.pages()), processes: make([]*process, len(m.cast)),
	}
}

// step lets time pass, or one actor make a call.
func (w *walk) step() {
	switch {
	case w.over:
	case w.rng.IntN(12) == 0:
		w.s = w.s.later()
		w.ticks++
	default:
		w.act(w.rng.IntN(len(w.m.cast)))
	}
}

func (w *walk) act(i int) {
	part := w.m.cast[i]
	var ways []actor
	w.m.ways(part, w.s.cast[i], func(a actor) { ways = append(ways, a) })
	if len(ways) == 0 {
		return
	}
	a := ways[w.rng.IntN(len(ways))]
	if w.s.cast[i].pc == atStart {
		w.processes[i] = w.begin(part, a)
	}
	for _, way := range ways {
		if p := w.processes[i]; p.call != nil && p.call() == w.m.plan(part, &way) {
			a = way // of several, the one that checkout goes
		}
	}
	w.call(i, a)
}

// call makes the next call of an actor, who is a, and of its process.
func (w *walk) call(i int, a actor) {
	part, p := w.m.cast[i], w.processes[i]
	c := w.m.plan(part, &a)
	if p.call == nil {
		w.t.Fatalf("%s: checkout has come to its end, and the actor %s", part.name, c.intent())
	}
	if got := p.call(); got != c {
		w.t.Fatalf("%s: checkout %s, and the actor %s\n%+v\n%+v", part.name, got.intent(), c.intent(), got, c)
	}
	w.calls++
	bare := c.kind == readShelf && w.m.nothingLeft(&w.s)
	w.s.cast[i] = a
	r := w.makeCall(c)
	switch {
	case c.kind.writes() && w.rng.IntN(4) == 0:
		return // the answer is lost, and the store's client asks again
	case r.outcome == stock.Reserved && a.takes[c.lot] > 0:
		// It has the lot for the second time, because its order ended meanwhile.
		// Checkout will give the lot's units back twice, which an actor does not.
		w.over = true
		return
	}
	w.m.receive(part, &w.s.cast[i], r, bare)
	p.answer(c, r)
	if pc := w.s.cast[i].pc; pc == atStart || pc == atEnd {
		w.finish(part, p)
	}
}

func (w *walk) makeCall(c call) reply {
	if c.kind == callUnmark {
		w.epochs[w.m.page(c.lot)]++
	}
	return w.m.makeCall(&w.s, c)
}

// answer lets a process go on to its next call.
func (p *process) answer(c call, r reply) {
	if c.kind == callTake || c.kind == readBuyer {
		p.looks++
	}
	p.reply = r
	p.call, _ = p.next()
}

// finish lets a process come to its end when its actor has: it may read, and no
// more, unless it goes on to a slot beyond those that are searched.
func (w *walk) finish(part part, p *process) {
	if last := (part.buyer+1)*slots - 1; part.role == request && w.s.docs[last].status != absent {
		p.stop()
		return
	}
	for p.call != nil {
		c := p.call()
		if c.kind.writes() {
			w.t.Fatalf("%s: checkout %s, and the actor has come to its end", part.name, c.intent())
		}
		p.answer(c, w.makeCall(c))
	}
}

func (w *walk) stop() {
	for _, p := range w.processes {
		if p != nil {
			p.stop()
		}
	}
}

var errStopped = errors.New("the walk has come to its end")

// begin starts the use case that an actor plays, up to its first call.
func (w *walk) begin(part part, a actor) *process {
	p := &process{}
	clock := func() time.Time { return now.Add(time.Duration(w.ticks) * sale.Hold) }
	looks := func() time.Time { return now.Add(time.Duration(p.looks) * checkout.ShelfAge) }
	p.next, p.stop = iter.Pull(func(yield func(func() call) bool) {
		store := &seam{walk: w, ask: func(c func() call) (reply, error) {
			if !yield(c) {
				return reply{}, errStopped
			}
			return p.reply, nil
		}}
		play(w.t.Context(), store.checkout(clock, looks), part, a)
	})
	p.call, _ = p.next()
	return p
}

// play runs a use case for what it does, whatever it answers.
func play(ctx context.Context, c *checkout.Checkout, part part, a actor) {
	switch part.role {
	case request:
		us, _ := market.US.Market("us")
		_, _ = c.Hold(ctx, checkout.HoldRequest{
			Market: us, Sale: sale.ID, Lines: []checkout.HoldLine{{SKU: line.SKU, Quantity: int(part.want)}},
			Buyer:          order.Buyer{Email: names[part.buyer], ShipTo: order.Address{State: "CA", Country: "US"}},
			IdempotencyKey: idempotencyKey(part.request),
		})
	case payer:
		_, _ = c.Pay(ctx, idOf(a.id), checkout.PayRequest{Method: payment.CardVisa})
	case canceller:
		_, _ = c.Cancel(ctx, idOf(a.id))
	case extender:
		_, _ = c.Extend(ctx, idOf(a.id))
	}
}

func idempotencyKey(request uint8) string { return fmt.Sprintf("request %d", request) }

// keyOf is what orders keep of a request's Idempotency-Key.
func keyOf(request uint8) order.Digest {
	if request == 0 {
		return order.Digest{}
	}
	sum := sha256.Sum256([]byte(idempotencyKey(request)))
	return order.Digest(sum[:len(order.Digest{})])
}

// TestSweepFollowsCheckout runs checkout's sweep in every sleeping world that
// some scenarios come to. It makes of each what the search says that it does.
func TestSweepFollowsCheckout(t *testing.T) {
	t.Parallel()
	for _, s := range []scenario{
		{where: oneEach, slots: 1, cast: []part{asks(ann, 1, 1), asks(bob, 3, 1), sweeps}},
		{where: oneEach, slots: 2, cast: []part{asks(ann, 1, 1), pays, sweeps}},
		{where: twoOne, slots: 1, cast: []part{asks(ann, 1, 2), asks(bob, 3, 1), pays}},
	} {
		s.limit, s.rounds = 1, 2
		m := newModel(s, realRules())
		worlds := map[world]bool{}
		search(m, func(s *state) { worlds[s.world.asleep()] = true })
		for w := range worlds {
			want, got := w, sweepFor(t, m, w)
			m.sweepAlone(&want)
			if got.lots != want.lots || got.docs != want.docs || got.listed&^m.emptyLots(&got) != 0 {
				t.Fatalf("checkout's sweep makes of\n%+v\n%+v, and the search's\n%+v", w, got, want)
			}
		}
		t.Logf("%d worlds", len(worlds))
	}
}

// sweepFor is what a sweep of package checkout makes of a world.
func sweepFor(t *testing.T, m *model, w world) world {
	walk := &walk{t: t, m: m, s: state{world: w}, epochs: make([]int, m.pages())}
	store := &seam{walk: walk}
	store.ask = func(c func() call) (reply, error) {
		store.mu.Lock()
		defer store.mu.Unlock()
		return walk.makeCall(c()), nil
	}
	clock := func() time.Time { return now }
	sweep := checkout.Sweep{Inventory: store, Checkout: store.checkout(clock, clock)}
	if _, err := sweep.Line(t.Context(), line); err != nil {
		t.Fatal(err)
	}
	return walk.s.world
}

// checkout is package checkout on this store. looks is the time by which it
// knows how old a reading of the shelf is.
func (s *seam) checkout(clock, looks func() time.Time) *checkout.Checkout {
	return &checkout.Checkout{
		Catalog: shop{}, Lots: s, Shelves: checkout.NewShelfCache(s, looks), Orders: s,
		Payments: payment.Sandbox{}, Now: clock, Log: slog.New(slog.DiscardHandler),
	}
}
