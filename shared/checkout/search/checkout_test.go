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
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/stock"
)

// TestActorsFollowCheckout walks at random through scenarios, with package checkout
// itself beside every actor. Both must make the same calls, so that the search is of
// the code that sells.
func TestActorsFollowCheckout(t *testing.T) {
	t.Parallel()
	for _, s := range []scenario{
		withShelf(oneEach, annOne, annRetry, annOther, bobOne, cancels),
		withShelf(oneEach, annOne, bobTwo, again(bobTwo), pays, cancels, extends),
		withShelf(twoOne, annTwo, annOther, bobTwo, cancels),
		withShelf(pages, annOne, annRetry, annOther, bobOne, cancels),
	} {
		s.slots, s.rounds, s.exact = slots, 12, true
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

// walk is one path through a scenario.
type walk struct {
	t         *testing.T
	rng       *rand.Rand
	m         *model
	s         state
	ticks     int        // that have passed
	epochs    []int      // of the pages of the shelf
	processes []*process // by actor; nil: not begun
	calls     int
	over      bool
}

// process is the use case that an actor plays, paused before its next call.
type process struct {
	next  func() (func() call, bool)
	stop  func()
	call  func() call // nil: it has ended
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
			a = way // the one that checkout takes
		}
	}
	w.call(i, a)
}

// call makes the next call of actor i, whose state is a, and of its process.
func (w *walk) call(i int, a actor) {
	part, p := w.m.cast[i], w.processes[i]
	c := w.m.plan(part, &a)
	if p.call == nil {
		w.t.Fatalf("%s: checkout has ended, and the actor %s", part.name, c.intent())
	}
	if got := p.call(); got != c {
		w.t.Fatalf("%s: checkout %s, and the actor %s\n%+v\n%+v", part.name, got.intent(), c.intent(), got, c)
	}
	w.calls++
	soldOutNow := c.kind == readShelf && w.m.nothingLeft(&w.s)
	w.s.cast[i] = a
	r := w.makeCall(c)
	switch {
	case c.kind.writes() && w.rng.IntN(4) == 0:
		return // the answer is lost, and the store's client repeats the call
	case r.outcome == stock.Reserved && a.claimed[c.lot] > 0:
		// It reserved in the lot for the second time, because its order ended
		// meanwhile. Checkout releases such a claim twice, and an actor once.
		w.over = true
		return
	}
	w.m.receive(part, &w.s.cast[i], r, soldOutNow)
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

// answer lets a process run up to its next call.
func (p *process) answer(c call, r reply) {
	if c.kind == callReserve || c.kind == readBuyer {
		p.looks++
	}
	p.reply = r
	p.call, _ = p.next()
}

// finish lets a process end when its actor has ended. Until then it may only read,
// unless it goes on to a slot beyond those that are searched.
func (w *walk) finish(part part, p *process) {
	if last := (part.buyer+1)*slots - 1; part.role == request && w.s.docs[last].status != absent {
		p.stop()
		return
	}
	for p.call != nil {
		c := p.call()
		if c.kind.writes() {
			w.t.Fatalf("%s: checkout %s, and the actor has ended", part.name, c.intent())
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

var errStopped = errors.New("the walk has ended")

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

// play runs a use case for its calls. Its result does not matter.
func play(ctx context.Context, c *checkout.Checkout, part part, a actor) {
	switch part.role {
	case request:
		us, _ := market.US.Market("us")
		_, _ = c.Hold(ctx, checkout.HoldRequest{
			Market: us, Sale: sale.ID, Lines: []checkout.HoldLine{{SKU: line.SKU, Quantity: int(part.want)}},
			Buyer:          order.Buyer{Email: names[part.buyer], ShipTo: order.Address{State: "CA", Country: "US"}},
			Proved:         email.IdentityOf(names[part.buyer]),
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

// keyOf returns the digest of a request's Idempotency-Key that orders keep.
func keyOf(request uint8) order.Digest {
	if request == 0 {
		return order.Digest{}
	}
	sum := sha256.Sum256([]byte(idempotencyKey(request)))
	return order.Digest(sum[:len(order.Digest{})])
}

// TestSweepFollowsCheckout runs checkout's sweep in every sleeping world that some
// scenarios reach, and expects what the sweep of the search makes of it.
func TestSweepFollowsCheckout(t *testing.T) {
	t.Parallel()
	for _, s := range []scenario{
		withShelf(oneEach, annOne, bobOne, sweeps),
		withSlots(2, withShelf(oneEach, annOne, pays, sweeps)),
		withShelf(twoOne, annTwo, bobOne, pays),
	} {
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

// sweepFor returns what a sweep of package checkout makes of a world.
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

// checkout returns package checkout on this store. It measures the age of a reading
// of the shelf by looks.
func (s *seam) checkout(clock, looks func() time.Time) *checkout.Checkout {
	return &checkout.Checkout{
		Catalog: shop{}, Lots: s, Shelves: checkout.NewShelfCache(s, looks), Orders: s,
		Payments: payment.Sandbox{}, Now: clock, Log: slog.New(slog.DiscardHandler),
	}
}
