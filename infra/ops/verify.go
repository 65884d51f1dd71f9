package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"storefront/infra/backoffice/books"
	"storefront/shared/market"
)

func verifyLedger(ctx context.Context, c call) error {
	var code market.Code
	var date string
	c.flags.Func("market", "", c.market(&code))
	c.flags.Func("date", "", day(&date))
	if err := c.parse("market", "date"); err != nil {
		return err
	}
	objects, err := c.books(ctx)
	if err != nil {
		return err
	}
	v, err := books.Verify{Books: objects, Region: c.region, Store: c.store}.Run(ctx, code, date)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(out, "\tbooks\tstore\t") //nolint:errcheck // Flush tells
	for _, sum := range v.Sums {
		fmt.Fprintf(out, "%s\t%d\t%d\t\n", sum.What, sum.Books, sum.Store) //nolint:errcheck // Flush tells
	}
	if err := out.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "\n%s, rev %d, against %d orders and %d lots\n", date, v.Rev, v.Orders, v.Lots)
	if len(v.Findings) == 0 {
		fmt.Fprintln(c.out, "everything agrees")
		return nil
	}
	fmt.Fprintf(c.out, "findings: %d\n", len(v.Findings))
	for i, finding := range v.Findings {
		if i == shownFindings {
			fmt.Fprintf(c.out, "  and %d more\n", len(v.Findings)-i)
			break
		}
		fmt.Fprintf(c.out, "  %s\n", finding)
	}
	return errFindings
}
