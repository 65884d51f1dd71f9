package lambda

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// admit queues an invocation, unless the function is at its concurrency.
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

// withdraw removes an invocation from those that wait, and reports whether it was
// among them.
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

// assign gives waiting invocations to idle processes. For each invocation that is
// left it starts a process, up to the function's limit. f.mu is held.
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

// give hands an invocation to an idle process and starts its timeout. f.mu is held.
func (f *Function) give(p *process, inv *invocation) {
	inv.started = time.Now()
	inv.deadline = time.AfterFunc(f.config.Timeout, func() { f.timeout(p, inv) })
	p.invocation = inv
	p.work <- inv // the channel has room for it
}

func (f *Function) start() {
	p := newProcess(f, f.binary)
	f.live[p] = true
	f.running.Go(p.run)
}

// ready notes that a process polls for its next invocation, which ends the one
// before.
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

// reap stops a process that was idle for long, unless it has just been given an
// invocation.
func (f *Function) reap(p *process) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if i := slices.Index(f.idle, p); i >= 0 {
		f.idle = slices.Delete(f.idle, i, i+1)
		p.stop()
	}
}

// respond settles the invocation that a process works on. It reports false if that
// has another id, or is settled.
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

// timeout ends an invocation that took too long, and its process, whose state is
// unknown.
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

// exited notes that a process has ended with err.
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
	f.config.Log.Printf("%s did not start: %s", f.config.Name, failure.Message)
	if f.count((*process).serving) > 0 {
		return // they take what waits; another start would fail, too
	}
	f.failWaiting(failure, p.created)
	f.assign()
}

// fail settles with an error the invocation that a process has not answered, if
// there is one. f.mu is held.
func (f *Function) fail(p *process, failure *FunctionError) {
	if p.working() {
		f.config.Log.Printf("RequestId: %s Error: %s", p.invocation.id, failure.Message)
		p.invocation.settle(nil, failure)
	}
}

// end takes its invocation from a process, if it has one, and logs the REPORT line.
// f.mu is held.
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
	f.config.Log.Printf("END RequestId: %s", r.id)
	f.config.Log.Print(r)
}

// failWaiting settles with an error the waiting invocations that were admitted by
// the given time. f.mu is held.
func (f *Function) failWaiting(err error, before time.Time) {
	f.waiting = slices.DeleteFunc(f.waiting, func(inv *invocation) bool {
		if inv.admitted.After(before) {
			return false
		}
		inv.settle(nil, err)
		return true
	})
}

// stopUnused stops every process that has no invocation. f.mu is held.
func (f *Function) stopUnused() {
	f.idle = nil
	for p := range f.live {
		if !p.busy() {
			p.stop()
		}
	}
}

// count returns how many live processes satisfy is. f.mu is held.
func (f *Function) count(is func(*process) bool) int {
	n := 0
	for p := range f.live {
		if is(p) {
			n++
		}
	}
	return n
}
