package table

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// csvSink writes rows as in RFC 4180: amounts in minor units, times as RFC 3339 in
// UTC, and nothing for null. The columns come from the tags of the rows, so the two
// formats cannot differ.
type csvSink[R any] struct {
	columns []column
	mark    []byte // begins each row; empty for closed books
	pack    *gzip.Writer
	out     *bufio.Writer
	line    []byte // kept from row to row
}

// markColumn is the column of a mark.
const markColumn = "books"

type column struct {
	name                  string
	optional, date, times bool
}

// packers has packers that are not in use. A packer is a megabyte, and a day has many small
// files. After a Reset it packs as a new one does.
var packers = make(chan *gzip.Writer, packersKept)

// packersKept is how many packers are kept: one for each table of a day.
const packersKept = 4

// newPacker returns a packer that is not in use, or a new one.
func newPacker() (*gzip.Writer, error) {
	select {
	case pack := <-packers:
		return pack, nil
	default:
		return gzip.NewWriterLevel(nil, gzip.BestSpeed)
	}
}

// keep keeps a packer for the next file.
func keep(pack *gzip.Writer) {
	select {
	case packers <- pack:
	default:
	}
}

func newCSV[R any](w io.Writer, mark string) (*csvSink[R], error) {
	pack, err := newPacker()
	if err != nil {
		return nil, err
	}
	pack.Reset(w)
	c := &csvSink[R]{columns: columnsOf[R](), pack: pack, out: bufio.NewWriterSize(pack, 64<<10)}
	var names []string
	if mark != "" {
		c.mark, names = []byte(mark+","), []string{markColumn}
	}
	for _, col := range c.columns {
		names = append(names, col.name)
	}
	_, err = c.out.WriteString(strings.Join(names, ",") + "\n")
	return c, err
}

func columnsOf[R any]() []column {
	var columns []column
	for _, field := range reflect.VisibleFields(reflect.TypeFor[R]()) {
		name, options, _ := strings.Cut(field.Tag.Get("parquet"), ",")
		columns = append(columns, column{
			name: name, optional: strings.Contains(options, "optional"),
			date: options == "date", times: strings.HasPrefix(options, "timestamp"),
		})
	}
	return columns
}

func (c *csvSink[R]) write(rows []R) error {
	for i := range rows {
		c.line = append(c.line[:0], c.mark...)
		fields := reflect.ValueOf(&rows[i]).Elem()
		for i, col := range c.columns {
			if i > 0 {
				c.line = append(c.line, ',')
			}
			c.line = col.append(c.line, fields.Field(i))
		}
		if _, err := c.out.Write(append(c.line, '\n')); err != nil {
			return err
		}
	}
	return nil
}

func (col column) append(line []byte, value reflect.Value) []byte {
	switch {
	case col.optional && value.IsNil():
		return line
	case col.optional:
		return appendText(line, value.Elem().String())
	case col.date:
		return dateOf(int32(value.Int())).AppendFormat(line, time.DateOnly)
	case col.times:
		return time.UnixMilli(value.Int()).UTC().AppendFormat(line, "2006-01-02T15:04:05.000Z")
	case value.Kind() == reflect.String:
		return appendText(line, value.String())
	case value.Kind() == reflect.Bool:
		return strconv.AppendBool(line, value.Bool())
	default:
		return strconv.AppendInt(line, value.Int(), 10)
	}
}

// appendText appends a text, in quotes if it needs them. An empty text is quoted,
// because nothing means null.
func appendText(line []byte, text string) []byte {
	if text != "" && !strings.ContainsAny(text, "\",\r\n") && text[0] != ' ' && text[len(text)-1] != ' ' {
		return append(line, text...)
	}
	line = append(line, '"')
	line = append(line, strings.ReplaceAll(text, `"`, `""`)...)
	return append(line, '"')
}

func (c *csvSink[R]) close() error {
	if err := errors.Join(c.out.Flush(), c.pack.Close()); err != nil {
		return err
	}
	keep(c.pack)
	return nil
}
