package checkout_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

// What a plain "go test" simulates. A nightly run wants 1,000 seeds and more.
const (
	defaultSeeds  = 12
	defaultBuyers = 1000
)

var (
	simSeeds  = flag.Int("sim.seeds", defaultSeeds, "how many seeds to simulate, from 0")
	simSeed   = flag.Int64("sim.seed", -1, "the one seed to simulate; with -v, step by step")
	simBuyers = flag.Int("sim.buyers", defaultBuyers, "how many buyers each seed has")
)

// catalogLag is how old an eventually consistent read of the catalog may be.
const catalogLag = 2 * time.Second

// sim is a sale from before its opening until the last message has arrived, in weather
// that depends on the seed.
type sim struct {
	*world
	shop      *checkouttest.Shop
	witness   *witness // the store that clients reach
	promises  sync.Map // of each request
	letters   letters  // what shoppers have sent and were told
	holds     holder
	checkouts *fleet
	sweeps    []*fleet
	actors    atomic.Int64 // windows that are still open

	rush     time.Duration // during which most shoppers come
	modesty  int           // one shopper in modesty wants many units
	weather  float64       // the share of calls that do not simply arrive
	brownout window        // when the store throttles

	before  catalog.Snapshot // the catalog as it was
	changed time.Time        // until then
}

type window struct{ from, to time.Time }

func (w window) contains(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

// options are a test's choices for a simulation.
type options struct {
	seed   uint64
	buyers int
	mutant mutant // zero: a sound store
	log    io.Writer
}

// simulate runs one seed, and returns what happened how often. It fails if a rule was
// broken. It must run in a bubble of testing/synctest.
func simulate(t *testing.T, o options) (map[string]int, error) {
	s := newSim(t, o)
	s.open(o.buyers)
	if err := s.run(); err != nil {
		return s.counts, err
	}
	return s.counts, s.aftermath(t.Context())
}

// open schedules everything that happens by itself.
func (s *sim) open(buyers int) {
	for i := range buyers {
		b := &buyer{sim: s, who: fmt.Sprintf("window-%05d", i), name: fmt.Sprint("shopper-", i*4/5)}
		b.random = rand.New(rand.NewPCG(s.random.Uint64(), uint64(i)))
		comes := b.cast(i, buyers)
		s.actors.Add(1)
		go func() {
			defer s.actors.Add(-1)
			comes()
		}()
	}
	for _, f := range s.sweeps {
		random := rand.New(rand.NewPCG(s.random.Uint64(), 0))
		go s.schedule(f, random)
	}
	s.brownout.from = s.now.Add(s.between(0, time.Minute))
	s.brownout.to = s.brownout.from.Add(s.between(0, 3*time.Second))
	for range s.random.IntN(3) {
		s.after(s.between(0, 2*time.Minute), s.checkouts.killAll)
	}
	if s.random.IntN(2) == 0 {
		s.after(s.between(5*time.Second, time.Minute), s.restock)
	}
	if s.random.IntN(3) == 0 {
		s.after(s.between(10*time.Second, time.Minute), s.announceClose)
	}
}

// schedule runs one sweep after another until the last window is closed.
func (s *sim) schedule(f *fleet, random *rand.Rand) {
	who := f.name + "-schedule"
	for s.actors.Load() > 0 {
		s.sleep(who, 3*time.Second+time.Duration(random.Int64N(int64(6*time.Second))))
		_ = f.ask(who, "sweeps", s.sweep) // the next sweep makes up for one that died
	}
}

func (s *sim) sweep(p *process) {
	for _, line := range s.shop.Lines() {
		since := s.now
		r, err := p.sweep.Line(context.Background(), line)
		if p.dead {
			return
		}
		s.tell(p.name, "swept %s: %+v %v", line, r, err)
		s.count("sweep: expired", r.Expired)
		s.count("sweep: abandoned", r.Abandoned)
		s.count("sweep: released", r.Released)
		s.count("sweep: settled", r.Settled)
		s.count("sweep: mended", r.Mended)
		switch {
		case err == nil:
			s.witness.swept(line, since)
		case !errors.Is(err, checkouttest.ErrFault):
			s.fail("%s: %v", p.name, err)
		}
	}
}

// restock puts lots, and adds them to the shelf a moment later.
func (s *sim) restock() {
	line := s.shop.Line(band)
	from, units := len(s.witness.lines[line].lots), 0
	to := from + 1 + s.random.IntN(4)
	for number := from; number < to; number++ {
		lot := stock.NewLot(stock.LotKey{Line: line, Number: number}, 1+s.random.IntN(stock.LotSize))
		units += lot.Size
		s.must(s.witness.PutLot(context.Background(), lot))
	}
	s.after(s.between(0, time.Second), func() {
		s.tell("operator", "adds %d units in lots %d to %d", units, from, to-1)
		s.must(s.witness.AddLots(context.Background(), line, from, to, units, ""))
	})
}

// announceClose sets a closing time some seconds ahead.
func (s *sim) announceClose() {
	var err error
	if s.before, err = s.witness.Catalog(context.Background()); err != nil {
		s.fail("%v", err)
	}
	s.changed, s.witness.closes = s.now, s.now.Add(s.between(0, 5*time.Second))
	s.tell("operator", "closes the sale at %v", s.witness.closes)
	s.must(s.witness.CloseSale(context.Background(), s.shop.Sale.ID, s.witness.closes))
}

func (s *sim) must(ok bool, err error) {
	if err != nil || !ok {
		s.fail("the operator is told %v, %v", ok, err)
	}
}

// aftermath checks what one sweep leaves after every hold has ended: the only live orders
// are paid, and what is left can be bought.
func (s *sim) aftermath(ctx context.Context) error {
	s.now = s.now.Add(2*s.shop.Sale.Hold + time.Minute)
	if err := s.shop.Audit(ctx); err != nil {
		return err
	}
	for id, o := range s.witness.orders {
		if o.Status.Live() && o.Status != order.Paid {
			return fmt.Errorf("order %s is still %s", id, o.Status)
		}
	}
	return errors.Join(s.lastBuyer(ctx), s.violation)
}

// lastBuyer holds all units that are left.
func (s *sim) lastBuyer(ctx context.Context) error {
	left := 0
	for _, l := range s.witness.lines[s.shop.Line(band)].lots {
		left += l.Left
	}
	want := problem.Code("")
	switch {
	case !s.witness.closes.IsZero():
		want = problem.SaleClosed
	case left == 0:
		want = problem.SoldOut
	}
	_, err := s.shop.Hold(ctx, "the last buyer", "key", band, max(left, 1))
	if problem.CodeOf(err) != want {
		return fmt.Errorf("%d units are left, and the last buyer is told %w", left, err)
	}
	return nil
}

// TestSimulation runs many seeds: thousands of shoppers meet processes and sweeps that
// crash, over a network that loses, repeats and delays calls. The witness checks every
// step; see its methods for what must hold.
func TestSimulation(t *testing.T) {
	seeds := make([]uint64, *simSeeds)
	for i := range seeds {
		seeds[i] = uint64(i)
	}
	if *simSeed >= 0 {
		seeds = []uint64{uint64(*simSeed)}
	}
	var mu sync.Mutex
	total := map[string]int{}
	t.Run("seeds", func(t *testing.T) {
		for _, seed := range seeds {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				o := options{seed: seed, buyers: *simBuyers}
				if *simSeed >= 0 && testing.Verbose() {
					o.log = os.Stdout
				}
				synctest.Test(t, func(t *testing.T) {
					counts, err := simulate(t, o)
					if err != nil {
						t.Errorf("%v\nreplay it step by step: go test ./shared/checkout -run 'TestSimulation$' -sim.seed %d -sim.buyers %d -v", err, o.seed, o.buyers)
					}
					mu.Lock()
					defer mu.Unlock()
					for what, n := range counts {
						total[what] += n
					}
				})
			})
		}
	})
	total["buyers"] = len(seeds) * *simBuyers
	t.Log(summary(total))
	if len(seeds) >= defaultSeeds && *simBuyers >= defaultBuyers {
		for _, what := range mustHappen() {
			if total[what] == 0 {
				t.Errorf("in %d seeds this never happened: %s", len(seeds), what)
			}
		}
	}
}

// mustHappen lists what the default seeds must have met.
func mustHappen() []string {
	all := []string{
		"processes died",
		"sweep: expired", "sweep: abandoned", "sweep: released", "sweep: settled", "sweep: mended",
		"hold: ok", "hold: sold_out", "hold: buyer_limit", "hold: idempotency_key_reused",
		"hold: sale_not_open", "hold: sale_closed", "hold: too_many_requests", "hold: internal",
		"hold: pass_required", "told that every slot is used", "told that a hold with too many declined payments is closed",
		"pays: ok", "pays: hold_expired", "pays: order_closed", "pays: payment_declined", "confirms: ok",
		"cancels: ok", "cancels: order_closed", "extends: ok", "extends: hold_expired", "reads: ok",
	}
	for _, f := range fates {
		all = append(all, "call "+string(f))
	}
	return all
}

func summary(counts map[string]int) string {
	var b strings.Builder
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(&b, "\n%10d %s", counts[what], what)
	}
	return b.String()
}

// A seed must replay step by step.
func TestSimulationReplays(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		var traces [2]uint64
		for i := range traces {
			synctest.Test(t, func(t *testing.T) {
				trace := fnv.New64a()
				if _, err := simulate(t, options{seed: seed, buyers: 200, log: trace}); err != nil {
					t.Error(err)
				}
				traces[i] = trace.Sum64()
			})
		}
		if traces[0] != traces[1] {
			t.Errorf("seed %d played %x, then %x", seed, traces[0], traces[1])
		}
	}
}
