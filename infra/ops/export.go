package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"storefront/infra/books/journal"
	"storefront/infra/books/pack"
	"storefront/shared/market"
)

// exportLedger writes a month of the region's books as files for another ledger.
func exportLedger(ctx context.Context, c *call) error {
	p := pack.Pack{Anchors: c.store, Region: c.Region}
	s := journal.Settings{YearBegins: time.January}
	var format, dir string
	c.flags.Func("month", "", into(&p.Month, parseMonth))
	c.flags.Func("format", "", into(&format, parseFormat))
	path := c.flags.String("map", "", "")
	c.flags.Func("out", "", into(&dir, newPath))
	c.flags.IntVar(&s.Consultant, "consultant", 0, "")
	c.flags.IntVar(&s.Client, "client", 0, "")
	c.flags.Func("year-begins", "", into(&s.YearBegins, parseMonthOfYear))
	c.flags.StringVar(&s.Company, "company", "", "")
	files, err := c.readBooks(ctx, "month", "format", "map", "out")
	if err == nil {
		err = c.checkFormatFlags(format)
	}
	if err != nil {
		return err
	}
	accounts, err := readAccounts(*path, c.Region)
	if err != nil {
		return err
	}
	if err := journal.Check(format, accounts, s); err != nil {
		return err
	}
	p.Books = files
	if p.Now, err = c.serviceTime(ctx); err != nil {
		return err
	}
	postings, err := p.Postings(ctx)
	if err != nil {
		return err
	}
	month, err := journal.New(p.Month, c.Region, postings, accounts)
	if err != nil {
		return err
	}
	if len(month.Entries) == 0 {
		c.out.print("%s of %s has no entries, so there is nothing to write\n", month.Name, month.Entity)
		return nil
	}
	out, err := journal.Files(format, month, s)
	if err != nil {
		return err
	}
	if err := journal.Write(ctx, dir, out); err != nil {
		return err
	}
	c.out.print("%s of %s: %s of %s, for %s\n", month.Name, month.Entity, count(len(month.Entries), "entry"), count(month.Days, "day"), format)
	c.out.print("debits and credits are %s each; every account agrees with the manifests\n", minor(month.Currency, month.Total))
	for _, f := range out {
		c.out.print("wrote %s/%s\n", dir, f.Name)
	}
	return nil
}

// formatFlags are the flags that only one format takes.
var formatFlags = map[string]string{"consultant": "datev", "client": "datev", "year-begins": "datev", "company": "tally"}

func (c *call) checkFormatFlags(format string) (err error) {
	c.flags.Visit(func(f *flag.Flag) {
		if only := formatFlags[f.Name]; only != "" && only != format {
			err = misused("--%s is for --format %s", f.Name, only)
		}
	})
	return err
}

func readAccounts(path string, of market.Region) (journal.Accounts, error) {
	file, err := os.Open(path)
	if err != nil {
		return journal.Accounts{}, fmt.Errorf("read the account map: %w", err)
	}
	defer file.Close()
	return journal.ReadAccounts(path, file, of)
}

func parseFormat(text string) (string, error) {
	if all := journal.Formats(); !slices.Contains(all, text) {
		return "", fmt.Errorf("must be one of %s", strings.Join(all, ", "))
	}
	return text, nil
}

func parseMonthOfYear(text string) (time.Month, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > 12 {
		return 0, errors.New("must be a month from 1 to 12")
	}
	return time.Month(n), nil
}
