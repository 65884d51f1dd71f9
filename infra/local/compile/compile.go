// Package compile runs the go command on the store's programs: the runner and the
// functions. All have the same flags, so that a package of theirs is compiled once.
//
// The launcher imports it, and go run is silent while it compiles what the
// launcher imports. So it imports little.
package compile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"storefront/infra/filelock"
	"storefront/infra/subprocess"
)

// flags are the go command's. The tags are those of a release: they leave out the
// RPC of a runtime that is gone, and HTTP/2, which no endpoint of AWS for data
// speaks. So is CGO_ENABLED=0, below.
//
// A release has -trimpath, too, and here it is left out. It would change the
// compiled form of every package, and nothing that a function does: the launcher,
// which go run compiles without it, could share none. Without it a stack trace
// names files that an editor finds.
var flags = []string{"-tags", "lambda.norpc,nethttpomithttp2", "-buildvcs=false"}

// Job is programs to compile, of one module.
type Job struct {
	Root string   // the module's
	Dirs []string // of the programs, relative to Root, such as "functions/checkout"
	Out  string   // directory that gets each program, named as the last element of its Dir; see Lock

	// Hear, if not nil, hears of each step as it begins, one after the other. It
	// hears nothing when all programs are up to date.
	Hear func(Step)

	Polite bool // the job leaves the processors to all else
}

// Step is something that a job does: it compiles a package or downloads a module.
type Step struct {
	Package string // its import path, such as "storefront/functions/checkout"
	Module  string // with Package empty
	Begun   int    // how many packages there were so far
	Of      int    // about how many there are to compile; 0: that is not known
}

// String says how far the job is.
func (s Step) String() string {
	switch {
	case s.Package == "":
		return "downloading " + s.Module
	case s.Of == 0:
		return fmt.Sprintf("package %d", s.Begun)
	default:
		return fmt.Sprintf("package %d of about %d", s.Begun, s.Of)
	}
}

// Error is what the compiler says about source that does not compile.
type Error struct{ Output string }

func (e *Error) Error() string { return "the source does not compile:\n" + e.Output }

// Run compiles the programs. A program that is up to date stays as it is. When
// some do not compile, it puts the others into Out and fails with an *Error. When
// ctx ends, it leaves no process and no temporary file behind.
func (j Job) Run(ctx context.Context) error {
	if err := j.clear(); err != nil {
		return err
	}
	if err := os.MkdirAll(j.temporary(), 0o755); err != nil {
		return fmt.Errorf("make a directory for the go command: %w", err)
	}
	return errors.Join(j.build(ctx), j.clear())
}

// temporary is the go command's directory for files that it needs once. It does
// not remove them itself when it is told to end.
func (j Job) temporary() string { return filepath.Join(j.Out, ".tmp") }

func (j Job) clear() error {
	if err := os.RemoveAll(j.temporary()); err != nil {
		return fmt.Errorf("remove the go command's temporary files: %w", err)
	}
	return nil
}

func (j Job) build(ctx context.Context) error {
	args := append([]string{"build", "-v", "-o", j.Out + string(filepath.Separator), "-ldflags=-s"}, flags...)
	cmd := j.command(ctx, append(args, j.packages()...)...)
	output := &listener{ctx: ctx, job: j}
	cmd.Stdout, cmd.Stderr = output, output
	err := subprocess.Run(cmd, func() {
		if j.Polite {
			syscall.Setpriority(syscall.PRIO_PGRP, cmd.Process.Pid, 10) //nolint:errcheck // it has ended
		}
	})
	output.close()
	switch _, exited := errors.AsType[*exec.ExitError](err); {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("run the go command: %w", ctx.Err())
	case exited:
		return &Error{Output: strings.TrimSpace(output.said.String())}
	default:
		return fmt.Errorf("run the go command: %w", err)
	}
}

// Lock takes a directory of programs for this process, until the lock is closed or
// the process ends or becomes another program. While another has it, it calls
// waiting, once, and waits.
func Lock(ctx context.Context, out string, waiting func()) (io.Closer, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return nil, fmt.Errorf("lock the programs: %w", err)
	}
	lock, err := filelock.Acquire(ctx, filepath.Join(out, ".lock"), waiting)
	if err != nil {
		return nil, fmt.Errorf("lock the programs: %w", err)
	}
	return lock, nil
}

// command returns the go command with arguments.
func (j Job) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := subprocess.Command(ctx, "go", args...)
	cmd.Dir = j.Root
	// With cgo, package net differs, and so does everything that imports it.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+j.temporary())
	return cmd
}

func (j Job) packages() []string {
	packages := make([]string, len(j.Dirs))
	for i, dir := range j.Dirs {
		packages[i] = "./" + dir
	}
	return packages
}

// stale counts the packages that are not compiled; 0 when that cannot be said.
func (j Job) stale(ctx context.Context) int {
	args := append([]string{"list", "-deps", "-f", "{{if .Stale}}stale{{end}}"}, flags...)
	list, err := j.command(ctx, append(args, j.packages()...)...).Output()
	if err != nil {
		return 0 // the build itself says what is wrong
	}
	return strings.Count(string(list), "stale")
}
