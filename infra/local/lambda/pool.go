package lambda

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"
)

// admit lets an invocation in unless the function is at its concurrency.
func (f *Function) admit(inv *invocation) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.closed {
		return ErrClosed
	}
	if f.binary == "" {
		return ErrNotBuilt
	}
	if len(f.waiting)+f.count((*process).working) >= f.config.Concurrency {
		return ErrThrottled
	}
	inv.admitted = time.Now()
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
	defer f.mu.Unlock()
	f.fail(p, &FunctionError{Type: TypeUnhandled, Message: "the function asked for its next event before it answered this one"})
	f.end(p)
	if p.initTime == 0 {
		p.initTime = time.Since(p.created)
	}
	if f.closed || !p.current() {
		p.stop()
	} else if !slices.Contains(f.idle, p) {
		f.idle = append(f.idle, p)
	}
	f.assign()
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
	defer f.mu.Unlock()
	if p.invocation != inv {
		return
	}
	message := fmt.Sprintf("Task timed out after %.2f seconds", f.config.Timeout.Seconds())
	f.fail(p, &FunctionError{Type: TypeTimeout, Message: message})
	f.end(p)
	p.stop()
	f.assign()
}

// exited notes that a process is gone, and why.
func (f *Function) exited(p *process, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.live, p)
	f.idle = slices.DeleteFunc(f.idle, func(other *process) bool { return other == p })
	failure := p.failure(err)
	f.fail(p, failure)
	f.end(p)
	if !p.starting() {
		f.assign()
		return
	}
	f.logf("%s did not start: %s", f.config.Name, failure.Message)
	if f.count((*process).serving) > 0 {
		return // they take what waits; the next start would fail at once, and so on
	}
	f.failWaiting(failure, p.created)
	f.assign()
}

// fail settles and logs what a process works on, if it has not answered. f.mu
// is held.
func (f *Function) fail(p *process, failure *FunctionError) {
	if p.working() {
		f.logf("RequestId: %s Error: %s", p.invocation.id, failure.Message)
		p.invocation.settle(nil, failure)
	}
}

// end closes the books on the invocation a process had, if it had one. f.mu is held.
func (f *Function) end(p *process) {
	inv := p.invocation
	if inv == nil {
		return
	}
	p.invocation = nil
	inv.deadline.Stop()
	if f.config.Quiet {
		return
	}
	r := report{id: inv.id, duration: time.Since(inv.started), sizeMB: f.config.MemoryMB, usedMB: p.memoryMB()}
	if !p.reported {
		r.init, p.reported = p.initTime, true
	}
	if e, failed := errors.AsType[*FunctionError](inv.err); failed {
		r.failure = e.Type
	}
	io.WriteString(f.config.Log, r.String()) //nolint:errcheck // a log that is gone stops nothing
}

// failWaiting answers every invocation that has no process and came before a
// moment. f.mu is held.
func (f *Function) failWaiting(err error, before time.Time) {
	f.waiting = slices.DeleteFunc(f.waiting, func(inv *invocation) bool {
		if inv.admitted.After(before) {
			return false
		}
		inv.settle(nil, err)
		return true
	})
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

func (f *Function) logf(format string, args ...any) {
	fmt.Fprintf(f.config.Log, format+"\n", args...) //nolint:errcheck // a log that is gone stops nothing
}
