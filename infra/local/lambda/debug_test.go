package lambda_test

import (
	"fmt"
	"testing"
	"time"

	"storefront/infra/local/lambda"
)

// A function that is debugged has one process from the start. It says which, and takes
// the time that a developer takes.
func TestDebug(t *testing.T) {
	t.Parallel()
	f, l := start(t, lambda.Config{Debug: true, Timeout: time.Second})
	l.WaitFor(t, `process \d+ waits for a debugger: dlv attach \d+`)
	d := describe(t, f)
	l.WaitFor(t, fmt.Sprintf("process %[1]d waits for a debugger: dlv attach %[1]d\n", d.PID))
	if left := time.Until(d.Deadline); left < time.Hour {
		t.Errorf("the function has %v left", left)
	}
	f.Swap(copyFixture(t))
	swapped := describe(t, f)
	if swapped.PID == d.PID {
		t.Error("the old process serves after the swap")
	}
	l.WaitFor(t, fmt.Sprintf("process %d waits", swapped.PID))
}
