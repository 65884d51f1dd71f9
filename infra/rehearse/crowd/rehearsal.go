package crowd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"storefront/infra/audit"
	"storefront/infra/rehearse/cputime"
	"storefront/shared/catalog"
	"storefront/shared/market"
	"storefront/shared/merchant"
)

// Store is what a rehearsal needs of a region's data.
type Store interface {
	audit.Store
	merchant.Store
}

// Rehearse sends a crowd to a sale, or to the open one if o.Sale has no id, and
// prints the progress to out. It fails unless every answer ties out with the store's
// data afterwards.
func Rehearse(ctx context.Context, out io.Writer, region market.Region, store Store, o Options) error {
	var err error
	if o.Sale, err = pick(ctx, merchant.New(region, store), o.Sale.ID); err != nil {
		return err
	}
	if o.Left, err = before(ctx, store, o.Sale.ID); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d buyers come to sale %s in region %s, %d at once; units are paid/held/left\n",
		o.Buyers, o.Sale.ID, region, o.Concurrency)
	result, err := measured(ctx, out, o)
	if err != nil {
		return err
	}
	return verdict(ctx, out, store, result, o.Sale.ID)
}

// measured sends the crowd and prints the result, with the processor time used if
// the options name processes.
func measured(ctx context.Context, out io.Writer, o Options) (*Result, error) {
	var before cputime.Times
	if len(o.Processes) > 0 {
		var err error
		if before, err = cputime.Of(o.Processes); err != nil {
			return nil, err
		}
	}
	result, err := Run(ctx, o, func(p Progress) { fmt.Fprintln(out, p) })
	if err != nil {
		return nil, err
	}
	total := result.Total()
	fmt.Fprintf(out, "in all:\n%v\n\n", total)
	if before == nil {
		return result, nil
	}
	now, err := cputime.Of(o.Processes)
	if err != nil {
		return nil, err
	}
	fmt.Fprintln(out, now.Since(before).Table(total.Answers))
	return result, nil
}

// before returns the units that a sale has left. It fails if the sale does not tie
// out already, since the verdict would then say nothing about the rehearsal.
func before(ctx context.Context, store audit.Store, sale catalog.SaleID) (map[catalog.SKU]int, error) {
	report, err := audit.Run(ctx, store, time.Now(), sale)
	if err != nil {
		return nil, err
	}
	if !report.OK() {
		return nil, fmt.Errorf("the sale does not tie out before the rehearsal: %s", report.Findings[0])
	}
	left := map[catalog.SKU]int{}
	for _, line := range report.Lines {
		left[line.SKU] = line.Left
	}
	return left, nil
}

// pick returns the sale with the given id, or the open sale if id is empty.
func pick(ctx context.Context, m *merchant.Merchant, id catalog.SaleID) (catalog.Sale, error) {
	sales, err := m.Sales(ctx, time.Now())
	if err != nil {
		return catalog.Sale{}, err
	}
	i := slices.IndexFunc(sales, func(s merchant.Listing) bool {
		return s.ID == id || id == "" && s.Status == catalog.StatusOpen
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

// verdict audits the sale and compares the crowd's answers with it.
func verdict(ctx context.Context, out io.Writer, store audit.Store, result *Result, sale catalog.SaleID) error {
	report, err := audit.Run(ctx, store, time.Now(), sale)
	if err != nil {
		return err
	}
	for _, line := range report.Lines {
		fmt.Fprintf(out, "%-20s %6d units: %d paid, %d held, %d left, %d pending, %d leaked\n",
			line.SKU, line.Size, line.Paid, line.Held, line.Left, line.Pending, line.Leaked)
	}
	findings, err := result.Check(ctx, store, report)
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
	return fmt.Errorf("the sale does not tie out: %d findings", len(findings))
}
