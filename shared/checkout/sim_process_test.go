package checkout_test

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"storefront/shared/checkout"
)

// Timeouts of the functions, as deployed.
const (
	checkoutTimeout = 15 * time.Second
	sweepTimeout    = 55 * time.Second
)

// errDied is the gateway's answer when a process died with the request.
var errDied = errors.New("the process died")

// process is one running function. It serves one request at a time, and keeps its caches
// between them until it dies.
type process struct {
	name     string
	fleet    *fleet
	serves   *job // nil: idle
	dead     bool
	owner    owner // for whom it holds units
	checkout *checkout.Checkout
	sweep    *checkout.Sweep
}

// job is a request on its way through a function.
type job struct {
	do   func(p *process)
	done func(died error)
}

// fleet is the processes of one function.
type fleet struct {
	*sim
	name    string
	timeout time.Duration
	idle    []*process
	busy    []*process
	queue   []*job
	born    int
}

func (s *sim) newFleet(name string, size int, timeout time.Duration) *fleet {
	f := &fleet{sim: s, name: name, timeout: timeout}
	for range size {
		f.boot()
	}
	return f
}

// boot starts a process with empty caches.
func (f *fleet) boot() {
	f.born++
	p := &process{name: fmt.Sprintf("%s-%d", f.name, f.born), fleet: f}
	f.equip(p)
	f.idle = append(f.idle, p)
}

// submit serves a job as soon as a process is free.
func (f *fleet) submit(j *job) {
	f.queue = append(f.queue, j)
	f.dispatch()
}

func (f *fleet) dispatch() {
	for len(f.queue) > 0 && len(f.idle) > 0 {
		i := f.random.IntN(len(f.idle))
		p, j := f.idle[i], f.queue[0]
		f.idle, f.queue = slices.Delete(f.idle, i, i+1), f.queue[1:]
		f.busy = append(f.busy, p)
		f.serve(p, j)
	}
}

func (f *fleet) serve(p *process, j *job) {
	p.serves = j
	f.after(f.timeout, func() {
		if p.serves == j {
			f.kill(p, "timed out")
		}
	})
	f.after(0, func() {
		if p.serves == j {
			go f.work(p, j)
		}
	})
}

func (f *fleet) work(p *process, j *job) {
	j.do(p)
	f.post(&turn{who: p.name, what: "is done", begin: func([]*turn) {
		if p.dead {
			return // this goroutine had nothing left to wait for
		}
		p.serves = nil
		f.busy = slices.DeleteFunc(f.busy, func(b *process) bool { return b == p })
		f.idle = append(f.idle, p)
		j.done(nil)
		f.dispatch()
	}})
}

// kill ends a process at once. What it has sent still arrives.
func (f *fleet) kill(p *process, why string) {
	if p.dead {
		return
	}
	f.tell(p.name, "dies: %s", why)
	f.count("processes died", 1)
	p.dead = true
	f.mu.Lock()
	var waits []*turn
	for t := range f.parked {
		if t.of == p {
			waits = append(waits, t)
		}
	}
	f.mu.Unlock()
	f.rouse(waits...)
	same := func(other *process) bool { return other == p }
	f.idle, f.busy = slices.DeleteFunc(f.idle, same), slices.DeleteFunc(f.busy, same)
	f.boot()
	if j := p.serves; j != nil {
		p.serves = nil
		j.done(errDied)
	}
	f.dispatch()
}

// killAll ends all processes, as a new version of the function does.
func (f *fleet) killAll() {
	for _, p := range slices.Concat(f.idle, f.busy) {
		f.kill(p, "a new version is deployed")
	}
}

// ask sends a request to a function and waits for its end. It fails if the process died
// with the request.
func (f *fleet) ask(who, what string, do func(p *process)) error {
	var died error
	f.wait(&turn{who: who, what: what, begin: func(alike []*turn) {
		answer := func(err error) {
			died = err
			f.after(f.latency(), func() { f.rouse(alike...) })
		}
		f.after(f.latency(), func() {
			f.tell(who, "%s", what)
			f.submit(&job{do: do, done: answer})
		})
	}})
	return died
}
