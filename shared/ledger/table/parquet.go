package table

import (
	"io"

	"github.com/parquet-go/parquet-go"
)

// rowsPerGroup bounds the memory of a writer. It is large enough for a reader to
// skip a good part of a file at once.
const rowsPerGroup = 100_000

type parquetSink[R any] struct{ out *parquet.GenericWriter[R] }

func newParquet[R any](w io.Writer, mark string) parquetSink[R] {
	options := []parquet.WriterOption{
		parquet.Compression(pages),
		parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.CreatedBy("storefront", "1", ""), // without the library's version: the bytes depend on the rows alone
	}
	if mark != "" {
		options = append(options, parquet.KeyValueMetadata(markColumn, mark))
	}
	return parquetSink[R]{parquet.NewGenericWriter[R](w, options...)}
}

func (p parquetSink[R]) write(rows []R) error {
	_, err := p.out.Write(rows)
	return err
}

func (p parquetSink[R]) close() error { return p.out.Close() }
