// Ops is the operator's command line.
//
//	go run ./infra/ops [-local REGION | -env NAME] COMMAND
//
// It exits with 0 if all is well, with 1 if a command failed or found something
// wrong, and with 2 if it was not used correctly. With -h it lists the commands.
package main

import (
	"context"
	"crypto/rand"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"storefront/infra/local/module"
	"storefront/infra/ops/doctor"
	"storefront/infra/ops/target"
	"storefront/infra/samconfig"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	out := &output{to: os.Stdout, width: widthOf(os.Stdout), aside: &output{to: os.Stderr, width: widthOf(os.Stderr)}}
	c := cli{
		in: os.Stdin, out: out, err: out.aside,
		interactive: isTerminal(os.Stdin), progress: isTerminal(os.Stderr),
		now:          time.Now,
		newReference: func() string { return strings.ToLower(rand.Text()[:10]) },
		openLocal: func(name string) (region, error) {
			t, err := target.Local(".", name)
			return region{t, t.Store}, err
		},
		environment: func(name string) (samconfig.Environment, error) {
			root, err := module.Root(".")
			if err != nil {
				return samconfig.Environment{}, err
			}
			return samconfig.Read(root, name)
		},
		openAWS: func(ctx context.Context, e samconfig.Environment) (region, error) {
			t, err := target.AWS(ctx, e)
			return region{t, t.Store}, err
		},
		examine: func(ctx context.Context, e samconfig.Environment) ([]doctor.Finding, error) {
			d, err := deployOf(ctx, e)
			if err != nil {
				return nil, err
			}
			return doctor.Examine(ctx, d)
		},
		adopt: func(ctx context.Context, e samconfig.Environment) (doctor.Adoption, error) {
			d, err := deployOf(ctx, e)
			if err != nil {
				return doctor.Adoption{}, err
			}
			return doctor.Adopt(ctx, d)
		},
	}
	code := c.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// deployOf returns the deploy of an environment from this module.
func deployOf(ctx context.Context, e samconfig.Environment) (doctor.Deploy, error) {
	root, err := module.Root(".")
	if err != nil {
		return doctor.Deploy{}, err
	}
	cfg, err := target.Config(ctx, e)
	return doctor.Deploy{Root: root, Environment: e, AWS: cfg, Now: time.Now()}, err
}

// widthOf returns the width of a terminal, from COLUMNS or else from the terminal. It is 0 if
// there is no terminal.
func widthOf(f *os.File) int {
	if !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	if columns, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && columns > 0 {
		return columns
	}
	if columns, _, err := term.GetSize(int(f.Fd())); err == nil && columns > 0 {
		return columns
	}
	return 80
}

// isTerminal reports whether f is a terminal, or another device such as /dev/null.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
