package main

import (
	"os"
	"testing"
)

func TestFunctionsEndWhenTheCommandIsKilled(t *testing.T) {
	t.Parallel()
	r := start(t)
	pid := r.pid(t)
	r.slowRequest(t) // so that the process does not end by itself, at its next poll
	r.signal(t, os.Kill)
	if err := r.wait(); err == nil {
		t.Error("the command ends well")
	}
	eventually(t, "the function's process is gone", func() bool { return gone(pid) })
}
