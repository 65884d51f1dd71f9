package lambda

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// process is one execution environment: an operating system process that
// polls for invocations and works on one at a time. Its function's lock guards
// what changes.
type process struct {
	id       string // its part of the Runtime API's address
	function *Function
	binary   string
	created  time.Time
	work     chan *invocation // on its way to the poll
	output   *output
	ctx      context.Context
	cancel   context.CancelFunc

	pid        int
	usedMB     int           // the most memory it has had, when it was measured last
	measured   time.Time     // when that was
	initTime   time.Duration // 0: has not polled yet
	initError  *FunctionError
	reported   bool        // the time it took to start is in a REPORT line
	stopped    bool        // was told to end
	invocation *invocation // what it works on; nil: nothing
}

func newProcess(f *Function, binary string) *process {
	p := &process{
		id:       rand.Text(),
		function: f,
		binary:   binary,
		created:  time.Now(),
		work:     make(chan *invocation, 1),
		output:   &output{to: f.config.Log, quiet: f.config.Quiet},
	}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	return p
}

func (p *process) starting() bool { return p.initTime == 0 && !p.stopped }
func (p *process) busy() bool     { return p.invocation != nil }
func (p *process) working() bool  { return p.busy() && !p.invocation.settled }
func (p *process) current() bool  { return p.binary == p.function.binary && !p.stopped }
func (p *process) serving() bool  { return p.current() && p.initTime > 0 }

// memoryAge is how old the memory may be that a REPORT line tells of. To ask for it
// costs as much as a sixth of an invocation.
const memoryAge = 100 * time.Millisecond

// memoryMB is the most memory that the process is known to have had, in MB; 0 when
// that is not known. The function's lock is held.
func (p *process) memoryMB() int {
	if now := time.Now(); now.Sub(p.measured) >= memoryAge {
		p.usedMB, p.measured = p.peakMemoryMB(), now
	}
	return p.usedMB
}

// stop ends the process and all that it started, at once. The function's lock
// is held.
func (p *process) stop() {
	p.stopped = true
	p.cancel()
}

// run starts the process and stays with it to its end, on one thread: Linux
// takes that thread for the process's parent, and ends the process with it.
func (p *process) run() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer p.cancel()
	p.function.runtime.register(p)
	defer p.function.runtime.forget(p)

	late := time.AfterFunc(initLimit, p.late)
	defer late.Stop()
	cmd := exec.CommandContext(p.ctx, p.binary)
	cmd.Dir = filepath.Dir(p.binary)
	cmd.Env = p.function.environ(p)
	cmd.Stdout, cmd.Stderr = p.output, p.output
	cmd.SysProcAttr = ownGroup()
	cmd.Cancel = func() error { return killGroup(cmd.Process.Pid) }
	cmd.WaitDelay = time.Second // for a grandchild that left the group and holds the pipe
	err := cmd.Start()
	if err == nil {
		p.started(cmd.Process.Pid)
		err = cmd.Wait()
		p.output.flush()
	}
	p.function.exited(p, err)
}

func (p *process) started(pid int) {
	p.function.mu.Lock()
	defer p.function.mu.Unlock()
	p.pid = pid
}

// initLimit is how long Lambda lets a process start before it gives up on it.
const initLimit = 10 * time.Second

// late ends a process that has not polled within the time to start.
func (p *process) late() {
	p.function.mu.Lock()
	defer p.function.mu.Unlock()
	if p.starting() {
		p.initError = &FunctionError{Type: TypeTimeout, Message: fmt.Sprintf("it was not ready after %v", initLimit)}
		p.cancel()
	}
}

// failure says what the end of the process means for those who wait for it.
func (p *process) failure(err error) *FunctionError {
	if !p.starting() {
		return &FunctionError{Type: TypeExit, Message: "Runtime exited with error: " + ending(err)}
	}
	if p.initError != nil {
		return p.initError
	}
	return &FunctionError{Type: TypeInit, Message: ending(err)}
}

func ending(err error) string {
	if err == nil {
		return "exit status 0"
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.Error()
	}
	return strings.TrimPrefix(err.Error(), "fork/exec ")
}
