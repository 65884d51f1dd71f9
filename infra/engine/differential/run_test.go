package differential

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// options configure a comparison.
type options struct {
	amazon, other string // endpoints, such as "http://127.0.0.1:8000"
	seed          uint64 // the same seed makes the same sequences
	first         int    // number of the first sequence
	operations    int    // to compare, at least
	differences   int    // of different kinds, to find before it ends; 0: one
	whole         bool   // do not shorten sequences that differ
}

const parallel = 4 // sequences at a time

// count is how often something was requested, and how often the request was not
// refused.
type count struct{ requests, done int }

// report is the result of a comparison.
type report struct {
	operations  int
	next        int              // number of the sequence after the last
	coverage    map[string]count // by what the requests exercise
	excepted    map[string]int   // answers that differ in a known way, by exception
	differences []*difference
}

// run compares until it has made enough operations or found enough
// differences. It fails if Amazon's engine does not answer or ctx ends.
func run(ctx context.Context, opts options) (report, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: parallel}}
	defer client.CloseIdleConnections()
	c := &comparison{
		opts:   opts,
		kinds:  map[string]*difference{},
		prefix: strings.ToLower(rand.Text())[:8],
		report: report{coverage: map[string]count{}, excepted: map[string]int{}},
	}
	c.trial = trial{endpoint{opts.amazon, "a", client}, endpoint{opts.other, "b", client}, c.note}
	c.next.Store(int64(opts.first))
	group, ctx := errgroup.WithContext(ctx)
	for range parallel {
		group.Go(func() error { return c.work(ctx) })
	}
	err := group.Wait()
	c.report.next = int(c.next.Load())
	slices.SortFunc(c.report.differences, func(a, b *difference) int { return a.sequence - b.sequence })
	return c.report, err
}

// comparison is the state of a run.
type comparison struct {
	opts   options
	trial  trial
	prefix string       // of all tables, so that runs do not share any
	next   atomic.Int64 // sequence
	runs   atomic.Int64

	mu     sync.Mutex
	kinds  map[string]*difference
	report report
}

// work runs sequence after sequence.
func (c *comparison) work(ctx context.Context) error {
	for !c.done() {
		q := generate(c.opts.seed, int(c.next.Add(1)-1))
		f, err := c.trial.run(ctx, c.name(), q)
		if err != nil {
			return err
		}
		if f == nil {
			continue
		}
		if err := c.found(ctx, q, f); err != nil {
			return err
		}
	}
	return nil
}

// found adds a difference to the report, unless it is like an earlier one.
func (c *comparison) found(ctx context.Context, q sequence, f *finding) error {
	d := &difference{sequence: q.number, steps: q.steps, finding: *f}
	kind := f.kind()
	c.mu.Lock()
	same := c.kinds[kind]
	if same != nil {
		same.alike++
	} else {
		c.kinds[kind] = d
		c.report.differences = append(c.report.differences, d)
	}
	c.mu.Unlock()
	if same != nil || c.opts.whole {
		return nil
	}
	short, err := c.trial.shrink(ctx, c.name, q, f)
	c.mu.Lock()
	defer c.mu.Unlock()
	d.steps, d.finding = short.steps, short.finding
	return err
}

func (c *comparison) done() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.report.operations >= c.opts.operations || len(c.report.differences) >= cmp.Or(c.opts.differences, 1)
}

// name returns a new name for a run. No name is a prefix of another.
func (c *comparison) name() string { return fmt.Sprintf("%s-%06d", c.prefix, c.runs.Add(1)) }

func (c *comparison) note(s step, amazon reply, exception string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.report.operations++
	if exception != "" {
		c.report.excepted[exception]++
	}
	for _, what := range append(s.covers, s.Op) {
		count := c.report.coverage[what]
		count.requests++
		if amazon.Status == http.StatusOK {
			count.done++
		}
		c.report.coverage[what] = count
	}
}

// String returns the differences, the exceptions, and a table of the coverage.
func (r report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d operations, %d differences\n", r.operations, len(r.differences))
	for _, d := range r.differences {
		fmt.Fprintf(&b, "\n%s", d)
	}
	for _, name := range slices.Sorted(maps.Keys(r.excepted)) {
		fmt.Fprintf(&b, "excepted: %s: %d\n", name, r.excepted[name])
	}
	fmt.Fprintf(&b, "\n%-58s %9s %9s\n", "covered", "requests", "done")
	for _, what := range slices.Sorted(maps.Keys(r.coverage)) {
		fmt.Fprintf(&b, "%-58s %9d %9d\n", what, r.coverage[what].requests, r.coverage[what].done)
	}
	return b.String()
}
