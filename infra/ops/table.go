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
// each row after it is an object, whose names are those of the columns in snake case.
//
// A cell is best given as it is, and not as text: a time, an amount, a number. Programs
// then get what they expect of it.
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

// grid prints rows with aligned columns that have no names. It is for people: what programs
// need of it is in a record.
func (o *output) grid(fill func(row func(cells ...any))) { o.gridWith(0, fill) }

func (o *output) gridWith(flags uint, fill func(row func(cells ...any))) {
	n := o.notes()
	n.write(n.fit(flags, rowsOf(fill), false))
}

// record is what there is to say of one thing: names and values, in order. A value may be
// a []record.
type record [][2]any

// record prints a record: with --json as an object, else as text does.
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

// shown is a value that people see as a text of its own.
type shown struct {
	text  string
	value any
}

func (s shown) String() string { return s.text }

// forPrograms returns a value as JSON has it. It is as in the store's API.
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

// forPeople returns a value as text. whole reports whether half of it would be a wrong one.
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

// leastCell is how many letters are left at least of a cell that is cut.
const leastCell = 12

// fit returns rows with aligned columns. On a terminal, they are as wide as that: long texts
// are cut, and if that does not do, each row becomes a list of its own.
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

// trailing are the spaces of an empty last cell.
var trailing = regexp.MustCompile(`(?m) +$`)

// aligned returns rows with aligned columns. Texts that are longer than most are cut, unless
// it is 0.
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
