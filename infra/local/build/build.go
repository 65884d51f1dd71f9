// Package build builds the functions' programs as they are built for Lambda, except
// for this machine, and builds them again when their source changes.
package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"syscall"

	"storefront/infra/local/compile"
)

// Builder builds the programs of a job. The job's Out keeps them for the next run,
// which then need not link them again. Several builders may share it, of other
// processes, too: they use it in turn.
type Builder struct {
	compile.Job

	// Bin is the directory of the programs to run. Each has a name of its own
	// content, so that a program that runs is never overwritten.
	Bin string
}

// Build builds all programs and returns their executables by directory. If some do
// not compile, Build returns the others, and a *compile.Error.
func (b *Builder) Build(ctx context.Context) (map[string]string, error) {
	if len(b.Dirs) == 0 {
		return nil, nil
	}
	lock, err := compile.Lock(ctx, b.Out, func() {})
	if err != nil {
		return nil, err
	}
	binaries, failed := b.build(ctx)
	return binaries, errors.Join(failed, lock.Close())
}

// build runs the job as a whole: that uses all processors, and compiles what the
// programs share once. If it fails, build runs the job for each program alone to
// find those that compile: Out may have programs of an earlier run.
func (b *Builder) build(ctx context.Context) (map[string]string, error) {
	failed := b.Run(ctx)
	if failed != nil && !isCompileError(failed) {
		return nil, failed
	}
	binaries := map[string]string{}
	for _, dir := range b.Dirs {
		if failed != nil {
			one := b.Job
			one.Dirs, one.OnStep = []string{dir}, nil
			err := one.Run(ctx)
			if isCompileError(err) {
				continue
			}
			if err != nil {
				return nil, err
			}
		}
		binary, err := b.publish(path.Base(dir))
		if err != nil {
			return nil, fmt.Errorf("build %s: %w", dir, err)
		}
		binaries[dir] = binary
	}
	return binaries, failed
}

func isCompileError(err error) bool {
	_, ok := errors.AsType[*compile.Error](err)
	return ok
}

// publish copies a program from Out to Bin and returns its path there.
func (b *Builder) publish(name string) (string, error) {
	program, err := os.ReadFile(filepath.Join(b.Out, name))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(program)
	binary := filepath.Join(b.Bin, name+"-"+hex.EncodeToString(sum[:8]), "bootstrap")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	if err := os.MkdirAll(filepath.Dir(binary), 0o755); err != nil {
		return "", err
	}
	// A program cannot be started while it is open for writing. A process that is
	// forked meanwhile inherits the open file until it calls exec.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return binary, os.WriteFile(binary, program, 0o755)
}
