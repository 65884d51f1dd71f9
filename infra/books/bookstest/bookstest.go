// Package bookstest makes books for tests.
package bookstest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/payment"
)

// Memory is a bucket of books in memory.
type Memory struct {
	mu      sync.Mutex
	Objects map[string][]byte
}

// New returns an empty bucket.
func New() *Memory { return &Memory{Objects: map[string][]byte{}} }

// Put stores an object.
func (m *Memory) Put(_ context.Context, key string, body []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.Objects[key] = body
	return nil
}

// PutNew stores an object unless the key exists. It reports whether it did.
func (m *Memory) PutNew(_ context.Context, key string, body []byte) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, there := m.Objects[key]; there {
		return false, nil
	}
	m.Objects[key] = body
	return true, nil
}

// Get returns an object, or ledger.ErrNoObject.
func (m *Memory) Get(_ context.Context, key string) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	body, there := m.Objects[key]
	if !there {
		return nil, ledger.ErrNoObject
	}
	return body, nil
}

// List returns the keys with a prefix that come after another key, in order.
func (m *Memory) List(_ context.Context, prefix, after string) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var keys []string
	for key := range m.Objects {
		if strings.HasPrefix(key, prefix) && key > after {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys, nil
}

// Moved returns the events of a capture with its fee, and of a payout, at the payment provider.
func Moved(tb testing.TB, m market.Market, at time.Time) []ledger.Event {
	tb.Helper()
	var events []ledger.Event
	for _, kind := range []payment.MovementKind{payment.MoneyCaptured, payment.PaidOut} {
		minor := func(n int64) money.Amount { return money.Amount{Minor: n, Currency: m.Currency} }
		movement := payment.Movement{
			ID: string(m.Code) + at.Format(time.DateOnly) + string(kind), Kind: kind, Source: "x_1", Market: string(m.Code),
			Amount: minor(4_000), Fee: minor(99), At: at,
		}
		e, err := ledger.NewMovement(ledger.Source{Region: m.Region, At: at}, movement)
		if err != nil {
			tb.Fatal(err)
		}
		events = append(events, e)
	}
	return events
}

// ToDisk writes the current Parquet files of the books to a folder.
func ToDisk(tb testing.TB, dir string, books *Memory) {
	tb.Helper()
	for key, body := range books.Objects {
		if !strings.HasPrefix(key, "current/") || !strings.HasSuffix(key, ".parquet") {
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(key))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, body, 0o644)); err != nil {
			tb.Fatal(err)
		}
	}
}
