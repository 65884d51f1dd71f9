package compile

import (
	"bytes"
	"context"
	"runtime"
	"strings"
	"sync"
)

// listener takes what go build says apart, line by line.
type listener struct {
	ctx  context.Context
	job  Job
	line []byte          // its beginning
	said strings.Builder // what is no step

	counting sync.WaitGroup
	mu       sync.Mutex // guards heard, and lets one step be heard at a time
	heard    Step
}

func (l *listener) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		l.line = append(l.line, line...)
		if bytes.HasSuffix(l.line, []byte("\n")) {
			l.end()
		}
	}
	return len(b), nil
}

// close takes in what has no end of a line, and waits for what hears.
func (l *listener) close() {
	l.end()
	l.counting.Wait()
}

// end takes in a line. Those of packages, which -v brings, are the only ones
// without a space or colon.
func (l *listener) end() {
	line := string(l.line)
	l.line = l.line[:0]
	text := strings.TrimSpace(line)
	module, download := strings.CutPrefix(text, "go: downloading ")
	switch {
	case download:
		l.hear(func(s *Step) { s.Package, s.Module = "", module })
	case text != "" && !strings.ContainsAny(strings.TrimSuffix(line, "\n"), " \t:"):
		l.hear(func(s *Step) { s.Package, s.Module, s.Begun = text, "", s.Begun+1 })
	default:
		l.said.WriteString(line)
	}
}

// hear passes a step on. The first one has the packages counted, while they are
// being compiled.
func (l *listener) hear(change func(*Step)) {
	if l.job.Hear == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heard == (Step{}) {
		l.counting.Go(l.count)
	}
	change(&l.heard)
	if l.heard.Of > 0 {
		l.heard.Of = max(l.heard.Of, l.heard.Begun) // a late dependency was not counted
	}
	l.job.Hear(l.heard)
}

// count adds what is still to compile to what is compiled: of the packages that
// have begun, the last ones are still counted, one on each processor.
func (l *listener) count() {
	n := l.job.stale(l.ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if n > 0 {
		l.heard.Of = n + max(0, l.heard.Begun-runtime.GOMAXPROCS(0))
	}
}
