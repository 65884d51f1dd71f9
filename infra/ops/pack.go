package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"storefront/infra/books/pack"
	"storefront/shared/ledger/closing"
)

// checkName fails unless the name of a pack says what it is: a workbook, or a folder.
func checkName(path string, format pack.Format) error {
	workbook := strings.EqualFold(filepath.Ext(path), ".xlsx")
	switch {
	case format == pack.XLSX && !workbook:
		return misused("a workbook's name must end with .xlsx; --format csv or parquet writes a folder")
	case format != pack.XLSX && workbook:
		return misused("--format %s writes a folder, whose name must not end with .xlsx", format)
	}
	return nil
}

// packLedger writes a month of the region's books for finance.
func packLedger(ctx context.Context, c *call) error {
	p := pack.Pack{Anchors: c.store, Region: c.Region}
	c.flags.Func("month", "", into(&p.Month, parseMonth))
	format := pack.XLSX
	c.flags.Func("format", "", func(text string) error {
		if format = pack.Format(text); !slices.Contains(pack.Formats(), format) {
			return errors.New("must be xlsx, csv or parquet")
		}
		return nil
	})
	var path string
	c.flags.Func("out", "", into(&path, newPath))
	c.flags.BoolVar(&p.Provisional, "provisional", false, "")
	files, err := c.readBooks(ctx, "month", "out")
	if err == nil {
		err = checkName(path, format)
	}
	if err != nil {
		return err
	}
	p.Books = files
	if p.Now, err = c.serviceTime(ctx); err != nil {
		return err
	}
	if c.progress {
		p.Progress = c.err.progress
	}
	report, err := p.Run(ctx)
	if c.progress {
		c.err.print("\n")
	}
	if errors.Is(err, pack.ErrMonth) && !p.Provisional {
		err = fmt.Errorf("%w; --provisional packs what there is", err)
	}
	if err != nil {
		return err
	}
	if err := report.Write(ctx, path, format); err != nil {
		return err
	}
	rows := 0
	for _, t := range report.Tables {
		rows += len(t.Rows)
	}
	status := closing.Closed
	if report.Provisional {
		status = closing.Provisional
	}
	c.out.print("%s of %s is in %s: %s with %s, %s\n", report.Month, report.Entity.Code, path, count(len(report.Tables), "table"), count(rows, "row"), status)
	return nil
}
