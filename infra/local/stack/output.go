package stack

import (
	"io"
	"sync/atomic"
)

// output passes on the store's log until it is muted.
type output struct {
	to    io.Writer
	muted atomic.Bool
}

func (o *output) mute() { o.muted.Store(true) }

// Write writes to the log.
func (o *output) Write(b []byte) (int, error) {
	if o.muted.Load() {
		return len(b), nil
	}
	return o.to.Write(b)
}
