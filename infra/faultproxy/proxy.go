// Package faultproxy stands between the store and its DynamoDB as a bad day
// stands between the store and DynamoDB. It limits what a partition key can do,
// delays, fails, repeats and loses requests as a [Spec] says, and counts on the
// wire what each operation consumes.
//
// Whatever reaches the proxy is applied, unless a fault or limit says otherwise,
// even if its client stops waiting: a reply that comes too late, for a latency
// or [Delay], is the reply to a write that took place.
//
// Faults are drawn for each operation from the seed and the number of the
// request, retries included: the seventh UpdateItem has the same fault whenever
// the seed is the same. A client that asks one thing after the other therefore
// meets the same faults again. When several do, the faults are the same, but
// whose request is the seventh is for the scheduler to say. Limits go by the
// clock, so what they throttle is not the same twice.
//
// Faults and limits are for requests that read or write items; those about
// tables, streams and PartiQL statements pass untouched. What a write changes in
// an index is counted, but takes no units from the index's limits.
//
// The proxy changes requests, so that their signatures no longer hold:
// A local DynamoDB does not look at them, but DynamoDB does.
package faultproxy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// Options say what a proxy does and where. Upstream is all it needs.
type Options struct {
	Upstream string // address of a local DynamoDB, such as "http://127.0.0.1:8000"
	Addr     string // to listen at, of the loopback interface; empty: "127.0.0.1:0", a free port
	Spec     Spec
}

// Proxy is a running proxy.
type Proxy struct {
	url      string
	upstream string
	server   *http.Server
	client   *http.Transport

	plan     atomic.Pointer[plan]
	counter  counter
	schemas  sync.Map // of tables: map[string]string, see partitionKey
	underway underway
	after    func(time.Duration) <-chan time.Time

	ctx  context.Context // of all that goes to DynamoDB; ends with the proxy
	stop context.CancelFunc
}

// idleConnections to DynamoDB are kept for as many clients at once.
const idleConnections = 512

// Start starts a proxy, which serves when Start returns. It runs until
// [Proxy.Close]; ctx bounds the start alone.
func Start(ctx context.Context, options Options) (*Proxy, error) {
	return start(ctx, options, time.After)
}

func start(ctx context.Context, options Options, after func(time.Duration) <-chan time.Time) (*Proxy, error) {
	upstream, err := url.Parse(options.Upstream)
	if err != nil || upstream.Scheme != "http" || upstream.Host == "" {
		return nil, fmt.Errorf("fault proxy: %q is no address of a local DynamoDB, such as http://127.0.0.1:8000", options.Upstream)
	}
	listener, err := listen(ctx, options.Addr)
	if err != nil {
		return nil, err
	}
	p := &Proxy{
		url:      "http://" + listener.Addr().String(),
		upstream: upstream.String(),
		after:    after,
		client: &http.Transport{
			MaxIdleConns:        idleConnections,
			MaxIdleConnsPerHost: idleConnections,
			IdleConnTimeout:     10 * time.Second, // sooner than the other side, lest a request is lost that no fault was meant for
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
		return nil, fmt.Errorf("fault proxy: %q is no address of the loopback interface, such as 127.0.0.1:8000", addr)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("fault proxy: %w", err)
	}
	return listener, nil
}

// URL is where clients find the proxy: what they take for DynamoDB's endpoint.
func (p *Proxy) URL() string { return p.url }

// SetSpec has the requests from now on meet other faults and limits, which
// begin anew: the counting of requests to draw for, and the units kept.
func (p *Proxy) SetSpec(spec Spec) { p.plan.Store(newPlan(spec)) }

// Counts are what has gone through since the start or the last [Proxy.Reset].
func (p *Proxy) Counts() Counts { return p.counter.snapshot() }

// Reset counts from zero. The faults and limits go on as they are.
func (p *Proxy) Reset() { p.counter.reset() }

// Idle returns when no request is under way, those included that are held and
// whose client is gone: after it, nothing is applied that was sent before.
func (p *Proxy) Idle(ctx context.Context) error {
	if err := p.underway.wait(ctx); err != nil {
		return fmt.Errorf("fault proxy: wait for requests under way: %w", err)
	}
	return nil
}

// Close ends the proxy. Requests that are held are not applied; those on their
// way to DynamoDB may be.
func (p *Proxy) Close() error {
	p.stop()
	err := p.server.Close()
	if waitErr := p.Idle(context.Background()); err == nil {
		err = waitErr
	}
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
	mux.HandleFunc("PUT /_faults/spec", p.takeSpec)
	return mux
}

func (p *Proxy) showCounts(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.Encode(p.Counts()) //nolint:errcheck // the client is gone
}

// longestSpec is more than a spec that names everything for every operation.
const longestSpec = 64 << 10

func (p *Proxy) takeSpec(w http.ResponseWriter, r *http.Request) {
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, longestSpec))
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
	p.underway.begin()
	defer p.underway.end()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client is gone before it has said all
	}
	operation, _ := strings.CutPrefix(r.Header.Get(target), namePrefix)
	x := &exchange{proxy: p, plan: p.plan.Load(), operation: operation, header: r.Header, body: body}
	x.count(func(o *Operation) { o.Calls++; o.BytesIn += int64(len(body)) })
	x.meet(w)
}
