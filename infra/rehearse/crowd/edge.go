package crowd

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	smithytime "github.com/aws/smithy-go/time"
)

// MaxViews is the most page views a second beside a crowd.
const MaxViews = 10_000

// edge stands for the CDN in front of the store: one location of it, with the rules by
// which it keeps pages. It answers with a page for the s-maxage of its Cache-Control. For
// stale-while-revalidate after that, it answers with the old one while it asks the store
// for a new one. Whoever comes later waits. It never asks for a page twice at once.
type edge struct {
	store  func(context.Context, Request) (Answer, error)
	asking sync.WaitGroup

	mu    sync.Mutex
	pages map[string]*edgePage
	asked int // requests that reached the store
}

// edgePage is what an edge keeps of one path.
type edgePage struct {
	answer       Answer
	err          error
	fresh, stale time.Time     // until when
	asks         chan struct{} // closed when the store has answered; nil: it is not asked
}

func newEdge(store func(context.Context, Request) (Answer, error)) *edge {
	return &edge{store: store, pages: map[string]*edgePage{}}
}

// get returns the page at a path.
func (e *edge) get(ctx context.Context, path string) (Answer, error) {
	e.mu.Lock()
	p := e.pages[path]
	if p == nil {
		p = &edgePage{}
		e.pages[path] = p
	}
	now := time.Now()
	if !now.Before(p.fresh) && p.asks == nil {
		e.asked++
		p.asks = make(chan struct{})
		e.asking.Go(func() { e.ask(ctx, path, p) })
	}
	answer, shown, asks := p.answer, now.Before(p.stale), p.asks
	e.mu.Unlock()
	if shown {
		return answer, nil
	}
	select {
	case <-asks:
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return p.answer, p.err
}

// ask asks the store for a page.
func (e *edge) ask(ctx context.Context, path string, p *edgePage) {
	answer, err := e.store(ctx, Request{Method: http.MethodGet, Path: path})
	e.mu.Lock()
	defer e.mu.Unlock()
	if p.err = err; err == nil {
		p.answer = answer
		p.fresh = time.Now().Add(seconds(answer.header, "s-maxage"))
		p.stale = p.fresh.Add(seconds(answer.header, "stale-while-revalidate"))
	}
	close(p.asks)
	p.asks = nil
}

// seconds returns a time that a Cache-Control header names, or 0.
func seconds(h http.Header, directive string) time.Duration {
	for part := range strings.SplitSeq(h.Get("Cache-Control"), ",") {
		if value, ok := strings.CutPrefix(strings.TrimSpace(part), directive+"="); ok {
			if n, err := strconv.Atoi(value); err == nil {
				return time.Duration(n) * time.Second
			}
		}
	}
	return 0
}

// looked returns for how long shoppers have looked at a page in a rehearsal so far. They do
// so in every other second, so that the seconds between show what they change.
func looked(since time.Duration) time.Duration {
	whole := since.Truncate(2 * time.Second)
	return whole/2 + min(since-whole, time.Second)
}

// look has shoppers look at the page of the sale, in all languages of the market, until ctx
// ends. They come in small groups, so that this costs little of the processor that the store
// runs on. Who had to wait for a page makes up for it.
func (e *edge) look(ctx context.Context, o Options, r *Result) {
	if o.Views == 0 {
		return
	}
	rate := float64(o.Views) / float64(len(o.Market.Languages))
	var all sync.WaitGroup
	for _, language := range o.Market.Languages {
		path := fmt.Sprintf("/%s/%s/sales/%s", o.Market.Code, language, o.Sale.ID)
		all.Go(func() {
			for views := 0; smithytime.SleepWithContext(ctx, 10*time.Millisecond) == nil; {
				for due := int(rate * looked(time.Since(r.Began)).Seconds()); views < due; views++ {
					a, err := e.get(ctx, path)
					r.viewed(path, a, err)
				}
			}
		})
	}
	all.Wait()
	e.asking.Wait()
	r.reached(e.asked)
}
