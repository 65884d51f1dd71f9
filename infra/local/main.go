// Local runs the store on this machine, without AWS and without containers:
// template.yaml for one or more regions, each at its own port.
//
//	go run ./infra/local [FLAGS]
//
// The flags and all that it does are those of [storefront/infra/local/runner]. To
// compile that takes half a minute at first, and go run is silent meanwhile. So this
// program is small: it says at once what is going on, compiles the runner, and
// becomes it.
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

// runner is the program that this one becomes.
const runner = "infra/local/runner"

func main() {
	err := launch(time.Now())
	if errors.Is(err, context.Canceled) {
		return // it does what it was asked to
	}
	fmt.Fprintln(os.Stderr, "local:", err)
	os.Exit(1)
}

// launch returns only when it fails, or is told to end.
func launch(started time.Time) error {
	ctx, ignore := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	root, err := module.Root(".")
	if err != nil {
		return err
	}
	display := progress.New(os.Stdout, progress.IsTerminal(os.Stdout), started)
	fmt.Fprintln(display, "starting the store; Ctrl-C ends it") //nolint:errcheck // a terminal that is gone needs no word
	defer display.Clear()
	job := compile.Job{
		Root: root, Dirs: []string{runner}, Out: filepath.Join(root, ".local", "runner"),
		Hear: func(s compile.Step) { display.Show("compiling the store's runner", s.String()) },
	}
	lock, err := compile.Lock(ctx, job.Out, func() { display.Show("waiting for another start of the store to compile", "") })
	if err != nil {
		return err
	}
	defer lock.Close() // with this process at the latest
	if err := errors.Join(job.Run(ctx), ctx.Err()); err != nil {
		return err
	}
	display.Clear()
	ignore()
	return become(filepath.Join(job.Out, filepath.Base(runner)), started)
}

// become replaces this program by another one, which gets its arguments. It returns
// only when that fails.
func become(program string, started time.Time) error {
	environment := append(os.Environ(), "STOREFRONT_STARTED="+started.Format(time.RFC3339Nano))
	err := syscall.Exec(program, append([]string{program}, os.Args[1:]...), environment)
	return fmt.Errorf("start %s: %w", program, err)
}
