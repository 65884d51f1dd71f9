package testserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"

	"storefront/infra/dynamodblocal"
	"storefront/infra/filelock"
)

// keeperVariable in its environment makes a keeper of a test binary.
const keeperVariable = "STOREFRONT_TEST_KEEPER"

// reply is what the keeper tells the process that started it, once.
type reply struct {
	Endpoint string
	Error    string
}

// startKeeper starts the run's keeper and waits for its server's endpoint. The
// keeper shares the lock until its file is written: should this process be
// killed meanwhile, no other starts a second keeper.
func startKeeper(ctx context.Context, lock *os.File, state string, run process) (string, error) {
	binary, err := os.Executable()
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), binary, state, strconv.Itoa(run.pid), run.started)
	cmd.Dir = filepath.Dir(state)
	cmd.Env = append(os.Environ(), keeperVariable+"=1")
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // Ctrl-C is for the tests
	// A pipe of our own: go test waits until all who share its output are gone.
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", fmt.Errorf("starting the keeper of DynamoDB Local: %w", err)
	}
	var r reply
	if err := json.NewDecoder(stdout).Decode(&r); err != nil {
		return "", errors.Join(fmt.Errorf("the keeper of DynamoDB Local ended without a reply: %w", err), cmd.Wait())
	}
	if r.Error != "" {
		return "", errors.New(r.Error)
	}
	return r.Endpoint, errors.Join(stdout.Close(), cmd.Process.Release())
}

// init turns the process into a keeper if it was started as one. Nothing later
// would do: main belongs to the tests, and few packages have a TestMain.
func init() {
	if os.Getenv(keeperVariable) == "" {
		return
	}
	signal.Ignore(syscall.SIGPIPE) // whoever started us may be gone before our reply
	if err := keep(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		_ = send(reply{Error: err.Error()})
		os.Exit(1)
	}
	os.Exit(0)
}

func send(r reply) error { return json.NewEncoder(os.Stdout).Encode(r) }

// keep runs a server until the run is over. The arguments and the open file 3
// are those of [startKeeper].
func keep(state, pid, started string) (err error) {
	const inherited = 3
	syscall.CloseOnExec(inherited) // or Java would share the lock, too
	lock := os.NewFile(inherited, lockName)
	run := process{started: started}
	if run.pid, err = strconv.Atoi(pid); err != nil {
		return err
	}
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
	defer cancel()

	installation, err := dynamodblocal.Install(ctx, io.Discard)
	if err != nil {
		return err
	}
	server, err := installation.Start(ctx, dynamodblocal.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()

	held, err := filelock.Try(state)
	if err != nil {
		return err
	}
	defer held.Close()
	defer os.Remove(state)
	if err := os.WriteFile(state, []byte(server.Endpoint()), 0o600); err != nil {
		return err
	}
	_ = send(reply{Endpoint: server.Endpoint()}) // whoever comes later reads the file
	if err := lock.Close(); err != nil {
		return err
	}
	run.watch(ctx, server.Done())
	return nil
}
