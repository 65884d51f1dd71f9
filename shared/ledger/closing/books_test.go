package closing_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

// The first days of lives, in Germany.
const (
	first  = "2015-05-18"
	second = "2015-05-19"
	third  = "2015-05-20"
)

// later is a time when all days are over.
var later = time.Date(2015, time.May, 24, 3, 0, 0, 0, time.UTC)

// memory is a bucket in memory.
type memory struct {
	mu      sync.Mutex
	objects map[string][]byte
	created []string                     // the keys of new objects, in the order in which they came
	before  func(call, key string) error // may fail a call
	after   func(call, key string) error // may lose the answer of a call
}

func newMemory() *memory { return &memory{objects: map[string][]byte{}} }

func (m *memory) clone() *memory {
	m.mu.Lock()
	defer m.mu.Unlock()
	return &memory{objects: maps.Clone(m.objects)} // bodies are never changed
}

func (m *memory) call(call, key string, do func()) error {
	if m.before != nil {
		if err := m.before(call, key); err != nil {
			return err
		}
	}
	m.mu.Lock()
	do()
	m.mu.Unlock()
	if m.after != nil {
		return m.after(call, key)
	}
	return nil
}

// fail makes the n-th of the next calls fail, or with dead all calls from then on;
// with applied, after they have taken effect. It returns the number of calls so far.
func (m *memory) fail(n int, applied, dead bool) (calls *atomic.Int32) {
	calls = new(atomic.Int32)
	hook := func(string, string) error {
		if call := int(calls.Add(1)); call == n || dead && call > n {
			return errDown
		}
		return nil
	}
	if applied {
		m.after = hook
	} else {
		m.before = hook
	}
	return calls
}

func (m *memory) PutNew(_ context.Context, key string, body []byte) (created bool, err error) {
	err = m.call("PutNew", key, func() {
		if _, there := m.objects[key]; !there {
			m.objects[key], created = bytes.Clone(body), true
			m.created = append(m.created, key)
		}
	})
	return created && err == nil, err
}

func (m *memory) Put(_ context.Context, key string, body []byte) error {
	return m.call("Put", key, func() { m.objects[key] = bytes.Clone(body) })
}

func (m *memory) Get(_ context.Context, key string) (body []byte, err error) {
	there := false
	if err := m.call("Get", key, func() { body, there = m.objects[key] }); err != nil {
		return nil, err
	}
	if !there {
		return nil, fmt.Errorf("%w: %s", ledger.ErrNoObject, key)
	}
	return body, nil
}

func (m *memory) List(_ context.Context, prefix, after string) (keys []string, err error) {
	err = m.call("List", prefix, func() {
		for key := range m.objects {
			if strings.HasPrefix(key, prefix) && key > after {
				keys = append(keys, key)
			}
		}
	})
	slices.Sort(keys)
	return keys, err
}

// kept returns the objects whose keys begin with one of the prefixes.
func (m *memory) kept(prefixes ...string) map[string]string {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept := map[string]string{}
	for key, body := range m.objects {
		if slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) {
			kept[key] = string(body)
		}
	}
	return kept
}

// lives returns the events of n orders in Germany in the order of a stream, and those
// of their lots.
func lives(n int) []ledger.Event {
	chance := rand.New(rand.NewPCG(5, uint64(n)))
	germany, _ := market.EU.Market("de")
	var events []ledger.Event
	for i := range n {
		events = append(events, ledgertest.Life(chance, germany, i)...)
	}
	slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	for i := range 40 {
		events = append(events, ledgertest.Lot(germany, "headphones", i, 25))
	}
	return rawtest.Number(events)
}

// few returns the events of n orders and three lots. It is for tests that close days again for each
// call: what a close calls depends on its files, not on how much is in them.
func few(n int) []ledger.Event {
	return without(lives(n), func(e ledger.Event) bool { return isLot(e) && e.Lot.Number >= 3 })
}

// dateOf returns the day of an event.
func dateOf(e ledger.Event) string {
	date, _ := ledger.Date(e.Market, e.OccurredAt)
	return date
}

// on returns the events of a day.
func on(events []ledger.Event, date string) []ledger.Event {
	return without(events, func(e ledger.Event) bool { return dateOf(e) != date })
}

// without returns the events for which so is false.
func without(events []ledger.Event, so func(ledger.Event) bool) []ledger.Event {
	return slices.DeleteFunc(slices.Clone(events), so)
}

func isLot(e ledger.Event) bool { return e.Type == ledger.Allocated }

func closer(m ledger.Objects) closing.Closer {
	return closing.Closer{Objects: m, Region: market.EU, After: 3 * time.Hour}
}

// closeDay closes a day in Germany, or leaves it open.
func closeDay(t *testing.T, m ledger.Objects, date string) closing.Manifest {
	t.Helper()
	manifest, err := closer(m).Close(t.Context(), closing.Request{Market: "de", Date: date}, later)
	if err != nil {
		t.Fatal(err)
	}
	return manifest
}

// mustClose closes days in Germany one after the other.
func mustClose(t *testing.T, m ledger.Objects, dates ...string) closing.Manifest {
	t.Helper()
	var last closing.Manifest
	for _, date := range dates {
		if last = closeDay(t, m, date); last.Status != closing.Closed {
			t.Fatalf("%s is %s: %+v", date, last.Status, last.Failed())
		}
	}
	return last
}

// failed returns the names of the failed checks.
func failed(m closing.Manifest) []closing.CheckName {
	var names []closing.CheckName
	for _, c := range m.Failed() {
		names = append(names, c.Name)
	}
	return names
}

var errDown = errors.New("503 slow down")

// unzip returns the content of a packed file.
func unzip(t *testing.T, packed []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
