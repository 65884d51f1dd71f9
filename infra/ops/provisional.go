package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"storefront/infra/wholefile"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/market"
)

// booksOfToday shows the books of each market's current day.
func booksOfToday(ctx context.Context, c *call) error {
	var code market.Code
	c.flags.Func("market", "", into(&code, c.parseMarket))
	var dir string
	c.flags.Func("out", "", into(&dir, folder))
	files, err := c.readBooks(ctx)
	if err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	var wrong error
	for _, m := range c.Region.Markets() {
		if code != "" && m.Code != code {
			continue
		}
		date, err := ledger.Date(m.Code, now)
		if err != nil {
			return err
		}
		err = c.provisional(ctx, files, closing.Request{Market: m.Code, Date: date}, dir, now)
		if errors.Is(err, errFindings) { // go on with the other markets
			wrong = err
		} else if err != nil {
			return err
		}
	}
	return wrong
}

// provisional shows the books of a day that is not closed, and writes their files to
// a folder unless it is empty.
func (c *call) provisional(ctx context.Context, files ledger.Objects, r closing.Request, dir string, now time.Time) error {
	made, err := c.closer(files).Provisional(ctx, r, now)
	if err != nil {
		return err
	}
	m := made.Manifest
	var units []record
	for _, u := range m.Totals.Units {
		units = append(units, record{{"sku", u.SKU}, {"kind", u.Kind}, {"units", u.Units}})
	}
	day := record{
		{"date", m.Date}, {"market", m.Market}, {"status", m.Status}, {"at", m.At}, {"events", events(m)}, {"raw files", len(m.Inputs)},
		{"accounts", accounts(m)}, {"units", units},
	}
	c.out.record(day, func() {
		c.out.print("%s of market %s is %s, as of %s: %s of %s\n", m.Date, m.Market, m.Status, when(m.At), count(events(m), "event"), count(len(m.Inputs), "raw file"))
		c.out.accounts(m)
		for _, u := range m.Totals.Units {
			c.out.print("  %s %s  %s\n", u.SKU, u.Kind, count(u.Units, "unit"))
		}
	})
	if dir != "" {
		for _, f := range made.Files {
			if err := wholefile.Replace(ctx, filepath.Join(dir, f.Name), wholefile.Bytes(f.Body)); err != nil {
				return err
			}
		}
		c.out.print("  %s in %s%c\n", count(len(made.Files), "file"), dir, os.PathSeparator)
	}
	if len(m.Failed()) > 0 {
		c.out.print("  as it is, the day could not be closed:\n")
		c.showFailed(m)
		return errFindings
	}
	return nil
}
