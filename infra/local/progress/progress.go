// Package progress shows a person that something takes time, and how far it is: in
// one line that is rewritten where there is a terminal, and in a plain line now and
// then where there is none.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

// How often the line on a terminal is rewritten at least, and a plain one written.
const (
	redrawEvery = time.Second
	repeatEvery = 10 * time.Second
)

// eraseLine takes the cursor to the line's beginning and what is there away.
const eraseLine = "\r\x1b[K"

// Display shows what is going on below a log. Its methods may be called at the same
// time.
type Display struct {
	out      io.Writer
	terminal bool
	started  time.Time // what the seconds are counted from

	mu      sync.Mutex
	what    string // is going on; empty: nothing
	detail  string
	written time.Time     // when a plain line was, of the same
	ended   chan struct{} // closed when nothing goes on any more
}

// New makes a display on out, which is a terminal or not. Seconds are counted from
// a moment.
func New(out io.Writer, terminal bool, started time.Time) *Display {
	return &Display{out: out, terminal: terminal, started: started}
}

// IsTerminal reports whether a file is a terminal that can rewrite a line.
func IsTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0 && os.Getenv("TERM") != "dumb"
}

// Write writes whole lines of the log.
func (d *Display) Write(lines []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.what == "" || !d.terminal {
		return d.out.Write(lines)
	}
	if _, err := io.WriteString(d.out, eraseLine); err != nil {
		return 0, err
	}
	n, err := d.out.Write(lines)
	d.draw()
	return n, err
}

// Show says what is going on, such as "compiling checkout", and how far it is. It
// stays until another one or Clear.
func (d *Display) Show(what, detail string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.what == "" {
		d.ended = make(chan struct{})
		go d.tick(d.ended)
	}
	fresh := d.what != what
	d.what, d.detail = what, detail
	if d.terminal {
		d.draw()
	} else if fresh {
		d.write()
	}
}

// Clear says that nothing is going on any more.
func (d *Display) Clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.what == "" {
		return
	}
	close(d.ended)
	d.what, d.detail = "", ""
	if d.terminal {
		io.WriteString(d.out, eraseLine) //nolint:errcheck // a terminal that is gone shows nothing
	}
}

// tick keeps the seconds right while something is going on.
func (d *Display) tick(ended <-chan struct{}) {
	ticks := time.NewTicker(redrawEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ended:
			return
		case <-ticks.C:
			d.again()
		}
	}
}

func (d *Display) again() {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.what == "":
	case d.terminal:
		d.draw()
	case time.Since(d.written) >= repeatEvery:
		d.write()
	}
}

// draw writes the line on a terminal. d.mu is held.
func (d *Display) draw() {
	fmt.Fprint(d.out, eraseLine, d.line()) //nolint:errcheck // as above
}

// write writes a plain line. d.mu is held.
func (d *Display) write() {
	d.written = time.Now()
	fmt.Fprintln(d.out, d.line()) //nolint:errcheck // as above
}

func (d *Display) line() string {
	parts := []string{d.what}
	if d.detail != "" {
		parts = append(parts, d.detail)
	}
	return strings.Join(append(parts, fmt.Sprintf("%d s", int(time.Since(d.started).Seconds()))), ", ")
}
