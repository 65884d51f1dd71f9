package compile

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"sync"
)

// listener reads the output of go build -v, line by line.
type listener struct {
	ctx   context.Context
	job   Job
	line  []byte          // a line that has begun
	other strings.Builder // lines that are no steps

	counting sync.WaitGroup
	mu       sync.Mutex // guards step, and lets OnStep run once at a time
	step     Step       // the last one
}

func (l *listener) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		l.line = append(l.line, line...)
		if bytes.HasSuffix(l.line, []byte("\n")) {
			l.endLine()
		}
	}
	return len(b), nil
}

// close reads a last line that does not end, and waits for count.
func (l *listener) close() {
	l.endLine()
	l.counting.Wait()
}

// endLine reads a whole line. With -v, a line with a package's path alone announces
// that package. No other line is without a space or colon.
func (l *listener) endLine() {
	line := string(l.line)
	l.line = l.line[:0]
	text := strings.TrimSpace(line)
	module, download := strings.CutPrefix(text, "go: downloading ")
	switch {
	case download:
		l.begin(func(s *Step) { s.Package, s.Module = "", module })
	case text != "" && !strings.ContainsAny(strings.TrimSuffix(line, "\n"), " \t:"):
		l.begin(func(s *Step) { s.Package, s.Module, s.Begun = text, "", s.Begun+1 })
	default:
		l.other.WriteString(line)
	}
}

// begin begins a step, which change makes of the one before. The first step has the
// packages counted, while the build goes on.
func (l *listener) begin(change func(*Step)) {
	if l.job.OnStep == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.step == (Step{}) {
		l.counting.Go(l.count)
	}
	change(&l.step)
	if l.step.Of > 0 {
		l.step.Of = max(l.step.Of, l.step.Begun) // the count is an estimate
	}
	l.job.OnStep(l.step)
}

// count estimates how many packages there are: those that have begun and those that
// are not compiled. On each processor, a package is both.
func (l *listener) count() {
	n := l.job.stale(l.ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if n > 0 {
		l.step.Of = n + max(0, l.step.Begun-runtime.GOMAXPROCS(0))
	}
}
