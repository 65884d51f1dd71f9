package faultproxy

import (
	"context"
	"sync"
)

// underway counts what is under way. Unlike a sync.WaitGroup it can be waited
// for while more begins, and no longer than one likes.
type underway struct {
	mu   sync.Mutex
	n    int
	idle chan struct{} // closed when n falls to 0
}

func (u *underway) begin() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n == 0 {
		u.idle = make(chan struct{})
	}
	u.n++
}

func (u *underway) end() {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.n--; u.n == 0 {
		close(u.idle)
	}
}

func (u *underway) wait(ctx context.Context) error {
	u.mu.Lock()
	n, idle := u.n, u.idle
	u.mu.Unlock()
	if n == 0 {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
