// Package testserver gives all tests of one "go test" run the same DynamoDB
// Local, however many test binaries the run consists of.
//
// The first binary that needs it starts a keeper: another process of the same
// binary, which runs the server, outlives the tests of its own package and ends
// with the run. Whatever becomes of the binaries and of the go command, the
// keeper sees that the run is over, and leaves nothing behind.
package testserver

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"storefront/infra/dynamodblocal"
	"storefront/infra/filelock"
)

// Shared returns the endpoint of the run's DynamoDB Local, starting it first if
// need be, or of the one that AWS_ENDPOINT_URL_DYNAMODB points at. All tests
// see the same tables: their names have to be unique.
func Shared(tb testing.TB) string {
	tb.Helper()
	endpoint, err := shared()
	if err != nil {
		tb.Fatal(err)
	}
	return endpoint
}

var shared = sync.OnceValues(func() (string, error) {
	if endpoint := os.Getenv(dynamodblocal.EndpointVariable); endpoint != "" {
		return endpoint, nil
	}
	run, err := currentRun()
	if err != nil {
		return "", err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return join(context.Background(), filepath.Join(cache, "storefront", "test-servers"), run)
})

// currentRun is the go command that runs the tests, or else this process: the
// binary was started by hand, or by a debugger.
func currentRun() (process, error) {
	if parent, err := lookup(os.Getppid()); err == nil && parent.command == "go" {
		return parent, nil
	}
	return lookup(os.Getpid())
}

// join returns the endpoint of the run's server and starts one if there is
// none. dir holds a file for each run that has a server, with its endpoint, and
// the lock under which files come and are read. The lock file alone is there to
// stay.
func join(ctx context.Context, dir string, run process) (string, error) {
	// Here rather than in the keeper alone, so that its progress can be seen.
	if _, err := dynamodblocal.Install(ctx, os.Stderr); err != nil {
		return "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	lock, err := filelock.Acquire(ctx, filepath.Join(dir, lockName), func() {})
	if err != nil {
		return "", err
	}
	defer lock.Close()
	if err := removeStale(dir); err != nil {
		return "", err
	}
	state := filepath.Join(dir, run.String())
	endpoint, err := os.ReadFile(state)
	if errors.Is(err, fs.ErrNotExist) {
		return startKeeper(ctx, lock, state, run)
	}
	return string(endpoint), err
}

const lockName = "lock"

// removeStale removes the files of keepers that were killed. A keeper locks its
// file for as long as it lives, so that no later run is misled by what an
// earlier one, of the same name perhaps, has left.
func removeStale(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == lockName {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		file, err := filelock.Try(path)
		if errors.Is(err, filelock.ErrHeld) {
			continue
		}
		if err != nil {
			return err
		}
		// Its keeper may have come to its end meanwhile, and have removed it.
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(err, file.Close())
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}
