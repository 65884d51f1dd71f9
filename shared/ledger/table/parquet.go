package table

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// rowsPerGroup bounds the memory of a writer, and is enough for a reader to skip
// a good part of a file at once.
const rowsPerGroup = 100_000

type parquetWriter[E, R any] struct {
	rowOf func(*E) (R, error)
	out   *parquet.GenericWriter[R]
	rows  []R // kept from call to call
}

func newParquet[E, R any](w io.Writer, rowOf func(*E) (R, error)) *parquetWriter[E, R] {
	return &parquetWriter[E, R]{rowOf: rowOf, out: parquet.NewGenericWriter[R](w,
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.CreatedBy("storefront", "1", ""), // not the library's version, which says nothing about the rows
	)}
}

func (p *parquetWriter[E, R]) Write(rows []E) error {
	p.rows = p.rows[:0]
	for i := range rows {
		row, err := p.rowOf(&rows[i])
		if err != nil {
			return fmt.Errorf("table: %w", err)
		}
		p.rows = append(p.rows, row)
	}
	_, err := p.out.Write(p.rows)
	return err
}

func (p *parquetWriter[E, R]) Close() error { return p.out.Close() }
