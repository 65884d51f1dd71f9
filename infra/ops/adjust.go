package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"storefront/infra/books/pack"
	"storefront/infra/spreadsheet"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/money"
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
	m, _ := c.Region.Market(a.Market)    // parseMarket has checked it
	entity, _ := ledger.Entity(c.Region) // a target's region has one
	if a.Entries, err = readEntries(*name, entity.Chart, m.Currency); err != nil {
		return err
	}
	first, err := time.Parse("2006-01", month)
	if err != nil {
		return fmt.Errorf("read month: %w", err)
	}
	a.Date, a.By = first.AddDate(0, 1, -1).Format(time.DateOnly), found.Caller
	now, err := c.confirm(ctx, "This books %s of %s on %s in market %s of %s for good.", count(len(a.Entries), "entry"), *name, a.Date, a.Market, c.Name)
	if err != nil {
		return err
	}
	if today, err := ledger.Date(a.Market, now); err != nil || month > today[:len("2006-01")] {
		return misused("--month must not come after the present one")
	}
	key, booked, err := c.closer(found.Books).Adjust(ctx, a, now)
	if errors.Is(err, closing.ErrLocked) {
		next, errNext := firstOpen(ctx, c.closer(found.Books).Books(), first.AddDate(0, 1, 0))
		return errors.Join(fmt.Errorf("%w; the next month that is not locked is %s", err, next), errNext)
	}
	if err != nil {
		return err
	}
	c.out.print("%s: %s\n", count(len(a.Entries), "entry"), key)
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

// firstOpen returns the first month from another on that is not locked.
func firstOpen(ctx context.Context, from closing.Books, month time.Time) (string, error) {
	locks, broken, err := from.Locks(ctx)
	if err == nil && len(broken) > 0 {
		err = errors.New(broken[0])
	}
	if err != nil {
		return "", fmt.Errorf("read locks: %w", err)
	}
	for ; ; month = month.AddDate(0, 1, 0) {
		name := month.Format("2006-01")
		if !slices.ContainsFunc(locks, func(l closing.Lock) bool { return l.Month == name }) {
			return name, nil
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
// decimals of the currency, and an account of the chart. If a row is wrong, readEntries fails and
// names it.
func readEntries(name string, chart ledger.Chart, currency string) ([]ledger.AdjustmentEntry, error) {
	decimals := pack.Exponent(currency)
	decimal := func(n int64) string { return pack.Decimal(money.Amount{Minor: n, Currency: currency}) }
	file, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read entries: %w", err)
	}
	defer file.Close()
	rows, err := spreadsheet.NewReader(file).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read entries: %s: %w", name, err)
	}
	if len(rows) < 2 || !slices.Equal(rows[0], entryColumns[:min(len(rows[0]), len(entryColumns))]) || len(rows[0]) < 3 || len(rows[0]) > len(entryColumns) {
		return nil, misused("%s must have entries below a row with the columns %s", name, strings.Join(entryColumns, ","))
	}
	var entries []ledger.AdjustmentEntry
	sums := map[ledger.Side]int64{}
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
		if _, known := chart.Account(e.Account); !known {
			return nil, misused("%s, line %d: there is no account %q", name, i+2, e.Account)
		}
		if strings.Contains(e.Text, "@") {
			return nil, misused("%s, line %d: the text must not identify a buyer, as an e-mail address does", name, i+2)
		}
		entries = append(entries, e)
		sums[e.Side] += e.Minor
	}
	if debit, credit := sums[ledger.Debit], sums[ledger.Credit]; debit != credit {
		return nil, misused("%s: debits are %s and credits %s, and must be equal", name, decimal(debit), decimal(credit))
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
