package crowd

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
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

// client sends requests until they are answered.
type client struct {
	base string
	http *http.Client
}

// request is one request, the same each time it is sent.
type request struct {
	method, path string
	key          string // Idempotency-Key; empty: none
	token        string // of the order; empty: none
	body         any    // nil: none
}

// answer is what the store said in the end.
type answer struct {
	status   int
	body     []byte
	code     problem.Code  // of a refusal
	took     time.Duration // of the attempt that was answered
	attempts int
}

// ok reports whether the answer is a success.
func (a answer) ok() bool { return a.status/100 == 2 }

// send returns the first final answer: one that is not lost, 429 or 5xx. It fails
// after the last attempt. The outcome of the request is then unknown.
func (c *client) send(ctx context.Context, r request) (answer, error) {
	pause := firstPause
	for n := 1; ; n++ {
		a, err := c.once(ctx, r)
		a.attempts = n
		if err == nil && a.status != http.StatusTooManyRequests && a.status < 500 {
			return a, nil
		}
		if err == nil {
			err = fmt.Errorf("answered %d %s", a.status, a.code)
		}
		if n == attempts {
			return a, fmt.Errorf("no answer to %s %s after %d attempts: %w", r.method, r.path, n, err)
		}
		if err := smithytime.SleepWithContext(ctx, pause/2+rand.N(pause)); err != nil {
			return a, err
		}
		pause = min(2*pause, lastPause)
	}
}

func (c *client) once(ctx context.Context, r request) (answer, error) {
	var body io.Reader
	if r.body != nil {
		encoded, err := json.Marshal(r.body)
		if err != nil {
			return answer{}, err
		}
		body = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, c.base+r.path, body)
	if err != nil {
		return answer{}, err
	}
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	if r.token != "" {
		req.Header.Set("Authorization", "Bearer "+r.token)
	}
	start := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	a := answer{status: resp.StatusCode}
	if a.body, err = io.ReadAll(io.LimitReader(resp.Body, maxAnswer)); err != nil {
		return answer{}, err
	}
	a.took = time.Since(start)
	if !a.ok() {
		a.code = codeOf(a)
	}
	return a, nil
}

// codeOf returns the code of a refusal, or its HTTP status if it has none.
func codeOf(a answer) problem.Code {
	var p struct {
		Code problem.Code `json:"code"`
	}
	if err := json.Unmarshal(a.body, &p); err != nil || p.Code == "" {
		return problem.Code(fmt.Sprintf("http_%d", a.status))
	}
	return p.Code
}
