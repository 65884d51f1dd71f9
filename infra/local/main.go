// Local runs the store on this machine, without AWS and without containers:
// template.yaml, for one or more regions, each at its own port.
//
//	go run ./infra/local [FLAGS]
//
// The flags are those of [storefront/infra/local/runner], which does the work. The
// first compilation of the runner takes half a minute, and go run prints nothing
// meanwhile. So this program is small: it prints at once what it does, compiles the
// runner, and becomes it.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"storefront/infra/local/compile"
	"storefront/infra/local/module"
	"storefront/infra/local/progress"
)

// runner is the directory of the program that this one becomes.
const runner = "infra/local/runner"

func main() {
	err := launch(time.Now())
	if errors.Is(err, context.Canceled) {
		return // the user has interrupted it
	}
	fmt.Fprintln(os.Stderr, "local:", err)
	os.Exit(1)
}

// launch returns only if it fails or is interrupted.
func launch(started time.Time) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	root, err := module.Root(".")
	if err != nil {
		return err
	}
	display := progress.New(os.Stdout, progress.IsTerminal(os.Stdout), started)
	fmt.Fprintln(display, "starting the store; press Ctrl-C to stop it")
	defer display.Clear()
	job := compile.Job{
		Root: root, Dirs: []string{runner}, Out: filepath.Join(root, ".local", "runner"),
		OnStep: func(s compile.Step) { display.Show("compiling the local store", s.String()) },
	}
	lock, err := compile.Lock(ctx, job.Out, func() { display.Show("waiting until another start of the store has compiled it", "") })
	if err != nil {
		return err
	}
	defer lock.Close() // at the latest when this process ends
	if err := errors.Join(job.Run(ctx), ctx.Err()); err != nil {
		return err
	}
	display.Clear()
	stop()
	return become(filepath.Join(job.Out, filepath.Base(runner)), started)
}

// become replaces this program by another one, with the same arguments. It returns
// only if that fails.
func become(program string, started time.Time) error {
	environment := append(os.Environ(), "STOREFRONT_STARTED="+started.Format(time.RFC3339Nano))
	err := syscall.Exec(program, append([]string{program}, os.Args[1:]...), environment)
	return fmt.Errorf("start %s: %w", program, err)
}
