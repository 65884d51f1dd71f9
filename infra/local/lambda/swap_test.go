package lambda_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"storefront/infra/eventually"
	"storefront/infra/local/lambda"
	"storefront/infra/local/localtest"
)

// copyFixture copies the fixture, to be taken for another binary.
func copyFixture(t *testing.T) string {
	t.Helper()
	program, err := os.ReadFile(fixture)
	if err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(t.TempDir(), "bootstrap")
	if err := os.WriteFile(binary, program, 0o755); err != nil {
		t.Fatal(err)
	}
	return binary
}

func runs(d description, binary string) bool {
	return slices.Contains(d.Env, "LAMBDA_TASK_ROOT="+filepath.Dir(binary))
}

func TestSwap(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Processes: 2})
	other := copyFixture(t)
	running := startTask(t.Context(), t, f)
	eventually.True(t, "a task runs", running.began)
	before := describe(t, f)
	if !runs(before, fixture) {
		t.Fatal("the first binary does not serve")
	}
	f.Swap(other)
	after := describe(t, f)
	if !runs(after, other) {
		t.Error("the old binary serves after Swap")
	}
	eventually.True(t, "the idle old process is gone", func() bool { return localtest.Gone(before.PID) })
	running.end(t)
	f.Swap(other)
	// A process that is not yet idle again is not the one that is asked.
	eventually.True(t, "after a swap to the same binary the process serves on", func() bool { return describe(t, f).PID == after.PID })
}

func TestFunctionWithoutABinary(t *testing.T) {
	t.Parallel()
	f, _ := startBinary(t, "", lambda.Config{})
	if _, err := f.Invoke(t.Context(), do("echo", "tea")); !errors.Is(err, lambda.ErrNotBuilt) {
		t.Errorf("Invoke fails with %v, want ErrNotBuilt", err)
	}
	f.Swap(fixture)
	describe(t, f)
}

func TestSwapUnderLoad(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{Processes: 4, Quiet: true})
	binaries := []string{copyFixture(t), copyFixture(t)}
	load, stop := context.WithTimeout(t.Context(), 2*time.Second)
	defer stop()
	var callers sync.WaitGroup
	for range 8 {
		callers.Go(func() {
			for load.Err() == nil {
				if _, err := f.Invoke(context.Background(), do("echo", "")); err != nil {
					t.Errorf("an invocation is dropped: %v", err)
				}
			}
		})
	}
	for n := 0; load.Err() == nil; n++ {
		binary := binaries[n%2]
		f.Swap(binary)
		if d := describe(t, f); !runs(d, binary) {
			t.Error("the old binary serves after Swap")
		}
	}
	callers.Wait()
}

// A new binary that does not start fails invocations: the old one no longer serves.
// After the next Swap, a binary that starts does.
func TestSwapToWhatDoesNotStart(t *testing.T) {
	t.Parallel()
	f, _ := start(t, lambda.Config{})
	invoke(t, f, do("echo", ""))
	f.Swap(filepath.Join(t.TempDir(), "missing"))
	_, err := f.Invoke(t.Context(), do("echo", ""))
	if e := failure(t, err); e.Type != lambda.TypeInit {
		t.Errorf("Invoke fails with %v", e)
	}
	f.Swap(fixture)
	invoke(t, f, do("echo", ""))
}
