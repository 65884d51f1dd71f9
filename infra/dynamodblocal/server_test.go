package dynamodblocal

import (
	"bufio"
	"context"
	"errors"
	"fmt"
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
	"storefront/infra/local/localtest"
)

// childVariable has the test binary start a server, print its pid, and wait to be
// killed.
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
	if !localtest.Gone(server.cmd.Process.Pid) {
		t.Error("Java still runs")
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
	if localtest.Gone(pid) {
		t.Fatal("the server does not run")
	}

	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually.True(t, "the server ends", func() bool { return localtest.Gone(pid) })
	if err := child.Wait(); err == nil {
		t.Error("the child was not killed")
	}
}

func TestALostPortIsTriedAgain(t *testing.T) {
	t.Parallel()
	in := installation(t)
	// This Java finds its port taken once, and hangs, as the real one does.
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

func TestStartReportsWhatIsWrong(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		java string
		want string
	}{
		"ends early": {
			java: "echo 'no space left' >&2; exit 3",
			want: "DynamoDB Local ended: exit status 3: no space left",
		},
		"Java 11": { // a part of what it says of the newer jar
			java: `echo 'java.lang.UnsupportedClassVersionError: class file version 61.0' >&2; exit 1`,
			want: "class file version 61.0 (it needs Java 17 or newer: install it, or set AWS_ENDPOINT_URL_DYNAMODB to",
		},
		"the placeholder of macOS": {
			java: "echo 'The operation couldn’t be completed. Unable to locate a Java Runtime.' >&2; exit 1",
			want: "Unable to locate a Java Runtime. (it needs Java 17 or newer: install it, or set",
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
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("Start() = %v, want one line with %q", err, tt.want)
			}
		})
	}
}

func TestStartStopsWhenCancelled(t *testing.T) {
	t.Parallel()
	pidFile := filepath.Join(t.TempDir(), "pid")
	silent := script(t, "echo $$ > '"+pidFile+".new' && mv '"+pidFile+".new' '"+pidFile+"'; exec sleep 60")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	started := make(chan error, 1)
	go func() {
		_, err := (&Installation{java: silent, dir: t.TempDir()}).Start(ctx, Options{})
		started <- err
	}()
	pid := localtest.PID(t, pidFile)
	cancel()
	if err := <-started; !errors.Is(err, context.Canceled) {
		t.Errorf("Start() = %v, want %v", err, context.Canceled)
	}
	if !localtest.Gone(pid) {
		t.Errorf("process %d still runs", pid)
	}
}

func TestAnotherServersAnswerIsNotOurs(t *testing.T) {
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
		"in memory by default": {Options{}, []string{"-Xms64m", "-Xmx512m", "-inMemory"}, "-dbPath"},
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

// installation returns the real DynamoDB Local. If the environment points at
// another one, Java need not be installed, and the test is skipped.
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

// script writes a command that replaces Java. No process is forked while it is
// open for writing: a child would inherit the descriptor, and the system refuses
// to run a file that is open for writing.
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
