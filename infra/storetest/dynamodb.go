package storetest

import (
	"context"
	"os"
	"sync"
	"testing"

	"storefront/infra/local/database"
)

// EngineVariable names the environment variable that selects the tests' engine:
// embedded, which is the default, or amazon.
const EngineVariable = "STOREFRONT_TEST_ENGINE"

// DynamoDB returns the endpoint of a DynamoDB for a test. Each test has an embedded
// engine of its own. Amazon's takes seconds to start, so concurrent tests of a
// binary share it, as they share a DynamoDB that the environment points at: names of
// tables must be unique.
func DynamoDB(tb testing.TB) (endpoint string) {
	tb.Helper()
	open := openOwn
	if database.Choose(os.Getenv(EngineVariable)) == database.Amazon {
		open = amazon.open
	}
	endpoint, done, err := open(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := done(); err != nil {
			tb.Error(err)
		}
	})
	return endpoint
}

func openOwn(ctx context.Context) (endpoint string, done func() error, err error) {
	db, err := database.Open(ctx, database.Options{Engine: database.Choose(os.Getenv(EngineVariable))})
	if err != nil {
		return "", nil, err
	}
	return db.Endpoint, db.Close, nil
}

// shared is a database that is closed with the last test that uses it.
type shared struct {
	mu   sync.Mutex
	uses int
	db   *database.Database
}

var amazon shared

func (s *shared) open(ctx context.Context) (endpoint string, done func() error, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.uses == 0 {
		options := database.Options{Engine: database.Amazon, Log: os.Stderr}
		if s.db, err = database.Open(context.WithoutCancel(ctx), options); err != nil {
			return "", nil, err
		}
	}
	s.uses++
	return s.db.Endpoint, s.done, nil
}

func (s *shared) done() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.uses--
	if s.uses > 0 {
		return nil
	}
	return s.db.Close()
}
