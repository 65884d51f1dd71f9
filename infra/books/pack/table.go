package pack

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/text/currency"

	"storefront/shared/money"
)

// Table is a table of a report.
type Table struct {
	Name    string // of its file or sheet
	Title   string
	Note    string // what a reader must know about it; may be empty
	Columns []Column
	Rows    [][]any // cells as the kinds of the columns say
}

// Column is a column of a table.
type Column struct {
	Name string
	Kind Kind
}

// Kind is what the cells of a column are.
type Kind int

// The kinds of columns.
const (
	Text   Kind = iota // a string
	Date               // a string as 2006-01-02; empty for none
	Whole              // an int or int64
	Amount             // a money.Amount
	Rate               // a money.PPM
)

// columns returns columns. Each name ends with the letter of its kind, as in "market:t".
func columns(names ...string) []Column {
	kinds := map[byte]Kind{'t': Text, 'd': Date, 'n': Whole, 'a': Amount, 'r': Rate}
	all := make([]Column, len(names))
	for i, name := range names {
		all[i] = Column{name[:len(name)-2], kinds[name[len(name)-1]]}
	}
	return all
}

// add adds a row.
func (t *Table) add(cells ...any) { t.Rows = append(t.Rows, cells) }

// sort sorts the rows by their cells of texts and dates, from the first column on.
func (t *Table) sort() {
	slices.SortStableFunc(t.Rows, func(a, b []any) int {
		for i := range a {
			if order := cmp.Compare(fmt.Sprint(a[i]), fmt.Sprint(b[i])); order != 0 && t.Columns[i].Kind <= Date {
				return order
			}
		}
		return 0
	})
}

// Exponent returns how many decimals a currency has.
func Exponent(code string) int {
	unit, err := currency.ParseISO(code)
	if err != nil {
		return 2
	}
	decimals, _ := currency.Standard.Rounding(unit)
	return decimals
}

// Decimal writes an amount in units of its currency, with all its decimals.
func Decimal(a money.Amount) string {
	sign, minor := "", a.Minor
	if minor < 0 {
		sign, minor = "-", -minor
	}
	decimals := Exponent(a.Currency)
	if decimals == 0 {
		return fmt.Sprintf("%s%d", sign, minor)
	}
	digits := fmt.Sprintf("%0*d", decimals+1, minor)
	return sign + digits[:len(digits)-decimals] + "." + digits[len(digits)-decimals:]
}

// percent writes a rate in percent.
func percent(rate money.PPM) string {
	whole, rest := rate/10_000, rate%10_000
	return fmt.Sprintf("%d.%04d", whole, rest)
}
