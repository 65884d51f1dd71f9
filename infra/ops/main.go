// Ops is the operator's command line.
//
//	go run ./infra/ops [-local REGION | -region REGION] COMMAND
//
// It exits with 0 when all is well, with 1 when a command failed or an audit
// found something, and with 2 when it was asked wrongly.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"storefront/infra/backoffice"
	"storefront/infra/backoffice/books"
	"storefront/infra/ops/target"
	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/dynamo"
	"storefront/shared/ledger"
	"storefront/shared/ledger/intake"
	"storefront/shared/market"
	"storefront/shared/payment"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	d := desk{
		in: os.Stdin, out: os.Stdout, err: os.Stderr,
		terminal: isTerminal(os.Stdin), screen: isTerminal(os.Stderr),
		now:       time.Now,
		reference: func() string { return strings.ToLower(rand.Text()[:10]) },
		openLocal: func(name string) (place, error) {
			t, err := target.Local(".", name)
			return placeOf(t), err
		},
		openAWS: func(ctx context.Context, name, stack string) (place, error) {
			t, err := target.AWS(ctx, name, stack)
			return placeOf(t), err
		},
	}
	code := d.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// isTerminal also takes other devices for a terminal, such as /dev/null; there
// is no answer to read from them.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// desk is where an operator's command comes from and its outcome goes.
type desk struct {
	in        io.Reader
	out, err  io.Writer
	terminal  bool // somebody can answer a question
	screen    bool // somebody looks at err while a command runs
	now       func() time.Time
	reference func() string // makes a name for a refund up
	openLocal func(region string) (place, error)
	openAWS   func(ctx context.Context, region, stack string) (place, error)
}

// salesStore is a region's data as paid orders need it.
type salesStore interface {
	checkout.Store
	checkout.Inventory
}

// aftersale is what is done with paid orders, by a process that has just started.
func (c call) aftersale() *checkout.AfterSale {
	return &checkout.AfterSale{
		Checkout:  checkout.New(c.sales, payment.Sandbox{}, c.now, slog.Default()),
		Inventory: c.sales,
		Clock:     c.serviceTime,
	}
}

// serviceTime is what time it is for the region's store, by which everything is
// dated and judged, whatever this machine's clock says.
func (c call) serviceTime(ctx context.Context) (time.Time, error) {
	return checkout.ServiceClock(c.clock, c.now)(ctx)
}

// place is the region that a command works on.
type place struct {
	region   market.Region
	name     string // for people
	local    bool
	store    backoffice.Store
	sales    salesStore
	clock    checkout.Clock
	personal backoffice.Personal
	replay   func(context.Context) (books.Replay, error)
	books    func(context.Context) (ledger.Objects, error)
}

func placeOf(t target.Target) place {
	return place{
		books: func(ctx context.Context) (ledger.Objects, error) {
			l, err := t.Ledger(ctx)
			return l.Books, err
		},
		region: t.Region, name: t.Name, local: t.Local, store: t.Store, sales: t.Store, personal: t.Store, clock: t.Store.ServiceTime,
		replay: func(ctx context.Context) (books.Replay, error) {
			ledger, err := t.Ledger(ctx)
			return books.Replay{
				Records:  dynamo.StreamDecoder{Region: t.Region, Orders: t.Tables.Orders, Stock: t.Tables.Stock},
				Failures: ledger.Failures, Shards: ledger.Shards,
				Intake: &intake.Intake{Buyers: t.Store, Catalog: catalog.NewCache(t.Store, time.Now, slog.Default()), Files: ledger.Books},
			}, err
		},
	}
}

// run does one command and gives the exit code.
func (d desk) run(ctx context.Context, args []string) int {
	err := d.command(ctx, args)
	if err == nil {
		return 0
	}
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(d.out, usage)
		return 0
	}
	if errors.Is(err, errFindings) {
		return 1 // they were printed
	}
	if mistakes, ok := errors.AsType[backoffice.Mistakes](err); ok {
		for _, m := range mistakes {
			fmt.Fprintf(d.err, "ops: --%s %s\n", m.Name, m.Reason)
		}
		return 2
	}
	fmt.Fprintf(d.err, "ops: %v\n", err)
	if _, ok := errors.AsType[usageError](err); ok {
		fmt.Fprintln(d.err, "ops: -h tells how it is used")
		return 2
	}
	return 1
}

// usageError says that a command was asked for in a way that it cannot be.
type usageError struct{ error }

func misused(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }
