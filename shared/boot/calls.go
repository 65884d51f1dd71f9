package boot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// calls sends requests of services whose requests and answers are small, and has
// all of an answer before it gives it. That saves what [http.Client] does for
// redirects, cookies and bodies that are read slowly: a hold makes two calls, and
// what surrounds a call takes more of a processor than the rest of the hold does.
type calls struct {
	transport http.RoundTripper
	timeout   time.Duration // of one attempt, to the last byte of its answer
}

// Do makes one attempt at a call.
func (c calls) Do(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), c.timeout)
	defer cancel()
	r = r.WithContext(ctx)
	if err := inOnePiece(r); err != nil {
		return nil, err
	}
	answer, err := c.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	body.Grow(int(min(max(answer.ContentLength, 0), maxExpected)) + bytes.MinRead)
	_, err = body.ReadFrom(answer.Body)
	if closing := answer.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	answer.Body = io.NopCloser(&body)
	return answer, nil
}

// maxExpected bounds what is set aside for an answer on its word for its length.
const maxExpected = 64 << 10

// inOnePiece gives a request a body that the transport knows to be in memory: it
// then writes headers and body at once, and can send them anew by itself when
// the server had closed the connection before it got them. The SDK's own readers
// hide that.
func inOnePiece(r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength <= 0 {
		return nil
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	if closing := r.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("read the request: %w", err)
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, err = r.GetBody()
	return err
}
