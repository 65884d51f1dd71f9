// Package build makes the functions' programs as they are made for Lambda, except
// for the machine they run on, and makes them again whenever their source changes.
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

// Builder makes programs of the module at Root.
type Builder struct {
	Root string   // the module's root
	Dirs []string // of the programs, relative to Root, such as "functions/checkout"

	// Cache is where linked programs stay for the next run, which then need not be
	// linked again; it is made as needed. Builders of several processes may share
	// one: they use it one after the other.
	Cache string
	// Bin is where the programs to run are put, each under a name of its own
	// content, so that a program that runs is never overwritten.
	Bin string

	Hear   func(compile.Step) // see compile.Job; nil: nobody hears
	Polite bool               // it leaves the processors to all else
}

// Build makes all programs and gives the executable of each by its directory.
// When some do not compile, it gives those that do along with a *compile.Error.
func (b *Builder) Build(ctx context.Context) (map[string]string, error) {
	if len(b.Dirs) == 0 {
		return nil, nil
	}
	lock, err := compile.Lock(ctx, b.Cache, func() {})
	if err != nil {
		return nil, err
	}
	binaries, failed := b.build(ctx)
	return binaries, errors.Join(failed, lock.Close())
}

// build has the go command make all programs at once: it shares what they have in
// common and uses all processors. When that fails, what compiles is found one by
// one: a program of an earlier run may lie there in place of one that does not.
func (b *Builder) build(ctx context.Context) (map[string]string, error) {
	job := compile.Job{Root: b.Root, Dirs: b.Dirs, Out: b.Cache, Hear: b.Hear, Polite: b.Polite}
	failed := job.Run(ctx)
	if _, ok := errors.AsType[*compile.Error](failed); failed != nil && !ok {
		return nil, failed
	}
	binaries := map[string]string{}
	for _, dir := range b.Dirs {
		if failed != nil {
			one := job
			one.Dirs, one.Hear = []string{dir}, nil
			err := one.Run(ctx)
			if _, ok := errors.AsType[*compile.Error](err); ok {
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

// publish copies a linked program to Bin and gives its path there.
func (b *Builder) publish(name string) (string, error) {
	program, err := os.ReadFile(filepath.Join(b.Cache, name))
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
	// A program cannot be started while anybody has it open for writing, and a
	// process that is forked meanwhile has it open until it is its own.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return binary, os.WriteFile(binary, program, 0o755)
}
