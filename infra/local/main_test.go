package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"storefront/infra/local/localtest"
)

// TestMain lets the test binary stand in for the command.
func TestMain(m *testing.M) { localtest.Main(m, main) }

// fakeRunner prints its process id, directory and arguments, and whether it knows when
// the launcher was started.
const fakeRunner = `package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const where = %q

func main() {
	at, err := time.Parse(time.RFC3339Nano, os.Getenv("STOREFRONT_STARTED"))
	dir, _ := os.Getwd()
	fmt.Println("process", os.Getpid(), "in", filepath.Base(dir), "with", os.Args[1:], time.Since(at) > 0, err)
}
`

// fakeModule writes a module with fakeRunner, which is in no build cache.
func fakeModule(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	localtest.Write(t, root, "go.mod", "module storefront\n\ngo 1.26\n")
	localtest.Write(t, root, "template.yaml", "")
	localtest.Write(t, root, "functions/README", "")
	localtest.Write(t, root, "infra/local/runner/main.go", fmt.Sprintf(fakeRunner, root))
	return root
}

func TestBecomesTheRunner(t *testing.T) {
	t.Parallel()
	root := fakeModule(t)
	starts := []struct {
		name string
		says string // before the runner
	}{
		{"first", "starting the store; press Ctrl-C to stop it\ncompiling the local store, package 1, 0 s\n"},
		{"second", "starting the store; press Ctrl-C to stop it\n"},
	}
	for _, start := range starts {
		cmd := localtest.Command(t, filepath.Join(root, "functions"), "-port", "4000")
		output, err := cmd.CombinedOutput()
		want := fmt.Sprintf("%sprocess %d in functions with [-port 4000] true <nil>\n", start.says, cmd.Process.Pid)
		got := regexp.MustCompile(`(package 1)( of about \d+)?, \d+ s`).ReplaceAllString(string(output), "$1, 0 s")
		if err != nil || got != want {
			t.Errorf("the %s start ends with %v and prints %q, want %q", start.name, err, got, want)
		}
	}
}

func TestRunnerDoesNotCompile(t *testing.T) {
	t.Parallel()
	root := fakeModule(t)
	localtest.Write(t, root, "infra/local/runner/main.go", localtest.Broken)
	cmd := localtest.Command(t, root)
	output, _ := cmd.CombinedOutput()
	if want := "infra/local/runner/main.go:3:15: undefined: undefined"; cmd.ProcessState.ExitCode() != 1 || !strings.Contains(string(output), want) {
		t.Errorf("the command ends with %v and prints %q, want exit status 1 and %q", cmd.ProcessState, output, want)
	}
}

func TestOutsideTheRepository(t *testing.T) {
	t.Parallel()
	cmd := localtest.Command(t, t.TempDir())
	output, _ := cmd.CombinedOutput()
	got := string(output)
	if cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(got, "local: ") || !strings.Contains(got, "is not inside the storefront's repository") || strings.Count(got, "\n") != 1 {
		t.Errorf("the command ends with %v and prints %q", cmd.ProcessState, got)
	}
}

// Ctrl-C during the compilation stops the compiler, too.
func TestEndsWhileItCompiles(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			root, dir := fakeModule(t), t.TempDir()
			pid := filepath.Join(dir, "pid")
			localtest.Write(t, dir, "go", fmt.Sprintf("#!/bin/sh\necho $$ >%[1]s.new && mv %[1]s.new %[1]s\nexec sleep 600\n", pid))
			if err := os.Chmod(filepath.Join(dir, "go"), 0o755); err != nil {
				t.Fatal(err)
			}
			cmd := localtest.Command(t, root)
			cmd.Env = append(cmd.Env, "PATH="+dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
			var output bytes.Buffer
			cmd.Stdout, cmd.Stderr = &output, &output
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			compiler := localtest.PID(t, pid)
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil || output.String() != "starting the store; press Ctrl-C to stop it\n" {
				t.Errorf("the command ends with %v and prints %q", err, &output)
			}
			if !localtest.Gone(compiler) {
				t.Error("the go command is still there")
			}
		})
	}
}
