package pack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go"

	"storefront/shared/inorder"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/table"
)

// job is a day to read, and the figures that it is added to.
type job struct {
	to  *figures
	day bookedDay
}

// read reads several days at a time, and adds them up in order. The bytes that wait in
// memory do not grow with the month.
func (p Pack) read(ctx context.Context, jobs []job) error {
	all, done := 0, 0
	for _, j := range jobs {
		all += bytesOf(j)
	}
	type read struct {
		job
		figures dayFigures
	}
	return inorder.Each(ctx, jobs, func(ctx context.Context, j job) (read, error) {
		d, err := p.readDay(ctx, j)
		return read{j, d}, err
	}, func(r read) error {
		r.to.add(r.figures)
		if done += bytesOf(r.job); p.Progress != nil {
			p.Progress(done, all)
		}
		return nil
	})
}

// tables are the tables that are read.
var tables = []string{table.Journal.Name, table.OrderLines.Name, table.StockMoves.Name}

// bytesOf returns how many bytes of a day are read.
func bytesOf(j job) int {
	sum := 0
	for _, name := range tables {
		if i := fileOf(j.day.manifest, name); i >= 0 && j.to.wants(name, j.day.manifest.Date) {
			sum += j.day.manifest.Files[i].Bytes
		}
	}
	return sum
}

// fileOf returns the index of a table's Parquet file in the manifest, or -1.
func fileOf(m closing.Manifest, name string) int {
	return slices.IndexFunc(m.Files, func(f closing.File) bool { return f.Name == name+string(table.Parquet) })
}

// readDay reads the needed files of a day, and checks them against the manifest.
func (p Pack) readDay(ctx context.Context, j job) (dayFigures, error) {
	d := newDayFigures(j.to.market.Code, j.day)
	d.entity = p.Entity
	for _, name := range tables {
		if !j.to.wants(name, d.date) {
			continue
		}
		i := fileOf(d.manifest, name)
		if i < 0 {
			return d, fmt.Errorf("%w: the manifest of %s of market %s has no %s", ErrBooks, d.date, d.code, name)
		}
		about := d.manifest.Files[i]
		body, err := p.body(ctx, j.day, about)
		if err != nil {
			return d, err
		}
		rows, err := d.table(name, body)
		if err == nil && rows != about.Rows {
			err = fmt.Errorf("%d rows, and %d in the manifest", rows, about.Rows)
		}
		if err != nil {
			return d, fmt.Errorf("%w: %s of %s of market %s: %w", ErrBooks, about.Name, d.date, d.code, err)
		}
	}
	return d, d.check(j.to.wants(table.OrderLines.Name, d.date), j.to.wants(table.StockMoves.Name, d.date))
}

// body returns the bytes of a file. It fails with ErrBooks unless they have the digest in the manifest.
func (p Pack) body(ctx context.Context, day bookedDay, about closing.File) ([]byte, error) {
	if day.files != nil {
		return day.files[about.Name], nil
	}
	m := day.manifest
	key := closing.Folder(m.Region, m.Market, m.Date, m.Rev) + about.Name
	body, err := p.Books.Get(ctx, key)
	if errors.Is(err, ledger.ErrNoObject) {
		return nil, fmt.Errorf("%w: %s is gone", ErrBooks, key)
	}
	if err != nil {
		return nil, err
	}
	if digest(body) != about.SHA256 {
		return nil, fmt.Errorf("%w: %s differs from its manifest", ErrBooks, key)
	}
	return body, nil
}

// readJournal visits the rows of a day's journal.
func readJournal[R any](ctx context.Context, p Pack, day bookedDay, visit func(*R)) error {
	m := day.manifest
	i := fileOf(m, table.Journal.Name)
	if i < 0 {
		return fmt.Errorf("%w: the manifest of %s of market %s has no journal", ErrBooks, m.Date, m.Market)
	}
	body, err := p.body(ctx, day, m.Files[i])
	if err != nil {
		return err
	}
	if _, err := readRows(body, visit); err != nil {
		return fmt.Errorf("%w: the journal of %s of market %s: %w", ErrBooks, m.Date, m.Market, err)
	}
	return nil
}

// rowsAtOnce is how many rows are decoded at once.
const rowsAtOnce = 2_000

// readRows visits the rows of a Parquet file and returns their number. It reads only the
// columns of R. A column that the file does not have is zero.
func readRows[R any](body []byte, visit func(*R)) (int, error) {
	file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return 0, err
	}
	reader := parquet.NewGenericReader[R](file)
	defer reader.Close() //nolint:errcheck // of a file in memory
	all, sum := int(file.NumRows()), 0
	rows := make([]R, min(rowsAtOnce, all))
	for sum < all {
		// For each row that is wanted and not there, the reader would look for another page of every column.
		n, err := reader.Read(rows[:min(len(rows), all-sum)])
		for i := range rows[:n] {
			visit(&rows[i])
		}
		sum += n
		if err != nil && (!errors.Is(err, io.EOF) || sum < all) {
			return sum, err
		}
	}
	return sum, nil
}
