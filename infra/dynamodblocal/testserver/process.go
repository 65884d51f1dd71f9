package testserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// checkEvery is the time between two looks at a process.
const checkEvery = 200 * time.Millisecond

// process is one process and no other: once it has ended, its pid may be given
// to another, which started at another time.
type process struct {
	pid     int
	started string // fit for a file name
	command string // the last element of the command's path
}

// String is unique to the process.
func (p process) String() string { return fmt.Sprintf("%d-%s", p.pid, p.started) }

// ended tells whether the process is gone for sure.
func (p process) ended() bool {
	now, err := lookup(p.pid)
	if err != nil {
		return errors.Is(err, os.ErrProcessDone)
	}
	return now.started != p.started
}

// watch returns when the process has ended, or one of the others is done.
func (p process) watch(ctx context.Context, done <-chan struct{}) {
	tick := time.NewTicker(checkEvery)
	defer tick.Stop()
	for !p.ended() {
		select {
		case <-ctx.Done():
			return
		case <-done:
			return
		case <-tick.C:
		}
	}
}
