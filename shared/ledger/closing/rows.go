package closing

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/ledger/table"
)

// Rows calls each with every row of a table of a closed day. field returns a column of the row.
// Rows fails with ErrManifest if the table's file differs from the manifest.
func Rows(ctx context.Context, files ledger.Objects, m Manifest, of string, each func(field func(column string) string) error) error {
	name := of + string(table.CSV)
	key := Folder(m.Region, m.Market, m.Date, m.Rev) + name
	body, err := files.Get(ctx, key)
	if err != nil && !errors.Is(err, ledger.ErrNoObject) {
		return err
	}
	i := slices.IndexFunc(m.Files, func(f File) bool { return f.Name == name })
	if i < 0 || digest(body) != m.Files[i].SHA256 {
		return fmt.Errorf("%w: %s differs from its manifest", ErrManifest, key)
	}
	if err := eachRow(body, each); err != nil {
		return fmt.Errorf("read %s: %w", key, err)
	}
	return nil
}

func eachRow(body []byte, each func(field func(column string) string) error) error {
	unpack, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return err
	}
	rows := csv.NewReader(unpack)
	columns, err := rows.Read()
	if err != nil {
		return err
	}
	rows.ReuseRecord = true
	var row []string
	field := func(column string) string { return row[slices.Index(columns, column)] }
	for {
		if row, err = rows.Read(); errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := each(field); err != nil {
			return err
		}
	}
}
