package main

import (
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// storage stands before the buckets. It knows when each raw file was there first.
// On a bad day it has spells in which one thing befalls all puts, most of which
// are longer than the SDK tries.
type storage struct {
	mu     sync.Mutex
	random *rand.Rand // nil: there are no faults
	spell  fate       // what befalls puts
	lasts  int        // so many more of them
	befell int
	there  map[string]time.Time // by key
}

func (s *storage) around(buckets http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			buckets.ServeHTTP(w, r)
			return
		}
		fate := s.fate()
		if fate == refused {
			slowDown(w)
			return
		}
		answer := httptest.NewRecorder()
		buckets.ServeHTTP(answer, r)
		if answer.Code == http.StatusOK {
			s.note(r.URL.Path)
		}
		switch fate {
		case appliedAndRefused:
			slowDown(w)
		case appliedAndCut:
			panic(http.ErrAbortHandler)
		default:
			maps.Copy(w.Header(), answer.Header())
			w.WriteHeader(answer.Code)
			io.Copy(w, answer.Body) //nolint:errcheck // the client is gone
		}
	})
}

// fate is what befalls a put.
type fate int

const (
	nothing fate = iota
	refused
	appliedAndRefused
	appliedAndCut
	fates
)

func (s *storage) fate() fate {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.random == nil {
		return nothing
	}
	if s.lasts == 0 {
		s.spell, s.lasts = fate(s.random.IntN(int(fates))), 1+s.random.IntN(10)
		if s.spell == nothing {
			s.lasts *= 4
		}
	}
	s.lasts--
	if s.spell != nothing {
		s.befell++
	}
	return s.spell
}

// count is how many faults there were.
func (s *storage) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.befell
}

// slowDown is how S3 says that it is asked too much.
func slowDown(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(http.StatusServiceUnavailable)
	io.WriteString(w, `<Error><Code>SlowDown</Code></Error>`) //nolint:errcheck // the client is gone
}

// note remembers when an object was there first. Its path has the bucket's name
// before the key.
func (s *storage) note(path string) {
	now := time.Now()
	_, key, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.there == nil {
		s.there = map[string]time.Time{}
	}
	if s.there[key].IsZero() {
		s.there[key] = now
	}
}

// since is when an object was there first.
func (s *storage) since(key string) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.there[key]
}
