// Install installs a set of the project's Python tools, once, and prints the
// folder of its programs:
//
//	PATH="$(go run ./infra/pytools/install sam):$PATH"
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"

	"storefront/infra/pytools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pytools:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	if len(args) != 1 {
		return errors.New("say which set of tools to install: checks or sam")
	}
	tools, err := pytools.Install(ctx, pytools.Set(args[0]), os.Stderr)
	if err != nil {
		return err
	}
	_, err = fmt.Println(tools.Bin())
	return err
}
