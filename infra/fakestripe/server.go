// Package fakestripe is a small Stripe for the laptop and for tests: payment intents with
// manual capture, refunds, checkout sessions with a page, signed events, and an
// idempotency store that forgets after a day of its own clock. It is in memory.
//
// Its state is what Stripe documents for the calls that the store makes. A test validates
// its answers against Stripe's own description.
package fakestripe

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"
)

const (
	// KeysLast is how long a result is kept under its idempotency key.
	KeysLast = 24 * time.Hour
	// HoldsLast is how long an authorisation lasts that is not captured.
	HoldsLast = 7 * 24 * time.Hour
)

// Options are the settings of a server.
type Options struct {
	Key     string           // the secret key that clients show
	Secret  string           // signs events
	URL     string           // where browsers reach the server; pages are below it
	Now     func() time.Time // the server's clock
	Faults  func(Call) Fault // which fault a call meets; nil: none
	Deliver func(Event)      // is given each event, after the change; nil: nobody
}

// Call is a call to the API.
type Call struct {
	Method, Path string
	Number       int // of all calls, from 1
}

// Server is the fake. It is safe for concurrent use.
type Server struct {
	Options
	Account Account
	mux     *http.ServeMux

	mu        sync.Mutex
	calls     int
	ids       int
	intents   []*Intent
	sessions  []*Session
	refunds   []*Refund
	endpoints []*Endpoint
	disputes  []*Dispute
	events    []*listed
	moves     []*Balance
	kept      map[string]kept
	pending   []Event // to deliver once the lock is released
}

// kept is a result under an idempotency key.
type kept struct {
	request [32]byte // of path and parameters
	at      time.Time
	reply   reply
}

// reply is an answer of the API.
type reply struct {
	status int
	body   []byte
}

// New returns a server without any payment.
func New(o Options) *Server {
	s := &Server{Options: o, Account: newAccount(), mux: http.NewServeMux(), kept: map[string]kept{}}
	s.api("POST /v1/payment_intents", s.createIntent)
	s.api("GET /v1/payment_intents", s.listIntents)
	s.api("GET /v1/payment_intents/{id}", s.getIntent)
	s.api("POST /v1/payment_intents/{id}/confirm", s.confirmIntent)
	s.api("POST /v1/payment_intents/{id}/capture", s.captureIntent)
	s.api("POST /v1/payment_intents/{id}/cancel", s.cancelIntent)
	s.api("POST /v1/refunds", s.createRefund)
	s.api("GET /v1/refunds", s.listRefunds)
	s.api("GET /v1/balance_transactions", s.listBalance)
	s.api("GET /v1/events", s.listEvents)
	s.api("POST /v1/checkout/sessions", s.createSession)
	s.api("GET /v1/checkout/sessions", s.listSessions)
	s.api("GET /v1/checkout/sessions/{id}", s.getSession)
	s.api("POST /v1/checkout/sessions/{id}/expire", s.expireSession)
	s.api("GET /v1/account", s.getAccount)
	s.api("GET /v1/webhook_endpoints", s.listEndpoints)
	s.mux.HandleFunc("GET /pay/{id}", s.payPage)
	s.mux.HandleFunc("POST /pay/{id}", s.payForm)
	s.mux.HandleFunc("GET /3ds/{id}", s.confirmPage)
	s.mux.HandleFunc("POST /3ds/{id}", s.confirmForm)
	return s
}

// ServeHTTP serves the API and the pages.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mux.ServeHTTP(w, r)
}

// api serves a call. do runs with the lock, and after the parameters were read.
func (s *Server) api(pattern string, do func(*http.Request) (any, *Error)) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+s.Key {
			s.answer(w, failed(&Error{status: http.StatusUnauthorized, Type: invalidRequest, Message: "Invalid API Key provided."}), false)
			return
		}
		if err := r.ParseForm(); err != nil {
			s.answer(w, failed(invalid("", err.Error())), false)
			return
		}
		fault := s.meet(r)
		if fault == RateLimited || fault == LockTimeout || fault == KeyInUse {
			s.answer(w, failed(fault.refusal()), false)
			return
		}
		answer, replayed := s.once(r, fault, do)
		s.deliver()
		if fault == LostReply {
			panic(http.ErrAbortHandler) // net/http cuts the connection
		}
		s.answer(w, answer, replayed)
	})
}

// meet counts a call and returns the fault that it meets.
func (s *Server) meet(r *http.Request) Fault {
	s.mu.Lock()
	s.calls++
	call := Call{r.Method, r.URL.Path, s.calls}
	s.mu.Unlock()
	if s.Faults == nil {
		return None
	}
	return s.Faults(call)
}

// once makes a call, or returns what is kept under its idempotency key. As at Stripe, a
// result is kept even if it is an internal error, unless the parameters were wrong.
func (s *Server) once(r *http.Request, fault Fault, do func(*http.Request) (any, *Error)) (answer reply, replayed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.Now()
	maps.DeleteFunc(s.kept, func(_ string, k kept) bool { return !now.Before(k.at.Add(KeysLast)) })
	s.lapse(now)
	key, request := r.Header.Get("Idempotency-Key"), sha256.Sum256([]byte(r.URL.Path+"\n"+r.PostForm.Encode()))
	if before, ok := s.kept[key]; ok && r.Method == http.MethodPost {
		if before.request != request {
			return failed(&Error{status: http.StatusBadRequest, Type: "idempotency_error",
				Message: "Keys for idempotent requests can only be used with the same parameters they were first used with."}), false
		}
		return before.reply, true
	}
	switch fault {
	case ErrorBefore:
		answer = failed(fault.refusal())
	default:
		body, err := do(r)
		answer = succeeded(body)
		if err != nil {
			answer = failed(err)
		}
		if fault == ErrorAfter && err == nil {
			answer = failed(fault.refusal())
		}
	}
	wrong := answer.status >= 400 && answer.status < 500 && answer.status != http.StatusPaymentRequired
	if key != "" && r.Method == http.MethodPost && !wrong {
		s.kept[key] = kept{request, now, answer}
	}
	return answer, false
}

func (s *Server) answer(w http.ResponseWriter, a reply, replayed bool) {
	w.Header().Set("Content-Type", "application/json")
	if replayed {
		w.Header().Set("Idempotent-Replayed", "true")
	}
	w.WriteHeader(a.status)
	w.Write(a.body)
}

func succeeded(body any) reply { return reply{http.StatusOK, encode(body)} }

func failed(e *Error) reply {
	return reply{e.status, encode(map[string]*Error{"error": e})}
}

func encode(body any) []byte {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(body); err != nil {
		panic(err) // plain structs always marshal
	}
	return b.Bytes()
}

// id returns a new id, with the prefix of its kind.
func (s *Server) id(prefix string) string {
	s.ids++
	return fmt.Sprintf("%s_fake%012d", prefix, s.ids)
}

// List is a page of objects, the newest first.
type List[T any] struct {
	Object  string `json:"object"`
	URL     string `json:"url"`
	HasMore bool   `json:"has_more"`
	Data    []T    `json:"data"`
}

// page returns the page that a request asks for, of objects that are oldest first.
func page[T any](r *http.Request, all []T, id func(T) string, wanted func(T) bool) (List[T], *Error) {
	limit := 10
	if text := r.Form.Get("limit"); text != "" {
		if _, err := fmt.Sscan(text, &limit); err != nil || limit < 1 || limit > 100 {
			return List[T]{}, invalid("limit", "Invalid limit.")
		}
	}
	list := List[T]{Object: "list", URL: r.URL.Path, Data: []T{}}
	after := r.Form.Get("starting_after")
	for _, o := range slices.Backward(all) {
		switch {
		case after != "":
			if id(o) == after {
				after = ""
			}
		case !wanted(o):
		case len(list.Data) == limit:
			list.HasMore = true
			return list, nil
		default:
			list.Data = append(list.Data, o)
		}
	}
	if after != "" {
		return List[T]{}, invalid("starting_after", "No such object.")
	}
	return list, nil
}

// since returns the least time of creation that a list's request asks for.
func since(r *http.Request) (int64, *Error) { return created(r, "gte", 0) }

// between returns the times of creation that a list's request asks for.
func between(r *http.Request) (from, to int64, err *Error) {
	if from, err = since(r); err == nil {
		to, err = created(r, "lte", math.MaxInt64)
	}
	return from, to, err
}

// created returns a bound of the times of creation that a list's request asks for.
func created(r *http.Request, bound string, absent int64) (int64, *Error) {
	name := "created[" + bound + "]"
	text := r.Form.Get(name)
	if text == "" {
		return absent, nil
	}
	var at int64
	if _, err := fmt.Sscan(text, &at); err != nil {
		return 0, invalid(name, "Invalid integer.")
	}
	return at, nil
}

// metadata returns the metadata below a parameter.
func metadata(r *http.Request, parameter string) map[string]string {
	all := map[string]string{}
	for name, values := range r.PostForm {
		if key, ok := strings.CutPrefix(name, parameter+"["); ok && strings.HasSuffix(key, "]") {
			all[strings.TrimSuffix(key, "]")] = values[0]
		}
	}
	return all
}

// Calls returns how many calls were made.
func (s *Server) Calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls
}

// RoundTrip serves a request without a network, for tests of very many.
func (s *Server) RoundTrip(r *http.Request) (answer *http.Response, err error) {
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	w := httptest.NewRecorder()
	defer func() {
		switch cut := recover(); cut {
		case nil:
		case http.ErrAbortHandler:
			answer, err = nil, io.ErrUnexpectedEOF
		default:
			panic(cut)
		}
	}()
	s.ServeHTTP(w, r)
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	return w.Result(), nil
}
