package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// adjustLedger books an operator's entries on the last day of a month.
func adjustLedger(ctx context.Context, c *call) error {
	var a ledger.Adjustment
	var month string
	c.flags.Func("market", "", into(&a.Market, c.parseMarket))
	c.flags.Func("month", "", into(&month, parseMonth))
	name := c.flags.String("file", "", "")
	c.reasonFlag(&a.Reason)
	c.flags.StringVar(&a.Settles, "settles", "", "")
	c.yesFlag(false)
	found, err := c.openLedger(ctx, "market", "month", "file", "reason")
	if err != nil {
		return err
	}
	m, _ := c.Region.Market(a.Market) // parseMarket has checked it
	if a.Entries, err = readEntries(*name, pack.Exponent(m.Currency)); err != nil {
		return err
	}
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return fmt.Errorf("read month: %w", err)
	}
	a.Date, a.By = first.AddDate(0, 1, -1).Format(time.DateOnly), found.Caller
	now, err := c.confirm(ctx, "This books %d entries of %s on %s in market %s of %s for good.", len(a.Entries), *name, a.Date, a.Market, c.Name)
	if err != nil {
		return err
	}
	if today, err := ledger.Date(a.Market, now); err != nil || month > today[:len("2006-01")] {
		return misused("--month must not come after the present one")
	}
	key, booked, err := c.closer(found.Books).Adjust(ctx, a, now)
	if errors.Is(err, closing.ErrLocked) {
		next, errNext := nextOpen(ctx, found.Books, c.Region, month)
		return errors.Join(fmt.Errorf("%w; the next month that is not locked is %s", err, next), errNext)
	}
	if err != nil {
		return err
	}
	c.out.print("%d entries are %s\n", len(a.Entries), key)
	switch booked.Status {
	case "":
		c.out.print("they are in the books of %s once that day is closed\n", a.Date)
	case closing.Closed:
		c.out.print("they are in the books of %s, rev %d\n", a.Date, booked.Rev)
	default:
		c.showFailed(booked)
		return errFindings
	}
	return nil
}

// nextOpen returns the first month after another that is not locked.
func nextOpen(ctx context.Context, files ledger.Objects, region market.Region, month string) (string, error) {
	locks, err := closing.Locks(ctx, files, region)
	if err != nil {
		return "", err
	}
	for {
		first, err := time.Parse("2006-01", month)
		if err != nil {
			return "", fmt.Errorf("read month: %w", err)
		}
		month = first.AddDate(0, 1, 0).Format("2006-01")
		if !slices.ContainsFunc(locks, func(l closing.Lock) bool { return l.Month == month }) {
			return month, nil
		}
	}
}

// settleLedger requests that the next close books an event in suspense by its rule.
func settleLedger(ctx context.Context, c *call) error {
	var a ledger.Adjustment
	c.flags.Func("market", "", into(&a.Market, c.parseMarket))
	c.flags.StringVar(&a.Settles, "event", "", "")
	c.reasonFlag(&a.Reason)
	c.yesFlag(false)
	found, err := c.openLedger(ctx, "market", "event", "reason")
	if err != nil {
		return err
	}
	a.By = found.Caller
	now, err := c.confirm(ctx, "This takes event %s out of suspense in market %s of %s for good.", a.Settles, a.Market, c.Name)
	if err != nil {
		return err
	}
	key, err := c.closer(found.Books).SettleByRule(ctx, a, now)
	if err != nil {
		return err
	}
	c.out.print("%s comes out of suspense with the next day that is closed, by %s\n", a.Settles, key)
	return nil
}

// entryColumns are the columns of a file of entries. The last two are optional.
var entryColumns = []string{"account", "debit", "credit", "order", "text"}

// readEntries reads a file of entries. Each row has an amount in debit or in credit, with the
// decimals of the currency. If a row is wrong, readEntries fails and names it.
func readEntries(name string, decimals int) ([]ledger.AdjustmentEntry, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read entries: %s: %w", name, err)
	}
	if len(rows) < 2 || !slices.Equal(rows[0], entryColumns[:min(len(rows[0]), len(entryColumns))]) || len(rows[0]) < 3 || len(rows[0]) > len(entryColumns) {
		return nil, misused("%s must have entries below a row with the columns %s", name, strings.Join(entryColumns, ","))
	}
	var entries []ledger.AdjustmentEntry
	for i, row := range rows[1:] {
		row = append(row, "", "")
		e := ledger.AdjustmentEntry{Account: row[0], Side: ledger.Debit, OrderID: row[3], Text: row[4]}
		amount := row[1]
		if amount == "" {
			e.Side, amount = ledger.Credit, row[2]
		}
		if e.Minor, err = parseDecimal(amount, decimals); err != nil || row[1] != "" && row[2] != "" {
			return nil, misused("%s, line %d: %q in debit and %q in credit: one of them must be an amount above zero with at most %d decimals", name, i+2, row[1], row[2], decimals)
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// parseDecimal parses an amount above zero, such as 12.5. It returns minor units.
func parseDecimal(text string, decimals int) (int64, error) {
	whole, part, _ := strings.Cut(text, ".")
	if len(part) > decimals || len(whole) == 0 {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseUint(whole+part+strings.Repeat("0", decimals-len(part)), 10, 63)
	if err == nil && n == 0 {
		err = strconv.ErrRange
	}
	return int64(n), err
}
