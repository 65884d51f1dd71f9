package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"storefront/infra/backoffice"
	"storefront/shared/catalog"
	"storefront/shared/order"
)

// errFindings says that an audit found something, which was printed.
var errFindings = errors.New("the audit found something")

// shownFindings is how many findings are printed: damage that is everywhere
// needs no more to be recognised.
const shownFindings = 100

func audit(ctx context.Context, c call) error {
	var sale catalog.SaleID
	c.flags.Func("sale", "", name(&sale))
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	report, err := c.office.Audit(ctx, now, sale)
	if err != nil {
		return err
	}
	if err := printReport(c.out, report); err != nil {
		return err
	}
	if !report.OK() {
		return errFindings
	}
	return nil
}

func printReport(out io.Writer, r backoffice.Report) error {
	table := newTable(out)
	fmt.Fprintln(table, "SALE\tSKU\tSIZE\tLEFT\tHELD\tPAID\tPENDING\tLEAKED")
	for _, line := range append(r.Lines, backoffice.LineReport{Tally: r.Total()}) {
		if line.Sale == "" {
			line.Sale = "total"
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", line.Sale, line.SKU,
			line.Size, line.Left, line.Held, line.Paid, line.Pending, line.Leaked)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(out, "\norders: %s\n", counts(r.Orders))
	if r.OK() {
		_, err := fmt.Fprintln(out, "everything ties out")
		return err
	}
	fmt.Fprintf(out, "findings: %d\n", len(r.Findings))
	for _, finding := range r.Findings[:min(len(r.Findings), shownFindings)] {
		fmt.Fprintf(out, "  %s\n", finding)
	}
	if more := len(r.Findings) - shownFindings; more > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
	return nil
}

func counts(orders map[order.Status]int) string {
	var words []string
	for _, status := range slices.Sorted(maps.Keys(orders)) {
		words = append(words, fmt.Sprintf("%d %s", orders[status], status))
	}
	if len(words) == 0 {
		return "none"
	}
	return strings.Join(words, ", ")
}

func listSales(ctx context.Context, c call) error {
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	sales, err := c.office.Sales(ctx, now)
	if err != nil {
		return err
	}
	return printSales(c.out, sales)
}

func printSales(out io.Writer, sales []backoffice.Listed) error {
	if len(sales) == 0 {
		_, err := fmt.Fprintln(out, "there are no sales")
		return err
	}
	table := newTable(out)
	fmt.Fprintln(table, "SALE\tSTATUS\tOPENS\tCLOSES\tACCESS\tPER BUYER\tHOLD\tSKU\tPER ORDER\tUNITS\tLEFT\tHELD\tSOLD")
	for _, sale := range sales {
		first := strings.Join([]string{
			string(sale.ID), string(sale.Status), when(sale.Opens), when(sale.Closes),
			string(sale.Access), limit(sale.OrdersPerBuyer), sale.Hold.String(),
		}, "\t")
		for i, line := range sale.Lines {
			count := sale.Counts[i]
			fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\n", first, line.SKU, line.MaxPerOrder,
				count.Size, count.Left, count.Held, count.Sold)
			first = strings.Repeat("\t", strings.Count(first, "\t")) // the sale is named once
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "\nleft, held and sold are as the last sweep counted them; audit counts anew")
	return err
}

func when(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.UTC().Format(time.RFC3339)
}

func limit(orders int) string {
	if orders == 0 {
		return "any"
	}
	return fmt.Sprint(orders)
}

func newTable(out io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(out, 0, 0, 2, ' ', 0) }
