package filelock_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"storefront/infra/filelock"
)

func TestLockIsHeldUntilClosed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first := must(filelock.Try(path))(t)
	if _, err := filelock.Try(path); !errors.Is(err, filelock.ErrHeld) {
		t.Errorf("Try() of a held lock = %v, want %v", err, filelock.ErrHeld)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	must(filelock.Try(path))(t).Close()
}

func TestAcquireWaits(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first := must(filelock.Try(path))(t)

	waited := 0
	second := must(filelock.Acquire(t.Context(), path, func() {
		waited++
		first.Close()
	}))(t)
	second.Close()
	if waited != 1 {
		t.Errorf("told %d times that it waits, want once", waited)
	}
}

func TestAcquireOfAFreeLockDoesNotWait(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	must(filelock.Acquire(t.Context(), path, func() { t.Error("waited") }))(t).Close()
}

func TestAcquireEndsWithItsContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	defer must(filelock.Try(path))(t).Close()

	ctx, cancel := context.WithCancel(t.Context())
	if _, err := filelock.Acquire(ctx, path, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("Acquire() = %v, want %v", err, context.Canceled)
	}
}

func TestTryWithoutAFolder(t *testing.T) {
	t.Parallel()
	if _, err := filelock.Try(filepath.Join(t.TempDir(), "none", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Try() = %v, want %v", err, os.ErrNotExist)
	}
}

func must(f *os.File, err error) func(*testing.T) *os.File {
	return func(t *testing.T) *os.File {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}
