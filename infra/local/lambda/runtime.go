package lambda

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Runtime is the Runtime API, version 2018-06-01, on a loopback port. Every
// process has its own path in it, so that one listener serves all functions.
type Runtime struct {
	listener net.Listener
	server   *http.Server

	mu        sync.RWMutex
	processes map[string]*process
}

// Listen starts the Runtime API on a free port of the loopback interface.
func Listen() (*Runtime, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the Runtime API: %w", err)
	}
	r := &Runtime{listener: listener, processes: map[string]*process{}}
	mux := http.NewServeMux()
	const api = "/{process}/2018-06-01/runtime/"
	mux.Handle("GET "+api+"invocation/next", r.of(next))
	mux.Handle("POST "+api+"invocation/{id}/response", r.of(response))
	mux.Handle("POST "+api+"invocation/{id}/error", r.of(invocationError))
	mux.Handle("POST "+api+"init/error", r.of(initError))
	r.server = &http.Server{Handler: mux, MaxHeaderBytes: 2 << 20} // a panic's trace comes as a header, too
	go r.server.Serve(listener)                                    //nolint:errcheck // ends with Close
	return r, nil
}

// Close stops the Runtime API. Close the functions first.
func (r *Runtime) Close() error { return r.server.Close() }

// address is what a process finds in AWS_LAMBDA_RUNTIME_API.
func (r *Runtime) address(p *process) string {
	return r.listener.Addr().String() + "/" + p.id
}

func (r *Runtime) register(p *process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.processes[p.id] = p
}

func (r *Runtime) forget(p *process) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.processes, p.id)
}

// of finds the process that a request comes from.
func (r *Runtime) of(handle func(http.ResponseWriter, *http.Request, *process)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.mu.RLock()
		p := r.processes[req.PathValue("process")]
		r.mu.RUnlock()
		if p == nil {
			reply(w, http.StatusForbidden, &FunctionError{Type: "InvalidProcess", Message: "no such process"})
			return
		}
		handle(w, req, p)
	})
}

// next answers a process's poll, which may take as long as nobody needs it.
func next(w http.ResponseWriter, req *http.Request, p *process) {
	f := p.function
	f.ready(p)
	idle := time.NewTimer(idleLimit)
	defer idle.Stop()
	for {
		select {
		case inv := <-p.work:
			f.deliver(w, inv)
			return
		case <-idle.C:
			f.reap(p)
		case <-req.Context().Done(): // the process is gone
			return
		}
	}
}

func (f *Function) deliver(w http.ResponseWriter, inv *invocation) {
	if !f.config.Quiet {
		f.logf("START RequestId: %s Version: $LATEST", inv.id)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(inv.started.Add(f.config.Timeout).UnixMilli(), 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", f.arn())
	h.Set("Lambda-Runtime-Trace-Id", inv.trace)
	w.Write(inv.payload) //nolint:errcheck // a process that is gone is noticed when it exits
}

// response takes what a function answers, whole or streamed. A stream that
// breaks off says so in its trailers.
func response(w http.ResponseWriter, req *http.Request, p *process) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxPayload))
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		failure := &FunctionError{Type: TypeTooLarge, Message: fmt.Sprintf("Response payload size exceeded maximum allowed payload size (%d bytes).", MaxPayload)}
		p.function.respond(p, req.PathValue("id"), nil, failure)
		reply(w, http.StatusRequestEntityTooLarge, failure)
		return
	}
	if err != nil {
		return // the process is gone, which is noticed when it exits
	}
	var failure error
	if kind := req.Trailer.Get("Lambda-Runtime-Function-Error-Type"); kind != "" {
		failure = streamError(kind, req.Trailer.Get("Lambda-Runtime-Function-Error-Body"))
	}
	accept(w, req, p, body, failure)
}

func streamError(kind, body string) *FunctionError {
	e := &FunctionError{}
	if decoded, err := base64.StdEncoding.DecodeString(body); err == nil {
		e = parseError(decoded)
	}
	e.Type = kind
	return e
}

func invocationError(w http.ResponseWriter, req *http.Request, p *process) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxPayload))
	if err != nil {
		return // as above
	}
	accept(w, req, p, nil, parseError(body))
}

func initError(w http.ResponseWriter, req *http.Request, p *process) {
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, MaxPayload))
	if err != nil {
		return // as above
	}
	p.function.mu.Lock()
	p.initError = parseError(body)
	p.function.mu.Unlock()
	accepted(w)
}

func parseError(body []byte) *FunctionError {
	e := &FunctionError{}
	if err := json.Unmarshal(body, e); err != nil || e.Type == "" {
		e.Type = TypeUnhandled
	}
	return e
}

func accept(w http.ResponseWriter, req *http.Request, p *process, body []byte, failure error) {
	if !p.function.respond(p, req.PathValue("id"), body, failure) {
		reply(w, http.StatusBadRequest, &FunctionError{Type: "InvalidRequestID", Message: "Invalid request ID"})
		return
	}
	accepted(w)
}

func accepted(w http.ResponseWriter) {
	reply(w, http.StatusAccepted, map[string]string{"status": "OK"})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck // a process that is gone is noticed when it exits
}
