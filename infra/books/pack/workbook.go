package pack

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"storefront/shared/ledger/closing"
	"storefront/shared/money"
)

// maxRows is the most rows that a sheet may have, including those above the table.
const maxRows = 1 << 20

// rowsAbove is how many rows of a sheet are above the rows of its table: title, note
// and the names of columns.
const rowsAbove = 3

// WriteWorkbook writes a report as a workbook, with a sheet for each table.
func (r Report) WriteWorkbook(w io.Writer) (err error) {
	book := excelize.NewFile()
	defer func() {
		if closeErr := book.Close(); err == nil {
			err = closeErr
		}
	}()
	s, err := newStyles(book)
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for i, t := range r.Tables {
		if i == 0 {
			err = book.SetSheetName("Sheet1", t.Name)
		} else {
			_, err = book.NewSheet(t.Name)
		}
		if err == nil {
			err = s.sheet(book, r, t)
		}
		if err != nil {
			return fmt.Errorf("write sheet %s: %w", t.Name, err)
		}
	}
	if _, err := book.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

// styles are the styles of a workbook's cells.
type styles struct {
	book                *excelize.File
	title, header, date int
	note                int
	decimals            map[int]int // by the number of decimals
}

func newStyles(book *excelize.File) (*styles, error) {
	s := &styles{book: book, decimals: map[int]int{}}
	dates := "yyyy-mm-dd"
	var err error
	for to, style := range map[*int]excelize.Style{
		&s.title:  {Font: &excelize.Font{Bold: true, Size: 14}},
		&s.header: {Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "bottom", Style: 1, Color: "000000"}}},
		&s.date:   {CustomNumFmt: &dates},
		&s.note:   {Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}},
	} {
		if *to, err = book.NewStyle(&style); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// number returns the style of a number with some decimals.
func (s *styles) number(decimals int) (int, error) {
	if id, known := s.decimals[decimals]; known {
		return id, nil
	}
	format := "#,##0"
	if decimals > 0 {
		format += "." + strings.Repeat("0", decimals)
	}
	id, err := s.book.NewStyle(&excelize.Style{CustomNumFmt: &format})
	s.decimals[decimals] = id
	return id, err
}

// sheet writes a table to its sheet.
func (s *styles) sheet(book *excelize.File, r Report, t Table) error {
	if len(t.Rows) > maxRows-rowsAbove {
		return fmt.Errorf("%d rows are more than a sheet may have: take --format csv", len(t.Rows))
	}
	if err := setUpPrint(book, t.Name); err != nil { // before the stream, which writes it first
		return err
	}
	out, err := book.NewStreamWriter(t.Name)
	if err != nil {
		return err
	}
	if err := s.heading(out, r, t); err != nil {
		return err
	}
	for i, row := range t.Rows {
		cells := make([]any, len(row))
		for j, cell := range row {
			if cells[j], err = s.cell(t.Columns[j].Kind, cell); err != nil {
				return err
			}
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+1+rowsAbove), cells); err != nil {
			return err
		}
	}
	return out.Flush()
}

// heading writes the rows above the rows of a table: title, note and the names of columns.
func (s *styles) heading(out *excelize.StreamWriter, r Report, t Table) error {
	width, err := s.layOut(out, t)
	if err != nil {
		return err
	}
	var names []any
	for _, c := range t.Columns {
		names = append(names, excelize.Cell{StyleID: s.header, Value: c.Name})
	}
	note := []any{excelize.Cell{StyleID: s.note, Value: t.Note}}
	for i, row := range [][]any{{excelize.Cell{StyleID: s.title, Value: r.title(t)}}, note, names} {
		var options []excelize.RowOpts
		if i == 1 {
			lines := 1 + int(float64(len(t.Note))/width)
			options = append(options, excelize.RowOpts{Height: 15 * float64(lines)})
		}
		if err := out.SetRow(fmt.Sprintf("A%d", i+1), row, options...); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(t.Columns), 2)
	if err != nil {
		return err
	}
	return out.MergeCell("A2", last)
}

// setUpPrint makes a sheet print in landscape, one page wide, with the names of columns on each page.
func setUpPrint(book *excelize.File, sheet string) error {
	landscape, fit, width, height := "landscape", true, 1, 0
	return errors.Join(
		book.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &width, FitToHeight: &height}),
		book.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
		book.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("%s!$%d:$%d", sheet, rowsAbove, rowsAbove), Scope: sheet}))
}

// layOut sets the widths of columns, and freezes the rows above the table. It returns the sum of the
// widths.
func (s *styles) layOut(out *excelize.StreamWriter, t Table) (sum float64, err error) {
	for i, c := range t.Columns {
		width := float64(max(12, len(c.Name)+2))
		for _, row := range t.Rows[:min(len(t.Rows), 100)] {
			if text, ok := row[i].(string); ok {
				width = max(width, min(float64(len(text)+2), 70))
			}
		}
		if err := out.SetColWidth(i+1, i+1, width); err != nil {
			return 0, err
		}
		sum += width
	}
	return sum, out.SetPanes(&excelize.Panes{Freeze: true, YSplit: rowsAbove, TopLeftCell: fmt.Sprintf("A%d", rowsAbove+1), ActivePane: "bottomLeft"})
}

// title returns the title of a table, which says which books it is from.
func (r Report) title(t Table) string {
	title := fmt.Sprintf("%s: %s, %s", t.Title, r.Entity.Code, r.Month)
	if r.Provisional {
		title = string(closing.Provisional) + ": " + title
	}
	return title
}

// cell returns a cell with its style.
func (s *styles) cell(kind Kind, value any) (any, error) {
	switch kind {
	case Amount:
		a := value.(money.Amount)
		decimals := Exponent(a.Currency)
		style, err := s.number(decimals)
		scale := 1.0
		for range decimals {
			scale *= 10
		}
		return excelize.Cell{StyleID: style, Value: float64(a.Minor) / scale}, err
	case Rate:
		style, err := s.number(4)
		return excelize.Cell{StyleID: style, Value: float64(value.(money.PPM)) / 10_000}, err
	case Date:
		if at, err := time.Parse(time.DateOnly, value.(string)); err == nil {
			return excelize.Cell{StyleID: s.date, Value: at}, nil
		}
		return nil, nil
	default:
		return value, nil
	}
}
