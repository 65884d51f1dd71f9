package pytools

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// fakePython stands in for Python. It writes a line to $LOG for each installation.
const fakePython = `#!/bin/sh
case "$1 $2" in
"-m venv") /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python" ;;
"-m pip") echo "$*" >>"$LOG" ;;
*) echo fake 3.12 ;;
esac
`

// oldPython prints what the probe prints in an old Python.
const oldPython = `#!/bin/sh
echo "/usr/bin/python3 is Python 3.9.2" >&2
exit 1
`

// onPath makes a script the only program on the PATH, and the cache empty. It
// returns the file $LOG.
func onPath(t *testing.T, python string) string {
	t.Helper()
	dir := t.TempDir()
	if python != "" {
		if err := os.WriteFile(filepath.Join(dir, "python3"), []byte(python), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	log := filepath.Join(dir, "log")
	t.Setenv("LOG", log)
	t.Setenv("PATH", dir)
	t.Setenv("HOME", dir)
	t.Setenv("XDG_CACHE_HOME", dir)
	return log
}

func TestInstallOnce(t *testing.T) {
	log := onPath(t, fakePython)
	var processes errgroup.Group
	for range 3 {
		processes.Go(func() error {
			_, err := Install(t.Context(), new(bytes.Buffer))
			return err
		})
	}
	if err := processes.Wait(); err != nil {
		t.Fatal(err)
	}
	var progress bytes.Buffer
	tools, err := Install(t.Context(), &progress)
	if err != nil || progress.Len() > 0 {
		t.Fatalf("installed again: %q, %v", &progress, err)
	}
	if out, err := tools.Command(t.Context(), "python").Output(); err != nil || string(out) != "fake 3.12\n" {
		t.Errorf("the environment's Python prints %q, %v", out, err)
	}
	installed, err := os.ReadFile(log)
	if got := strings.Count(string(installed), "pip install"); err != nil || got != 1 {
		t.Errorf("installed %d times, %v\n%s", got, err, installed)
	}
}

// ended records how a test ends.
type ended struct {
	testing.TB
	how string
}

func (e *ended) Helper() {}

func (e *ended) Skipf(string, ...any) { e.end("skipped") }

func (e *ended) Fatal(...any) { e.end("failed") }

func (e *ended) end(how string) {
	e.how = how
	runtime.Goexit()
}

func TestInstallFails(t *testing.T) {
	for _, test := range []struct {
		name, python  string
		noPython      bool
		want          string
		outside, inCI string // how a test ends that needs the tools
	}{
		{"no Python", "", true, "executable file not found", "skipped", "failed"},
		{"an old Python", oldPython, true, "/usr/bin/python3 is Python 3.9.2", "skipped", "failed"},
		{"an index out of reach", strings.Replace(fakePython, `echo "$*" >>"$LOG"`, "echo out of reach; exit 1", 1), false, "out of reach", "failed", "failed"},
		{"nothing", fakePython, false, "", "passed", "passed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			onPath(t, test.python)
			for range 2 { // a failure leaves no environment behind
				_, err := Install(t.Context(), new(bytes.Buffer))
				if (err == nil) != (test.want == "") || errors.Is(err, ErrNoPython) != test.noPython || err != nil && !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
			}
			for ci, want := range map[string]string{"": test.outside, "true": test.inCI} {
				t.Setenv("CI", ci)
				e := &ended{TB: t, how: "passed"}
				done := make(chan struct{})
				go func() {
					defer close(done)
					ForTest(e, "the weather")
				}()
				if <-done; e.how != want {
					t.Errorf("with CI=%q a test %s, want %s", ci, e.how, want)
				}
			}
		})
	}
}
