package lambda

import (
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

// Runtime is the Runtime API, version 2018-06-01, on a loopback port, as far as
// github.com/aws/aws-lambda-go uses it. Each process has a path of its own, so one
// listener serves all functions.
type Runtime struct {
	listener  net.Listener
	server    *http.Server
	processes sync.Map // *process by id
}

// Listen starts the Runtime API on a free port of the loopback interface.
func Listen() (*Runtime, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start the Runtime API: %w", err)
	}
	r := &Runtime{listener: listener}
	mux := http.NewServeMux()
	const invocations = "/{process}/2018-06-01/runtime/invocation/"
	mux.Handle("GET "+invocations+"next", r.of(next))
	mux.Handle("POST "+invocations+"{id}/response", r.of(response))
	mux.Handle("POST "+invocations+"{id}/error", r.of(invocationError))
	r.server = &http.Server{Handler: mux, MaxHeaderBytes: 2 << 20} // the trace of a panic is in a header, too
	go r.server.Serve(listener)                                    //nolint:errcheck // ends with Close
	return r, nil
}

// Close stops the Runtime API. Close the functions first.
func (r *Runtime) Close() error { return r.server.Close() }

// address returns the process's AWS_LAMBDA_RUNTIME_API.
func (r *Runtime) address(p *process) string {
	return r.listener.Addr().String() + "/" + p.id
}

// of finds the process that a request comes from. On a busy machine a process may poll
// before the call that started it has returned its id: it waits until that is known.
func (r *Runtime) of(handle func(http.ResponseWriter, *http.Request, *process)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		p, found := r.processes.Load(req.PathValue("process"))
		if !found {
			reply(w, http.StatusForbidden, &FunctionError{Type: "InvalidProcess", Message: "no such process"})
			return
		}
		select {
		case <-p.(*process).launched:
			handle(w, req, p.(*process))
		case <-req.Context().Done():
		}
	})
}

// next answers a process's poll once there is an invocation for it.
func next(w http.ResponseWriter, req *http.Request, p *process) {
	f := p.function
	f.ready(p)
	limit := idleLimit
	if f.config.Debug {
		limit = NoTimeout
	}
	idle := time.NewTimer(limit)
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
		f.config.Log.Printf("START RequestId: %s Version: $LATEST", inv.id)
	}
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Lambda-Runtime-Aws-Request-Id", inv.id)
	h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(inv.started.Add(f.config.Timeout).UnixMilli(), 10))
	h.Set("Lambda-Runtime-Invoked-Function-Arn", f.arn())
	h.Set("Lambda-Runtime-Trace-Id", inv.trace)
	w.Write(inv.payload)
}

// response takes a function's response.
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
	accept(w, req, p, body, nil)
}

// invocationError takes a function's error.
func invocationError(w http.ResponseWriter, req *http.Request, p *process) {
	failure := &FunctionError{}
	err := json.NewDecoder(http.MaxBytesReader(w, req.Body, MaxPayload)).Decode(failure)
	if err != nil || failure.Type == "" {
		failure.Type = TypeUnhandled
	}
	accept(w, req, p, nil, failure)
}

func accept(w http.ResponseWriter, req *http.Request, p *process, body []byte, failure error) {
	if !p.function.respond(p, req.PathValue("id"), body, failure) {
		reply(w, http.StatusBadRequest, &FunctionError{Type: "InvalidRequestID", Message: "Invalid request ID"})
		return
	}
	reply(w, http.StatusAccepted, map[string]string{"status": "OK"})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body) //nolint:errcheck // a process that is gone is noticed when it exits
}
