// Package filelock lets one process at a time do some work. The operating system
// releases a lock when the process that holds it ends.
package filelock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrHeld means that another process, or another open file of this one, holds the
// lock.
var ErrHeld = errors.New("lock is held")

const retryEvery = 50 * time.Millisecond

// Lock is a lock on a file.
type Lock struct{ file *os.File }

// Close releases the lock. To close the file would not be enough: a child process
// has a copy of it from its fork to its exec, and each copy holds the lock.
func (l *Lock) Close() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}

// Try locks the file at path, which it creates if necessary. If the lock is held,
// the error is [ErrHeld].
func Try(path string) (*Lock, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return &Lock{f}, nil
	}
	f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, ErrHeld
	}
	return nil, fmt.Errorf("lock %s: %w", path, err)
}

// Acquire is like [Try], but while the lock is held it waits, until ctx is done. It
// calls waiting once before it waits.
func Acquire(ctx context.Context, path string, waiting func()) (*Lock, error) {
	l, err := Try(path)
	if !errors.Is(err, ErrHeld) {
		return l, err
	}
	waiting()
	tick := time.NewTicker(retryEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("wait for the lock %s: %w", path, context.Cause(ctx))
		case <-tick.C:
		}
		if l, err := Try(path); !errors.Is(err, ErrHeld) {
			return l, err
		}
	}
}
