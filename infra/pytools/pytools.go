// Package pytools installs the Python programs that tests and builds use: the SAM CLI with
// its translator, cfn-lint, DuckDB, and a reader of DATEV files. Nothing that is deployed
// needs them.
package pytools

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"storefront/infra/filelock"
)

//go:embed requirements.txt
var requirements []byte

// ErrNoPython means that this machine has no Python that can run the tools.
var ErrNoPython = errors.New("find Python 3.10 or newer with its venv module (on Debian: apt-get install python3-venv)")

// Tools are programs that are ready to run.
type Tools struct{ dir string }

// Bin returns the folder of the programs.
func (t *Tools) Bin() string { return filepath.Join(t.dir, "bin") }

// Command returns the command to run a program, such as "cfn-lint" or "python".
func (t *Tools) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, filepath.Join(t.Bin(), name), args...)
}

// ForTest installs the tools for a test. If there is no Python, it skips the test and
// reports that subject, such as "what DuckDB reads", is not checked. If the
// environment variable CI is set, it fails instead.
func ForTest(t testing.TB, subject string) *Tools {
	t.Helper()
	tools, err := Install(t.Context(), os.Stderr)
	if errors.Is(err, ErrNoPython) && os.Getenv("CI") == "" {
		t.Skipf("not checked: %s: %v", subject, err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return tools
}

// Install installs the tools from the Python package index into the user's cache
// folder, unless they are there already. Processes that call it at the same time
// wait for the first. It writes a line to progress before it installs or waits. If
// there is no Python, the error is [ErrNoPython].
func Install(ctx context.Context, progress io.Writer) (*Tools, error) {
	python, version, err := find(ctx)
	if err != nil {
		return nil, err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	// An environment works only with the Python that made it.
	fingerprint := sha256.Sum256(append(version, requirements...))
	dir := filepath.Join(cache, "storefront", "python-tools", hex.EncodeToString(fingerprint[:8]))
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return nil, err
	}
	complete := filepath.Join(dir, "installed") // written last
	if _, err := os.Stat(complete); err == nil {
		return &Tools{dir}, nil
	}
	lock, err := filelock.Acquire(ctx, dir+".lock", func() {
		fmt.Fprintln(progress, "Python tools: waiting for another process that installs them")
	})
	if err != nil {
		return nil, err
	}
	defer lock.Close()
	if _, err := os.Stat(complete); err == nil {
		return &Tools{dir}, nil
	}
	fmt.Fprintln(progress, "Python tools: installing them, once")
	if err := install(ctx, python, dir); err != nil {
		return nil, fmt.Errorf("install the Python tools: %w", err)
	}
	return &Tools{dir}, os.WriteFile(complete, nil, 0o644)
}

// probe prints the path and the version of a Python. It exits with an error if that
// Python cannot run the tools.
const probe = `
import sys
if sys.version_info < (3, 10):
    sys.exit(f"{sys.executable} is Python {sys.version.split()[0]}")
import ensurepip, venv
print(sys.executable, sys.version)
`

// find returns a Python that can run the tools, and its version.
func find(ctx context.Context) (python string, version []byte, err error) {
	python, err = exec.LookPath("python3")
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrNoPython, err)
	}
	version, err = exec.CommandContext(ctx, python, "-c", probe).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		return "", nil, fmt.Errorf("%w: %s", ErrNoPython, strings.TrimSpace(string(exit.Stderr)))
	}
	return python, version, err
}

// install makes a Python environment in dir and installs the tools in it. It replaces
// an environment that is not complete.
func install(ctx context.Context, python, dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if out, err := exec.CommandContext(ctx, python, "-m", "venv", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("make an environment: %w: %s", err, out)
	}
	list := filepath.Join(dir, "requirements.txt")
	if err := os.WriteFile(list, requirements, 0o644); err != nil {
		return err
	}
	// Python compiles a module when it first imports it, and imports few of these.
	pip := exec.CommandContext(ctx, filepath.Join(dir, "bin", "python"), "-m", "pip", "install",
		"--quiet", "--disable-pip-version-check", "--no-compile", "--requirement", list)
	if out, err := pip.CombinedOutput(); err != nil {
		return fmt.Errorf("run pip: %w: %s", err, out)
	}
	return nil
}
