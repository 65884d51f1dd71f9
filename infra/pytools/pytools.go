// Package pytools provides the programs written in Python that the project's
// checks use. Nothing that is deployed needs them.
package pytools

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"storefront/infra/filelock"
)

// Set is a group of tools that are installed together, of the versions in SET.txt.
type Set string

// The sets.
const (
	Checks Set = "checks" // SAM's translator, cfn-lint and DuckDB, for tests
	SAM    Set = "sam"    // the SAM CLI, for builds
)

//go:embed checks.txt sam.txt
var requirements embed.FS

// Tools are programs that are ready to run.
type Tools struct{ dir string }

// ErrNoPython says that this machine has no Python that could run the tools.
var ErrNoPython = errors.New("there is no Python 3.10 or newer with its venv module (on Debian: apt-get install python3-venv)")

// Install makes a virtual environment for a set in the user's cache folder
// unless it is there already, from the Python package index. Any number of
// processes may install at once: one does, the others wait. What happens is told
// on progress, in lines; nothing, when there is nothing to do. Without a Python to
// install them for, the error is [ErrNoPython].
func Install(ctx context.Context, set Set, progress io.Writer) (*Tools, error) {
	list, err := requirements.ReadFile(string(set) + ".txt")
	if err != nil {
		return nil, fmt.Errorf("there is no set of Python tools %q: %w", set, err)
	}
	python, identity, err := find(ctx)
	if err != nil {
		return nil, err
	}
	root, err := cache()
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(root, string(set)+"-"+fingerprint(identity, list))
	if whole(dir) {
		return &Tools{dir}, nil
	}
	lock, err := filelock.Acquire(ctx, dir+".lock", func() {
		fmt.Fprintf(progress, "Python tools (%s): another process is installing them, waiting\n", set) //nolint:errcheck // only progress
	})
	if err != nil {
		return nil, err
	}
	defer lock.Close() //nolint:errcheck // closing unlocks
	if whole(dir) {
		return &Tools{dir}, nil
	}
	fmt.Fprintf(progress, "Python tools (%s): installing them, once\n", set) //nolint:errcheck // only progress
	if err := fill(ctx, python, dir, list); err != nil {
		return nil, err
	}
	return &Tools{dir}, nil
}

// probe prints what identifies a Python, or says why it cannot do.
const probe = `
import sys
if sys.version_info < (3, 10):
    sys.exit(f"{sys.executable} is Python {sys.version.split()[0]}")
import ensurepip, venv
print(sys.executable, sys.version)
`

// find finds a Python that can make an environment, and what identifies it.
func find(ctx context.Context) (python string, identity []byte, err error) {
	python, err = exec.LookPath("python3")
	if err != nil {
		return "", nil, fmt.Errorf("%w: %w", ErrNoPython, err)
	}
	identity, err = exec.CommandContext(ctx, python, "-c", probe).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		return "", nil, fmt.Errorf("%w: %s", ErrNoPython, strings.TrimSpace(string(exit.Stderr)))
	}
	if err != nil {
		return "", nil, fmt.Errorf("ask %s for its version: %w", python, err)
	}
	return python, identity, nil
}

// cache is the folder of all environments.
func cache() (string, error) {
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir = filepath.Join(dir, "storefront", "python-tools")
	return dir, os.MkdirAll(dir, 0o755)
}

// fingerprint names an environment by all that it is made of: an environment
// goes on looking for the very Python that made it.
func fingerprint(identity, list []byte) string {
	hash := sha256.New()
	hash.Write(identity)
	hash.Write(list)
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// whole reports whether an environment was filled to the end.
func whole(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, marker))
	return !errors.Is(err, fs.ErrNotExist)
}

// marker is the file that is written last.
const marker = "installed"

func fill(ctx context.Context, python, dir string, list []byte) error {
	if err := os.RemoveAll(dir); err != nil { // what an interrupted attempt has left
		return err
	}
	if out, err := exec.CommandContext(ctx, python, "-m", "venv", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("make a Python environment: %w: %s", err, out)
	}
	path := filepath.Join(dir, "requirements.txt")
	if err := os.WriteFile(path, list, 0o644); err != nil {
		return err
	}
	// Python compiles a module when it is first used, and most of these never are.
	pip := exec.CommandContext(ctx, filepath.Join(dir, "bin", "python"), "-m", "pip", "install",
		"--quiet", "--disable-pip-version-check", "--no-compile", "--requirement", path)
	if out, err := pip.CombinedOutput(); err != nil {
		return fmt.Errorf("install the Python tools: %w: %s", err, out)
	}
	return os.WriteFile(filepath.Join(dir, marker), nil, 0o644)
}

// Bin is the folder of the programs.
func (t *Tools) Bin() string { return filepath.Join(t.dir, "bin") }

// Command runs one of the programs, such as "cfn-lint" or "python".
func (t *Tools) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, filepath.Join(t.Bin(), name), args...)
}
