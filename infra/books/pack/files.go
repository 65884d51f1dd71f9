package pack

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"github.com/parquet-go/parquet-go"

	"storefront/infra/wholefile"
	"storefront/shared/ledger/closing"
	"storefront/shared/money"
)

// Format is how a report is written.
type Format string

// The formats: one workbook, or a folder with a file for each table.
const (
	XLSX    Format = "xlsx"
	CSV     Format = "csv"
	Parquet Format = "parquet"
)

// Formats returns the formats.
func Formats() []Format { return []Format{XLSX, CSV, Parquet} }

// Write writes a report to a new file, or to a new folder unless the format is XLSX. It writes the
// whole report or nothing.
func (r Report) Write(ctx context.Context, path string, f Format) error {
	if f == XLSX {
		return wholefile.New(ctx, path, r.WriteWorkbook)
	}
	mark := ""
	if r.Provisional {
		mark = string(closing.Provisional)
	}
	var files []wholefile.File
	for _, t := range r.Tables {
		write := t.writeCSV
		if f == Parquet {
			write = t.writeParquet
		}
		files = append(files, wholefile.File{Name: t.Name + "." + string(f), Write: func(w io.Writer) error { return write(w, mark) }})
	}
	return wholefile.NewFolder(ctx, path, files)
}

// markColumn is the first column of a pack that has a mark.
const markColumn = "books"

// writeCSV writes a table as in RFC 4180. Amounts are in units of their currency.
func (t Table) writeCSV(w io.Writer, mark string) error {
	out := csv.NewWriter(w)
	var names []string
	if mark != "" {
		names = append(names, markColumn)
	}
	for _, c := range t.Columns {
		names = append(names, c.Name)
	}
	if err := out.Write(names); err != nil {
		return err
	}
	for _, row := range t.Rows {
		var cells []string
		if mark != "" {
			cells = append(cells, mark)
		}
		for _, cell := range row {
			switch cell := cell.(type) {
			case money.Amount:
				cells = append(cells, Decimal(cell))
			case money.PPM:
				cells = append(cells, percent(cell))
			default:
				cells = append(cells, fmt.Sprint(cell))
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// writeParquet writes a table with the types of its columns. An amount is a decimal
// number with the decimals of its currency.
func (t Table) writeParquet(w io.Writer, mark string) error {
	var fields []reflect.StructField
	field := func(name, options string, of reflect.Type) {
		fields = append(fields, reflect.StructField{
			Name: "F" + fmt.Sprint(len(fields)), Type: of, Tag: reflect.StructTag(fmt.Sprintf(`parquet:"%s%s"`, strings.ToLower(name), options)),
		})
	}
	text, whole, days := reflect.TypeFor[string](), reflect.TypeFor[int64](), reflect.TypeFor[int32]()
	if mark != "" {
		field(markColumn, ",dict", text)
	}
	for i, c := range t.Columns {
		switch c.Kind {
		case Text:
			field(c.Name, "", text)
		case Date:
			field(c.Name, ",date", days)
		case Whole:
			field(c.Name, "", whole)
		case Amount:
			field(c.Name, fmt.Sprintf(",decimal(%d:18)", t.exponent(i)), whole)
		case Rate:
			field(c.Name, ",decimal(4:18)", whole)
		}
	}
	of := reflect.StructOf(fields)
	out := parquet.NewWriter(w, parquet.SchemaOf(reflect.New(of).Interface()), parquet.Compression(&parquet.Zstd))
	for _, cells := range t.Rows {
		row, at := reflect.New(of), 0
		if mark != "" {
			row.Elem().Field(0).SetString(mark)
			at++
		}
		for i, cell := range cells {
			set(row.Elem().Field(at+i), t.Columns[i].Kind, cell)
		}
		if err := out.Write(row.Interface()); err != nil {
			return err
		}
	}
	return out.Close()
}

// exponent returns the decimals of a column of amounts. All markets of a region have
// one currency.
func (t Table) exponent(column int) int {
	if len(t.Rows) == 0 {
		return 2
	}
	return Exponent(t.Rows[0][column].(money.Amount).Currency)
}

func set(field reflect.Value, kind Kind, cell any) {
	switch kind {
	case Text:
		field.SetString(cell.(string))
	case Date:
		if at, err := time.Parse(time.DateOnly, cell.(string)); err == nil {
			field.SetInt(at.Unix() / (24 * 60 * 60))
		}
	case Amount:
		field.SetInt(cell.(money.Amount).Minor)
	case Rate:
		field.SetInt(int64(cell.(money.PPM)))
	default:
		field.SetInt(reflect.ValueOf(cell).Int())
	}
}
