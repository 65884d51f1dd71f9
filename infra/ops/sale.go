package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"storefront/infra/backoffice"
	"storefront/shared/catalog"
	"storefront/shared/stock"
)

func seed(ctx context.Context, c call) error {
	yes := c.flags.Bool("yes", c.local, "")
	if err := c.parse(); err != nil {
		return err
	}
	if err := c.confirm(*yes, fmt.Sprintf("This replaces the demo's products in %s, with their prices and clearance.", c.name)); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	done, err := c.office.Seed(ctx, now)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, "put %d products\n", len(done.Products))
	for _, id := range done.Created {
		fmt.Fprintf(c.out, "created sale %s\n", id)
	}
	for _, id := range done.Kept {
		fmt.Fprintf(c.out, "sale %s exists already and stays as it is\n", id)
	}
	return nil
}

func createSale(ctx context.Context, c call) error {
	spec := backoffice.Spec{Access: catalog.AccessOpen}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	c.flags.Func("id", "", name(&spec.ID))
	c.flags.Func("opens", "", moment(&spec.Opens, now))
	c.flags.Func("closes", "", moment(&spec.Closes, now))
	c.flags.Func("access", "", name(&spec.Access))
	c.flags.IntVar(&spec.OrdersPerBuyer, "orders-per-buyer", 1, "")
	c.flags.DurationVar(&spec.Hold, "hold", 10*time.Minute, "")
	c.flags.Func("line", "", func(text string) error {
		line, err := parseLine(text)
		spec.Lines = append(spec.Lines, line)
		return err
	})
	if err := c.parse("id", "opens", "line"); err != nil {
		return err
	}
	if err := c.office.CreateSale(ctx, now, spec); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "created sale %s in %s, open from %s\n", spec.ID, c.name, spec.Opens.UTC().Format(time.RFC3339))
	return warnOfBarred(ctx, c, spec)
}

// warnOfBarred tells which products of a new sale shoppers of a market cannot buy.
func warnOfBarred(ctx context.Context, c call, spec backoffice.Spec) error {
	barred, err := c.office.Barred(ctx, spec)
	if err != nil {
		return err
	}
	for _, b := range barred {
		why := "the market does not know it"
		if b.Known {
			why = strings.TrimSuffix(fmt.Sprintf("it is %s for %s", b.Clearance.Status, b.Clearance.Reason), " for ")
		}
		fmt.Fprintf(c.err, "ops: warning: nobody in market %s can buy %s: %s\n", b.Market, b.SKU, why)
	}
	return nil
}

func closeSale(ctx context.Context, c call) error {
	var id catalog.SaleID
	c.flags.Func("id", "", name(&id))
	yes := c.flags.Bool("yes", false, "")
	if err := c.parse("id"); err != nil {
		return err
	}
	if err := c.confirm(*yes, fmt.Sprintf("This ends sale %s in %s for good.", id, c.name)); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	if err := c.office.CloseSale(ctx, now, id); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "closed sale %s\n", id)
	return nil
}

func restock(ctx context.Context, c call) error {
	var line stock.Line
	var units int
	c.flags.Func("sale", "", name(&line.Sale))
	c.flags.Func("line", "", func(text string) (err error) {
		if line.SKU != "" {
			return fmt.Errorf("is given twice: restock one line at a time")
		}
		line.SKU, units, err = parseUnits(text)
		return err
	})
	yes := c.flags.Bool("yes", c.local, "")
	if err := c.parse("sale", "line"); err != nil {
		return err
	}
	if err := c.confirm(*yes, fmt.Sprintf("This offers %d more units of %s in %s, and they cannot be taken back.", units, line, c.name)); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	if err := c.office.Restock(ctx, now, line, units); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "added %d units to %s\n", units, line)
	return nil
}

// name reads a flag into a named kind of text.
func name[T ~string](into *T) func(string) error {
	return func(text string) error {
		*into = T(text)
		return nil
	}
}

// moment reads "now" or a time as RFC 3339 has it.
func moment(into *time.Time, now time.Time) func(string) error {
	return func(text string) (err error) {
		if *into = now; text == "now" {
			return nil
		}
		if *into, err = time.Parse(time.RFC3339, text); err != nil {
			return fmt.Errorf("must be now, or a time as in %s", now.UTC().Format(time.RFC3339))
		}
		return nil
	}
}

// parseLine reads SKU=UNITS[:MAX_PER_ORDER].
func parseLine(text string) (backoffice.Line, error) {
	text, most, limited := strings.Cut(text, ":")
	line := backoffice.Line{MaxPerOrder: 1}
	var err error
	if line.SKU, line.Units, err = parseUnits(text); err != nil {
		return backoffice.Line{}, err
	}
	if limited {
		if line.MaxPerOrder, err = strconv.Atoi(most); err != nil {
			return backoffice.Line{}, fmt.Errorf("must be SKU=UNITS:MAX_PER_ORDER, with whole numbers")
		}
	}
	return line, nil
}

// parseUnits reads SKU=UNITS.
func parseUnits(text string) (catalog.SKU, int, error) {
	sku, units, ok := strings.Cut(text, "=")
	n, err := strconv.Atoi(units)
	if !ok || err != nil || sku == "" {
		return "", 0, fmt.Errorf("must be SKU=UNITS, with a whole number")
	}
	return catalog.SKU(sku), n, nil
}
