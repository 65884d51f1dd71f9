// Package filelock keeps two processes from doing the same work at once. A
// lock ends with the processes that hold it, however they end, so none is ever
// left over.
package filelock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrHeld says that another process, or another open file of this one, holds the lock.
var ErrHeld = errors.New("lock is held")

const retryEvery = 50 * time.Millisecond

// Try locks the file at path, which it makes if need be, or fails with
// [ErrHeld]. Closing the file unlocks it; a child process that inherits the
// file shares the lock, which then ends when both have closed it.
func Try(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrHeld
	}
	return nil, fmt.Errorf("locking %s: %w", path, err)
}

// Acquire is [Try], but waits while the lock is held until ctx is done. It
// calls waiting, once, before it waits.
func Acquire(ctx context.Context, path string, waiting func()) (*os.File, error) {
	f, err := Try(path)
	if !errors.Is(err, ErrHeld) {
		return f, err
	}
	waiting()
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("waiting for the lock %s: %w", path, context.Cause(ctx))
		case <-tick.C:
		}
		if f, err := Try(path); !errors.Is(err, ErrHeld) {
			return f, err
		}
	}
}
