package crowd

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"storefront/infra/rehearse/latency"
	"storefront/shared/catalog"
	"storefront/shared/order"
	"storefront/shared/problem"
)

// unknown is the status of an order whose last answer was lost or a refusal. It
// matches every status in the store.
const unknown order.Status = "unknown"

// maxWrongs is how many wrong answers are kept in words.
const maxWrongs = 100

// Result records the answers to a crowd. It is safe for concurrent use.
type Result struct {
	Began time.Time
	Took  time.Duration

	options Options
	mu      sync.Mutex
	orders  map[string]*told
	refused map[problem.Code]int
	soldOut map[catalog.SKU]*soldOut
	extras  []extra
	asked   int // checkouts, repeated ones too
	retries int // attempts after the first
	lost    int // requests without any answer
	views   int // of the sale's page
	reach   int // those of them that reached the store
	wrongs  []string
	took    []time.Duration // of answers
	shown   int             // how many of them the last progress has seen
}

// told is what a buyer was told of an order.
type told struct {
	email  string // of the buyer
	wanted basketLine
	status order.Status
}

// soldOut records the "sold out" answers of a line.
type soldOut struct {
	times int
	last  time.Time // when the last request with this answer was sent
}

// extra is a request that may have reserved units for a moment and released them: a
// repeated one, or one of a buyer who may not have another order.
type extra struct {
	wanted basketLine
	ended  time.Time
}

func newResult(o Options, now time.Time) *Result {
	return &Result{
		Began: now, options: o,
		orders: map[string]*told{}, refused: map[problem.Code]int{}, soldOut: map[catalog.SKU]*soldOut{},
	}
}

// wrong records an answer that no store may give.
func (r *Result) wrong(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.note(format, args...)
}

func (r *Result) note(format string, args ...any) {
	if len(r.wrongs) < maxWrongs {
		r.wrongs = append(r.wrongs, fmt.Sprintf(format, args...))
	}
}

// answered records an answer of any kind.
func (r *Result) answered(a Answer, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count(a, err)
}

func (r *Result) count(a Answer, err error) {
	r.retries += max(0, a.attempts-1)
	if err != nil {
		r.lost++
		return
	}
	r.took = append(r.took, a.took)
	if !a.ok() {
		r.refused[a.Code]++
	}
}

// checkout records the answer to a checkout.
func (r *Result) checkout(wanted basketLine, asked time.Time, why intent, a Answer, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.asked++
	r.count(a, err)
	if why != first || a.attempts > 1 {
		r.extras = append(r.extras, extra{wanted, time.Now()})
	}
	if err != nil || a.ok() {
		return
	}
	switch a.Code {
	case problem.SoldOut:
		if r.soldOut[wanted.SKU] == nil {
			r.soldOut[wanted.SKU] = &soldOut{}
		}
		s := r.soldOut[wanted.SKU]
		s.times++
		if asked.After(s.last) {
			s.last = asked
		}
	case problem.NotEnoughLeft, problem.SaleNotOpen, problem.SaleClosed, problem.TicketRequired, problem.NotCleared:
	case problem.BuyerLimit:
		if why != greed {
			r.note("a buyer without an order was refused for the buyer limit")
		}
	default:
		r.note("a checkout was answered %d %s", a.Status, a.Code)
	}
}

// viewed records the answer to a view of a page. That of a rehearsal's end may be cut off.
func (r *Result) viewed(path string, a Answer, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case errors.Is(err, context.Canceled):
	case err != nil:
		r.lost++
	case a.Status != http.StatusOK:
		r.note("%s was answered %d", path, a.Status)
	default:
		r.views++
	}
}

// reached records how many views reached the store.
func (r *Result) reached(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reach = n
}

// made records an order that the store has promised to a buyer.
func (r *Result) made(id, email string, wanted basketLine) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch before := r.orders[id]; {
	case before == nil:
		r.orders[id] = &told{email: email, wanted: wanted, status: order.Held}
	case before.email != email:
		r.note("order %s was promised to two buyers", id)
	}
}

// became records the status that an order was last said to have.
func (r *Result) became(id string, status order.Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.orders[id].status = status
}

// Progress is the state of a crowd's run.
type Progress struct {
	Elapsed  time.Duration
	Orders   map[order.Status]int // by what the buyers were told last
	Refused  map[problem.Code]int // by code
	Retries  int                  // attempts after the first
	Lost     int                  // requests without any answer
	Views    int                  // of the sale's page
	Reached  int                  // views that reached the store; known at the end
	Units    map[catalog.SKU]Units
	Answers  int           // since the last progress
	P50, P99 time.Duration // how long these answers took
}

// Units counts a line's units by the answers to the buyers.
type Units struct{ Paid, Held, Left int }

// report calls progress every second until done is closed.
func (r *Result) report(done <-chan struct{}, progress func(Progress)) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			progress(r.progress())
		case <-done:
			return
		}
	}
}

func (r *Result) progress() Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.total(r.took[r.shown:])
	r.shown = len(r.took)
	p.Elapsed = time.Since(r.Began)
	return p
}

// Total returns the progress of the whole run.
func (r *Result) Total() Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.total(r.took)
	p.Elapsed = r.Took
	return p
}

func (r *Result) total(took []time.Duration) Progress {
	p := Progress{
		Orders: map[order.Status]int{}, Units: map[catalog.SKU]Units{},
		Refused: maps.Clone(r.refused), Retries: r.retries, Lost: r.lost, Views: r.views, Reached: r.reach, Answers: len(took),
	}
	for sku, left := range r.options.Left {
		p.Units[sku] = Units{Left: left}
	}
	for _, o := range r.orders {
		p.Orders[o.status]++
		units := p.Units[o.wanted.SKU]
		units.add(o.status, o.wanted.Quantity)
		p.Units[o.wanted.SKU] = units
	}
	times := latency.Sorted(took)
	p.P50, p.P99 = times.Percentile(50), times.Percentile(99)
	return p
}

func (u *Units) add(status order.Status, quantity int) {
	switch status {
	case order.Paid:
		u.Paid += quantity
	case order.Held:
		u.Held += quantity
	default:
		return
	}
	u.Left -= quantity
}

// String returns the progress in one line.
func (p Progress) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%5.1f s %5d answers  p50 %4d ms  p99 %4d ms ", p.Elapsed.Seconds(), p.Answers, p.P50.Milliseconds(), p.P99.Milliseconds())
	for _, sku := range slices.Sorted(maps.Keys(p.Units)) {
		u := p.Units[sku]
		fmt.Fprintf(&b, " %s %d/%d/%d", sku, u.Paid, u.Held, u.Left)
	}
	for _, code := range slices.Sorted(maps.Keys(p.Refused)) {
		fmt.Fprintf(&b, "  %d %s", p.Refused[code], code)
	}
	if p.Retries+p.Lost > 0 {
		fmt.Fprintf(&b, "  %d retries, %d lost", p.Retries, p.Lost)
	}
	if p.Views > 0 {
		fmt.Fprintf(&b, "  %d views", p.Views)
	}
	if p.Reached > 0 {
		fmt.Fprintf(&b, ", of which %d reached the store", p.Reached)
	}
	return b.String()
}
