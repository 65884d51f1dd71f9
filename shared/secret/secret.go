// Package secret holds a secret that is rotated while processes use it. Each process
// keeps the current version and the one before, and accepts both.
//
// A rotation refuses nobody. A process fetches the secret again every few minutes,
// and also when it meets a value that it does not know. It makes new values with a
// new version only once every process has had the time to fetch it.
package secret

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// MinBytes is the least length of a version, that of a key for HMAC-SHA-256.
	MinBytes = 32

	// Pause is the least time between two fetches of a process, so that a flood of
	// unknown values costs no more than a single one.
	Pause = 10 * time.Second

	// MaxAge is how long a process uses what it has fetched. A version that was
	// replaced twice is refused everywhere after this time.
	MaxAge = 5 * time.Minute

	// Settle is how long a new version is only accepted. It is longer than MaxAge by
	// several attempts of a process whose fetches fail.
	Settle = 10 * time.Minute

	// retryAfter is when a process tries again to replace what is older than MaxAge.
	retryAfter = time.Minute

	// timeout bounds the time for which a fetch delays a request.
	timeout = 2 * time.Second
)

// ErrShort means that the current version is too short to be used.
var ErrShort = errors.New("must have at least 32 bytes")

// Versions are the versions of a secret that are accepted.
type Versions struct {
	Current  []byte
	Previous []byte    // nil if there is none
	Since    time.Time // when Current was made
}

// Fetch returns the secret as it is stored now.
type Fetch func(context.Context) (Versions, error)

// Secret is a process's copy of a secret. It is safe for concurrent use.
type Secret struct {
	name  string
	fetch Fetch
	now   func() time.Time
	log   *slog.Logger

	fetching sync.Mutex
	held     atomic.Pointer[held] // replaced only under fetching
}

// held is what a process keeps of a secret.
type held struct {
	Versions
	tried time.Time // when it was last fetched, successfully or not
	due   time.Time // when it has to be fetched again in any case
}

// New fetches a secret. The secret logs under its name what fails later, and never a
// version.
func New(ctx context.Context, name string, fetch Fetch, now func() time.Time, log *slog.Logger) (*Secret, error) {
	s := &Secret{name: name, fetch: fetch, now: now, log: log}
	versions, err := s.checked(ctx)
	if err != nil {
		return nil, err
	}
	s.keep(versions, MaxAge)
	return s, nil
}

// Fixed returns a secret that is never rotated.
func Fixed(value []byte) *Secret {
	versions := Versions{Current: value}
	s := &Secret{now: time.Now, fetch: func(context.Context) (Versions, error) { return versions, nil }}
	s.keep(versions, MaxAge)
	return s
}

// Signing returns the version to make new values with: the current one, or the
// previous one while the current one is younger than [Settle].
func (s *Secret) Signing() []byte {
	v := s.current()
	if v.Previous != nil && s.now().Before(v.Since.Add(Settle)) {
		return v.Previous
	}
	return v.Current
}

// Match reports whether match accepts a version. If it accepts none of those that the
// process has, Match fetches the secret again, which delays a request by at most two
// seconds, and tries the new ones. Requests at the same time share one fetch, and
// there is none within [Pause] of the last.
func (s *Secret) Match(match func(version []byte) bool) bool {
	return s.current().match(match) || s.fetched(func(h *held) bool { return !s.now().Before(h.tried.Add(Pause)) }).match(match)
}

// current returns the versions that the process has, and fetches them again if they
// are due.
func (s *Secret) current() *held {
	return s.fetched(func(h *held) bool { return !s.now().Before(h.due) })
}

// fetched returns the versions that the process has, after a fetch if they are old.
// The fetch belongs to no request, because others may wait for it too.
func (s *Secret) fetched(old func(*held) bool) *held {
	if h := s.held.Load(); !old(h) {
		return h
	}
	s.fetching.Lock()
	defer s.fetching.Unlock()
	h := s.held.Load()
	if !old(h) {
		return h // another request has just fetched them
	}
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	versions, err := s.checked(ctx)
	if err != nil {
		s.log.Error("fetch secret failed; the versions fetched before stay in use", "secret", s.name, "error", err.Error())
		return s.keep(h.Versions, retryAfter)
	}
	return s.keep(versions, MaxAge)
}

// checked fetches the versions and refuses a current one that is too short. A
// previous one that is too short was refused when it was current, and is none.
func (s *Secret) checked(ctx context.Context) (Versions, error) {
	v, err := s.fetch(ctx)
	if err != nil {
		return Versions{}, err
	}
	if len(v.Current) < MinBytes {
		return Versions{}, ErrShort
	}
	if len(v.Previous) < MinBytes {
		v.Previous = nil
	}
	return v, nil
}

func (s *Secret) keep(versions Versions, age time.Duration) *held {
	now := s.now()
	h := &held{Versions: versions, tried: now, due: now.Add(age)}
	s.held.Store(h)
	return h
}

func (h *held) match(match func([]byte) bool) bool {
	return match(h.Current) || h.Previous != nil && match(h.Previous)
}
