// Package crowd simulates the shoppers of a flash sale: many at once, over HTTP, as
// impatient as people with phones. It rehearses a sale on this machine and compares
// the store's answers with its data.
package crowd

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/pass"
	"storefront/shared/token"
)

// Bounds of a crowd.
const (
	MaxBuyers      = 100_000
	MaxConcurrency = 512
	MaxDuration    = 15 * time.Minute
)

// Options describe a crowd. Shares are of all buyers or orders, 0 to 1.
type Options struct {
	URL         string // of a region's HTTP API; only this machine's loopback is allowed
	Market      market.Market
	Sale        catalog.Sale
	Buyers      int           // 1 to MaxBuyers; each has an e-mail address of its own
	Concurrency int           // how many shop at once, 1 to MaxConcurrency
	Duration    time.Duration // time after which no new buyer starts, up to MaxDuration
	Views       int           // of the sale's page through an edge, in every other second, 0 to MaxViews

	// Tokens signs the passes of the buyers, as the store does that mails them. It is
	// used only for a sale that asks for passes.
	Tokens token.Signer

	// Left is the number of units of each line before the crowd comes. It is used
	// only for the progress.
	Left map[catalog.SKU]int

	// Processes are named processes whose processor time a rehearsal prints, with
	// that of their descendants; see cputime.Of. If empty, it prints none.
	Processes map[int]string

	Pay     float64 // orders that are paid
	Cancel  float64 // orders that are cancelled; the others are left to expire
	Retry   float64 // buyers who send their request twice under the same key
	Greedy  float64 // buyers who want another order once they have one
	Refresh float64 // orders that are read again, and paid or cancelled again
}

// Demo returns a typical crowd: most buyers with an order pay at once, some cancel,
// some send their request twice, and some want more orders than they may have.
func Demo(buyers int) Options {
	return Options{
		Buyers: buyers, Concurrency: 64, Duration: 2 * time.Minute,
		Pay: 0.9, Cancel: 0.05, Retry: 0.1, Greedy: 0.05, Refresh: 0.1,
	}
}

// Run sends the crowd and returns when the last buyer is done. It calls progress
// every second, from one goroutine. It fails if the options are invalid or ctx
// ends. Faults of the store are not errors; [Result.Check] finds them.
func Run(ctx context.Context, o Options, progress func(Progress)) (*Result, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	run := strings.ToLower(rand.Text()[:8])
	r := newResult(o, time.Now())
	client := NewClient(o.URL, o.Concurrency)
	defer client.Close()
	done := make(chan struct{})
	reported := make(chan struct{})
	go func() {
		defer close(reported)
		r.report(done, progress)
	}()
	views, stop := context.WithCancel(ctx)
	var looking sync.WaitGroup
	looking.Go(func() { newEdge(client.Once).look(views, o, r) })
	group, crowd := errgroup.WithContext(ctx)
	group.SetLimit(o.Concurrency)
	for n := range o.Buyers {
		if ctx.Err() != nil || time.Since(r.Began) >= o.Duration {
			break
		}
		group.Go(func() error {
			b := &buyer{Options: o, client: client, result: r, email: fmt.Sprintf("buyer-%s-%d@example.com", run, n)}
			b.pass = o.pass(b.email, r.Began)
			b.shop(crowd)
			return crowd.Err()
		})
	}
	err := group.Wait()
	stop()
	looking.Wait()
	close(done)
	<-reported
	r.Took = time.Since(r.Began)
	return r, err
}

// pass returns the pass of an address, if the sale asks for one.
func (o Options) pass(address string, now time.Time) string {
	if o.Sale.Access != catalog.AccessVerified {
		return ""
	}
	return pass.Pass{Market: o.Market.Code, Email: address, Expires: now.Add(time.Hour)}.Sign(o.Tokens)
}

func (o Options) check() error {
	switch {
	case o.Buyers < 1 || o.Buyers > MaxBuyers:
		return fmt.Errorf("a crowd must have 1 to %d buyers", MaxBuyers)
	case o.Concurrency < 1 || o.Concurrency > MaxConcurrency:
		return fmt.Errorf("1 to %d buyers can shop at once", MaxConcurrency)
	case o.Views < 0 || o.Views > MaxViews:
		return fmt.Errorf("a sale has 0 to %d views in a second", MaxViews)
	case o.Duration <= 0 || o.Duration > MaxDuration:
		return fmt.Errorf("a rehearsal lasts up to %v", MaxDuration)
	case len(o.Sale.Lines) == 0:
		return errors.New("the sale has no lines")
	case o.Sale.Access == catalog.AccessVerified && o.Tokens == token.Signer{}:
		return errors.New("the sale asks for passes, and nothing signs them")
	case o.Pay+o.Cancel > 1:
		return errors.New("the shares of paid and cancelled orders exceed 1 together")
	}
	for _, share := range []float64{o.Pay, o.Cancel, o.Retry, o.Greedy, o.Refresh} {
		if !(share >= 0 && share <= 1) {
			return errors.New("a share must be 0 to 1")
		}
	}
	return checkLoopback(o.URL)
}

// checkLoopback fails unless the address is HTTP on this machine's loopback.
func checkLoopback(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("the store's address is not an HTTP URL")
	}
	if ip := net.ParseIP(u.Hostname()); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("a crowd visits only this machine, such as http://127.0.0.1:3000, not %s", u.Host)
	}
	return nil
}
