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
)

// unsized hides from net/http how long a body is, as the Lambda runtime does.
type unsized struct{ io.Reader }

func TestARequestInChunksIsWrittenAtOnce(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %d %s %v %v", r.Method, len(body), r.Trailer.Get("Failed"), r.TransferEncoding, err)
		if strings.Trim(string(body), "ab\r\n") != "" {
			t.Errorf("the body is not what was sent: %.100q", body)
		}
	}))
	t.Cleanup(server.Close)
	var writes atomic.Int32
	client := &http.Client{Transport: &http.Transport{
		DialContext: gathering(func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			return counting{conn, &writes}, err
		}),
	}}
	t.Cleanup(client.CloseIdleConnections)
	pieces := func(parts ...string) io.Reader {
		readers := make([]io.Reader, len(parts))
		for i, part := range parts {
			readers[i] = unsized{strings.NewReader(part)}
		}
		return unsized{io.MultiReader(readers...)}
	}
	for _, tt := range []struct {
		name   string
		method string
		body   io.Reader
		failed string // in a trailer
		want   string
		most   int32 // writes
	}{
		{"a response", "POST", pieces("aaa"), "", "POST 3  [chunked] <nil>", 1},
		{"an empty one", "POST", pieces(), "", "POST 0  [chunked] <nil>", 1},
		{"one that breaks off", "POST", pieces("aaa"), "so it did", "POST 3 so it did [chunked] <nil>", 1},
		{"in several chunks", "POST", pieces("aaa", "bbbb", "a"), "", "POST 8  [chunked] <nil>", 1},
		{"a poll", "GET", nil, "", "GET 0  [] <nil>", 1},
		{"a body of known length", "POST", strings.NewReader("aaa"), "", "POST 3  [] <nil>", 1},
		{"a chunk that ends as requests do", "POST", pieces("aa\r\n", "bb\r\n\r\n", "a"), "", "POST 11  [chunked] <nil>", 4},
		{"a chunk that looks like an end", "POST", pieces("a\r\n\r\n"), "", "POST 5  [chunked] <nil>", 2},
		{"a large one", "POST", pieces(strings.Repeat("ab", 200_000)), "", "POST 400000  [chunked] <nil>", 100},
		{"another after it", "POST", pieces("b"), "", "POST 1  [chunked] <nil>", 1},
	} {
		before := writes.Load()
		r, err := http.NewRequestWithContext(t.Context(), tt.method, server.URL, tt.body)
		if err != nil {
			t.Fatal(err)
		}
		if tt.failed != "" {
			r.Trailer = http.Header{"Failed": {tt.failed}}
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		got, err := io.ReadAll(answer.Body)
		if n := writes.Load() - before; string(got) != tt.want || err != nil || n > tt.most {
			t.Errorf("%s: %q, %v in %d writes, want %q in %d", tt.name, got, err, n, tt.want, tt.most)
		}
		answer.Body.Close()
	}
}
