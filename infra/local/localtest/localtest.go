// Package localtest holds what the tests of the local store share: modules to
// build, logs to read, processes and ports to look at.
package localtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"storefront/infra/eventually"
)

// Log collects what several goroutines write.
type Log struct {
	mu      sync.Mutex
	content bytes.Buffer
}

// Write appends to the log.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.content.Write(b)
}

// String returns all that was written.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.content.String()
}

// WaitFor returns once the log matches a regular expression.
func (l *Log) WaitFor(t testing.TB, pattern string) {
	t.Helper()
	re := regexp.MustCompile(pattern)
	eventually.True(t, "the log matches "+pattern, func() bool { return re.MatchString(l.String()) })
}

// commandVariable has a test binary stand in for its command.
const commandVariable = "STOREFRONT_LOCAL_TEST"

// Main runs the command if [Command] has started the test binary, or else the tests.
func Main(m *testing.M, command func()) {
	if os.Getenv(commandVariable) != "" {
		command()
		return
	}
	os.Exit(m.Run())
}

// Command returns the command of a package whose TestMain calls [Main].
func Command(t testing.TB, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), commandVariable+"=1")
	return cmd
}

// Ended returns a context that has ended.
func Ended() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// Broken is the source of a program that does not compile: in line 3, column 15,
// it calls what is undefined.
const Broken = "package main\n\nfunc main() { undefined() }\n"

// Write writes a file below root, and makes its directory if need be.
func Write(t testing.TB, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Read returns the content of a file below root.
func Read(t testing.TB, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// Module copies testdata/module of package stack into a new directory, together
// with this module's dependencies. It is called from a package beside stack.
func Module(t testing.TB) (root string) {
	t.Helper()
	root = t.TempDir()
	if err := os.CopyFS(root, os.DirFS("../stack/testdata/module")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		Write(t, root, name, Read(t, "../../..", name))
	}
	return root
}

// FreePort returns a port of the loopback interface that was free a moment ago.
func FreePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// Refuses reports whether nothing listens at an address such as
// "http://127.0.0.1:3000".
func Refuses(url string) bool {
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", strings.TrimPrefix(url, "http://"))
	if err == nil {
		conn.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// Exists reports whether there is a file.
func Exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Gone reports whether no process has this id.
func Gone(pid int) bool { return errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }

// PID waits for a file and returns the process id in it.
func PID(t testing.TB, file string) int {
	t.Helper()
	eventually.True(t, "a process writes its id", func() bool { return Exists(file) })
	pid, err := strconv.Atoi(strings.TrimSpace(Read(t, "", file)))
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// TryRequest sends a text and returns the body of an answer with status 200.
func TryRequest(method, url, text string) (string, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, url, strings.NewReader(text))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "text/plain")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s %s: %s: %s", method, url, answer.Status, body)
	}
	return string(body), err
}

// Request is TryRequest of what must succeed.
func Request(t testing.TB, method, url, text string) string {
	t.Helper()
	body, err := TryRequest(method, url, text)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// SlowRequest has a store that runs Module work on a request until the file is
// removed. The channel gets the answer, or the error where there is none.
func SlowRequest(t testing.TB, url string) (file string, answer <-chan string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "slow")
	answers := make(chan string, 1)
	go func() {
		body, err := TryRequest("POST", url+"/wait", file)
		if err != nil {
			body = err.Error()
		}
		answers <- body
	}()
	eventually.True(t, "a slow request runs", func() bool { return Exists(file) })
	return file, answers
}
