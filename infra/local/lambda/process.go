package lambda

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"storefront/infra/subprocess"
)

// process is one execution environment: an operating system process that polls for
// invocations and works on one at a time. Its function's lock guards the fields
// that change.
type process struct {
	id       string // in the address of its Runtime API
	function *Function
	binary   string
	created  time.Time
	work     chan *invocation // on its way to the poll
	output   *output
	ctx      context.Context
	cancel   context.CancelFunc
	launched chan struct{} // closed when pid is known

	pid        int
	usedMB     int            // its peak memory, as measured last
	measured   time.Time      // when usedMB was measured
	initTime   time.Duration  // from the start to the first poll; 0: not yet
	initError  *FunctionError // why it was killed before its first poll
	reported   bool           // initTime is in a REPORT line
	stopped    bool           // stop was called
	invocation *invocation    // that it works on; nil: none
}

func newProcess(f *Function, binary string) *process {
	p := &process{
		id:       rand.Text(),
		function: f,
		binary:   binary,
		created:  time.Now(),
		work:     make(chan *invocation, 1),
		launched: make(chan struct{}),
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

// stop kills the process and all that it started. The function's lock is held.
func (p *process) stop() {
	p.stopped = true
	p.cancel()
}

// run starts the process and waits for its end.
func (p *process) run() {
	defer p.cancel()
	p.function.runtime.processes.Store(p.id, p)
	defer p.function.runtime.processes.Delete(p.id)

	if !p.function.config.Debug {
		late := time.AfterFunc(initLimit, p.late)
		defer late.Stop()
	}
	cmd := subprocess.Command(p.ctx, p.binary)
	cmd.Dir = filepath.Dir(p.binary)
	cmd.Env = p.function.environ(p)
	cmd.Stdout, cmd.Stderr = p.output, p.output
	cmd.WaitDelay = time.Second // for a grandchild that left the group and holds the pipe
	err := subprocess.Run(cmd, func() { p.started(cmd.Process.Pid) })
	p.output.flush()
	p.function.exited(p, err)
}

func (p *process) started(pid int) {
	p.function.mu.Lock()
	defer p.function.mu.Unlock()
	p.pid = pid
	close(p.launched)
	if p.function.config.Debug {
		p.function.config.Log.Printf("process %d waits for a debugger: dlv attach %d", pid, pid)
	}
}

// initLimit is how long Lambda waits for the first poll of a process.
const initLimit = 10 * time.Second

// late kills a process that has not polled within initLimit.
func (p *process) late() {
	p.function.mu.Lock()
	defer p.function.mu.Unlock()
	if p.starting() {
		p.initError = &FunctionError{Type: TypeTimeout, Message: fmt.Sprintf("it was not ready after %v", initLimit)}
		p.cancel()
	}
}

// failure returns the error of those who wait for the process when it has ended
// with err.
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
	return strings.TrimPrefix(err.Error(), "fork/exec ")
}

// memoryAge is how old the memory in a REPORT line may be. To measure it takes as long
// as a sixth of an invocation.
const memoryAge = 100 * time.Millisecond

// memoryMB returns the most memory that the process is known to have had, rounded up to
// MB; 0 if the system does not tell, as only Linux does. The function's lock is held.
func (p *process) memoryMB() int {
	if now := time.Now(); now.Sub(p.measured) >= memoryAge {
		p.usedMB, p.measured = peakMemoryMB(p.pid), now
	}
	return p.usedMB
}

func peakMemoryMB(pid int) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, peak, _ := bytes.Cut(status, []byte("VmHWM:"))
	fields := bytes.Fields(peak)
	if len(fields) == 0 {
		return 0
	}
	kB, err := strconv.Atoi(string(fields[0]))
	if err != nil {
		return 0
	}
	return (kB + 1023) / 1024
}
