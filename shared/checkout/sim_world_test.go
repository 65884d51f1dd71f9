package checkout_test

import (
	"cmp"
	"container/heap"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing/synctest"
	"time"
)

// world is a discrete-event scheduler. A goroutine runs only between two of its turns.
// The scheduler alone draws from the seed what happens in a turn, and when. So a seed
// replays step by step, however goroutines are scheduled.
//
// It needs a bubble of testing/synctest to know that every goroutine waits, including
// those that the code under test starts itself.
type world struct {
	now    time.Time // written only by the scheduler, while every goroutine waits
	random *rand.Rand
	log    io.Writer // of the trace; nil: none
	events events
	seq    int // of the last event

	mu        sync.Mutex
	inbox     []*turn            // posted since the scheduler last looked
	parked    map[*turn]struct{} // turns that a goroutine waits for
	counts    map[string]int     // what has happened, for the summary
	violation error              // the first
	over      bool
}

// turn is what a goroutine waits for.
type turn struct {
	who, what string
	// begin is called by the scheduler with all turns that came together and look alike.
	// Nothing tells them apart, so they have the same fate. It schedules events. Only
	// events wake or start goroutines, so that the effects of one end before the next.
	begin func(alike []*turn)
	of    *process // nil: not a process's
	wake  chan struct{}
	apply func(keep bool)
	err   error
}

type event struct {
	at   time.Time
	seq  int
	fire func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return cmp.Or(e[i].at.Compare(e[j].at), cmp.Compare(e[i].seq, e[j].seq)) < 0
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return last
}

func newWorld(start time.Time, seed uint64, log io.Writer) *world {
	return &world{
		now: start, random: rand.New(rand.NewPCG(seed, 0)), log: log,
		parked: map[*turn]struct{}{}, counts: map[string]int{},
	}
}

func (w *world) clock() time.Time { return w.now }

// run handles events until none is left or something is wrong. Then it ends every
// goroutine that still waits.
func (w *world) run() error {
	for w.settle(); w.violation == nil && len(w.events) > 0; w.settle() {
		next := heap.Pop(&w.events).(event)
		w.now = next.at
		next.fire()
	}
	if w.violation == nil && len(w.parked) > 0 {
		for t := range w.parked {
			w.fail("%s waits forever: %s", t.who, t.what)
		}
	}
	w.over = true
	for len(w.parked) > 0 {
		for t := range w.parked {
			w.rouse(t)
		}
		synctest.Wait()
	}
	return w.violation
}

// settle lets every goroutine run up to its next turn, and begins the turns in a sequence
// that does not depend on which ran first.
func (w *world) settle() {
	synctest.Wait()
	w.mu.Lock()
	inbox := w.inbox
	w.inbox = nil
	w.mu.Unlock()
	slices.SortFunc(inbox, func(a, b *turn) int {
		return cmp.Or(cmp.Compare(a.who, b.who), cmp.Compare(a.what, b.what))
	})
	for len(inbox) > 0 {
		n := 1
		for n < len(inbox) && inbox[n].who == inbox[0].who && inbox[n].what == inbox[0].what {
			n++
		}
		inbox[0].begin(inbox[:n])
		inbox = inbox[n:]
	}
}

// after schedules an event. Only the scheduler and what it calls may call it.
func (w *world) after(d time.Duration, fire func()) {
	w.seq++
	heap.Push(&w.events, event{at: w.now.Add(d), seq: w.seq, fire: fire})
}

// wait parks a goroutine until its turn is over. It does not return if the goroutine's
// process is dead by then.
func (w *world) wait(t *turn) {
	t.wake = make(chan struct{})
	if w.ended(t) {
		runtime.Goexit()
	}
	w.mu.Lock()
	w.inbox = append(w.inbox, t)
	w.parked[t] = struct{}{}
	w.mu.Unlock()
	<-t.wake
	if w.ended(t) {
		runtime.Goexit()
	}
}

func (w *world) ended(t *turn) bool { return w.over || t.of != nil && t.of.dead }

// post adds a turn without waiting for it.
func (w *world) post(t *turn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inbox = append(w.inbox, t)
}

// rouse ends turns that have not ended yet.
func (w *world) rouse(turns ...*turn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, t := range turns {
		if _, waits := w.parked[t]; waits {
			delete(w.parked, t)
			close(t.wake)
		}
	}
}

func (w *world) sleep(who string, d time.Duration) {
	w.wait(&turn{who: who, what: "sleeps", begin: func(alike []*turn) {
		w.after(d, func() { w.rouse(alike...) })
	}})
}

// fail records what is wrong. The world ends after the current step.
func (w *world) fail(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.violation == nil {
		w.violation = fmt.Errorf("at %s: "+format, append([]any{w.now.Format("15:04:05.000000")}, args...)...)
		w.tell("VIOLATION", "%v", w.violation)
	}
}

func (w *world) count(what string, n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counts[what] += n
}

// tell writes a line of the trace.
func (w *world) tell(who, format string, args ...any) {
	if w.log != nil {
		fmt.Fprintf(w.log, "%s %-12s %s\n", w.now.Format("15:04:05.000000"), who, fmt.Sprintf(format, args...))
	}
}

// between draws a duration. Only the scheduler and what it calls may call it.
func (w *world) between(from, to time.Duration) time.Duration {
	return from + time.Duration(w.random.Int64N(int64(to-from)))
}

// latency draws how long a message takes: some milliseconds, sometimes many.
func (w *world) latency() time.Duration {
	d := w.between(500*time.Microsecond, 8*time.Millisecond)
	switch w.random.IntN(60) {
	case 0:
		return 40 * d
	case 1, 2:
		return 8 * d
	default:
		return d
	}
}
