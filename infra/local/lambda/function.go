package lambda

import (
	"context"
	"io"
	"runtime"
	"slices"
	"sync"
	"time"
)

// Config says how a function runs.
type Config struct {
	Name        string            // as in AWS, such as "storefront-us-checkout"
	AWSRegion   string            // such as "us-west-2"
	MemoryMB    int               // told to the function and logged; not enforced
	Timeout     time.Duration     // of one invocation
	Concurrency int               // invocations let in at once; 0: an account's default, 1,000
	Processes   int               // of those, how many run at once; 0: twice the processors, at least 4
	Env         map[string]string // what the template and the runner add to Lambda's own
	Log         io.Writer         // gets whole lines, several at once from many goroutines
	Quiet       bool              // keeps START, END and REPORT, and metrics, out of the log
}

// defaultProcesses is how many processes run a function that does not say. A
// function mostly waits for its database, so there are more than processors;
// but measured, twice as many again answer no faster, and the slowest later.
func defaultProcesses() int { return max(4, 2*runtime.NumCPU()) }

// accountConcurrency is what an AWS account allows a function by default.
const accountConcurrency = 1000

// idleLimit is how long a process lives without an invocation.
const idleLimit = 5 * time.Minute

// Function is one Lambda function: the processes that run it and the
// invocations that wait for one. Its methods may be called at the same time.
type Function struct {
	config  Config
	runtime *Runtime
	gone    sync.WaitGroup // one for each live process

	mu      sync.Mutex
	binary  string
	live    map[*process]bool
	idle    []*process    // of this binary, waiting in a poll; the one used last is used next
	waiting []*invocation // in the order in which they came
	closed  bool
}

// Function adds a function that runs binary, an executable's absolute path; empty
// while there is none, until Swap. No process starts before the first invocation.
func (r *Runtime) Function(binary string, config Config) *Function {
	if config.Concurrency == 0 {
		config.Concurrency = accountConcurrency
	}
	if config.Processes == 0 {
		config.Processes = defaultProcesses()
	}
	config.Processes = min(config.Processes, config.Concurrency)
	return &Function{config: config, runtime: r, binary: binary, live: map[*process]bool{}}
}

// Invoke runs the function on an event and returns its response, at most
// MaxPayload bytes of JSON. It fails with ErrThrottled, ErrTooLarge,
// ErrNotBuilt or ErrClosed when the function did not see the event, and with a
// *FunctionError when it did, or when it could not start. When ctx ends, an
// invocation that waits for a process is withdrawn; one that runs goes on
// without its caller, as in Lambda.
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

// Swap makes binary serve every invocation that no process has yet, and says
// whether it did not before. Those under way finish in the processes they are
// in, which end with them.
func (f *Function) Swap(binary string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.binary == binary {
		return false
	}
	f.binary = binary
	f.stopUnused()
	f.assign()
	return true
}

// Kill ends one of the function's processes as kill -9 does, wherever it is in
// its work, and says whether there was one to end. pick chooses it: given how
// many there are, it returns a number below that, counted from the oldest. What
// the process worked on fails, and whatever comes next starts another. It is for
// tests and rehearsals: the store itself never ends a process that it may need.
func (f *Function) Kill(pick func(n int) int) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	var running []*process
	for p := range f.live {
		if p.pid != 0 && p.ctx.Err() == nil {
			running = append(running, p)
		}
	}
	if len(running) == 0 {
		return false
	}
	slices.SortFunc(running, func(a, b *process) int { return a.created.Compare(b.created) })
	running[pick(len(running))].cancel()
	return true
}

// Close refuses what waits, lets the invocations under way finish until ctx
// ends, and returns when no process is left.
func (f *Function) Close(ctx context.Context) {
	f.mu.Lock()
	f.closed = true
	f.failWaiting(ErrClosed, time.Now())
	f.stopUnused()
	f.mu.Unlock()

	gone := make(chan struct{})
	go func() { f.gone.Wait(); close(gone) }()
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
