// Package eventually waits for conditions in tests.
package eventually

import (
	"testing"
	"time"
)

// timeout is a time that no machine needs, so that only a fault exceeds it.
const timeout = time.Minute

// True returns once condition does. If that takes a minute, it fails the test and
// names what it waited for, such as "the process is gone".
func True(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(timeout)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v in vain: %s", timeout, what)
		}
		time.Sleep(time.Millisecond)
	}
}
