package lambda

import (
	"context"
	"fmt"
	"io"
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
	Processes   int               // of those, how many run at once; 0: DefaultProcesses
	Env         map[string]string // what the template and the runner add to Lambda's own
	Log         io.Writer         // gets whole lines, several at once from many goroutines
	Quiet       bool              // keeps START, END and REPORT out of the log
}

// DefaultProcesses is how many processes run a function that does not say.
const DefaultProcesses = 8

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

// Function adds a function that runs binary, an executable's absolute path.
// No process starts before the first invocation.
func (r *Runtime) Function(binary string, config Config) *Function {
	if config.Concurrency == 0 {
		config.Concurrency = accountConcurrency
	}
	if config.Processes == 0 {
		config.Processes = DefaultProcesses
	}
	config.Processes = min(config.Processes, config.Concurrency)
	return &Function{config: config, runtime: r, binary: binary, live: map[*process]bool{}}
}

// Invoke runs the function on an event and returns its response, at most
// MaxPayload bytes of JSON. It fails with ErrThrottled, ErrTooLarge or
// ErrClosed when the function did not see the event, and with a
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

// Swap makes binary serve every invocation that no process has yet. Those
// under way finish in the processes they are in, which end with them.
func (f *Function) Swap(binary string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.binary == binary {
		return
	}
	f.binary = binary
	f.stopUnused()
	f.assign()
}

// Close refuses what waits, lets the invocations under way finish until ctx
// ends, and returns when no process is left.
func (f *Function) Close(ctx context.Context) {
	f.mu.Lock()
	f.closed = true
	f.failWaiting(ErrClosed)
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

// admit lets an invocation in unless the function is at its concurrency.
func (f *Function) admit(inv *invocation) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return ErrClosed
	}
	if len(f.waiting)+f.count((*process).working) >= f.config.Concurrency {
		return ErrThrottled
	}
	f.waiting = append(f.waiting, inv)
	f.assign()
	return nil
}

// withdraw takes back an invocation that no process has yet, and says whether
// there was such a one.
func (f *Function) withdraw(inv *invocation) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.Index(f.waiting, inv)
	if i < 0 {
		return false
	}
	f.waiting = slices.Delete(f.waiting, i, i+1)
	return true
}

// assign gives waiting invocations to idle processes and starts a process for
// each that is left, as far as the limit goes. f.mu is held.
func (f *Function) assign() {
	for len(f.waiting) > 0 && len(f.idle) > 0 {
		inv, p := f.waiting[0], f.idle[len(f.idle)-1]
		f.waiting[0] = nil
		f.waiting, f.idle = f.waiting[1:], f.idle[:len(f.idle)-1]
		f.give(p, inv)
	}
	more := min(
		len(f.waiting)-f.count((*process).starting),
		f.config.Processes-f.count((*process).current),
	)
	for range more {
		f.start()
	}
}

// give makes a process work on an invocation, against the clock. f.mu is held.
func (f *Function) give(p *process, inv *invocation) {
	inv.started = time.Now()
	inv.deadline = time.AfterFunc(f.config.Timeout, func() { f.timeout(p, inv) })
	p.invocation = inv
	p.work <- inv // the process's poll takes it; there is room for the one
}

func (f *Function) start() {
	p := newProcess(f, f.binary)
	f.live[p] = true
	f.gone.Go(p.run)
}

// ready notes that a process asks for its next invocation, which also ends
// the one before.
func (f *Function) ready(p *process) {
	f.mu.Lock()
	r, ended := f.end(p, nil)
	if p.initTime == 0 {
		p.initTime = time.Since(p.created)
	}
	if f.closed || !p.current() {
		p.stop()
	} else if !slices.Contains(f.idle, p) {
		f.idle = append(f.idle, p)
	}
	f.assign()
	f.mu.Unlock()
	if ended {
		f.report(r)
	}
}

// reap ends a process that nobody needed for a while, unless it has just been
// given an invocation.
func (f *Function) reap(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i := slices.Index(f.idle, p); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
		p.stop()
	}
}

// respond settles the invocation that a process works on, and says whether id
// is still that one.
func (f *Function) respond(p *process, id string, response []byte, err error) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	inv := p.invocation
	if inv == nil || inv.id != id || inv.settled {
		return false
	}
	inv.settle(response, err)
	return true
}

// timeout ends an invocation that took too long, and its process, whose state
// nobody can know.
func (f *Function) timeout(p *process, inv *invocation) {
	f.mu.Lock()
	if p.invocation != inv {
		f.mu.Unlock()
		return
	}
	message := fmt.Sprintf("Task timed out after %.2f seconds", f.config.Timeout.Seconds())
	r, _ := f.end(p, &FunctionError{Type: TypeTimeout, Message: inv.id + " " + message})
	r.status = "timeout"
	p.stop()
	f.assign()
	f.mu.Unlock()
	f.logf("%s %s %s", inv.started.Add(f.config.Timeout).UTC().Format("2006-01-02T15:04:05.000Z"), inv.id, message)
	f.report(r)
}

// exited notes that a process is gone, and why.
func (f *Function) exited(p *process, err error) {
	f.mu.Lock()
	delete(f.live, p)
	f.idle = slices.DeleteFunc(f.idle, func(other *process) bool { return other == p })
	failure := p.failure(err)
	crashed, stillborn := p.working(), p.starting()
	r, ended := f.end(p, failure)
	if stillborn && f.count((*process).serving) == 0 {
		f.failWaiting(failure) // they would only see the next process fail
	}
	f.assign()
	f.mu.Unlock()
	if crashed {
		f.logf("RequestId: %s Error: %s", r.id, failure.Message)
	}
	if ended {
		f.report(r)
	}
	if stillborn {
		f.logf("%s did not start: %s", f.config.Name, failure.Message)
	}
}

// end closes the books on the invocation a process had, if it had one. An
// invocation that was not answered until now fails with failure. f.mu is held.
func (f *Function) end(p *process, failure *FunctionError) (r report, ended bool) {
	inv := p.invocation
	if inv == nil {
		return report{}, false
	}
	p.invocation = nil
	inv.deadline.Stop()
	if failure == nil {
		failure = &FunctionError{Type: TypeUnhandled, Message: "the function asked for its next event before it answered this one"}
	}
	inv.settle(nil, failure)
	r = report{id: inv.id, duration: time.Since(inv.started), sizeMB: f.config.MemoryMB}
	if !f.config.Quiet {
		r.usedMB = p.peakMemoryMB()
	}
	if !p.reported {
		r.init, p.reported = p.initTime, true
	}
	if e, ok := inv.err.(*FunctionError); ok {
		r.status, r.kind = "error", e.Type
	}
	return r, true
}

// failWaiting answers every invocation that has no process. f.mu is held.
func (f *Function) failWaiting(err error) {
	for _, inv := range f.waiting {
		inv.settle(nil, err)
	}
	f.waiting = nil
}

// stopUnused ends every process that has no invocation. f.mu is held.
func (f *Function) stopUnused() {
	f.idle = nil
	for p := range f.live {
		if !p.busy() {
			p.stop()
		}
	}
}

// count says how many live processes are as said. f.mu is held.
func (f *Function) count(is func(*process) bool) int {
	n := 0
	for p := range f.live {
		if is(p) {
			n++
		}
	}
	return n
}

func (f *Function) report(r report) {
	if !f.config.Quiet {
		io.WriteString(f.config.Log, r.String()) //nolint:errcheck // a log that is gone stops nothing
	}
}

func (f *Function) logf(format string, args ...any) {
	fmt.Fprintf(f.config.Log, format+"\n", args...) //nolint:errcheck // as above
}
