package boot

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// counting counts the writes of a connection.
type counting struct {
	net.Conn
	writes *atomic.Int32
}

func (c counting) Write(b []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(b)
}

func TestRequestIsOneWrite(t *testing.T) {
	t.Parallel()
	address, _, _ := dynamo(t, 200, `{}`)
	var writes atomic.Int32
	transport := newHTTPClient().GetTransport()
	dial := transport.DialContext
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return counting{conn, &writes}, err
	}
	cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL": address})
	cfg.HTTPClient = calls{transport, attemptTimeout}
	for n := range int32(3) {
		if _, err := getItem(t.Context(), cfg); err != nil {
			t.Fatal(err)
		}
		if got := writes.Load(); got != n+1 {
			t.Fatalf("%d writes for %d calls", got, n+1)
		}
	}
}

func TestRetryWithoutAWholeResponse(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]http.HandlerFunc{
		"none in time": func(_ http.ResponseWriter, r *http.Request) { untilGone(r) },
		"a part of one in time": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "10")
			fmt.Fprint(w, `{"Item`)
			w.(http.Flusher).Flush()
			untilGone(r)
		},
		"cut off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			fmt.Fprint(w, `{"Item`)
		},
		"a closed connection": func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var attempts atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if attempts.Add(1) == 1 {
					fail(w, r)
					return
				}
				fmt.Fprint(w, `{"Item":{"pk":{"S":"found"}}}`)
			}))
			t.Cleanup(server.Close)
			cfg := awsConfig(t, map[string]string{"AWS_ENDPOINT_URL": server.URL})
			cfg.HTTPClient = calls{newHTTPClient().GetTransport(), time.Second}
			if got, err := getItem(t.Context(), cfg); err != nil || got != "found" || attempts.Load() != 2 {
				t.Errorf("%q, %v after %d attempts", got, err, attempts.Load())
			}
		})
	}
}

// untilGone waits until the client has hung up, which a server notices only after
// it has read the request.
func untilGone(r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
}

func TestCallEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		untilGone(r)
	}))
	t.Cleanup(server.Close)
	_, err := getItem(ctx, awsConfig(t, map[string]string{"AWS_ENDPOINT_URL": server.URL}))
	if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("%v", err)
	}
}

// A response may be longer than what Do allocates in advance, and may not have a
// Content-Length.
func TestLongResponse(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 3*maxPrealloc)
	for _, flush := range []bool{false, true} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"Item":{"pk":{"S":%q`, long)
			if flush {
				w.(http.Flusher).Flush()
			}
			fmt.Fprint(w, `}}}`)
		}))
		t.Cleanup(server.Close)
		got, err := getItem(t.Context(), awsConfig(t, map[string]string{"AWS_ENDPOINT_URL": server.URL}))
		if err != nil || got != long {
			t.Errorf("flushed %v: %d bytes, %v", flush, len(got), err)
		}
	}
}
