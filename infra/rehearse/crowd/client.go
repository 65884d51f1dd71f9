package crowd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	smithytime "github.com/aws/smithy-go/time"

	"storefront/shared/problem"
)

// attempts is how often a request is sent at most.
const attempts = 8

// Pauses between attempts: the first, doubled each time up to the last.
const (
	firstPause = 50 * time.Millisecond
	lastPause  = 2 * time.Second
)

// maxAnswer is the most bytes read of an answer.
const maxAnswer = 1 << 20

// Client sends requests to a store. It is safe for concurrent use.
type Client struct {
	base string
	http *http.Client
}

// NewClient returns a client of the HTTP API at a URL that keeps as many idle
// connections as given, and opens twice as many at most.
func NewClient(url string, connections int) *Client {
	return &Client{base: strings.TrimSuffix(url, "/"), http: &http.Client{
		Transport:     &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: 2 * connections},
		Timeout:       30 * time.Second, // what API Gateway allows
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close closes the idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Request is one request, the same each time it is sent.
type Request struct {
	Method, Path string
	Key          string // Idempotency-Key; empty: none
	Token        string // of the order; empty: none
	Body         any    // nil: none
}

// Answer is what the store said in the end.
type Answer struct {
	Status   int
	Body     []byte
	Code     problem.Code // of a refusal
	header   http.Header
	took     time.Duration // of the attempt that was answered
	attempts int
}

// ok reports whether the answer is a success.
func (a Answer) ok() bool { return a.Status/100 == 2 }

// send returns the first final answer: one that is not lost, 429 or 5xx. It fails
// after the last attempt. The outcome of the request is then unknown.
func (c *Client) send(ctx context.Context, r Request) (Answer, error) {
	pause := firstPause
	for n := 1; ; n++ {
		a, err := c.Once(ctx, r)
		a.attempts = n
		if err == nil && a.Status != http.StatusTooManyRequests && a.Status < 500 {
			return a, nil
		}
		if err == nil {
			err = fmt.Errorf("answered %d %s", a.Status, a.Code)
		}
		if n == attempts {
			return a, fmt.Errorf("no answer to %s %s after %d attempts: %w", r.Method, r.Path, n, err)
		}
		if err := smithytime.SleepWithContext(ctx, pause/2+rand.N(pause)); err != nil {
			return a, err
		}
		pause = min(2*pause, lastPause)
	}
}

// Once sends a request once and returns its answer.
func (c *Client) Once(ctx context.Context, r Request) (Answer, error) {
	var body io.Reader
	if r.Body != nil {
		encoded, err := json.Marshal(r.Body)
		if err != nil {
			return Answer{}, err
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, c.base+r.Path, body)
	if err != nil {
		return Answer{}, err
	}
	if r.Body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.Key != "" {
		req.Header.Set("Idempotency-Key", r.Key)
	}
	if r.Token != "" {
		req.Header.Set("Authorization", "Bearer "+r.Token)
	}
	start := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer resp.Body.Close()
	a := Answer{Status: resp.StatusCode, header: resp.Header}
	if a.Body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer)); err != nil {
		return Answer{}, err
	}
	a.took = time.Since(start)
	if !a.ok() {
		a.Code = codeOf(a)
	}
	return a, nil
}

// codeOf returns the code of a refusal, or its HTTP status if it has none.
func codeOf(a Answer) problem.Code {
	var p struct {
		Code problem.Code `json:"code"`
	}
	if err := json.Unmarshal(a.Body, &p); err != nil || p.Code == "" {
		return problem.Code(fmt.Sprintf("http_%d", a.Status))
	}
	return p.Code
}
