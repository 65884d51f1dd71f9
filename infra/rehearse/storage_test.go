package main

import (
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// storage stands in front of the buckets. It records when each object was first put.
// On a bad day one fault hits many puts in a row, mostly more than the SDK's retries.
type storage struct {
	mu     sync.Mutex
	random *rand.Rand           // nil: there are no faults
	fault  fault                // of the next puts
	left   int                  // how many of them
	faults int                  // so far
	first  map[string]time.Time // by key
}

func (s *storage) around(buckets http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fault := nothing
		if r.Method == http.MethodPut {
			fault = s.next()
			if fault != refused {
				s.note(r.URL.Path)
			}
		}
		switch fault {
		case refused:
			slowDown(w)
		case appliedAndRefused:
			buckets.ServeHTTP(httptest.NewRecorder(), r)
			slowDown(w)
		case appliedAndCut:
			buckets.ServeHTTP(httptest.NewRecorder(), r)
			panic(http.ErrAbortHandler)
		default:
			buckets.ServeHTTP(w, r)
		}
	})
}

// fault is what goes wrong with a put.
type fault int

const (
	nothing fault = iota
	refused
	appliedAndRefused
	appliedAndCut
	numFaults
)

// next returns the fault of the next put.
func (s *storage) next() fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.random == nil {
		return nothing
	}
	if s.left == 0 {
		s.fault, s.left = fault(s.random.IntN(int(numFaults))), 1+s.random.IntN(10)
		if s.fault == nothing {
			s.left *= 4
		}
	}
	s.left--
	if s.fault != nothing {
		s.faults++
	}
	return s.fault
}

// count returns how many faults there were.
func (s *storage) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.faults
}

// slowDown answers like S3 when it gets too many requests.
func slowDown(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusServiceUnavailable)
	io.WriteString(w, `<Error><Code>SlowDown</Code></Error>`) //nolint:errcheck // the client is gone
}

// note records when an object was first put. Its path has the bucket's name before
// the key.
func (s *storage) note(path string) {
	now := time.Now()
	_, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.first == nil {
		s.first = map[string]time.Time{}
	}
	if s.first[key].IsZero() {
		s.first[key] = now
	}
}

// since returns when an object was first put.
func (s *storage) since(key string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.first[key]
}
