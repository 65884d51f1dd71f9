package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"storefront/infra/backoffice/books"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

func closeLedger(ctx context.Context, c call) error {
	var r closing.Request
	c.flags.Func("market", "", c.market(&r.Market))
	c.flags.Func("date", "", day(&r.Date))
	c.flags.BoolVar(&r.Rebuild, "rebuild", false, "")
	yes := c.flags.Bool("yes", c.local, "")
	if err := c.parse("market", "date"); err != nil {
		return err
	}
	if err := c.confirm(*yes, fmt.Sprintf("This closes the books of %s in market %s of %s for good.", r.Date, r.Market, c.name)); err != nil {
		return err
	}
	books, err := c.books(ctx)
	if err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	m, err := closing.Closer{Objects: books, Region: c.region}.Close(ctx, r, now)
	if err != nil {
		return err
	}
	if m.Status != closing.Closed {
		fmt.Fprintf(c.out, "%s stays open\n", m.Date)
		printChecks(c.out, m.Failed())
		return errFindings
	}
	events := 0
	for _, n := range m.Totals.Events {
		events += n
	}
	fmt.Fprintf(c.out, "%s is closed, rev %d: %d events of %d raw files\n", m.Date, m.Rev, events, len(m.Inputs))
	for _, a := range m.Totals.Accounts {
		fmt.Fprintf(c.out, "  %s %s  debit %d, credit %d  %s\n", a.Code, a.Currency, a.Debit, a.Credit, a.Name)
	}
	return nil
}

func printChecks(out io.Writer, failed []closing.Check) {
	for _, check := range failed {
		fmt.Fprintf(out, "  %s: %d failures\n", check.Name, check.Failures) //nolint:errcheck // as all of a command's output
		for _, finding := range check.Findings {
			fmt.Fprintf(out, "    %s\n", finding) //nolint:errcheck // as above
		}
	}
}

func ledgerStatus(ctx context.Context, c call) error {
	var code market.Code
	c.flags.Func("market", "", c.market(&code))
	if err := c.parse(); err != nil {
		return err
	}
	books, err := c.books(ctx)
	if err != nil {
		return err
	}
	out := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(out, "MARKET\tDAY\tSTATUS\tREV\tEVENTS\tLATE\tRAW FILES\tFAILED") //nolint:errcheck // Flush tells
	broken := []string{}
	for _, m := range c.region.Markets() {
		if code != "" && m.Code != code {
			continue
		}
		history, err := closing.Read(ctx, books, c.region, m.Code, "", "")
		if err != nil {
			return err
		}
		for _, day := range history.Days {
			printDay(out, m.Code, day)
		}
		broken = append(broken, history.Broken...)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	for _, finding := range broken {
		fmt.Fprintln(c.out, finding)
	}
	if len(broken) > 0 {
		return errFindings
	}
	return nil
}

func printDay(out io.Writer, code market.Code, day closing.Day) {
	if !day.Closed() {
		names := []string{}
		for _, check := range day.Failed {
			names = append(names, string(check.Name))
		}
		fmt.Fprintf(out, "%s\t%s\topen\t\t\t\t\t%s\n", code, day.Date, strings.Join(names, " ")) //nolint:errcheck // Flush tells
		return
	}
	events, late := 0, 0
	for _, n := range day.Live.Totals.Events {
		events += n
	}
	for _, l := range day.Live.Late {
		late += l.Events
	}
	fmt.Fprintf(out, "%s\t%s\tclosed\t%d\t%d\t%d\t%d\t\n", code, day.Date, day.Live.Rev, events, late, len(day.Live.Inputs)) //nolint:errcheck // Flush tells
}

func pullLedger(ctx context.Context, c call) error {
	var code market.Code
	var from, to, dir string
	c.flags.Func("market", "", c.market(&code))
	c.flags.Func("from", "", day(&from))
	c.flags.Func("to", "", day(&to))
	c.flags.StringVar(&dir, "out", "", "")
	if err := c.parse("market", "from", "to", "out"); err != nil {
		return err
	}
	if to < from {
		return misused("--to must not come before --from")
	}
	objects, err := c.books(ctx)
	if err != nil {
		return err
	}
	pull := books.Pull{Books: objects, Region: c.region, Dir: dir}
	if c.screen {
		pull.Progress = func(done, all int) { progressBar(c.err, done, all) }
	}
	done, err := pull.Run(ctx, code, from, to)
	if c.screen {
		fmt.Fprintln(c.err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%d days are in %s: %d files, %d of them were there; %.1f MB came\n", done.Days, dir, done.Files, done.Kept, float64(done.Bytes)/1e6)
	for _, why := range done.Left {
		fmt.Fprintf(c.out, "left: %s\n", why)
	}
	if len(done.Left) > 0 {
		return errFindings
	}
	return nil
}

// progressBar draws over the line that it drew before.
func progressBar(out io.Writer, done, all int) {
	const width = 40
	filled := width
	if all > 0 {
		filled = width * done / all
	}
	fmt.Fprintf(out, "\r[%s%s] %.1f of %.1f MB", strings.Repeat("=", filled), strings.Repeat(" ", width-filled), //nolint:errcheck // only progress
		float64(done)/1e6, float64(all)/1e6)
}

// day reads a flag that is a date.
func day(into *string) func(string) error {
	return func(text string) error {
		*into = text
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return fmt.Errorf("must be a date as in 2015-05-18")
		}
		return nil
	}
}

// market reads a flag that names a market of the region.
func (c call) market(into *market.Code) func(string) error {
	return func(text string) error {
		*into = market.Code(text)
		if _, ok := c.region.Market(*into); ok {
			return nil
		}
		var codes []string
		for _, m := range c.region.Markets() {
			codes = append(codes, string(m.Code))
		}
		slices.Sort(codes)
		return fmt.Errorf("must be a market of region %s: %s", c.region, strings.Join(codes, ", "))
	}
}
