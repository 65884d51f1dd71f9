package testserver

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"storefront/infra/dynamodblocal"
)

// childVariable makes a child of the test binary that prints the endpoint it
// gets, as the test binary of another package would. Its arguments are those of
// join; without any, it finds them itself.
const childVariable = "TESTSERVER_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	endpoint, err := endpointOfChild(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Print(endpoint)
}

func endpointOfChild(args []string) (string, error) {
	if len(args) == 0 {
		return shared()
	}
	pid, err := strconv.Atoi(args[1])
	if err != nil {
		return "", err
	}
	return join(context.Background(), args[0], process{pid: pid, started: args[2]})
}

func TestProcessesShareOneServerUntilTheRunEnds(t *testing.T) {
	t.Parallel()
	needOwn(t)
	dir := t.TempDir()
	run, end := newRun(t)
	state, other := filepath.Join(dir, run.String()), filepath.Join(dir, "7-7")
	for _, leftover := range []string{state, other} { // of keepers that were killed
		if err := os.WriteFile(leftover, []byte("http://127.0.0.1:1"), 0o600); err != nil {
			t.Fatal(err)
		}
	}

	var endpoints [3]string
	var joining sync.WaitGroup
	for i := range endpoints {
		joining.Go(func() { endpoints[i] = joinAsChild(t, dir, run) })
	}
	joining.Wait()
	shared := endpoints[0]
	if endpoints != [3]string{shared, shared, shared} {
		t.Fatalf("endpoints %q differ", endpoints)
	}
	// All that joined have ended by now, the one that started the server too.
	if !open(t, shared) {
		t.Fatalf("%s has ended before the run", shared)
	}
	if late := joinAsChild(t, dir, run); late != shared {
		t.Errorf("a later process got %s, want %s", late, shared)
	}
	if exists(other) {
		t.Error("the leftover of another run is still there")
	}

	end()
	eventually(t, "the server to end", func() bool { return !open(t, shared) })
	eventually(t, "the state to be removed", func() bool { return !exists(state) })
}

func TestRunsDoNotShare(t *testing.T) {
	t.Parallel()
	needOwn(t)
	dir := t.TempDir()
	first, endFirst := newRun(t)
	second, endSecond := newRun(t)

	one, two := joinAsChild(t, dir, first), joinAsChild(t, dir, second)
	if one == two {
		t.Errorf("two runs share %s", one)
	}
	endFirst()
	eventually(t, "the first server to end", func() bool { return !open(t, one) })
	if !open(t, two) {
		t.Errorf("%s has ended with another run", two)
	}
	endSecond()
	eventually(t, "the second server to end", func() bool { return !open(t, two) })
}

func TestBinaryRunByHandIsARunOfItsOwn(t *testing.T) {
	t.Parallel()
	needOwn(t)
	endpoint := child(t)
	if !strings.HasPrefix(endpoint, "http://127.0.0.1:") || endpoint == Shared(t) {
		t.Errorf("got %q, want a server other than that of go test", endpoint)
	}
	eventually(t, "its server to end", func() bool { return !open(t, endpoint) })
}

func TestEndpointOfTheEnvironmentIsTaken(t *testing.T) {
	const want = "http://dynamodb.example.com:8000"
	t.Setenv(dynamodblocal.EndpointVariable, want)
	if got := child(t); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestKeeperTellsWhyItFails(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	keeper := exec.CommandContext(t.Context(), self, filepath.Join(t.TempDir(), "state"), "1", "1")
	keeper.Env = append(os.Environ(), keeperVariable+"=1", "JAVA_HOME="+t.TempDir())
	out, err := keeper.Output()
	var r reply
	if jsonErr := json.Unmarshal(out, &r); jsonErr != nil || !strings.Contains(r.Error, "needs Java 17") || err == nil {
		t.Errorf("keeper replied %q (%v), and ended with %v; want that Java is missing", out, jsonErr, err)
	}
}

func TestProcessIsKnownByItsStart(t *testing.T) {
	t.Parallel()
	run, end := newRun(t)
	again, err := lookup(run.pid)
	if err != nil || again != run || run.ended() {
		t.Errorf("lookup() = %v, %v; want %v, alive", again, err, run)
	}
	if other := (process{pid: run.pid, started: run.started + "0"}); !other.ended() {
		t.Error("a process with the pid of another is taken for it")
	}
	end()
	if !run.ended() {
		t.Error("a killed process has not ended")
	}
}

func TestZombieHasEnded(t *testing.T) {
	t.Parallel()
	cmd := exec.CommandContext(t.Context(), "sleep", "60")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	run, err := lookup(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the zombie to be seen", run.ended) // before it is waited for
	if err := cmd.Wait(); err == nil {
		t.Error("it was not killed")
	}
}

// newRun starts a process that stands in for the go command.
func newRun(t *testing.T) (run process, end func()) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "sleep", "600")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	end = sync.OnceFunc(func() {
		if err := cmd.Process.Kill(); err != nil {
			t.Error(err)
		}
		_ = cmd.Wait() // it was killed
	})
	t.Cleanup(end)
	run, err := lookup(cmd.Process.Pid)
	if err != nil {
		t.Fatal(err)
	}
	return run, end
}

func joinAsChild(t *testing.T, dir string, run process) string {
	t.Helper()
	return child(t, dir, strconv.Itoa(run.pid), run.started)
}

// child runs a child of the test binary and returns the endpoint it prints.
func child(t *testing.T, args ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Error(err)
		return ""
	}
	cmd := exec.CommandContext(t.Context(), self, args...)
	cmd.Env = append(os.Environ(), childVariable+"=1")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("child: %v", err)
	}
	return string(out)
}

// needOwn skips a test where the environment points at another DynamoDB: Java
// need not be there.
func needOwn(t *testing.T) {
	t.Helper()
	if os.Getenv(dynamodblocal.EndpointVariable) != "" {
		t.Skip(dynamodblocal.EndpointVariable + " points at another DynamoDB")
	}
}

func open(t *testing.T, endpoint string) bool {
	conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", strings.TrimPrefix(endpoint, "http://"))
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// eventually waits until a condition holds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-deadline:
			t.Fatalf("waited in vain for %s", what)
		case <-tick.C:
		}
	}
}
