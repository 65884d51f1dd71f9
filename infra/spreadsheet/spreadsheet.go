// Package spreadsheet reads CSV as spreadsheets write it.
package spreadsheet

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"io"
)

// byteOrderMark begins a file of CSV in UTF-8 that Excel has written.
const byteOrderMark = "\ufeff"

// NewReader returns a reader of CSV. It skips a byte order mark. If the first line has semicolons
// and no commas, these separate the fields, as where numbers have a decimal comma.
func NewReader(r io.Reader) *csv.Reader {
	in := bufio.NewReader(r)
	if mark, err := in.Peek(len(byteOrderMark)); err == nil && string(mark) == byteOrderMark {
		in.Discard(len(mark)) //nolint:errcheck // Peek has read these bytes
	}
	start, _ := in.Peek(in.Size()) // the reader meets the same error
	header, _, _ := bytes.Cut(start, []byte("\n"))
	rows := csv.NewReader(in)
	if bytes.Contains(header, []byte(";")) && !bytes.Contains(header, []byte(",")) {
		rows.Comma = ';'
	}
	return rows
}
