// Package differential holds an engine that speaks DynamoDB's protocol to
// Amazon's own: random sequences of requests go to both, and the answers have to
// be equal, as have the tables and streams at the end. A long run, with other
// operations than the usual ones, and every difference that it finds:
//
//	go test ./infra/engine/differential -run TestEngine -v -operations 100000 -seed 8 -differences 30 -timeout 30m
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

// Options say what is compared.
type Options struct {
	Amazon, Other string // the endpoints, such as "http://127.0.0.1:8000"
	Seed          uint64 // the same seed makes the same sequences
	First         int    // the number of the first sequence
	Operations    int    // how many of them, at least
	Parallel      int    // sequences at a time; 0: four
	Differences   int    // of different kinds, to find before it ends; 0: one
	Whole         bool   // leave sequences that differ as they are, rather than make them short
}

// Count is how often something was requested, and how often it was done rather
// than refused.
type Count struct{ Requests, Done int }

// Report is what was found.
type Report struct {
	Operations  int
	Next        int              // the number of the sequence after the last
	Coverage    map[string]Count // by what the requests were there for
	Excepted    map[string]int   // answers that differ in a way that is known, by exception
	Differences []*Difference
}

// Run compares until it has made so many operations or found so many
// differences. Its error says that there was nothing to compare: an engine did
// not answer, or ctx ended.
func Run(ctx context.Context, opts Options) (Report, error) {
	if opts.Amazon == "" || opts.Other == "" {
		return Report{}, fmt.Errorf("compare engines: an endpoint is missing")
	}
	parallel := cmp.Or(opts.Parallel, 4)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: parallel}}
	defer client.CloseIdleConnections()
	c := &comparison{
		opts:   opts,
		kinds:  map[string]*Difference{},
		prefix: strings.ToLower(rand.Text())[:8],
		report: Report{Coverage: map[string]Count{}, Excepted: map[string]int{}},
	}
	c.trial = trial{endpoint{opts.Amazon, "a", client}, endpoint{opts.Other, "b", client}, c.note}
	c.next.Store(int64(opts.First))
	group, ctx := errgroup.WithContext(ctx)
	for range parallel {
		group.Go(func() error { return c.work(ctx) })
	}
	err := group.Wait()
	c.report.Next = int(c.next.Load())
	slices.SortFunc(c.report.Differences, func(a, b *Difference) int { return a.Sequence - b.Sequence })
	return c.report, err
}

// comparison is a Run under way.
type comparison struct {
	opts   Options
	trial  trial
	prefix string       // of all tables, so that runs do not meet
	next   atomic.Int64 // sequence
	runs   atomic.Int64

	mu     sync.Mutex
	kinds  map[string]*Difference
	report Report
}

// work runs sequence after sequence.
func (c *comparison) work(ctx context.Context) error {
	for !c.done() {
		q := generate(c.opts.Seed, int(c.next.Add(1)-1))
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

// found reports a difference, if it is not like another.
func (c *comparison) found(ctx context.Context, q sequence, f *finding) error {
	d := &Difference{Sequence: q.number, steps: q.steps, finding: *f}
	kind := f.kind()
	c.mu.Lock()
	same := c.kinds[kind]
	if same != nil {
		same.Alike++
	} else {
		c.kinds[kind] = d
		c.report.Differences = append(c.report.Differences, d)
	}
	c.mu.Unlock()
	if same != nil || c.opts.Whole {
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
	return c.report.Operations >= c.opts.Operations || len(c.report.Differences) >= cmp.Or(c.opts.Differences, 1)
}

// name is a new name for a run. None begins with another's.
func (c *comparison) name() string { return fmt.Sprintf("%s-%06d", c.prefix, c.runs.Add(1)) }

func (c *comparison) note(s step, amazon reply, exception string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.report.Operations++
	if exception != "" {
		c.report.Excepted[exception]++
	}
	for _, what := range append(s.covers, s.Op) {
		count := c.report.Coverage[what]
		count.Requests++
		if amazon.Status == http.StatusOK {
			count.Done++
		}
		c.report.Coverage[what] = count
	}
}

// String is the report as text: the differences, the exceptions met, and a table
// of what was covered.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d operations, %d differences\n", r.Operations, len(r.Differences))
	for _, d := range r.Differences {
		fmt.Fprintf(&b, "\n%s", d)
	}
	for _, name := range slices.Sorted(maps.Keys(r.Excepted)) {
		fmt.Fprintf(&b, "excepted: %s: %d\n", name, r.Excepted[name])
	}
	fmt.Fprintf(&b, "\n%-58s %9s %9s\n", "covered", "requests", "done")
	for _, what := range slices.Sorted(maps.Keys(r.Coverage)) {
		fmt.Fprintf(&b, "%-58s %9d %9d\n", what, r.Coverage[what].Requests, r.Coverage[what].Done)
	}
	return b.String()
}
