package main

import (
	"os"
	"testing"

	"storefront/infra/eventually"
	"storefront/infra/local/localtest"
)

func TestFunctionsEndWhenTheCommandIsKilled(t *testing.T) {
	t.Parallel()
	r := start(t)
	pid := r.pid(t)
	localtest.SlowRequest(t, r.url) // so that the process does not end by itself, at its next poll
	r.signal(t, os.Kill)
	if err := r.wait(); err == nil {
		t.Error("the command ends well")
	}
	eventually.True(t, "the function's process is gone", func() bool { return localtest.Gone(pid) })
}
