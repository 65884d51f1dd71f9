// Package table writes the tables of the books in two formats: Apache Parquet
// for databases, and gzipped CSV for everything else. Both have the same columns
// and the same rows, and their bytes depend on the rows alone.
package table

import (
	"fmt"
	"io"
)

// Table is one table of the books, whose rows are made of E.
type Table[E any] struct {
	Name   string
	writer func(Format, io.Writer) (Writer[E], error)
}

// The tables of the books.
var (
	Journal    = tableOf("journal", journalRowOf)
	OrderLines = tableOf("order_lines", lineRowOf)
	StockMoves = tableOf("stock_moves", moveRowOf)
)

// Format is how a table is written; it is also how the names of such files end.
type Format string

// The formats.
const (
	Parquet Format = ".parquet"
	CSV     Format = ".csv.gz"
)

// Formats lists the formats.
func Formats() []Format { return []Format{Parquet, CSV} }

// Writer writes the rows of a table, and must be closed for all of them to be
// there. An amount of rows at once is faster than one by one.
type Writer[E any] interface {
	Write(rows []E) error
	Close() error
}

// NewWriter begins a file.
func (t Table[E]) NewWriter(f Format, w io.Writer) (Writer[E], error) { return t.writer(f, w) }

func tableOf[E, R any](name string, rowOf func(*E) (R, error)) Table[E] {
	return Table[E]{Name: name, writer: func(f Format, w io.Writer) (Writer[E], error) {
		switch f {
		case Parquet:
			return newParquet(w, rowOf), nil
		case CSV:
			return newCSV(w, rowOf)
		default:
			return nil, fmt.Errorf("table: %q is no format", f)
		}
	}}
}
