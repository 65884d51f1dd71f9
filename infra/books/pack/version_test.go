package pack_test

import (
	"archive/zip"
	"io"
	"path/filepath"
	"testing"
	"time"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/shared/market"
)

// Books of version 1 lack columns. What they would say is not recorded, and all else is
// there.
func TestBooksOfVersion1(t *testing.T) {
	t.Parallel()
	archive, err := zip.OpenReader(filepath.Join("..", "..", "..", "shared", "ledger", "verify", "testdata", "version-1.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close()
	m := bookstest.New()
	for _, f := range archive.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if m.Objects[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
	}
	now := time.Date(2015, time.May, 24, 8, 0, 0, 0, time.UTC)
	report, err := pack.Pack{Books: m, Region: market.EU, Month: "2015-05", Now: now, Provisional: true}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range report.Tables {
		switch table.Name {
		case "refunds":
			if len(table.Rows) != 1 || table.Rows[0][1] != "(not recorded)" {
				t.Errorf("refunds: %v", table.Rows)
			}
		case "tax":
			if len(table.Rows) != 1 || table.Rows[0][5] != "not recorded" {
				t.Errorf("tax: %v", table.Rows)
			}
		}
	}
}
