// Rehearse is a flash sale under load, with an audit at the end.
//
//	go run ./infra/rehearse -local us [-sale us-launch] [-buyers 3000] [-concurrency 64] [-views 2000]
//
// It sends a crowd of shoppers to a region of the local store, and exits with 1
// unless all answers tie out with the store's data. With -cpu it also prints the
// processor time that the rush took.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"storefront/infra/ops/target"
	"storefront/infra/rehearse/crowd"
	"storefront/shared/catalog"
	"storefront/shared/market"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.As(err, new(usageError)):
		fmt.Fprintln(os.Stderr, "rehearse:", err)
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "rehearse:", err)
		os.Exit(1)
	}
}

type usageError struct{ error }

// settings are the parsed command line.
type settings struct {
	region, market, sale string
	cpu                  bool
	crowd                crowd.Options
}

func parse(args []string) (settings, error) {
	s := settings{crowd: crowd.Demo(3000)}
	flags := flag.NewFlagSet("rehearse", flag.ContinueOnError)
	flags.StringVar(&s.region, "local", "", "the `REGION` of the local store, which must be running (required)")
	flags.StringVar(&s.market, "market", "", "the market that the crowd is in (default: the region's first)")
	flags.StringVar(&s.sale, "sale", "", "the sale (default: the one that is open)")
	flags.IntVar(&s.crowd.Buyers, "buyers", s.crowd.Buyers, "number of buyers")
	flags.IntVar(&s.crowd.Concurrency, "concurrency", s.crowd.Concurrency, "buyers that shop at once")
	flags.DurationVar(&s.crowd.Duration, "duration", s.crowd.Duration, "time after which no new buyer starts")
	flags.IntVar(&s.crowd.Views, "views", s.crowd.Views, "views of the sale's page in every other second, through a cache that stands for the edge")
	flags.Float64Var(&s.crowd.Pay, "pay", s.crowd.Pay, "share of the orders that are paid")
	flags.Float64Var(&s.crowd.Cancel, "cancel", s.crowd.Cancel, "share of the orders that are cancelled; the others are left to expire")
	flags.Float64Var(&s.crowd.Retry, "retry", s.crowd.Retry, "share of the buyers who send their request twice")
	flags.Float64Var(&s.crowd.Greedy, "greedy", s.crowd.Greedy, "share of the buyers who want more orders than they may have")
	flags.Float64Var(&s.crowd.Refresh, "refresh", s.crowd.Refresh, "share of the orders that are read, paid and cancelled again")
	flags.BoolVar(&s.cpu, "cpu", false, "print the processor time of the rush by process (Linux only)")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	switch {
	case flags.NArg() > 0:
		return s, usageError{fmt.Errorf("unexpected argument %q", flags.Arg(0))}
	case s.region == "":
		return s, usageError{errors.New("-local REGION is required: a rehearsal runs only against the local store")}
	}
	return s, nil
}

func run(ctx context.Context, args []string, out io.Writer) error {
	s, err := parse(args)
	if err != nil {
		return err
	}
	where, err := target.Local(".", s.region)
	if err != nil {
		return err
	}
	s.crowd.Sale.ID = catalog.SaleID(s.sale)
	s.crowd.URL, s.crowd.Market, s.crowd.Tokens = where.URL, where.Region.Markets()[0], where.Tokens
	if s.market != "" {
		var ok bool
		if s.crowd.Market, ok = where.Region.Market(market.Code(s.market)); !ok {
			return usageError{fmt.Errorf("region %s does not sell to market %q", where.Region, s.market)}
		}
	}
	if s.cpu {
		s.crowd.Processes = map[int]string{os.Getpid(): "crowd", where.PID: "local store"}
	}
	return crowd.Rehearse(ctx, out, where.Region, where.Store, s.crowd)
}
