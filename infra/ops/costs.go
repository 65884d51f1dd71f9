package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"storefront/infra/books/pack"
	"storefront/infra/spreadsheet"
	"storefront/infra/wholefile"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// costLedger writes the entries that bring the books of a month to its cost of goods, for ledger
// adjust. They are those of the whole cost or, once some is booked, of the difference.
func costLedger(ctx context.Context, c *call) error {
	p := pack.Pack{Anchors: c.store, Region: c.Region}
	var code market.Code
	c.flags.Func("market", "", into(&code, c.parseMarket))
	c.flags.Func("month", "", into(&p.Month, parseMonth))
	name := c.flags.String("costs", "", "")
	var out string
	c.flags.Func("out", "", into(&out, newPath))
	files, err := c.readBooks(ctx, "market", "month", "costs", "out")
	if err != nil {
		return err
	}
	m, _ := c.Region.Market(code) // parseMarket has checked it
	costs, err := readCosts(*name, pack.Exponent(m.Currency))
	if err != nil {
		return err
	}
	p.Books = files
	if p.Now, err = c.serviceTime(ctx); err != nil {
		return err
	}
	goods, err := p.CostOfGoods(ctx, m, costs)
	if err != nil {
		return err
	}
	c.out.print("the goods of %s cost %s, of which %s is booked\n", p.Month, amount(goods.Cost), amount(goods.Booked))
	if goods.Own.Minor != 0 {
		c.out.print("other entries of %s in that month are left as they are\n", amount(goods.Own))
	}
	if len(goods.Entries) == 0 {
		c.out.print("there is nothing to book\n")
		return nil
	}
	if err := writeEntries(ctx, out, goods.Entries, m.Currency); err != nil {
		return err
	}
	into, err := c.monthToBook(ctx, files, p.Month)
	if err != nil {
		return err
	}
	c.out.print("%s in %s; this books them:\n  ledger adjust --market %s --month %s --file %s --reason \"cost of goods\"\n", count(len(goods.Entries), "entry"), out, m.Code, into, out)
	return nil
}

// monthToBook returns the month in which entries of a month can be booked: a later one if it is
// locked.
func (c *call) monthToBook(ctx context.Context, files ledger.Objects, month string) (string, error) {
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return "", fmt.Errorf("read month: %w", err)
	}
	next, err := firstOpen(ctx, c.closer(files).Books(), first)
	if err == nil && next != month {
		c.out.print("%s is locked, so the difference goes to %s, the next month that is not\n", month, next)
	}
	return next, err
}

// costColumns are the columns of a list of costs.
var costColumns = []string{"sku", "from", "cost"}

// maxCost is the highest cost of a unit, in minor units.
const maxCost = 1_000_000_000

// readCosts reads a list of what units cost from a day on. It reads the whole file or fails with
// the row that is wrong.
func readCosts(name string, decimals int) (pack.UnitCosts, error) {
	body, err := os.ReadFile(name)
	if err != nil {
		return pack.UnitCosts{}, fmt.Errorf("read costs: %w", err)
	}
	rows, err := spreadsheet.NewReader(bytes.NewReader(body)).ReadAll()
	if err != nil {
		return pack.UnitCosts{}, fmt.Errorf("read costs: %s: %w", name, err)
	}
	if len(rows) < 2 || !slices.Equal(rows[0], costColumns) {
		return pack.UnitCosts{}, misused("%s must have costs below a row with the columns %s", name, strings.Join(costColumns, ","))
	}
	sum := sha256.Sum256(body)
	u := pack.UnitCosts{Name: name, SHA256: hex.EncodeToString(sum[:]), Costs: map[order.SKU][]pack.UnitCost{}}
	for i, row := range rows[1:] {
		sku, of := order.SKU(row[0]), pack.UnitCost{From: row[1]}
		_, err := time.Parse(time.DateOnly, of.From)
		if err != nil || sku == "" {
			return u, misused("%s, line %d: there must be a product and a day as in 2026-11-01", name, i+2)
		}
		if of.Minor, err = parseDecimal(row[2], decimals); err != nil || of.Minor > maxCost {
			return u, misused("%s, line %d: the cost %q must be an amount above zero with at most %d decimals", name, i+2, row[2], decimals)
		}
		if slices.ContainsFunc(u.Costs[sku], func(other pack.UnitCost) bool { return other.From == of.From }) {
			return u, misused("%s, line %d: %s has a cost from %s already", name, i+2, sku, of.From)
		}
		u.Costs[sku] = append(u.Costs[sku], of)
	}
	return u, nil
}

// writeEntries writes a new file that readEntries reads.
func writeEntries(ctx context.Context, name string, entries []ledger.AdjustmentEntry, currency string) error {
	rows := [][]string{entryColumns}
	for _, e := range entries {
		row := []string{e.Account, pack.Decimal(money.Amount{Minor: e.Minor, Currency: currency}), "", e.OrderID, e.Text}
		if e.Side == ledger.Credit {
			row[1], row[2] = "", row[1]
		}
		rows = append(rows, row)
	}
	return wholefile.New(ctx, name, func(w io.Writer) error { return csv.NewWriter(w).WriteAll(rows) })
}
