package boot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"
)

// calls is the HTTP client for services whose requests and responses are small.
// It reads a response whole before it returns it, and leaves out what [http.Client]
// does for redirects, cookies and slow readers. A hold makes two calls, and the
// client costs more processor time than the rest of the hold.
type calls struct {
	transport http.RoundTripper
	timeout   time.Duration // of one attempt, to the last byte of its response
}

// Do makes one attempt at a call.
func (c calls) Do(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), c.timeout)
	defer cancel()
	r = r.WithContext(ctx)
	if err := bufferBody(r); err != nil {
		return nil, err
	}
	response, err := c.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	body.Grow(int(min(max(response.ContentLength, 0), maxPrealloc)) + bytes.MinRead)
	_, err = body.ReadFrom(response.Body)
	if closing := response.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, fmt.Errorf("read response: %w", err)
	}
	response.Body = io.NopCloser(&body)
	return response, nil
}

// maxPrealloc bounds the memory that Do allocates because of a Content-Length.
const maxPrealloc = 64 << 10

// bufferBody replaces a request's body by one that the transport knows to be in
// memory. The transport then writes headers and body at once, and can send them
// again by itself if the server closed the connection before it got them. The
// SDK's own readers hide that.
func bufferBody(r *http.Request) error {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength <= 0 {
		return nil
	}
	body := make([]byte, r.ContentLength)
	_, err := io.ReadFull(r.Body, body)
	if closing := r.Body.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("read request: %w", err)
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, err = r.GetBody()
	return err
}
