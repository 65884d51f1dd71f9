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
	first, err := filelock.Acquire(t.Context(), path, func() { t.Error("waits for a free lock") })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := filelock.Try(path); !errors.Is(err, filelock.ErrHeld) {
		t.Errorf("Try of a held lock: %v, want %v", err, filelock.ErrHeld)
	}
	waits := 0
	second, err := filelock.Acquire(t.Context(), path, func() {
		waits++
		first.Close()
	})
	if err != nil || waits != 1 {
		t.Fatalf("Acquire of a held lock: %v after %d calls of waiting, want 1", err, waits)
	}
	second.Close()
	third, err := filelock.Try(path)
	if err != nil {
		t.Fatal(err)
	}
	third.Close()
}

func TestAcquireEndsWithItsContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	held, err := filelock.Try(path)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := filelock.Acquire(ctx, path, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("Acquire: %v, want %v", err, context.Canceled)
	}
}

func TestTryWithoutAFolder(t *testing.T) {
	t.Parallel()
	if _, err := filelock.Try(filepath.Join(t.TempDir(), "none", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Try: %v, want %v", err, os.ErrNotExist)
	}
}
