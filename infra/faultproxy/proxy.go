// Package faultproxy is a proxy between the store and a local DynamoDB that
// misbehaves as DynamoDB can: it throttles, delays, fails, repeats and loses
// requests as a [Spec] says. It also counts what each operation consumes.
//
// A request that reaches the proxy is applied, unless a fault or a limit prevents
// it, even if its client stops waiting. A reply that comes too late, after a
// latency or a [Delay], is the reply to a write that took place.
//
// The fault of a request depends on the seed, its operation and its number among
// the requests of that operation, retries included. So a client that sends one
// request after the other meets the same faults again in the next run. Between
// several clients the faults are the same, but the scheduler decides whose
// request is the seventh. Limits follow the clock, so they never throttle the
// same requests twice.
//
// Faults and limits apply to requests that read or write items. Those about
// tables, streams and PartiQL statements pass unchanged. What a write changes in
// an index is counted, but not charged to the limits of the index.
//
// The proxy changes requests, which invalidates their signatures. A local
// DynamoDB does not verify them.
package faultproxy

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
)

// Options configure a proxy. Only Upstream is required.
type Options struct {
	Upstream string // address of a local DynamoDB, such as "http://127.0.0.1:8000"
	Addr     string // loopback address to listen on; empty: "127.0.0.1:0", a free port
	Spec     Spec
}

// Proxy is a running proxy.
type Proxy struct {
	url      string
	upstream string
	server   *http.Server
	client   *http.Transport

	plan    atomic.Pointer[plan]
	counter counter
	keys    sync.Map            // by table: map[string]keyNames by index; "" is the table itself
	pending *semaphore.Weighted // one unit for each request that is not finished
	after   func(time.Duration) <-chan time.Time

	ctx  context.Context // of all requests to DynamoDB; ends with the proxy
	stop context.CancelFunc
}

const (
	idleConnections = 512           // kept to DynamoDB, for as many clients at once
	allRequests     = math.MaxInt64 // units of the semaphore
)

// Start starts a proxy, which serves until [Proxy.Close]. ctx bounds the start
// alone.
func Start(ctx context.Context, options Options) (*Proxy, error) {
	return start(ctx, options, time.After)
}

func start(ctx context.Context, options Options, after func(time.Duration) <-chan time.Time) (*Proxy, error) {
	upstream, err := url.Parse(options.Upstream)
	if err != nil || upstream.Scheme != "http" || upstream.Host == "" {
		return nil, fmt.Errorf("start fault proxy: %q is not the address of a local DynamoDB, such as http://127.0.0.1:8000", options.Upstream)
	}
	listener, err := listen(ctx, options.Addr)
	if err != nil {
		return nil, err
	}
	p := &Proxy{
		url:      "http://" + listener.Addr().String(),
		upstream: upstream.String(),
		pending:  semaphore.NewWeighted(allRequests),
		after:    after,
		client: &http.Transport{
			MaxIdleConns:        idleConnections,
			MaxIdleConnsPerHost: idleConnections,
			IdleConnTimeout:     10 * time.Second, // before the other side closes it, which would lose a request
			DisableCompression:  true,             // replies are passed on as they come
		},
	}
	p.SetSpec(options.Spec)
	p.ctx, p.stop = context.WithCancel(context.WithoutCancel(ctx))
	p.server = &http.Server{Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second}
	go p.server.Serve(listener) //nolint:errcheck // ends with Close
	return p, nil
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	if at, err := netip.ParseAddrPort(addr); err != nil || !at.Addr().IsLoopback() {
		return nil, fmt.Errorf("start fault proxy: %q is not a loopback address, such as 127.0.0.1:8000", addr)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("start fault proxy: %w", err)
	}
	return listener, nil
}

// URL returns the endpoint that clients use in place of DynamoDB's.
func (p *Proxy) URL() string { return p.url }

// SetSpec replaces the faults and limits. Draws start again at the first request,
// and limits with all their units.
func (p *Proxy) SetSpec(spec Spec) { p.plan.Store(newPlan(spec)) }

// Counts returns what has gone through since the start or the last [Proxy.Reset].
func (p *Proxy) Counts() Counts { return p.counter.snapshot() }

// Reset sets the counts to zero. It does not affect faults and limits.
func (p *Proxy) Reset() { p.counter.reset() }

// Idle waits until every request is finished, including those that are held and
// whose client is gone. Nothing that was sent before is applied after it returns.
// Requests that arrive meanwhile wait for it.
func (p *Proxy) Idle(ctx context.Context) error {
	if err := p.pending.Acquire(ctx, allRequests); err != nil {
		return fmt.Errorf("fault proxy: wait for requests: %w", err)
	}
	p.pending.Release(allRequests)
	return nil
}

// Close stops the proxy. Requests that are held are not applied; those on their
// way to DynamoDB may be.
func (p *Proxy) Close() error {
	p.stop()
	err := errors.Join(p.server.Close(), p.Idle(context.Background()))
	p.client.CloseIdleConnections()
	return err
}

func (p *Proxy) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /{$}", p.serve)
	mux.HandleFunc("GET /_faults/counts", p.showCounts)
	mux.HandleFunc("DELETE /_faults/counts", func(http.ResponseWriter, *http.Request) { p.Reset() })
	mux.HandleFunc("GET /_faults/spec", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintln(w, p.plan.Load().spec)
	})
	mux.HandleFunc("PUT /_faults/spec", p.putSpec)
	return mux
}

func (p *Proxy) showCounts(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.Encode(p.Counts()) //nolint:errcheck // the client is gone
}

// maxSpec is more than the length of a spec that sets everything for every operation.
const maxSpec = 64 << 10

func (p *Proxy) putSpec(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxSpec))
	if err == nil {
		var spec Spec
		if spec, err = Parse(string(text)); err == nil {
			p.SetSpec(spec)
			return
		}
	}
	http.Error(w, err.Error(), http.StatusBadRequest)
}

func (p *Proxy) serve(w http.ResponseWriter, r *http.Request) {
	if p.pending.Acquire(p.ctx, 1) != nil {
		cut(w) // the proxy is closed
		return
	}
	defer p.pending.Release(1)
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client left in the middle of its request
	}
	operation, _ := strings.CutPrefix(r.Header.Get(target), targetPrefix)
	x := &exchange{proxy: p, plan: p.plan.Load(), operation: operation, header: r.Header, body: body}
	x.count(func(o *Operation) { o.Calls++; o.BytesIn += int64(len(body)) })
	x.serve(w)
}
