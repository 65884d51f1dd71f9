package progress_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/local/progress"
)

// show returns what a display writes: a goes on for 11.9 s, with a line of the log
// meanwhile, then b for 1.5 s, then nothing.
func show(terminal bool) string {
	var out bytes.Buffer
	d := progress.New(&out, terminal, time.Now())
	line := func(text string) { io.WriteString(d, text+"\n") } //nolint:errcheck // into memory
	line("starting")
	d.Clear()
	d.Show("compiling a", "1 of 3 packages")
	time.Sleep(1500 * time.Millisecond)
	d.Show("compiling a", "2 of 3 packages")
	line("something else")
	time.Sleep(10400 * time.Millisecond)
	d.Show("compiling b", "")
	time.Sleep(1500 * time.Millisecond)
	d.Clear()
	d.Clear()
	time.Sleep(time.Minute)
	line("ready")
	return out.String()
}

func TestDisplay(t *testing.T) {
	t.Parallel()
	const erase = "\r\x1b[K"
	onTerminal := "starting\n" + erase + "compiling a, 1 of 3 packages, 0 s" + erase + "compiling a, 1 of 3 packages, 1 s" +
		erase + "compiling a, 2 of 3 packages, 1 s" + // as soon as it is told
		erase + "something else\n" + erase + "compiling a, 2 of 3 packages, 1 s"
	for second := 2; second <= 11; second++ {
		onTerminal += fmt.Sprintf("%scompiling a, 2 of 3 packages, %d s", erase, second)
	}
	onTerminal += erase + "compiling b, 11 s" + erase + "compiling b, 12 s" + erase + "compiling b, 13 s" + erase + "ready\n"
	const asLines = `starting
compiling a, 1 of 3 packages, 0 s
something else
compiling a, 2 of 3 packages, 10 s
compiling b, 11 s
ready
`
	for terminal, want := range map[bool]string{true: onTerminal, false: asLines} {
		synctest.Test(t, func(t *testing.T) {
			if diff := cmp.Diff(want, show(terminal)); diff != "" {
				t.Errorf("on a terminal: %t (-want +got):\n%s", terminal, diff)
			}
		})
	}
}

func TestIsTerminal(t *testing.T) {
	t.Parallel()
	file, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if progress.IsTerminal(file) {
		t.Error("a file is taken for a terminal")
	}
}
