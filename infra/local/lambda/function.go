package lambda

import (
	"context"
	"log"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Config describes how a function runs.
type Config struct {
	Name        string            // as in AWS, such as "storefront-us-checkout"
	AWSRegion   string            // such as "us-west-2"
	MemoryMB    int               // the function is told, and it is logged; not enforced
	Timeout     time.Duration     // of one invocation
	Concurrency int               // invocations admitted at once; 0: an account's default, 1,000
	Processes   int               // invocations that run at once; 0: twice the processors, at least 4
	Env         map[string]string // in addition to Lambda's own variables
	Log         *log.Logger
	Quiet       bool // leaves START, END and REPORT lines and metrics out of the log

	// Debug makes the function one for a debugger: one process, which starts at once,
	// says its id in the log, is kept when idle, and has no timeout.
	Debug bool
}

// NoTimeout is the timeout of a function that is debugged, and of requests to it.
const NoTimeout = 24 * time.Hour

// defaultProcesses returns the default of Config.Processes. A function mostly waits
// for its database, so it has more processes than the machine has processors.
// Measured, twice as many answer no faster, and the slowest answers come later.
func defaultProcesses() int { return max(4, 2*runtime.NumCPU()) }

// accountConcurrency is what an AWS account allows a function by default.
const accountConcurrency = 1000

// idleLimit is how long an idle process is kept.
const idleLimit = 5 * time.Minute

// Function is one Lambda function: its processes, and the invocations that wait for
// one. Its methods may be called concurrently.
type Function struct {
	config  Config
	runtime *Runtime
	running sync.WaitGroup // counts the live processes

	mu      sync.Mutex
	binary  string
	live    map[*process]bool
	idle    []*process    // of this binary, waiting in a poll; the last one is used next
	waiting []*invocation // in order of arrival
	closed  bool
}

// Function returns a new function that runs binary, the absolute path of an
// executable. If binary is empty, invocations fail with ErrNotBuilt until Swap. No
// process starts before the first invocation, unless the function is debugged.
func (r *Runtime) Function(binary string, config Config) *Function {
	if config.Concurrency == 0 {
		config.Concurrency = accountConcurrency
	}
	if config.Processes == 0 {
		config.Processes = defaultProcesses()
	}
	config.Processes = min(config.Processes, config.Concurrency)
	if config.Debug {
		config.Processes, config.Timeout = 1, NoTimeout
	}
	f := &Function{config: config, runtime: r, live: map[*process]bool{}}
	f.Swap(binary)
	return f
}

// Invoke runs the function on an event and returns its response, at most MaxPayload
// bytes. If the function did not see the event, Invoke fails with ErrThrottled,
// ErrTooLarge, ErrNotBuilt or ErrClosed; if it did, or could not start, with a
// *FunctionError. When ctx ends, an invocation that waits for a process is
// withdrawn. One that runs goes on without its caller, as in Lambda.
func (f *Function) Invoke(ctx context.Context, event []byte) ([]byte, error) {
	if len(event) > MaxPayload {
		return nil, ErrTooLarge
	}
	inv := newInvocation(event)
	if err := f.admit(inv); err != nil {
		return nil, err
	}
	patience := time.NewTimer(f.config.Timeout)
	defer patience.Stop()
	select {
	case <-inv.done:
		return inv.response, inv.err
	case <-patience.C:
		if f.withdraw(inv) {
			return nil, ErrThrottled
		}
	case <-ctx.Done():
		f.withdraw(inv)
		return nil, context.Cause(ctx)
	}
	select {
	case <-inv.done:
		return inv.response, inv.err
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Swap makes binary serve every invocation that no process has yet, and reports
// whether binary is new. Invocations under way finish in their processes, which
// then end.
func (f *Function) Swap(binary string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.binary == binary {
		return false
	}
	f.binary = binary
	f.stopUnused()
	f.assign()
	if f.config.Debug && f.count((*process).current) == 0 {
		f.start()
	}
	return true
}

// Kill kills one of the function's processes as kill -9 does, and reports whether
// there was one. Given the number of processes, pick returns which to kill, counted
// from the oldest. The invocation of that process fails, and the next one starts
// another process. Kill is for tests and rehearsals of crashes.
func (f *Function) Kill(pick func(n int) int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	var alive []*process
	for p := range f.live {
		if p.pid != 0 && p.ctx.Err() == nil {
			alive = append(alive, p)
		}
	}
	if len(alive) == 0 {
		return false
	}
	slices.SortFunc(alive, func(a, b *process) int { return a.created.Compare(b.created) })
	alive[pick(len(alive))].cancel()
	return true
}

// Close fails the waiting invocations with ErrClosed, lets those under way finish
// until ctx ends, and returns when no process is left.
func (f *Function) Close(ctx context.Context) {
	f.mu.Lock()
	f.closed = true
	f.failWaiting(ErrClosed, time.Now())
	f.stopUnused()
	f.mu.Unlock()

	gone := make(chan struct{})
	go func() { f.running.Wait(); close(gone) }()
	select {
	case <-gone:
		return
	case <-ctx.Done():
	}
	f.mu.Lock()
	for p := range f.live {
		p.stop()
	}
	f.mu.Unlock()
	<-gone
}
