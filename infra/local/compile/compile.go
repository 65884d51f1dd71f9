// Package compile runs the go command on the store's programs: the runner and the
// functions. All are compiled with the same flags, so that a package that several
// of them import is compiled once.
//
// The launcher imports this package, and go run prints nothing while it compiles
// the launcher. So this package imports little.
package compile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"storefront/infra/filelock"
	"storefront/infra/subprocess"
)

// flags are the go command's. The tags are those of a release: they leave out the
// RPC of a runtime that is gone, and HTTP/2, which no AWS endpoint for data speaks.
// A release has CGO_ENABLED=0, too, which command sets.
//
// A release also has -trimpath, and here it is left out. It changes the compiled
// form of every package, and nothing that a function does. With it, nothing would
// be shared with the launcher, which go run compiles without it. Without it, stack
// traces name files that an editor finds.
var flags = []string{"-tags", "lambda.norpc,nethttpomithttp2", "-buildvcs=false"}

// Job describes programs to compile, of one module.
type Job struct {
	Root string   // the module's root directory
	Dirs []string // the programs' directories below Root, such as "functions/checkout"
	Out  string   // directory for the programs, each named as the last element of its directory; see Lock

	// OnStep, if not nil, is called as each step begins, by one goroutine at a
	// time. Programs that are up to date take no steps.
	OnStep func(Step)

	LowPriority bool // leaves the processors to other programs

	// Debug is the directory of the program that is compiled for a debugger: with its
	// symbols, and without optimizations. Everything that it imports is compiled anew.
	Debug string
}

// Step is the compilation of a package or the download of a module.
type Step struct {
	Package string // its import path, such as "storefront/functions/checkout"
	Module  string // if Package is empty
	Begun   int    // number of packages so far
	Of      int    // about how many packages there are; 0: unknown
}

// String describes the step, such as "package 7 of about 90".
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

// Error is the compiler's report on source that does not compile.
type Error struct{ Output string }

func (e *Error) Error() string { return "the source does not compile:\n" + e.Output }

// Run compiles the programs. It leaves alone what is up to date. If some programs do
// not compile, Run puts the others into Out and fails with an *Error. When ctx ends,
// Run leaves no process and no temporary file behind.
func (j Job) Run(ctx context.Context) error {
	// The go command does not remove its temporary files if it is killed.
	if err := errors.Join(os.RemoveAll(j.temporary()), os.MkdirAll(j.temporary(), 0o755)); err != nil {
		return fmt.Errorf("make a directory for the go command: %w", err)
	}
	return errors.Join(j.build(ctx), os.RemoveAll(j.temporary()))
}

func (j Job) temporary() string { return filepath.Join(j.Out, ".tmp") }

// build compiles the program for the debugger, if it is among these, and the others.
func (j Job) build(ctx context.Context) error {
	others := j
	others.Dirs = slices.DeleteFunc(slices.Clone(j.Dirs), func(dir string) bool { return dir == j.Debug })
	var errs []error
	if len(others.Dirs) > 0 {
		errs = append(errs, others.link(ctx, "-ldflags=-s"))
	}
	if len(others.Dirs) < len(j.Dirs) {
		j.Dirs = []string{j.Debug}
		errs = append(errs, j.link(ctx, "-gcflags=all=-N -l"))
	}
	return errors.Join(errs...)
}

func (j Job) link(ctx context.Context, flag string) error {
	cmd := j.command(ctx, "build", "-v", "-o", j.Out+string(filepath.Separator), flag)
	output := &listener{ctx: ctx, job: j}
	cmd.Stdout, cmd.Stderr = output, output
	err := subprocess.Run(cmd, func() {
		if j.LowPriority {
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
		return &Error{Output: strings.TrimSpace(output.other.String())}
	default:
		return fmt.Errorf("run the go command: %w", err)
	}
}

// Lock locks a directory of programs until the lock is closed, or until this process
// ends or becomes another program. If another process holds the lock, Lock calls
// waiting once, and waits.
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

// command returns the go command with its flags and the job's packages.
func (j Job) command(ctx context.Context, args ...string) *exec.Cmd {
	args = append(args, flags...)
	for _, dir := range j.Dirs {
		args = append(args, "./"+dir)
	}
	cmd := subprocess.Command(ctx, "go", args...)
	cmd.Dir = j.Root
	// With cgo, package net differs, and so does everything that imports it.
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOTMPDIR="+j.temporary())
	return cmd
}

// stale returns the number of packages that are not compiled; 0 if it is unknown.
func (j Job) stale(ctx context.Context) int {
	list, err := j.command(ctx, "list", "-deps", "-f", "{{if .Stale}}stale{{end}}").Output()
	if err != nil {
		return 0 // the build itself reports what is wrong
	}
	return strings.Count(string(list), "stale")
}
