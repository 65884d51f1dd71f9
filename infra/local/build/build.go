// Package build compiles the functions as they are compiled for Lambda, except
// for the machine they run on, and compiles them again whenever their source
// changes.
package build

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"syscall"
)

// Flags are the go command's, exactly as for Lambda. Two tags leave out what
// no function uses: the RPC of a runtime that is gone, and HTTP/2, which no
// endpoint of AWS for data speaks and which is 0.14 MB of each archive.
var Flags = []string{"-tags", "lambda.norpc,nethttpomithttp2", "-trimpath", "-buildvcs=false", "-ldflags=-s"}

// Builder compiles programs of the module at Root.
type Builder struct {
	Root string   // the module's root
	Dirs []string // of the programs, relative to Root, such as "functions/checkout"

	// Cache is where linked programs stay for the next run, which then need
	// not be linked again; it is made as needed. One process at a time may use
	// it: see Lock.
	Cache string
	// Bin is where the programs to run are put, each under a name of its own
	// content, so that a program that runs is never overwritten.
	Bin string
}

// CompileError is what the compiler says about source that does not build.
type CompileError struct{ Output string }

func (e *CompileError) Error() string { return "the functions do not compile:\n" + e.Output }

// Build compiles all programs and gives the executable of each by its
// directory. When some do not compile, it gives those that do along with a
// *CompileError.
func (b *Builder) Build(ctx context.Context) (map[string]string, error) {
	if err := os.MkdirAll(b.Cache, 0o755); err != nil {
		return nil, fmt.Errorf("build the functions: %w", err)
	}
	failed := b.compile(ctx)
	if _, ok := errors.AsType[*CompileError](failed); failed != nil && !ok {
		return nil, failed
	}
	binaries := map[string]string{}
	for _, dir := range b.Dirs {
		binary, err := b.publish(path.Base(dir))
		if errors.Is(err, fs.ErrNotExist) && failed != nil {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("build %s: %w", dir, err)
		}
		binaries[dir] = binary
	}
	return binaries, failed
}

// Lock takes a cache for this process, until the lock is closed or the process
// ends. It is nil while another has it.
func Lock(cache string) (io.Closer, error) {
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, fmt.Errorf("lock the build cache: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(cache, ".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock the build cache: %w", err)
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, file.Close()
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the build cache: %w", err), file.Close())
	}
	return file, nil
}

// compile runs the go command once for all programs: it shares what they have
// in common and uses all processors. A program that is up to date is not linked.
func (b *Builder) compile(ctx context.Context) error {
	args := append([]string{"build", "-o", b.Cache + string(filepath.Separator)}, Flags...)
	for _, dir := range b.Dirs {
		args = append(args, "./"+dir)
	}
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = b.Root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	output, err := cmd.CombinedOutput()
	if _, ok := errors.AsType[*exec.ExitError](err); ok && ctx.Err() == nil {
		return &CompileError{Output: strings.TrimSpace(string(output))}
	}
	if err != nil {
		return fmt.Errorf("run the go command: %w", errors.Join(ctx.Err(), err))
	}
	return nil
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
