package dynamodblocal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"storefront/infra/eventually"
)

// childVariable makes a child of the test binary that starts a server, prints
// its pid, and waits to be killed.
const childVariable = "DYNAMODBLOCAL_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) == "" {
		os.Exit(m.Run())
	}
	if err := startAndWait(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func startAndWait() error {
	in, err := Install(context.Background(), os.Stderr)
	if err != nil {
		return err
	}
	server, err := in.Start(context.Background(), Options{})
	if err != nil {
		return err
	}
	fmt.Println(server.cmd.Process.Pid)
	<-server.Done()
	return server.Err()
}

func TestServerAnswersUntilStopped(t *testing.T) {
	t.Parallel()
	server := start(t, Options{})
	client := client(server)
	if _, err := client.ListTables(t.Context(), &dynamodb.ListTablesInput{}); err != nil {
		t.Error(err)
	}
	if err := server.Err(); err != nil {
		t.Errorf("Err() of a running server = %v", err)
	}

	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	<-server.Done()
	if err := server.Err(); err == nil {
		t.Error("Err() of a stopped server = nil")
	}
	if running(server.cmd.Process.Pid) {
		t.Error("Java runs on")
	}
	address := strings.TrimPrefix(server.Endpoint(), "http://")
	if conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", address); err == nil {
		conn.Close()
		t.Errorf("%s is still open", address)
	}
	if err := server.Stop(); err != nil {
		t.Errorf("stopping again: %v", err)
	}
}

func TestTablesAreKeptInTheDataFolder(t *testing.T) {
	t.Parallel()
	opts, want := Options{DataDir: filepath.Join(t.TempDir(), "data")}, []string{"kept"}
	before := start(t, opts)
	_, err := client(before).CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: aws.String("kept"), BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{{AttributeName: aws.String("pk"), AttributeType: types.ScalarAttributeTypeS}},
		KeySchema:            []types.KeySchemaElement{{AttributeName: aws.String("pk"), KeyType: types.KeyTypeHash}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := before.Stop(); err != nil {
		t.Fatal(err)
	}

	got, err := client(start(t, opts)).ListTables(t.Context(), &dynamodb.ListTablesInput{})
	if err != nil || !slices.Equal(got.TableNames, want) {
		t.Errorf("ListTables() = %v, %v; want %q", got, err, want)
	}
}

func client(s *Server) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		BaseEndpoint: aws.String(s.Endpoint()), Region: "local",
		Credentials: credentials.NewStaticCredentialsProvider("storefront", "storefront", ""),
	})
}

func TestServerEndsWithAKilledParent(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a child with its parent")
	}
	t.Parallel()
	installation(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.CommandContext(t.Context(), self)
	child.Env = append(os.Environ(), childVariable+"=1")
	stdout, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatal(err)
	}
	if !running(pid) {
		t.Fatal("the server does not run")
	}

	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually.True(t, "the server ends", func() bool { return !running(pid) })
	if err := child.Wait(); err == nil {
		t.Error("the child was not killed")
	}
}

func TestPortLostToAnotherIsTriedAgain(t *testing.T) {
	t.Parallel()
	in := installation(t)
	// This Java finds its port taken once, and hangs, as the true one does.
	once := filepath.Join(t.TempDir(), "once")
	lossy := script(t, `if mkdir '`+once+`' 2>/dev/null; then echo 'Failed to bind to 0.0.0.0'; exec sleep 60; fi
exec '`+in.java+`' "$@"`)

	server, err := (&Installation{java: lossy, dir: in.dir}).Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Stop(); err != nil {
		t.Error(err)
	}
}

func TestStartSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		java string
		want string
	}{
		"ends early": {
			java: "echo 'no space left' >&2; exit 3",
			want: "DynamoDB Local ended: exit status 3: no space left",
		},
		"Java 11": {
			java: `echo 'openjdk version "11.0.22" 2024-01-16' >&2; exec sleep 60`,
			want: "needs Java 17 or newer, and JAVA is Java 11: install a newer one, or set AWS_ENDPOINT_URL_DYNAMODB to",
		},
		"Java 8": {
			java: `echo 'java version "1.8.0_402"' >&2; exit 1`,
			want: "needs Java 17 or newer, and JAVA is Java 8: install",
		},
		"the placeholder of macOS": {
			java: "echo 'The operation couldn’t be completed. Unable to locate a Java Runtime.' >&2; exit 1",
			want: errNoJava.Error(),
		},
		"every port is lost": {
			java: "echo 'Failed to bind to 0.0.0.0'; exec sleep 60",
			want: "found its port taken",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			java := script(t, tt.java)
			_, err := (&Installation{java: java, dir: t.TempDir()}).Start(t.Context(), Options{})
			want := strings.ReplaceAll(tt.want, "JAVA is", java+" is")
			if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Start() = %v, want one line with %q", err, want)
			}
		})
	}
}

func TestStartGivesUpWhenCancelled(t *testing.T) {
	t.Parallel()
	pidFile := filepath.Join(t.TempDir(), "pid")
	silent := script(t, "echo $$ > '"+pidFile+"'; exec sleep 60")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	installation := &Installation{java: silent, dir: t.TempDir()}
	started := make(chan error, 1)
	go func() {
		_, err := installation.Start(ctx, Options{})
		started <- err
	}()
	eventually.True(t, "Java runs", func() bool { content, _ := os.ReadFile(pidFile); return len(content) > 0 })
	cancel()
	err := <-started
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Start() = %v, want %v", err, context.Canceled)
	}
	content, err := os.ReadFile(pidFile)
	if err != nil {
		t.Fatal(err)
	}
	if pid, err := strconv.Atoi(strings.TrimSpace(string(content))); err != nil || running(pid) {
		t.Errorf("process %d runs on (%v)", pid, err)
	}
}

func TestAnotherServerIsNotTakenForOurs(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Access-Control-Allow-Origin", "*")
	}))
	defer other.Close()
	ours := &Server{endpoint: other.URL, origin: "http://ours.invalid"}
	if ours.answers(t.Context()) {
		t.Error("another server's answer was taken for ours")
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "kept", "data")
	tests := map[string]struct {
		opts Options
		want []string
		not  string
	}{
		"in memory by default": {Options{}, []string{"-Xms64m", "-Xmx256m", "-inMemory"}, "-dbPath"},
		"more heap":            {Options{HeapMB: 1024}, []string{"-Xmx1024m", "-inMemory"}, "-Xmx256m"},
		"kept data":            {Options{DataDir: data}, []string{"-dbPath", data}, "-inMemory"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			args, err := (&Installation{dir: "/cache"}).args(tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			for _, flag := range append(tt.want, "/cache/DynamoDBLocal.jar", "-sharedDb", "-disableTelemetry") {
				if !slices.Contains(args, flag) {
					t.Errorf("%q lacks %s", args, flag)
				}
			}
			if slices.Contains(args, tt.not) {
				t.Errorf("%q has %s", args, tt.not)
			}
		})
	}
}

func TestOutputKeepsItsEnd(t *testing.T) {
	t.Parallel()
	var o output
	for i := range 2000 {
		fmt.Fprintf(&o, "line %d\n", i)
	}
	if got := o.String(); len(got) > outputBytes || !strings.HasSuffix(got, "\nline 1999") {
		t.Errorf("kept %d bytes, which end with %q", len(got), got[len(got)-20:])
	}
}

func TestRelease(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		said string
		want int
	}{
		"17":                 {`openjdk version "17.0.15" 2025-04-15`, 17},
		"feature alone":      {`openjdk version "25" 2025-09-16`, 25},
		"early access":       {`openjdk version "26-ea" 2026-03-17`, 26},
		"8":                  {`java version "1.8.0_402"`, 8},
		"options come first": {"Picked up JAVA_TOOL_OPTIONS: -Dx\n" + `openjdk version "21.0.2" 2024-01-16`, 21},
		"half a line":        {`openjdk version "1`, 0},
		"not yet":            {"", 0},
		"another version":    {"Version:\t1.25.1", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var o output
			if _, err := io.WriteString(&o, tt.said); err != nil {
				t.Fatal(err)
			}
			if got, said := o.release(); got != tt.want || said != (tt.want > 0) {
				t.Errorf("release() = %d, %t; want %d", got, said, tt.want)
			}
		})
	}
}

// installation is the true DynamoDB Local. Where the environment points at
// another one, Java need not be there, and nobody needs ours to work.
func installation(t *testing.T) *Installation {
	t.Helper()
	if os.Getenv(EndpointVariable) != "" {
		t.Skip(EndpointVariable + " points at another DynamoDB")
	}
	in, err := Install(t.Context(), os.Stderr)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

func start(t *testing.T, opts Options) *Server {
	t.Helper()
	server, err := installation(t).Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return server
}

// script is a command that stands in for Java. Nothing is forked while it is
// open for writing: a child would inherit that, and the system then refuses to
// run it.
func script(t *testing.T, body string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "java")
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	if err := os.WriteFile(path, []byte("#!/bin/sh\n"+body+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

func running(pid int) bool { return !errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) }
