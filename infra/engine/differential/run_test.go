package differential

import (
	"flag"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"storefront/infra/dynamodblocal"
	"storefront/infra/engine"
)

var (
	operations  = flag.Int("operations", 5000, "how many operations to compare")
	seed        = flag.Uint64("seed", 1, "makes other operations")
	differences = flag.Int("differences", 1, "how many differences to find")
	whole       = flag.Bool("whole", false, "leave the sequences that differ as they are")
	endpointURL = flag.String("endpoint", "", "what to compare with Amazon's engine, such as another of Amazon's; empty: the embedded engine")
)

// amazon returns the address of a DynamoDB Local that all tests share. Where it
// cannot run, the test is skipped, but not in CI.
func amazon(t *testing.T) string {
	t.Helper()
	server, err := startAmazon()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("there is no engine of Amazon's to compare with: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return server.Endpoint()
}

var startAmazon = sync.OnceValues(func() (*dynamodblocal.Server, error) {
	in, err := dynamodblocal.Install(ctx, os.Stderr)
	if err != nil {
		return nil, err
	}
	return in.Start(ctx, dynamodblocal.Options{HeapMB: 512})
})

// TestAmazon holds Amazon's engine to itself: nothing may be compared that it
// does not promise.
func TestAmazon(t *testing.T) {
	url := amazon(t)
	compare(t, Options{Amazon: url, Other: url, Seed: *seed, Operations: *operations / 5})
}

// TestEngine holds the embedded engine to Amazon's.
func TestEngine(t *testing.T) {
	opts := Options{Amazon: amazon(t), Other: *endpointURL, Seed: *seed, Operations: *operations, Differences: *differences, Whole: *whole}
	if opts.Other == "" {
		embedded, err := engine.Open(engine.Options{})
		if err != nil {
			t.Fatal(err)
		}
		server := httptest.NewServer(embedded)
		defer func() {
			server.Close()
			if err := embedded.Close(); err != nil {
				t.Error(err)
			}
		}()
		opts.Other = server.URL
	}
	compare(t, opts)
}

func compare(t *testing.T, opts Options) {
	t.Helper()
	report, err := Run(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Log(report)
	if len(report.Differences) > 0 {
		t.Fail()
	}
	done, requests := 0, 0
	for what, count := range report.Coverage {
		if strings.HasPrefix(what, "refusal: ") {
			if count.Done > 0 {
				t.Errorf("Amazon's engine does not refuse: %s", what)
			}
			continue
		}
		done, requests = done+count.Done, requests+count.Requests
	}
	if 10*done < 4*requests {
		t.Errorf("only %d of %d requests are done rather than refused", done, requests)
	}
}
