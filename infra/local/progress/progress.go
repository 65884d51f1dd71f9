// Package progress shows what takes time, and how far it is. On a terminal it rewrites
// one line; elsewhere it writes a line from time to time.
package progress

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"
)

const (
	redrawEvery = time.Second      // on a terminal
	repeatEvery = 10 * time.Second // elsewhere
)

// eraseLine moves the cursor to the beginning of the line, and erases the line.
const eraseLine = "\r\x1b[K"

// Display writes a log, and below it what is going on. Its methods may be called
// concurrently.
type Display struct {
	out      io.Writer
	terminal bool
	started  time.Time // the line shows the seconds since

	mu      sync.Mutex
	what    string // what is going on; empty: nothing
	detail  string
	written time.Time     // when the last plain line was written
	ended   chan struct{} // closed when nothing is going on
}

// New returns a display on out, which is a terminal or not. It shows the seconds since
// started.
func New(out io.Writer, terminal bool, started time.Time) *Display {
	return &Display{out: out, terminal: terminal, started: started}
}

// IsTerminal reports whether a file is a terminal that can erase a line.
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

// Show shows what is going on, such as "compiling checkout", and a detail of it, until
// the next Show or Clear.
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

// Clear shows that nothing is going on.
func (d *Display) Clear() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.what == "" {
		return
	}
	close(d.ended)
	d.what, d.detail = "", ""
	if d.terminal {
		io.WriteString(d.out, eraseLine) //nolint:errcheck // a broken terminal stops nothing
	}
}

// tick updates the line while something is going on.
func (d *Display) tick(ended <-chan struct{}) {
	ticks := time.NewTicker(redrawEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ended:
			return
		case <-ticks.C:
			d.update()
		}
	}
}

func (d *Display) update() {
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
	fmt.Fprint(d.out, eraseLine, d.line())
}

// write writes a plain line. d.mu is held.
func (d *Display) write() {
	d.written = time.Now()
	fmt.Fprintln(d.out, d.line())
}

func (d *Display) line() string {
	parts := []string{d.what}
	if d.detail != "" {
		parts = append(parts, d.detail)
	}
	return strings.Join(append(parts, fmt.Sprintf("%d s", int(time.Since(d.started).Seconds()))), ", ")
}
