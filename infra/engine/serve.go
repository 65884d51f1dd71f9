package engine

import (
	"errors"
	"net"
	"net/http"
	"time"
)

// Server is an engine that listens on the loopback interface.
type Server struct {
	*Engine
	Endpoint string // URL
	http     *http.Server
}

// Start opens an engine and serves it on a free port until Close.
func Start(options Options) (*Server, error) {
	e, err := Open(options)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, e.Close())
	}
	s := &Server{e, "http://" + listener.Addr().String(), &http.Server{Handler: e, ReadHeaderTimeout: 10 * time.Second}}
	go s.http.Serve(listener) //nolint:errcheck // ends with Close
	return s, nil
}

// Close stops the server and its engine, and drops requests that are not finished.
func (s *Server) Close() error { return errors.Join(s.http.Close(), s.Engine.Close()) }
