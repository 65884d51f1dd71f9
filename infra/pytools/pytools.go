// Package pytools provides the programs written in Python that the project's
// checks use: the SAM CLI with its translator, cfn-lint and DuckDB, of the
// versions in requirements.txt. Nothing that is deployed needs them.
package pytools

import (
	"context"
	"crypto/sha256"
	_ "embed"
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

//go:embed requirements.txt
var requirements []byte

// Tools are programs that are ready to run.
type Tools struct{ dir string }

var errNoPython = errors.New("the checks of the template need Python 3.10 or newer with its venv module, and found none: install it (on Debian: apt-get install python3-venv)")

// Install makes a virtual environment in the user's cache folder unless it is
// there already: about 200 MB, from the Python package index. Any number of
// processes may install at once: one does, the others wait. What happens is told
// on progress, in lines; nothing, when there is nothing to do.
func Install(ctx context.Context, progress io.Writer) (*Tools, error) {
	python, err := exec.LookPath("python3")
	if err != nil {
		return nil, errNoPython
	}
	root, err := cache()
	if err != nil {
		return nil, err
	}
	key, err := fingerprint(ctx, python)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(root, key)
	if whole(dir) {
		return &Tools{dir}, nil
	}
	lock, err := filelock.Acquire(ctx, dir+".lock", func() {
		fmt.Fprintln(progress, "Python tools: another process is installing them, waiting") //nolint:errcheck // only progress
	})
	if err != nil {
		return nil, err
	}
	defer lock.Close() //nolint:errcheck // closing unlocks
	if whole(dir) {
		return &Tools{dir}, nil
	}
	fmt.Fprintln(progress, "Python tools: installing the SAM CLI, cfn-lint and DuckDB, once") //nolint:errcheck // only progress
	if err := fill(ctx, python, dir); err != nil {
		return nil, err
	}
	return &Tools{dir}, nil
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
func fingerprint(ctx context.Context, python string) (string, error) {
	version, err := exec.CommandContext(ctx, python, "-c", "import sys; print(sys.executable, sys.version)").Output()
	if err != nil {
		return "", fmt.Errorf("ask %s for its version: %w", python, err)
	}
	sum := sha256.Sum256(append(version, requirements...))
	return hex.EncodeToString(sum[:8]), nil
}

// whole says whether an environment was filled to the end.
func whole(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, marker))
	return !errors.Is(err, fs.ErrNotExist)
}

// marker is the file that is written last.
const marker = "installed"

func fill(ctx context.Context, python, dir string) error {
	if err := os.RemoveAll(dir); err != nil { // what an interrupted attempt has left
		return err
	}
	if out, err := exec.CommandContext(ctx, python, "-m", "venv", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %w: %s", errNoPython, err, out)
	}
	list := filepath.Join(dir, "requirements.txt")
	if err := os.WriteFile(list, requirements, 0o644); err != nil {
		return err
	}
	pip := exec.CommandContext(ctx, filepath.Join(dir, "bin", "python"), "-m", "pip", "install",
		"--quiet", "--disable-pip-version-check", "--requirement", list)
	if out, err := pip.CombinedOutput(); err != nil {
		return fmt.Errorf("install the Python tools: %w: %s", err, out)
	}
	return os.WriteFile(filepath.Join(dir, marker), nil, 0o644)
}

// Command runs one of the programs, such as "sam", "cfn-lint" or "python". The
// SAM CLI neither reports its use nor asks for newer versions.
func (t *Tools) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	bin := filepath.Join(t.dir, "bin")
	cmd := exec.CommandContext(ctx, filepath.Join(bin, name), args...)
	cmd.Env = append(os.Environ(),
		"PATH="+strings.Join([]string{bin, os.Getenv("PATH")}, string(os.PathListSeparator)),
		"SAM_CLI_TELEMETRY=0",
		"AWS_DEFAULT_REGION=us-west-2",
	)
	return cmd
}
