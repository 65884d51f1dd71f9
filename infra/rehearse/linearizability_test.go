package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"storefront/infra/faultproxy"
	"storefront/infra/rehearse/history"
	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// TestAnswersAreLinearizable lets a few shoppers fight for a few units through a
// network that fails, loses replies, repeats and delays, and looks for an order
// of events that explains every answer. A second fight begins when the holds of
// the first end, so that payments and extensions race with expiry.
func TestAnswersAreLinearizable(t *testing.T) {
	t.Parallel()
	const lossy = "latency=2ms±2ms,500=0.04,throttle=0.01,cut-before=0.04,cut-after=0.08,dup=0.08,delay=1500ms@0.01,PutItem:cut-late=500ms@0.1"
	tests := []struct {
		name, faults string
		late         bool // a reserve may arrive after its request was answered
	}{
		{"lost replies", lossy, false},
		{"late requests", lossy + ",UpdateItem:cut-late=500ms@0.1", true},
	}
	for _, tt := range tests {
		for seed := range sized(1, 25) {
			t.Run(fmt.Sprintf("%s, seed %d", tt.name, seed), func(t *testing.T) {
				t.Parallel()
				s := open(t, faultproxy.MustParse(fmt.Sprintf("seed=%d,%s", seed, tt.faults)))
				f := newFight(t, s, uint64(seed))
				f.round(t)
				waitUntil(t, f.firstEnds())
				f.round(t)
				f.calm(t)
				for _, line := range f.lines {
					line.explain(t, tt.late)
				}
			})
		}
	}
}

// The size of a fight. A line's history must be short enough to search.
const (
	fights      = 6 // lines, each with 3 or 4 units
	fighters    = 6
	blows       = 20 // what a fighter asks for in a round
	fightHold   = catalog.MinHold
	searchLimit = 2 * time.Minute
	patience    = time.Second // after which a fighter does not wait for an answer
)

// fight is shoppers and the lines that they fight for.
type fight struct {
	running
	seed  uint64
	turn  uint64 // of rounds
	lines []*line
	left  sync.WaitGroup // requests that nobody waits for
}

// line is a contested line, which has a sale of its own.
type line struct {
	sale catalog.Sale

	mu      sync.Mutex
	history history.Line
	orders  []*wish
}

// wish is an order, or what was asked for and may not be one.
type wish struct {
	key       string // Idempotency-Key
	id, token string // empty: nobody was told
}

func newFight(t *testing.T, s running, seed uint64) *fight {
	t.Helper()
	f := &fight{running: s, seed: seed}
	for n := range fights {
		units := 3 + n%2
		sale := s.sell(t, merchant.Spec{
			ID: catalog.SaleID(fmt.Sprintf("fight-%d", n)), Hold: fightHold,
			Lines: []merchant.Line{{SKU: band, Units: units, MaxPerOrder: 1}},
		})
		f.lines = append(f.lines, &line{sale: sale, history: history.Line{Units: units, Hold: fightHold}})
	}
	return f
}

// round lets all fighters fight, and sweeps meanwhile.
func (f *fight) round(t *testing.T) {
	t.Helper()
	f.turn++
	var fighting sync.WaitGroup
	for n := range fighters {
		fighter := &fighter{fight: f, number: n, random: rand.New(rand.NewPCG(f.seed, f.turn<<8|uint64(n)))}
		fighting.Go(func() {
			for range blows {
				fighter.strike(t)
			}
		})
	}
	sweeping(t, f.running, fighting.Wait)
}

// firstEnds is when the last of the holds ends that were not extended.
func (f *fight) firstEnds() time.Time {
	var last time.Time
	for _, l := range f.lines {
		for _, o := range l.history.Operations {
			if o.Ends.After(last) {
				last = o.Ends
			}
		}
	}
	return last
}

// calm ends the faults, waits until nothing is under way, and reads what became
// of every order.
func (f *fight) calm(t *testing.T) {
	t.Helper()
	f.Faults().SetSpec(faultproxy.Spec{})
	f.left.Wait()
	if err := f.Faults().Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen := time.Now()
	statuses := map[order.Key]order.Status{}
	err := f.data.AllOrders(t.Context(), func(o order.Order) error {
		if o.Status == order.Abandoned || o.Status == order.Rejected {
			return nil
		}
		if _, twice := statuses[o.ID.Key]; twice {
			t.Errorf("order %s is not the only one of its request", o.ID)
		}
		statuses[o.ID.Key] = o.Status
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range f.lines {
		l.history.Seen, l.history.Final = seen, map[int]order.Status{}
		for number, w := range l.orders {
			l.history.Final[number] = statuses[l.sale.OrderKey(email.IdentityOf(fighterEmail), w.key)]
		}
		if audit := f.audit(t, l.sale); !audit.OK() {
			t.Errorf("sale %s: %q", l.sale.ID, audit.Findings)
		}
	}
}

// explain wants the line's history to be linearizable. So that this says
// something, it wants the same history with one payment lost not to be.
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
		t.Errorf("the history of %s is %s: see %s", l.sale.ID, result, draw(t, h, info))
	}
	for _, o := range h.Operations {
		if o.Action == history.Pay && o.Status == order.Paid {
			h.Final[o.Order] = order.Expired
			if result, _ := h.Check(searchLimit); result != porcupine.Illegal {
				t.Errorf("without the payment of order %d, the history of %s is %s", o.Order, l.sale.ID, result)
			}
			return
		}
	}
}

// draw shows a history in a file that outlives the test.
func draw(t *testing.T, h history.Line, info porcupine.LinearizationInfo) string {
	t.Helper()
	file, err := os.CreateTemp("", "history-*.html")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(file.Close(), h.Draw(info, file.Name())); err != nil {
		t.Error(err)
	}
	return file.Name()
}

// fighter is one shopper, whose choices the seed makes.
type fighter struct {
	*fight
	number int
	random *rand.Rand
}

const fighterEmail = "fighter@example.com"

// strike asks a line for an order, or does something to an order of any fighter.
func (f *fighter) strike(t *testing.T) {
	l := f.lines[f.random.IntN(len(f.lines))]
	l.mu.Lock()
	number := f.random.IntN(len(l.orders) + 1)
	action := history.Hold
	switch {
	case number == len(l.orders) || f.random.IntN(3) == 0:
		number = len(l.orders)
		l.orders = append(l.orders, &wish{key: fmt.Sprintf("%d-%d", f.seed, number)})
	case l.orders[number].token != "":
		actions := []history.Action{history.Hold, history.Pay, history.Cancel, history.Cancel, history.Extend, history.Read}
		action = actions[f.random.IntN(len(actions))]
	}
	w := *l.orders[number]
	l.mu.Unlock()

	o := history.Operation{Client: f.number, Order: number, Action: action, Called: time.Now()}
	a, ok := f.ask(t, l, w, action)
	if ok {
		o.Returned, o.Status = time.Now(), a.status()
	}
	if !a.Order.HoldExtended {
		o.Ends = a.Order.HoldExpiresAt
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.history.Operations = append(l.history.Operations, o)
	if told := l.orders[number]; a.Token != "" {
		if told.id != "" && told.id != a.Order.ID {
			t.Errorf("one Idempotency-Key made the orders %s and %s", told.id, a.Order.ID)
		}
		told.id, told.token = a.Order.ID, a.Token
	}
}

// ask sends a request, and returns its answer if one comes within patience that tells
// what was done. A request past its patience goes on.
func (f *fighter) ask(t *testing.T, l *line, w wish, action history.Action) (told, bool) {
	answers := make(chan told, 1)
	f.left.Go(func() {
		a, err := f.send(t.Context(), l, w, action)
		if err != nil {
			t.Error(err)
		}
		answers <- a
	})
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case a := <-answers:
		return a, a.http != http.StatusTooManyRequests && a.http < 500
	case <-timer.C:
		return told{}, false
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
	switch a.Code {
	case "":
		return a.Order.Status
	case problem.SoldOut:
		return order.Absent
	case problem.HoldExpired:
		return order.Expired
	case problem.OrderClosed:
		return a.OrderStatus
	default:
		return order.Status(a.Code) // which no history has
	}
}

// send sends a request and returns its answer.
func (f *fighter) send(ctx context.Context, l *line, w wish, action history.Action) (told, error) {
	method, path := http.MethodPost, "/v1/orders/"+w.id+"/"+string(action)
	var body any
	switch action {
	case history.Hold:
		path = "/v1/us/checkouts"
		body = map[string]any{
			"sale": l.sale.ID, "lines": []any{map[string]any{"sku": band, "quantity": 1}}, "email": fighterEmail, "locale": "en",
			"ship_to": map[string]string{
				"name": "A Rehearsal", "line1": "1 Dr Carlton B Goodlett Pl", "city": "San Francisco",
				"postal_code": "94102", "state": "CA", "country": "US",
			},
		}
	case history.Pay:
		body = map[string]string{"payment_method": "pm_card_visa"}
	case history.Read:
		method, path = http.MethodGet, "/v1/orders/"+w.id
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		return told{}, err
	}
	r, err := http.NewRequestWithContext(ctx, method, f.region.URL+path, bytes.NewReader(encoded))
	if err != nil {
		return told{}, err
	}
	if action == history.Hold {
		r.Header.Set("Idempotency-Key", w.key)
	} else {
		r.Header.Set("Authorization", "Bearer "+w.token)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return told{}, err
	}
	defer answer.Body.Close()
	a := told{http: answer.StatusCode}
	return a, json.NewDecoder(answer.Body).Decode(&a)
}
