package filelock

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestLockIsHeldUntilClosed(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	first, err := Acquire(t.Context(), path, func() { t.Error("waits for a free lock") })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Try(path); !errors.Is(err, ErrHeld) {
		t.Errorf("Try of a held lock: %v, want %v", err, ErrHeld)
	}
	waits := 0
	second, err := Acquire(t.Context(), path, func() {
		waits++
		first.Close()
	})
	if err != nil || waits != 1 {
		t.Fatalf("Acquire of a held lock: %v after %d calls of waiting, want 1", err, waits)
	}
	second.Close()
	third, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	third.Close()
}

func TestAcquireEndsWithItsContext(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	held, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := Acquire(ctx, path, cancel); !errors.Is(err, context.Canceled) {
		t.Errorf("Acquire: %v, want %v", err, context.Canceled)
	}
}

func TestTryWithoutAFolder(t *testing.T) {
	t.Parallel()
	if _, err := Try(filepath.Join(t.TempDir(), "none", "lock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Try: %v, want %v", err, os.ErrNotExist)
	}
}

// A child process that has a copy of the file stands in for one between its fork and
// its exec.
func TestCloseReleasesTheLockOfAChildToo(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "lock")
	lock, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), "cat")
	child.ExtraFiles = []*os.File{lock.file}
	if _, err := child.StdinPipe(); err != nil { // cat runs until it is closed
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Wait()         //nolint:errcheck // killed
	defer child.Process.Kill() //nolint:errcheck // by its id
	if err := lock.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}
