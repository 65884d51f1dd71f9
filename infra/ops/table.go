package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"storefront/shared/money"
)

// table prints rows with aligned columns. The first row names the columns. With --json,
// each further row is an object, whose names are the column names in snake case.
//
// Pass cells as values, such as times, amounts and numbers, rather than as text, so that
// programs get their proper JSON form.
func (o *output) table(fill func(row func(cells ...any))) {
	o.tableOf(rowsOf(fill))
}

func (o *output) tableOf(rows [][]any) {
	var all []record
	for _, cells := range rows[1:] {
		var r record
		for i, cell := range cells {
			r = append(r, [2]any{rows[0][i], cell})
		}
		all = append(all, r)
	}
	o.records(all, func() { o.write(o.fit(0, rows, true)) })
}

// grid prints rows with aligned columns that have no names. It is for people. Programs get
// the same facts from a record.
func (o *output) grid(fill func(row func(cells ...any))) { o.gridWith(0, fill) }

func (o *output) gridWith(flags uint, fill func(row func(cells ...any))) {
	n := o.notes()
	n.write(n.fit(flags, rowsOf(fill), false))
}

// record describes one thing by names and values, in order. A value may be a []record.
type record [][2]any

// record prints a record. With --json it prints an object; otherwise it calls text.
func (o *output) record(r record, text func()) { o.records([]record{r}, text) }

func (o *output) records(all []record, text func()) {
	to := o.objects
	if o.json {
		to = o
	}
	if to != nil {
		for _, r := range all {
			line, err := r.MarshalJSON()
			o.err = cmp.Or(o.err, err)
			to.write(append(line, '\n'))
		}
	}
	if !o.json {
		text()
	}
}

// MarshalJSON returns an object with the record's names in snake case.
func (r record) MarshalJSON() ([]byte, error) {
	object := []byte{'{'}
	for i, field := range r {
		if i > 0 {
			object = append(object, ',')
		}
		name, err := json.Marshal(strings.ToLower(strings.ReplaceAll(fmt.Sprint(forPrograms(field[0])), " ", "_")))
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(forPrograms(field[1]))
		if err != nil {
			return nil, fmt.Errorf("encode %s: %w", name, err)
		}
		object = append(append(append(object, name...), ':'), value...)
	}
	return append(object, '}'), nil
}

// shown is a value that has a separate text for people.
type shown struct {
	text  string
	value any
}

func (s shown) String() string { return s.text }

// forPrograms returns a value in the form that the store's API has in JSON.
func forPrograms(value any) any {
	switch v := value.(type) {
	case shown:
		return forPrograms(v.value)
	case time.Time:
		if v.IsZero() {
			return nil
		}
		return when(v)
	case money.Amount:
		return record{{"amount_minor", v.Minor}, {"currency", v.Currency}}
	case []record:
		return slices.Concat([]record{}, v) // never null
	case record:
		return v
	case fmt.Stringer:
		return v.String()
	default:
		return v
	}
}

// forPeople returns a value as text. whole reports whether the text must not be cut, because
// a part of it would be a wrong value.
func forPeople(value any) (text string, whole bool) {
	switch v := value.(type) {
	case time.Time:
		return when(v), true
	case money.Amount:
		return amount(v), true
	case string:
		return v, false
	case fmt.Stringer:
		return v.String(), true
	default:
		return fmt.Sprint(v), false
	}
}

func rowsOf(fill func(row func(cells ...any))) (rows [][]any) {
	fill(func(cells ...any) { rows = append(rows, cells) })
	return rows
}

// leastCell is the least number of letters to which a cell is cut.
const leastCell = 12

// fit returns rows with aligned columns that fit the terminal, if there is one. Long texts
// are cut. If the rows are still too wide and their columns are named, each row becomes a
// list.
func (o *output) fit(flags uint, rows [][]any, named bool) []byte {
	whole := aligned(flags, rows, 0)
	if o.width == 0 || widest(whole) <= o.width {
		return whole
	}
	longest := leastCell
	for _, cells := range rows {
		for _, cell := range cells {
			text, _ := forPeople(cell)
			longest = max(longest, utf8.RuneCountInString(text))
		}
	}
	cut := whole
	for most := longest; most >= leastCell; most-- {
		if cut = aligned(flags, rows, most); widest(cut) <= o.width {
			return cut
		}
	}
	if !named {
		return cut
	}
	var lists []byte
	for _, cells := range rows[1:] {
		var list [][]any
		for i, cell := range cells {
			if text, _ := forPeople(cell); text != "" {
				list = append(list, []any{strings.ToLower(fmt.Sprint(rows[0][i])), cell})
			}
		}
		lists = append(append(lists, o.fit(0, list, false)...), '\n')
	}
	return lists
}

// trailing matches the spaces that an empty last cell leaves.
var trailing = regexp.MustCompile(`(?m) +$`)

// aligned returns rows with aligned columns. It cuts texts that are longer than most, unless
// most is 0.
func aligned(flags uint, rows [][]any, most int) []byte {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', flags)
	for _, cells := range rows {
		texts := make([]string, len(cells))
		for i, cell := range cells {
			text, whole := forPeople(cell)
			if most > 0 && !whole && utf8.RuneCountInString(text) > most {
				text = string([]rune(text)[:most-1]) + "…"
			}
			texts[i] = text
		}
		fmt.Fprintln(w, strings.Join(texts, "\t"))
	}
	w.Flush() //nolint:errcheck // a buffer takes all
	return trailing.ReplaceAll(b.Bytes(), nil)
}

// widest returns how many letters the widest line has.
func widest(text []byte) (width int) {
	for line := range bytes.Lines(text) {
		width = max(width, utf8.RuneCount(bytes.TrimRight(line, "\n")))
	}
	return width
}
