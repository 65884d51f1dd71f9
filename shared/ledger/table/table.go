// Package table writes the tables of the books in two formats: Apache Parquet for
// databases, and gzipped CSV for everything else. Both have the same columns and
// rows, and their bytes depend on the rows alone.
package table

import (
	"fmt"
	"io"
)

// Table is one table of the books. Its rows are made of E.
type Table[E any] struct {
	Name   string
	writer func(f Format, w io.Writer, mark string) (Writer[E], error)
}

// The tables of the books.
var (
	Journal    = tableOf("journal", journalRowOf)
	OrderLines = tableOf("order_lines", lineRowOf)
	StockMoves = tableOf("stock_moves", moveRowOf)
	Documents  = tableOf("documents", documentRowOf)
)

// Format is the format of a file, and the end of its name.
type Format string

// The formats.
const (
	Parquet Format = ".parquet"
	CSV     Format = ".csv.gz"
)

// Formats returns the formats.
func Formats() []Format { return []Format{Parquet, CSV} }

// Writer writes the rows of a table. The file is complete when it is closed. Many
// rows at once are faster than one by one.
type Writer[E any] interface {
	Write(rows []E) error
	Close() error
}

// NewWriter begins a file.
func (t Table[E]) NewWriter(f Format, w io.Writer) (Writer[E], error) { return t.writer(f, w, "") }

// NewMarkedWriter begins a file that is not of closed books and is marked as such. In a CSV
// file each row begins with the column "books"; a Parquet file has the mark as metadata.
func (t Table[E]) NewMarkedWriter(f Format, w io.Writer, mark string) (Writer[E], error) {
	return t.writer(f, w, mark)
}

func tableOf[E, R any](name string, rowOf func(*E) (R, error)) Table[E] {
	return Table[E]{Name: name, writer: func(f Format, w io.Writer, mark string) (Writer[E], error) {
		switch f {
		case Parquet:
			return &writer[E, R]{rowOf: rowOf, sink: newParquet[R](w, mark)}, nil
		case CSV:
			sink, err := newCSV[R](w, mark)
			return &writer[E, R]{rowOf: rowOf, sink: sink}, err
		default:
			return nil, fmt.Errorf("table: unknown format %q", f)
		}
	}}
}

// sink writes rows in one format.
type sink[R any] interface {
	write(rows []R) error
	close() error
}

// writer converts rows for a sink.
type writer[E, R any] struct {
	rowOf func(*E) (R, error)
	rows  []R // kept from call to call
	sink  sink[R]
}

func (w *writer[E, R]) Write(rows []E) error {
	w.rows = w.rows[:0]
	for i := range rows {
		row, err := w.rowOf(&rows[i])
		if err != nil {
			return fmt.Errorf("table: %w", err)
		}
		w.rows = append(w.rows, row)
	}
	return w.sink.write(w.rows)
}

func (w *writer[E, R]) Close() error { return w.sink.close() }
