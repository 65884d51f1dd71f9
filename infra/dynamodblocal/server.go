package dynamodblocal

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"storefront/infra/subprocess"
)

const (
	minJava       = 17
	defaultHeapMB = 256

	startTimeout  = time.Minute     // a busy machine takes seconds
	stopTimeout   = 5 * time.Second // from the request to end until the kill
	pollEvery     = 20 * time.Millisecond
	answerTimeout = 2 * time.Second
	portAttempts  = 5
)

// errPortLost says that another process took the port before Java did.
var errPortLost = errors.New("DynamoDB Local found its port taken")

// Options say how DynamoDB Local runs.
type Options struct {
	DataDir string // keeps the tables between runs, made if need be; empty: in memory
	HeapMB  int    // the most heap Java takes, in MiB, at least 64; 0: 256
}

// Server is a running DynamoDB Local.
type Server struct {
	endpoint string
	origin   string // the one origin it answers to, known to no other process
	cmd      *exec.Cmd
	output   *output
	done     chan struct{}
}

// Start runs DynamoDB Local on a free port and returns once it answers. ctx
// bounds the start alone: the server then runs until [Server.Stop]. Should this
// process be killed, the server ends with it on Linux; elsewhere it stays.
func (in *Installation) Start(ctx context.Context, opts Options) (*Server, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, startTimeout, fmt.Errorf("DynamoDB Local gave no answer within %v", startTimeout))
	defer cancel()
	for attempt := 1; ; attempt++ {
		s, err := in.startOnce(ctx, opts)
		if !errors.Is(err, errPortLost) || attempt == portAttempts {
			return s, err
		}
	}
}

func (in *Installation) startOnce(ctx context.Context, opts Options) (*Server, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	s := &Server{
		endpoint: "http://127.0.0.1:" + port,
		origin:   "http://" + strings.ToLower(rand.Text()) + ".invalid",
		output:   new(output),
		done:     make(chan struct{}),
	}
	args, err := in.args(opts)
	if err != nil {
		return nil, err
	}
	s.cmd = subprocess.Command(context.WithoutCancel(ctx), in.java, append(args, "-port", port, "-cors", s.origin)...)
	s.cmd.Dir = in.dir // it leaves a file where it runs
	s.cmd.Stdout, s.cmd.Stderr = s.output, s.output
	if err := s.launch(); err != nil {
		return nil, err
	}
	if err := s.awaitReady(ctx); err != nil {
		return nil, errors.Join(err, s.Stop())
	}
	return s, nil
}

// args are the flags but for those that differ from attempt to attempt. With the
// Java flags it starts a quarter faster than with the default ones; -showversion
// tells the version of Java without a second process.
func (in *Installation) args(opts Options) ([]string, error) {
	heap := opts.HeapMB
	if heap == 0 {
		heap = defaultHeapMB
	}
	args := []string{
		"-showversion",
		"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms64m", fmt.Sprintf("-Xmx%dm", heap),
		"-Djava.library.path=" + filepath.Join(in.dir, "DynamoDBLocal_lib"),
		"-jar", filepath.Join(in.dir, jar),
		"-sharedDb", "-disableTelemetry",
	}
	if opts.DataDir == "" {
		return append(args, "-inMemory"), nil
	}
	data, err := filepath.Abs(opts.DataDir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(data, 0o755); err != nil {
		return nil, err
	}
	return append(args, "-dbPath", data), nil
}

// freePort finds a port that is free on every interface, since DynamoDB Local
// takes them all. Another process may yet be faster to use it.
func freePort(ctx context.Context) (string, error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", ":0")
	if err != nil {
		return "", err
	}
	port := l.Addr().(*net.TCPAddr).Port
	return strconv.Itoa(port), l.Close()
}

// launch starts Java, which runs until it ends by itself, is told to end, or this
// process ends.
func (s *Server) launch() error {
	started := make(chan error, 1)
	go func() {
		err := subprocess.Run(s.cmd, func() { started <- nil })
		if s.cmd.Process == nil {
			started <- err
			return
		}
		close(s.done) // Err tells how it ended
	}()
	return <-started
}

func (s *Server) awaitReady(ctx context.Context) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-s.done:
		case <-tick.C:
		}
		if err := cmp.Or(s.trouble(), s.Err()); err != nil {
			return err
		}
		if s.answers(ctx) {
			return nil
		}
	}
}

// trouble reads in Java's output what its end alone does not tell. A Java that
// lost its port does not even end.
func (s *Server) trouble() error {
	if release, ok := s.output.release(); ok && release < minJava {
		return fmt.Errorf("DynamoDB Local needs Java %d or newer, and %s is Java %d: install a newer one%s", minJava, s.cmd.Path, release, orEndpoint)
	}
	said := s.output.String()
	if strings.Contains(said, "Failed to bind") {
		return errPortLost
	}
	if strings.Contains(said, "Unable to locate a Java Runtime") { // macOS has a java command that only says this
		return errNoJava
	}
	return nil
}

// answers tells whether this server answers, rather than another that was
// faster to take the port: only this one allows our origin.
func (s *Server) answers(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.endpoint, nil)
	if err != nil {
		return false
	}
	req.Header.Set("Origin", s.origin)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.Header.Get("Access-Control-Allow-Origin") == s.origin
}

// Endpoint is the server's address, such as "http://127.0.0.1:45123".
func (s *Server) Endpoint() string { return s.endpoint }

// Done is closed when the server has ended, by [Server.Stop] or by itself.
func (s *Server) Done() <-chan struct{} { return s.done }

// Err tells how the server ended, with the end of its output. It is nil until
// then.
func (s *Server) Err() error {
	select {
	case <-s.done:
		return fmt.Errorf("DynamoDB Local ended: %v: %s", s.cmd.ProcessState, s.output)
	default:
		return nil
	}
}

// Stop ends the server, by force if it takes longer than five seconds, and
// returns when it has ended. Stopping it again does nothing.
func (s *Server) Stop() error {
	if err := s.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-s.done:
		return nil
	case <-time.After(stopTimeout):
	}
	if err := s.signal(syscall.SIGKILL); err != nil {
		return err
	}
	<-s.done
	return nil
}

func (s *Server) signal(sig os.Signal) error {
	if err := s.cmd.Process.Signal(sig); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stopping DynamoDB Local: %w", err)
	}
	return nil
}
