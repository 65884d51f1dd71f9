// Run runs one of the project's Python tools, which it installs once:
//
//	go run ./infra/pytools/run sam validate --lint
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"

	"storefront/infra/pytools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code, err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pytools:", err)
	}
	os.Exit(code)
}

// run gives the tool's exit code.
func run(ctx context.Context, args []string) (int, error) {
	if len(args) == 0 {
		return 2, errors.New("say which tool to run: sam, cfn-lint or python")
	}
	tools, err := pytools.Install(ctx, os.Stderr)
	if err != nil {
		return 1, err
	}
	cmd := tools.Command(ctx, args[0], args[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	err = cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), nil
	}
	if err != nil {
		return 1, err
	}
	return 0, nil
}
