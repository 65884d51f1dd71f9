package boot

import (
	"bytes"
	"context"
	"net"
	"net/http"
)

// gather has the Lambda runtime's client, which copies [http.DefaultTransport],
// write each response at once. By itself it writes headers, chunk and trailer one
// by one, and who reads them wakes three times. It is for functions that have all
// of a response before they send any of it.
func gather() {
	transport := http.DefaultTransport.(*http.Transport)
	transport.DialContext = gathering(transport.DialContext)
}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// gathering makes connections that write requests at once.
func gathering(dial dialer) dialer {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		return &messages{Conn: conn}, nil
	}
}

// messages is a connection that writes a request in chunks once it is complete.
// It is used as net/http does: by one goroutine at a time, each request from its
// first byte in a write of its own.
type messages struct {
	net.Conn
	held []byte // of a request that is not complete
}

// maxHeld is how much of a request is held at most.
const maxHeld = 64 << 10

// Write holds back headers that chunks will follow, and what follows, until it
// ends as the last chunk does: with an empty line. A chunk may end that way too;
// then the rest is written as it comes.
func (m *messages) Write(b []byte) (int, error) {
	if len(m.held) == 0 && !bytes.Contains(head(b), []byte("\r\nTransfer-Encoding: chunked\r\n")) {
		return m.Conn.Write(b)
	}
	complete := len(m.held) > 0 && bytes.HasSuffix(b, []byte("\r\n\r\n"))
	m.held = append(m.held, b...)
	if !complete && len(m.held) < maxHeld {
		return len(b), nil
	}
	_, err := m.Conn.Write(m.held)
	m.held = m.held[:0]
	return len(b), err
}

// head is b if it is the headers of a POST, whole.
func head(b []byte) []byte {
	if bytes.HasPrefix(b, []byte("POST ")) && bytes.HasSuffix(b, []byte("\r\n\r\n")) {
		return b
	}
	return nil
}
