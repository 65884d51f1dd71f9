package main

import (
	"bufio"
	"bytes"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"storefront/infra/eventually"
	"storefront/infra/local/localtest"
	"storefront/infra/local/state"
)

// TestMain lets the test binary stand in for the command.
func TestMain(m *testing.M) { localtest.Main(m, main) }

func command(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := localtest.Command(t, dir, args...)
	cmd.Env = append(cmd.Env, "AWS_ENDPOINT_URL_DYNAMODB=http://127.0.0.1:1")
	return cmd
}

// running is a command that is ready.
type running struct {
	cmd    *exec.Cmd
	root   string
	url    string
	output bytes.Buffer // whole when the command has ended
	read   chan struct{}
}

func start(t *testing.T) *running {
	t.Helper()
	r := &running{root: localtest.Module(t), read: make(chan struct{})}
	r.cmd = command(t, filepath.Join(r.root, "functions"), "-regions", "us", "-port", strconv.Itoa(localtest.FreePort(t)), "-no-seed")
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.cmd.Stderr = r.cmd.Stdout
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ready := make(chan struct{})
	go func() {
		defer close(r.read)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			r.output.WriteString(lines.Text() + "\n")
			if strings.HasPrefix(lines.Text(), "ready in ") {
				close(ready)
			}
		}
	}()
	select {
	case <-ready:
	case <-r.read:
		t.Fatalf("the command ended: %v\n%s", r.cmd.Wait(), &r.output)
	}
	found, err := state.Read(r.root)
	if err != nil {
		t.Fatal(err)
	}
	r.url = found.Regions["us"].URL
	return r
}

// wait waits for the command's end.
func (r *running) wait() error {
	<-r.read
	return r.cmd.Wait()
}

func (r *running) signal(t *testing.T, s os.Signal) {
	t.Helper()
	if err := r.cmd.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// pid returns the id of a function's process.
func (r *running) pid(t *testing.T) int {
	t.Helper()
	pid, err := strconv.Atoi(localtest.Request(t, "GET", r.url+"/pid", ""))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func TestEndsAtCtrlC(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			r := start(t)
			pid := r.pid(t)
			file, answer := localtest.SlowRequest(t, r.url)
			r.signal(t, signal)
			eventually.True(t, "no request is taken", func() bool { return localtest.Refuses(r.url) })
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			if got := <-answer; got != "one" {
				t.Errorf("the request under way is answered %q", got)
			}
			if err := r.wait(); err != nil {
				t.Errorf("the command ends with %v\n%s", err, &r.output)
			}
			if want := "not run, of template.yaml: throttles of the API (DefaultRouteSettings)\n"; !strings.Contains(r.output.String(), want) {
				t.Errorf("the command does not print %q:\n%s", want, &r.output)
			}
			if !localtest.Gone(pid) {
				t.Error("a function's process is still there")
			}
			if _, err := state.Read(r.root); !errors.Is(err, state.ErrNotRunning) {
				t.Errorf("Read of the state fails with %v, want ErrNotRunning", err)
			}
			for _, want := range []string{"GET   /environment/{name}", "EchoFunction", "/_local/mail", "ready in "} {
				if !strings.Contains(r.output.String(), want) {
					t.Errorf("the output lacks %q:\n%s", want, &r.output)
				}
			}
		})
	}
}

func TestEndsAtOnceAtTheSecondCtrlC(t *testing.T) {
	t.Parallel()
	r := start(t)
	_, answer := localtest.SlowRequest(t, r.url)
	r.signal(t, os.Interrupt)
	r.signal(t, syscall.SIGTERM) // another one, for two of the same may count as one
	if err := r.wait(); err != nil {
		t.Errorf("the command ends with %v\n%s", err, &r.output)
	}
	if got := <-answer; got == "one" {
		t.Error("the request under way was not cut short")
	}
}

func TestFaultsOnTheCommandLine(t *testing.T) {
	t.Parallel()
	s, err := parse([]string{"-faults", "seed=7,UpdateItem:cut-after=0.02"})
	if err != nil || s.Faults.String() != "seed=7,UpdateItem:cut-after=0.02" {
		t.Errorf("the faults are %q, %v", s.Faults, err)
	}
	cmd := command(t, t.TempDir(), "-faults", "501=1")
	output, err := cmd.CombinedOutput()
	if want := `there is no setting "501"`; cmd.ProcessState.ExitCode() != 2 || !strings.Contains(string(output), want) {
		t.Errorf("the command ends with %v and prints %q, want exit status 2 and %q", err, output, want)
	}
}

func TestErrors(t *testing.T) {
	t.Parallel()
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	_, port, err := net.SplitHostPort(taken.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	root := localtest.Module(t)
	tests := map[string]struct {
		dir  string
		args []string
		want string
	}{
		"outside the repository": {t.TempDir(), nil, "is not inside the storefront's repository"},
		"a port in use":          {root, []string{"-port", port}, "port " + port + ", for region us, is in use: choose another first port with -port"},
		"no port":                {root, []string{"-port", "70000"}, "-port 70000 is out of range"},
		"an unknown region":      {root, []string{"-regions", "mars", "-port", strconv.Itoa(localtest.FreePort(t))}, `there is no region "mars"`},
		"an argument":            {root, []string{"now"}, `unexpected argument "now"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := command(t, test.dir, test.args...)
			output, err := cmd.CombinedOutput()
			if cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("the command ends with %v, want exit status 1", err)
			}
			if got := string(output); !strings.HasPrefix(got, "local: ") || !strings.Contains(got, test.want) || strings.Count(got, "\n") != 1 {
				t.Errorf("the command prints %q, want one line with %q", got, test.want)
			}
		})
	}
}
