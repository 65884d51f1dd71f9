package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"storefront/infra/audit"
	"storefront/infra/seed"
	"storefront/shared/catalog"
	"storefront/shared/merchant"
	"storefront/shared/order"
	"storefront/shared/stock"
)

func seedDemo(ctx context.Context, c *call) error {
	c.yesFlag(false)
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This replaces the demo's products in %s, with their prices and clearance.", c.Name)
	if err != nil {
		return err
	}
	done, err := seed.Apply(ctx, c.Region, c.store, now)
	if err != nil {
		return err
	}
	c.out.print("put %d products\n", len(done.Products))
	for _, id := range done.Created {
		c.out.print("created sale %s\n", id)
	}
	for _, id := range done.Kept {
		c.out.print("sale %s exists already and stays as it is\n", id)
	}
	return c.tellPayable(ctx)
}

func createSale(ctx context.Context, c *call) error {
	const byAccess = -1
	spec := merchant.Spec{Access: catalog.AccessVerified}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	moment := func(text string) (time.Time, error) {
		if text == "now" {
			return now, nil
		}
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			err = fmt.Errorf("must be now, or a time as in %s", when(now))
		}
		return at, err
	}
	c.flags.Func("id", "", text(&spec.ID))
	c.flags.Func("opens", "", into(&spec.Opens, moment))
	c.flags.Func("closes", "", into(&spec.Closes, moment))
	c.flags.Func("access", "", text(&spec.Access))
	c.flags.Func("entries-close", "", into(&spec.EntriesClose, moment))
	c.flags.IntVar(&spec.OrdersPerBuyer, "orders-per-buyer", byAccess, "")
	c.flags.DurationVar(&spec.Hold, "hold", 10*time.Minute, "")
	c.flags.IntVar(&spec.Work, "work", 0, "")
	c.flags.Func("line", "", each(&spec.Lines, parseLine))
	if err := c.parse("id", "opens", "line"); err != nil {
		return err
	}
	if spec.OrdersPerBuyer == byAccess {
		spec.OrdersPerBuyer = 1
		if spec.Access == catalog.AccessOpen {
			spec.OrdersPerBuyer = 0
		}
	}
	if err := c.merchant().CreateSale(ctx, now, spec); err != nil {
		return err
	}
	c.out.print("created sale %s in %s, open from %s\n", spec.ID, c.Name, when(spec.Opens))
	barred, err := c.merchant().Barred(ctx, spec)
	for _, b := range barred {
		why := "the market does not know it"
		if b.Known {
			why = strings.TrimSuffix(fmt.Sprintf("it is %s for %s", b.Clearance.Status, b.Clearance.Reason), " for ")
		}
		c.err.print("ops: warning: nobody in market %s can buy %s: %s\n", b.Market, b.SKU, why)
	}
	return err
}

func listSales(ctx context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	sales, err := c.merchant().Sales(ctx, now)
	if err != nil {
		return err
	}
	if len(sales) == 0 {
		c.out.print("there are no sales\n")
		return nil
	}
	c.out.table(func(row func(...any)) {
		row("SALE", "STATUS", "OPENS", "CLOSES", "ACCESS", "PER BUYER", "HOLD", "SKU", "PER ORDER", "UNITS", "LEFT", "HELD", "SOLD")
		for _, sale := range sales {
			var limit any = sale.OrdersPerBuyer
			if limit == 0 {
				limit = shown{"any", 0}
			}
			var access any = sale.Access
			if sale.Work > 0 {
				access = shown{fmt.Sprintf("%s (work %d)", sale.Access, sale.Work), sale.Access}
			}
			about := []any{sale.ID, sale.Status, sale.Opens, sale.Closes, access, limit, sale.Hold}
			for i, line := range sale.Lines {
				n := sale.Counts[i]
				row(append(slices.Clone(about), line.SKU, line.MaxPerOrder, n.Size, n.Left, n.Held, n.Sold)...)
				for i, cell := range about { // people read once of a sale
					about[i] = shown{"", cell}
				}
			}
		}
	})
	c.out.print("\nleft, held and sold are as the last sweep counted them; audit counts anew\n")
	return nil
}

func closeSale(ctx context.Context, c *call) error {
	var id catalog.SaleID
	c.flags.Func("id", "", text(&id))
	c.yesFlag(true)
	if err := c.parse("id"); err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This ends sale %s in %s for good.", id, c.Name)
	if err != nil {
		return err
	}
	if err := c.merchant().CloseSale(ctx, now, id); err != nil {
		return err
	}
	c.out.print("closed sale %s\n", id)
	return nil
}

func auditStock(ctx context.Context, c *call) error {
	var sale catalog.SaleID
	c.flags.Func("sale", "", text(&sale))
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	report, err := audit.Run(ctx, c.store, now, sale)
	if err != nil {
		return err
	}
	return c.out.report(report)
}

// report prints an audit's report. It returns errFindings if there are findings.
func (o *output) report(r audit.Report) error {
	o.table(func(row func(...any)) {
		row("SALE", "SKU", "SIZE", "LEFT", "HELD", "PAID", "PENDING", "LEAKED")
		lines := r.Lines
		if !o.json {
			lines = append(lines, audit.LineReport{Line: stock.Line{Sale: "total"}, Tally: r.Total()})
		}
		for _, line := range lines {
			row(line.Sale, line.SKU, line.Size, line.Left, line.Held, line.Paid, line.Pending, line.Leaked)
		}
	})
	o.record(record{{"orders", r.Orders}}, func() {
		var orders []string
		for _, status := range slices.Sorted(maps.Keys(r.Orders)) {
			orders = append(orders, fmt.Sprintf("%d %s", r.Orders[status], status))
		}
		if orders == nil {
			orders = []string{"none"}
		}
		o.print("\norders: %s\n", strings.Join(orders, ", "))
	})
	return o.findings(r.Findings, "everything ties out")
}

// text returns the parser of a flag that is text.
func text[T ~string](value *T) func(string) error {
	return into(value, func(text string) (T, error) { return T(text), nil })
}

// into returns the parser of a flag.
func into[T any](value *T, parse func(string) (T, error)) func(string) error {
	return func(text string) (err error) {
		*value, err = parse(text)
		return err
	}
}

// each returns the parser of a flag that may be given several times.
func each[T any](values *[]T, parse func(string) (T, error)) func(string) error {
	return func(text string) error {
		value, err := parse(text)
		*values = append(*values, value)
		return err
	}
}

// parseLine parses SKU=UNITS[:MAX_PER_ORDER].
func parseLine(text string) (line merchant.Line, err error) {
	text, most, limited := strings.Cut(text, ":")
	line.MaxPerOrder = 1
	if line.SKU, line.Units, err = parseUnits(text); err != nil {
		return merchant.Line{}, err
	}
	if limited {
		if line.MaxPerOrder, err = strconv.Atoi(most); err != nil {
			return merchant.Line{}, errors.New("must be SKU=UNITS:MAX_PER_ORDER, with whole numbers")
		}
	}
	return line, nil
}

// parseUnits parses SKU=UNITS.
func parseUnits(text string) (order.SKU, int, error) {
	sku, units, ok := strings.Cut(text, "=")
	n, err := strconv.Atoi(units)
	if !ok || err != nil || sku == "" {
		return "", 0, errors.New("must be SKU=UNITS, with a whole number")
	}
	return order.SKU(sku), n, nil
}
