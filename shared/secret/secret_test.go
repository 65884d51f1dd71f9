package secret_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/secret"
)

var start = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// store is where a secret is kept, with a clock.
type store struct {
	mu       sync.Mutex
	versions secret.Versions
	err      error
	now      time.Time
	fetches  atomic.Int32
	logged   bytes.Buffer
}

// newStore returns a store whose secret has one version, made a day ago.
func newStore() *store {
	return &store{now: start, versions: secret.Versions{Current: version('1'), Since: start.Add(-24 * time.Hour)}}
}

func version(digit byte) []byte { return bytes.Repeat([]byte{digit}, secret.MinBytes) }

func (s *store) fetch(context.Context) (secret.Versions, error) {
	s.fetches.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.versions, s.err
}

func (s *store) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// after moves the clock.
func (s *store) after(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

func (s *store) rotate(to []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.versions = secret.Versions{Current: to, Previous: s.versions.Current, Since: s.now}
}

func (s *store) process(t *testing.T) *secret.Secret {
	t.Helper()
	p, err := secret.New(t.Context(), "TOKEN_SECRET", s.fetch, s.clock, slog.New(slog.NewTextHandler(&s.logged, nil)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// accepts returns the digits from 0 to 5 whose versions a process accepts.
func accepts(p *secret.Secret) string {
	var all strings.Builder
	for digit := byte('0'); digit <= '5'; digit++ {
		if accept(p, digit) {
			all.WriteByte(digit)
		}
	}
	return all.String()
}

func accept(p *secret.Secret, digit byte) bool {
	return p.Match(func(v []byte) bool { return bytes.Equal(v, version(digit)) })
}

func signs(p *secret.Secret) string { return string(p.Signing()[:1]) }

// A new version is accepted at once, and signs once every process can have it.
func TestRotation(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.after(secret.MaxAge)
	early := s.process(t)
	s.rotate(version('2'))
	late := s.process(t)
	steps := []struct {
		after                 time.Duration
		early, late           string // versions that the process accepts
		earlySigns, lateSigns string
		do                    func()
	}{
		{0, "1", "12", "1", "1", nil}, // early has just fetched
		{secret.MaxAge - 1, "12", "12", "1", "1", nil},
		{secret.Settle - secret.MaxAge, "12", "12", "1", "1", nil},
		{1, "12", "12", "2", "2", nil},
		{time.Hour, "12", "12", "2", "2", func() { s.rotate(version('3')) }},
		{secret.MaxAge, "23", "23", "2", "2", nil},
		{secret.Settle, "23", "23", "3", "3", nil},
	}
	for i, step := range steps {
		s.after(step.after)
		if got := signs(early) + signs(late); got != step.earlySigns+step.lateSigns {
			t.Errorf("step %d: they sign with %s", i, got)
		}
		if got := accepts(early) + " " + accepts(late); got != step.early+" "+step.late {
			t.Errorf("step %d: they accept %s, want %s %s", i, got, step.early, step.late)
		}
		if step.do != nil {
			step.do()
		}
	}
	if s.logged.Len() > 0 {
		t.Errorf("logged %s", &s.logged)
	}
}

func TestFirstVersionSignsAtOnce(t *testing.T) {
	t.Parallel()
	s := newStore()
	s.versions.Since = start
	if got := signs(s.process(t)); got != "1" {
		t.Errorf("signs with %s", got)
	}
}

// An unknown value makes a process fetch, and a flood of them no more than one value.
func TestUnknownValues(t *testing.T) {
	t.Parallel()
	s := newStore()
	p := s.process(t)
	s.after(secret.Pause)
	flood := func() {
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				for range 1000 {
					if accept(p, '9') {
						t.Error("accepts what it does not know")
					}
				}
			})
		}
		all.Wait()
	}
	for windows := range int32(3) {
		flood()
		if got := s.fetches.Load(); got != 2+windows {
			t.Errorf("%d fetches in window %d", got, windows)
		}
		s.after(secret.Pause - 1)
		flood()
		if got := s.fetches.Load(); got != 2+windows {
			t.Errorf("%d fetches by the end of window %d", got, windows)
		}
		s.after(1)
	}
	s.rotate(version('2'))
	if !accept(p, '2') || !accept(p, '1') {
		t.Errorf("accepts %s after a rotation amid a flood", accepts(p))
	}
}

func TestKnownValuesFetchNothing(t *testing.T) {
	t.Parallel()
	s := newStore()
	p := s.process(t)
	s.after(secret.MaxAge - 1)
	if !accept(p, '1') || signs(p) != "1" || s.fetches.Load() != 1 {
		t.Errorf("%d fetches", s.fetches.Load())
	}
}

// What cannot be used changes nothing. The log names the secret and shows no version.
func TestRefusedVersions(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		stored secret.Versions
		err    error
		want   string // versions accepted after it
		logs   string
	}{
		"empty":            {secret.Versions{Previous: version('2')}, nil, "12", "must have at least 32 bytes"},
		"short":            {secret.Versions{Current: version('3')[1:], Previous: version('2')}, nil, "12", "must have at least 32 bytes"},
		"a failed fetch":   {secret.Versions{}, errors.New("throttled"), "12", "throttled"},
		"a short previous": {secret.Versions{Current: version('3'), Previous: version('4')[1:]}, nil, "3", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStore()
			s.rotate(version('2'))
			p := s.process(t)
			s.versions, s.err = tt.stored, tt.err
			s.after(secret.MaxAge)
			if got := accepts(p); got != tt.want {
				t.Errorf("accepts %s, want %s", got, tt.want)
			}
			logged := s.logged.String()
			if (logged == "") != (tt.logs == "") || !strings.Contains(logged, tt.logs) || tt.logs != "" && !strings.Contains(logged, "secret=TOKEN_SECRET") {
				t.Errorf("logged %q", logged)
			}
			if strings.Contains(logged, "333") || strings.Contains(logged, "222") {
				t.Errorf("a version is in the log: %s", logged)
			}
			if lines := strings.Count(logged, "\n"); lines > 1 {
				t.Errorf("%d fetches failed at once", lines)
			}
			if tt.logs == "" {
				return
			}
			s.versions, s.err = secret.Versions{Current: version('5'), Previous: version('2')}, nil
			s.after(time.Minute)
			if got := accepts(p); got != "25" {
				t.Errorf("accepts %s when it can fetch again", got)
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	throttled := errors.New("throttled")
	for name, tt := range map[string]struct {
		current []byte
		err     error
		want    error
	}{
		"an empty secret": {nil, nil, secret.ErrShort},
		"a short secret":  {version('1')[1:], nil, secret.ErrShort},
		"a failed fetch":  {nil, throttled, throttled},
	} {
		fetch := func(context.Context) (secret.Versions, error) {
			return secret.Versions{Current: tt.current, Previous: version('0')}, tt.err
		}
		if s, err := secret.New(t.Context(), "x", fetch, time.Now, slog.New(slog.DiscardHandler)); !errors.Is(err, tt.want) || s != nil {
			t.Errorf("%s: %v, %v", name, s, err)
		}
	}
}

// A request with a known value does not wait for the fetch of one without.
func TestFetchDelaysOnlyUnknownValues(t *testing.T) {
	t.Parallel()
	begun, end := make(chan struct{}), make(chan struct{})
	first := true
	fetch := func(ctx context.Context) (secret.Versions, error) {
		if _, bounded := ctx.Deadline(); !first && !bounded {
			t.Error("a fetch without a deadline")
		}
		if !first {
			close(begun)
			<-end
		}
		first = false
		return secret.Versions{Current: version('1')}, nil
	}
	s := newStore()
	p, err := secret.New(t.Context(), "x", fetch, s.clock, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	s.after(secret.Pause)
	answered := make(chan struct{})
	go func() {
		accept(p, '9')
		close(answered)
	}()
	select {
	case <-begun:
	case <-answered:
		t.Fatal("an unknown value fetches nothing")
	}
	if !accept(p, '1') {
		t.Error("refuses a known value")
	}
	close(end)
	<-answered
}
