// Install installs the project's Python tools and prints the folder of their
// programs:
//
//	PATH="$(go run ./infra/pytools/install):$PATH"
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"

	"storefront/infra/pytools"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	tools, err := pytools.Install(ctx, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "pytools:", err)
		os.Exit(1)
	}
	fmt.Println(tools.Bin())
}
