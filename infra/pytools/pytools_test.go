package pytools_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"

	"storefront/infra/pytools"
)

// fakePython stands for a Python on the PATH. What it installs is a line in $LOG.
const fakePython = `#!/bin/sh
case "$1 $2" in
"-m venv") /bin/mkdir -p "$3/bin" && /bin/cp "$0" "$3/bin/python" ;;
"-m pip") echo "$*" >>"$LOG" ;;
*) echo fake 3.12 ;;
esac
`

// oldPython says what the probe has an old one say.
const oldPython = `#!/bin/sh
echo "/usr/bin/python3 is Python 3.9.2" >&2
exit 1
`

// onPath makes a script the only program on the PATH, and the cache empty. It
// returns the file that fakePython writes what it installs to.
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
	cache := t.TempDir()
	t.Setenv("HOME", cache)
	t.Setenv("XDG_CACHE_HOME", cache)
	return log
}

func TestInstallOnce(t *testing.T) {
	log := onPath(t, fakePython)
	var processes errgroup.Group
	for range 3 {
		processes.Go(func() error {
			_, err := pytools.Install(t.Context(), pytools.Checks, io.Discard)
			return err
		})
	}
	if err := processes.Wait(); err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	tools, err := pytools.Install(t.Context(), pytools.Checks, &told)
	if err != nil || told.Len() > 0 {
		t.Errorf("installed again: %q, %v", &told, err)
	}
	if out, err := tools.Command(t.Context(), "python").Output(); err != nil || string(out) != "fake 3.12\n" {
		t.Errorf("the environment's Python says %q, %v", out, err)
	}
	if _, err := pytools.Install(t.Context(), pytools.SAM, io.Discard); err != nil {
		t.Fatal(err)
	}
	installed, err := os.ReadFile(log)
	if got := strings.Count(string(installed), "pip install"); err != nil || got != 2 {
		t.Errorf("installed %d times, want once for each set: %v\n%s", got, err, installed)
	}
}

func TestInstallRefuses(t *testing.T) {
	for _, test := range []struct {
		name, python string
		set          pytools.Set
		noPython     bool
		want         string
	}{
		{"no Python", "", pytools.Checks, true, "executable file not found"},
		{"an old Python", oldPython, pytools.Checks, true, "/usr/bin/python3 is Python 3.9.2"},
		{"an index out of reach", strings.Replace(fakePython, `echo "$*" >>"$LOG"`, "echo out of reach; exit 1", 1), pytools.Checks, false, "out of reach"},
		{"an unknown set", fakePython, "everything", false, `no set of Python tools "everything"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			onPath(t, test.python)
			for range 2 { // a failure leaves nothing behind that would pass for an environment
				_, err := pytools.Install(t.Context(), test.set, io.Discard)
				if err == nil || errors.Is(err, pytools.ErrNoPython) != test.noPython || !strings.Contains(err.Error(), test.want) {
					t.Errorf("got %v, want %q", err, test.want)
				}
			}
		})
	}
}

// outcome notes how a test ends.
type outcome struct {
	testing.TB
	skipped, failed string
}

func (o *outcome) Helper() {}

func (o *outcome) Skipf(format string, args ...any) {
	o.skipped = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (o *outcome) Fatal(args ...any) {
	o.failed = fmt.Sprint(args...)
	runtime.Goexit()
}

func TestForTest(t *testing.T) {
	const missing = `there is no Python 3.10 or newer with its venv module (on Debian: apt-get install python3-venv): /usr/bin/python3 is Python 3.9.2`
	for _, test := range []struct{ name, python, ci, skipped, failed string }{
		{"a Python", fakePython, "", "", ""},
		{"a Python in CI", fakePython, "true", "", ""},
		{"none that will do", oldPython, "", "not checked: the weather: " + missing, ""},
		{"none that will do in CI", oldPython, "true", "", missing},
	} {
		t.Run(test.name, func(t *testing.T) {
			onPath(t, test.python)
			t.Setenv("CI", test.ci)
			o := &outcome{TB: t}
			ended := make(chan *pytools.Tools, 1)
			go func() {
				defer close(ended)
				ended <- pytools.ForTest(o, "the weather")
			}()
			tools := <-ended
			if o.skipped != test.skipped || o.failed != test.failed {
				t.Errorf("skipped %q, failed %q, want %q, %q", o.skipped, o.failed, test.skipped, test.failed)
			}
			if (tools != nil) != (test.skipped == "" && test.failed == "") {
				t.Errorf("got the tools: %v", tools != nil)
			}
		})
	}
}
