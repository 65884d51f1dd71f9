package stripe

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"strings"
	"time"

	"storefront/shared/problem"
)

// Version is the version of Stripe's API that the calls and answers have.
const Version = "2026-08-26.dahlia"

// Bounds of a call. All attempts together stay below the 15 s of a function.
const (
	attemptTimeout = 4 * time.Second
	attempts       = 3
	firstPause     = 100 * time.Millisecond // upper bound; doubled before the third attempt
	maxAnswer      = 4 << 20
)

// failure is an error of the API.
type failure struct {
	Type        string  `json:"type"`
	Code        string  `json:"code"`
	DeclineCode string  `json:"decline_code"`
	Param       string  `json:"param"`
	Message     string  `json:"message"`
	Intent      *intent `json:"payment_intent"`

	status   int
	replayed bool // it is what is kept under the call's key
}

// Error leaves the message out unless the request was at fault: Stripe's messages about
// cards are for the buyer.
func (f *failure) Error() string {
	text := fmt.Sprintf("status %d, %s %s", f.status, f.Type, f.Code)
	if f.Type == "invalid_request_error" {
		text += ": " + f.Message
	}
	return text
}

// retryable reports whether the call may succeed when it is made again with its key. What
// is kept under the key never changes.
func (f *failure) retryable() bool {
	return !f.replayed && (f.status >= 500 || f.status == http.StatusTooManyRequests || f.status == http.StatusConflict)
}

// unexpected reports whether the object's status does not allow the call.
func (f *failure) unexpected() bool { return f.Code == "payment_intent_unexpected_state" }

// get reads an object.
func (p *Provider) get(ctx context.Context, path string, query url.Values, into any) error {
	_, err := p.call(ctx, http.MethodGet, path, query, func(error) string { return "" }, into)
	return err
}

// create makes an object under a key. It reports whether the answer is that of an earlier
// call with the key.
func (p *Provider) create(ctx context.Context, path string, form url.Values, key string, into any) (replayed bool, err error) {
	return p.call(ctx, http.MethodPost, path, form, func(error) string { return key }, into)
}

// change changes an object whose status says whether it may be. Attempts share a key, so that
// one whose reply was lost is not made twice, but a new one follows an internal error, which
// Stripe keeps under the key.
func (p *Provider) change(ctx context.Context, path string, form url.Values, into any) error {
	key := rand.Text()
	_, err := p.call(ctx, http.MethodPost, path, form, func(last error) string {
		if f, ok := errors.AsType[*failure](last); ok && f.status >= 500 {
			key = rand.Text()
		}
		return key
	}, into)
	return err
}

// call makes attempts at a call until one is answered for good. key returns the key of an
// attempt, given the error of the last. The error is a *failure if the API answered for good,
// or else a problem that asks to try again.
func (p *Provider) call(ctx context.Context, method, path string, values url.Values, key func(last error) string, into any) (replayed bool, err error) {
	for attempt := range attempts {
		if attempt > 0 {
			p.Pause(ctx, mathrand.N(firstPause<<(attempt-1)))
		}
		replayed, err = p.attempt(ctx, method, path, values, key(err), into)
		f, answered := errors.AsType[*failure](err)
		if err == nil || answered && !f.retryable() || ctx.Err() != nil {
			break
		}
	}
	if err == nil {
		return replayed, nil
	}
	err = fmt.Errorf("stripe: %s %s: %w", method, path, err)
	if f, answered := errors.AsType[*failure](err); !answered || f.retryable() {
		return false, problem.Busy(err)
	}
	return replayed, err
}

// failureOf returns the API's answer in err's chain; it is empty if there is none.
func failureOf(err error) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	return new(failure)
}

func (p *Provider) attempt(ctx context.Context, method, path string, values url.Values, key string, into any) (replayed bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, attemptTimeout)
	defer cancel()
	target, body := p.url+path, ""
	if method == http.MethodGet && len(values) > 0 {
		target += "?" + values.Encode()
	} else if method == http.MethodPost {
		body = values.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, method, target, strings.NewReader(body))
	if err != nil {
		return false, err
	}
	r.Header.Set("Authorization", "Bearer "+p.key())
	r.Header.Set("Stripe-Version", Version)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := p.client.Do(r)
	if err != nil {
		return false, err
	}
	defer answer.Body.Close()
	content, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswer))
	if err != nil {
		return false, fmt.Errorf("read answer: %w", err)
	}
	replayed = answer.Header.Get("Idempotent-Replayed") == "true"
	if answer.StatusCode == http.StatusOK {
		return replayed, json.Unmarshal(content, into)
	}
	var wrapped struct{ Error failure }
	if err := json.Unmarshal(content, &wrapped); err != nil {
		wrapped.Error = failure{Type: "api_error"} // a proxy's page
	}
	wrapped.Error.status, wrapped.Error.replayed = answer.StatusCode, replayed
	return replayed, &wrapped.Error
}
