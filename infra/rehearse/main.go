// Rehearse is a flash sale under load, with an audit at the end.
//
//	go run ./infra/rehearse -local us [-sale us-launch] [-buyers 3000] [-concurrency 64]
//
// It sends a crowd of shoppers to a region of the local store, and exits with 1
// unless everything that they were told ties out with what the store has.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"storefront/infra/backoffice"
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

// settings are what the command line says.
type settings struct {
	region, market, sale string
	crowd                crowd.Options
}

func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("rehearse", flag.ContinueOnError)
	flags.StringVar(&s.region, "local", "", "the `REGION` of the local store, which must be running (required)")
	flags.StringVar(&s.market, "market", "", "the market that the crowd is in (default: the region's first)")
	flags.StringVar(&s.sale, "sale", "", "the sale (default: the one that is open)")
	flags.IntVar(&s.crowd.Buyers, "buyers", 3000, "how many buyers come")
	flags.IntVar(&s.crowd.Concurrency, "concurrency", 64, "how many of them shop at once")
	flags.DurationVar(&s.crowd.Duration, "duration", 2*time.Minute, "nobody new comes after it")
	flags.Float64Var(&s.crowd.Pay, "pay", 0.9, "share of the orders that are paid")
	flags.Float64Var(&s.crowd.Cancel, "cancel", 0.05, "share of the orders that are cancelled; the others are left to expire")
	flags.Float64Var(&s.crowd.Retry, "retry", 0.1, "share of the buyers who send their request twice")
	flags.Float64Var(&s.crowd.Greedy, "greedy", 0.05, "share of the buyers who want more orders than they may have")
	flags.Float64Var(&s.crowd.Refresh, "refresh", 0.1, "share of the orders that are read, paid and cancelled again")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	switch {
	case flags.NArg() > 0:
		return s, usageError{fmt.Errorf("do not know what to do with %q", flags.Arg(0))}
	case s.region == "":
		return s, usageError{errors.New("say where with -local REGION; a rehearsal is for the local store alone")}
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
	office := backoffice.New(where.Region, where.Store)
	if s.crowd.Sale, err = pick(ctx, office, catalog.SaleID(s.sale)); err != nil {
		return err
	}
	s.crowd.URL, s.crowd.Market = where.URL, where.Region.Markets()[0]
	if s.market != "" {
		var ok bool
		if s.crowd.Market, ok = where.Region.Market(market.Code(s.market)); !ok {
			return usageError{fmt.Errorf("region %s does not sell to market %q", where.Region, s.market)}
		}
	}
	if s.crowd.Left, err = before(ctx, office, s.crowd.Sale.ID); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d buyers come to sale %s in %s, %d at once; units are paid/held/left\n",
		s.crowd.Buyers, s.crowd.Sale.ID, where.Name, s.crowd.Concurrency)
	result, err := crowd.Run(ctx, s.crowd, func(p crowd.Progress) { fmt.Fprintln(out, p) })
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "in all:\n%v\n\n", result.Total())
	return verdict(ctx, out, office, where.Store, result, s.crowd.Sale.ID)
}

// before counts what a sale has left. A rehearsal begins in good order only, or
// its verdict would tell nothing.
func before(ctx context.Context, office *backoffice.Office, sale catalog.SaleID) (map[catalog.SKU]int, error) {
	audit, err := office.Audit(ctx, time.Now(), sale)
	if err != nil {
		return nil, err
	}
	if !audit.OK() {
		return nil, fmt.Errorf("the sale does not tie out before the rehearsal: %s", audit.Findings[0])
	}
	left := map[catalog.SKU]int{}
	for _, line := range audit.Lines {
		left[line.SKU] = line.Left
	}
	return left, nil
}

// pick finds the sale of a name, or the one that is open.
func pick(ctx context.Context, office *backoffice.Office, id catalog.SaleID) (catalog.Sale, error) {
	sales, err := office.Sales(ctx, time.Now())
	if err != nil {
		return catalog.Sale{}, err
	}
	i := slices.IndexFunc(sales, func(s backoffice.Listed) bool {
		return s.ID == id || id == "" && s.Status == catalog.Running
	})
	switch {
	case i >= 0:
		return sales[i].Sale, nil
	case id == "":
		return catalog.Sale{}, errors.New("no sale is open: name one with -sale")
	default:
		return catalog.Sale{}, fmt.Errorf("there is no sale %q", id)
	}
}

// verdict audits the sale and holds the crowd's answers against it.
func verdict(ctx context.Context, out io.Writer, office *backoffice.Office, orders crowd.Orders, result *crowd.Result, sale catalog.SaleID) error {
	audit, err := office.Audit(ctx, time.Now(), sale)
	if err != nil {
		return err
	}
	for _, line := range audit.Lines {
		fmt.Fprintf(out, "%-20s %6d units: %d paid, %d held, %d left, %d pending, %d leaked\n",
			line.SKU, line.Size, line.Paid, line.Held, line.Left, line.Pending, line.Leaked)
	}
	findings, err := result.Check(ctx, orders, audit)
	if err != nil {
		return err
	}
	if len(findings) == 0 {
		fmt.Fprintln(out, "everything ties out: nothing oversold, no order lost, no unit leaked, no false sold-out")
		return nil
	}
	for _, finding := range findings {
		fmt.Fprintln(out, "  "+finding)
	}
	return fmt.Errorf("%d things do not tie out", len(findings))
}
