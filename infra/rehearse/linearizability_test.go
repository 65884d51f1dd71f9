package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"storefront/infra/faultproxy"
	"storefront/infra/rehearse/crowd"
	"storefront/infra/rehearse/history"
	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/pass"
	"storefront/shared/problem"
)

// TestAnswersAreLinearizable lets a few shoppers compete for a few units through a
// network that fails, loses replies, repeats and delays. It looks for a sequence of
// events that explains every answer. A second round begins when the holds of the
// first end, so that payments and extensions race with expiry. Half of the sales are open:
// there the orders differ by their Idempotency-Keys alone. The others ask for passes: there
// they differ by the passes alone.
func TestAnswersAreLinearizable(t *testing.T) {
	t.Parallel()
	const lossy = "latency=2ms±2ms,500=0.04,throttle=0.01,cut-before=0.04,cut-after=0.08,dup=0.08,delay=1500ms@0.01,PutItem:cut-late=500ms@0.1"
	tests := []struct {
		name, faults string
		late         bool // a reservation may arrive after its request was answered
	}{
		{"lost replies", lossy, false},
		{"late requests", lossy + ",UpdateItem:cut-late=500ms@0.1", true},
	}
	for _, tt := range tests {
		for seed := range sized(1, 25) {
			t.Run(fmt.Sprintf("%s, seed %d", tt.name, seed), func(t *testing.T) {
				t.Parallel()
				s := open(t, faultproxy.MustParse(fmt.Sprintf("seed=%d,%s", seed, tt.faults)))
				c := newContest(t, s, uint64(seed))
				c.round(t)
				waitUntil(t, c.firstEnds())
				c.round(t)
				c.finish(t)
				for _, line := range c.lines {
					line.explain(t, tt.late)
				}
			})
		}
	}
}

// The size of a contest. A line's history must be short enough to search.
const (
	contested   = 6 // lines, each with 3 or 4 units
	shoppers    = 6
	requests    = 20 // what a shopper asks for in a round
	contestHold = catalog.MinHold
	searchLimit = 2 * time.Minute
	brokenLimit = 10 * time.Second // for a broken history, whose search is exponential in unanswered requests
	patience    = time.Second      // how long a shopper waits for an answer; a late answer still counts
)

// contest is shoppers and the lines for whose units they compete.
type contest struct {
	running
	client *crowd.Client
	seed   uint64
	turn   uint64 // of rounds
	lines  []*line
	left   sync.WaitGroup // requests that nobody waits for
}

// line is a contested line, which has a sale of its own.
type line struct {
	sale catalog.Sale

	mu      sync.Mutex
	history history.Line
	orders  []*wish
}

// wish is a request for an order, and the order if one was promised.
type wish struct {
	key       string // Idempotency-Key
	address   string
	pass      string // empty in an open sale
	id, token string // empty until an answer has them
}

// wish returns the nth request for an order of the line.
func (c *contest) wish(l *line, n int) *wish {
	if l.sale.Access == catalog.AccessOpen {
		return &wish{key: fmt.Sprintf("%d-%d", c.seed, n), address: "shopper@example.com"}
	}
	w := &wish{key: "same", address: fmt.Sprintf("shopper-%d-%d@example.com", c.seed, n)}
	w.pass = pass.Pass{Market: "us", Email: w.address, Expires: time.Now().Add(time.Hour)}.Sign(c.region.Tokens())
	return w
}

func newContest(t *testing.T, s running, seed uint64) *contest {
	t.Helper()
	c := &contest{running: s, client: crowd.NewClient(s.region.URL, crowd.MaxConcurrency), seed: seed}
	t.Cleanup(c.client.Close)
	for n := range contested {
		units := 3 + n%2
		sale := s.sell(t, merchant.Spec{
			ID: catalog.SaleID(fmt.Sprintf("contest-%d", n)), Hold: contestHold, OrdersPerBuyer: n / (contested / 2),
			Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 1}},
		})
		c.lines = append(c.lines, &line{sale: sale, history: history.Line{Units: units, Hold: contestHold}})
	}
	return c
}

// round lets all shoppers shop, and sweeps meanwhile.
func (c *contest) round(t *testing.T) {
	t.Helper()
	c.turn++
	var shopping sync.WaitGroup
	for n := range shoppers {
		shopper := &shopper{contest: c, number: n, random: rand.New(rand.NewPCG(c.seed, c.turn<<8|uint64(n)))}
		shopping.Go(func() {
			for range requests {
				shopper.act(t)
			}
		})
	}
	sweeping(t, c.running, shopping.Wait)
}

// firstEnds returns the latest end of the holds that were not extended.
func (c *contest) firstEnds() time.Time {
	var last time.Time
	for _, l := range c.lines {
		l.mu.Lock() // late answers still come
		for _, o := range l.history.Operations {
			if o.Ends.After(last) {
				last = o.Ends
			}
		}
		l.mu.Unlock()
	}
	return last
}

// finish ends the faults, waits until no request is under way, and reads the final
// status of every order.
func (c *contest) finish(t *testing.T) {
	t.Helper()
	c.Faults().SetSpec(faultproxy.Spec{})
	c.left.Wait()
	if err := c.Faults().Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := time.Now()
	statuses := map[order.Key]order.Status{}
	for _, o := range c.orders(t) {
		if o.Status == order.Abandoned || o.Status == order.Rejected {
			continue
		}
		if _, twice := statuses[o.ID.Key]; twice {
			t.Errorf("order %s is not the only one of its request", o.ID)
		}
		statuses[o.ID.Key] = o.Status
	}
	for _, l := range c.lines {
		l.history.Seen, l.history.Final = seen, map[int]order.Status{}
		for number, w := range l.orders {
			l.history.Final[number] = statuses[l.sale.OrderKey(email.IdentityOf(w.address), w.key)]
		}
		if audit := c.audit(t, l.sale); !audit.OK() {
			t.Errorf("sale %s: %q", l.sale.ID, audit.Findings)
		}
	}
}

// explain fails unless the line's history is linearizable. It also fails if the same
// history with one payment lost is: such a history shows that the search is blind. The
// search need not end to pass that: there is nothing to find, and to prove this can take hours.
func (l *line) explain(t *testing.T, late bool) {
	t.Helper()
	h := l.history
	h.Late = late
	slices.SortFunc(h.Operations, func(a, b history.Operation) int { return a.Called.Compare(b.Called) })
	unanswered := 0
	for _, o := range h.Operations {
		if o.Returned.IsZero() {
			unanswered++
		}
	}
	began := time.Now()
	result, info := h.Check(searchLimit)
	t.Logf("%s: %d requests for %d orders, %d unanswered: %s after %v", l.sale.ID, len(h.Operations), len(l.orders), unanswered, result, time.Since(began))
	if result != porcupine.Ok {
		page := filepath.Join(os.TempDir(), fmt.Sprintf("history-%s-%d.html", l.sale.ID, began.UnixNano())) // outlives the test
		t.Errorf("the history of %s is %s: see %s (%v)", l.sale.ID, result, page, h.Draw(info, page))
	}
	for _, o := range h.Operations {
		if o.Action == history.Pay && o.Status == order.Paid {
			h.Final[o.Order] = order.Expired
			if result, _ := h.Check(brokenLimit); result == porcupine.Ok {
				t.Errorf("without the payment of order %d, the history of %s is still %s", o.Order, l.sale.ID, result)
			}
			return
		}
	}
}

// shopper is one shopper, whose choices the seed makes.
type shopper struct {
	*contest
	number int
	random *rand.Rand
}

// act asks a line for an order, or does something to an order of any shopper.
func (s *shopper) act(t *testing.T) {
	l := s.lines[s.random.IntN(len(s.lines))]
	l.mu.Lock()
	number := s.random.IntN(len(l.orders) + 1)
	action := history.Hold
	switch {
	case number == len(l.orders) || s.random.IntN(3) == 0:
		number = len(l.orders)
		l.orders = append(l.orders, s.wish(l, number))
	case l.orders[number].token != "":
		actions := []history.Action{history.Hold, history.Pay, history.Cancel, history.Cancel, history.Extend, history.Read}
		action = actions[s.random.IntN(len(actions))]
	}
	w, at := *l.orders[number], len(l.history.Operations)
	l.history.Operations = append(l.history.Operations, history.Operation{Client: s.number, Order: number, Action: action, Called: time.Now()})
	l.mu.Unlock()

	answered := make(chan struct{})
	s.left.Go(func() {
		defer close(answered)
		a, err := s.send(t.Context(), l, w, action)
		if err != nil {
			t.Error(err)
		}
		l.hear(t, at, a)
	})
	select {
	case <-answered:
	case <-time.After(patience):
	}
}

// hear records the answer to an operation. An answer that does not say what was done counts as none.
func (l *line) hear(t *testing.T, at int, a told) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o := &l.history.Operations[at]
	if a.http != 0 && a.http != http.StatusTooManyRequests && a.http < 500 {
		o.Returned, o.Status = time.Now(), a.status()
	}
	if !a.Order.HoldExtended {
		o.Ends = a.Order.HoldExpiresAt
	}
	if w := l.orders[o.Order]; a.Token != "" {
		if w.id != "" && w.id != a.Order.ID {
			t.Errorf("one Idempotency-Key made the orders %s and %s", w.id, a.Order.ID)
		}
		w.id, w.token = a.Order.ID, a.Token
	}
}

// told is what an answer says.
type told struct {
	http  int
	Order struct {
		ID            string       `json:"id"`
		Status        order.Status `json:"status"`
		HoldExpiresAt time.Time    `json:"hold_expires_at"`
		HoldExtended  bool         `json:"hold_extended"`
	} `json:"order"`
	Token       string       `json:"token"`
	Code        problem.Code `json:"code"`
	OrderStatus order.Status `json:"order_status"`
}

// status is the order's, also where the answer is a refusal.
func (a told) status() order.Status {
	statuses := map[problem.Code]order.Status{
		"": a.Order.Status, problem.SoldOut: order.Absent, problem.HoldExpired: order.Expired, problem.OrderClosed: a.OrderStatus,
	}
	if status, ok := statuses[a.Code]; ok {
		return status
	}
	return order.Status(a.Code) // no history has it
}

// send sends a request and returns its answer.
func (s *shopper) send(ctx context.Context, l *line, w wish, action history.Action) (told, error) {
	r := crowd.Request{Method: http.MethodPost, Path: "/v1/orders/" + w.id + "/" + string(action), Token: w.token}
	switch action {
	case history.Hold:
		r = crowd.Checkout(market.US.Markets()[0], l.sale.ID, band, 1, w.pass, w.address, w.key)
	case history.Pay:
		r.Body = crowd.Payment
	case history.Read:
		r.Method, r.Path = http.MethodGet, "/v1/orders/"+w.id
	}
	answer, err := s.client.Once(ctx, r)
	if err != nil {
		return told{}, err
	}
	a := told{http: answer.Status}
	err = json.Unmarshal(answer.Body, &a)
	return a, err
}
