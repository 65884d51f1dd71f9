package differential

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"storefront/infra/dynamodblocal"
	"storefront/infra/engine"
)

var (
	operations  = flag.Int("operations", 2000, "how many operations to compare")
	seed        = flag.Uint64("seed", 1, "selects other operations")
	differences = flag.Int("differences", 1, "how many differences to find")
	whole       = flag.Bool("whole", false, "do not shorten the sequences that differ")
	endpointURL = flag.String("endpoint", "", "what to compare with Amazon's engine, such as another of Amazon's; empty: the embedded engine")
)

// blockOperations is how many operations one DynamoDB Local answers before a fresh
// one replaces it: it gets slower with every stream record.
const blockOperations = 15_000

// amazon returns the address of a DynamoDB Local that the tests share. If it cannot
// run, the test is skipped, or fails in CI.
func amazon(t *testing.T) string {
	t.Helper()
	server, err := shared()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("start DynamoDB Local to compare with: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return server.Endpoint()
}

var shared = sync.OnceValues(startAmazon)

func startAmazon() (*dynamodblocal.Server, error) {
	in, err := dynamodblocal.Install(ctx, os.Stderr)
	if err != nil {
		return nil, err
	}
	return in.Start(ctx, dynamodblocal.Options{})
}

// TestAmazon compares Amazon's engine with itself: the comparison must not depend
// on what it does not promise.
func TestAmazon(t *testing.T) {
	url := amazon(t)
	compare(t, options{amazon: url, other: url, seed: *seed, operations: min(*operations, blockOperations) / 5})
}

// TestEngine compares the embedded engine with Amazon's.
func TestEngine(t *testing.T) {
	opts := options{amazon: amazon(t), other: *endpointURL, seed: *seed, differences: *differences, whole: *whole}
	if opts.other == "" {
		opts.other = serve(t, embedded(t))
	}
	opts.operations = min(*operations, blockOperations)
	report := compare(t, opts)
	for done := report.operations; done < *operations && !t.Failed(); done += report.operations {
		opts.first, opts.operations = report.next, min(*operations-done, blockOperations)
		report = compareAfresh(t, opts)
	}
}

// compareAfresh compares with a fresh DynamoDB Local.
func compareAfresh(t *testing.T, opts options) report {
	t.Helper()
	server, err := startAmazon()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	}()
	opts.amazon = server.Endpoint()
	return compare(t, opts)
}

// embedded opens an engine for a test.
func embedded(t *testing.T) http.Handler {
	t.Helper()
	e, err := engine.Open(engine.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// serve returns the address of a handler.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

func compare(t *testing.T, opts options) report {
	t.Helper()
	report, err := run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
	if len(report.differences) > 0 {
		t.Fail()
	}
	done, requests := 0, 0
	for what, count := range report.coverage {
		if strings.HasPrefix(what, "refusal: ") {
			if count.done > 0 {
				t.Errorf("Amazon's engine does not refuse: %s", what)
			}
			continue
		}
		done, requests = done+count.done, requests+count.requests
	}
	if 10*done < 4*requests {
		t.Errorf("only %d of %d requests are done rather than refused", done, requests)
	}
	return report
}
