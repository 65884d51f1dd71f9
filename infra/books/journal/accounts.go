package journal

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"storefront/infra/spreadsheet"
	"storefront/shared/ledger"
	"storefront/shared/market"
)

// Account is an account of the other ledger.
type Account struct {
	Code    string // its number or name, whichever the other ledger imports
	Name    string // for people; may be empty
	TaxCode string
}

// Accounts maps our accounts to those of the other ledger.
type Accounts struct {
	file string
	to   map[ours]mapped
}

// ours is an account of our chart, in one market. If market is empty, it is for all other markets.
type ours struct {
	code   string
	market market.Code
}

type mapped struct {
	Account
	line int
}

// columns are the columns of an account map. account and their_account are required.
var columns = []string{"account", "market", "their_account", "their_name", "tax_code"}

// ReadAccounts reads an account map. It is CSV whose first line names its columns. Some
// spreadsheets separate them by semicolons, so these are accepted, too. Each error names the file
// and the line.
func ReadAccounts(file string, body io.Reader, region market.Region) (Accounts, error) {
	a := Accounts{file: file, to: map[ours]mapped{}}
	rows, err := a.rows(body)
	if err != nil {
		return a, err
	}
	entity, _ := ledger.Entity(region) // an unknown region has no accounts
	var errs []error
	for _, row := range rows {
		if err := a.add(row, region, entity); err != nil {
			errs = append(errs, a.wrong(row.line, "%w", err))
		}
	}
	return a, errors.Join(errs...)
}

// row is a line of an account map, with its fields by column.
type row struct {
	line   int
	fields map[string]string
}

func (a Accounts) rows(body io.Reader) ([]row, error) {
	reader := spreadsheet.NewReader(body)
	reader.TrimLeadingSpace = true
	var names []string
	var rows []row
	for {
		fields, err := reader.Read()
		switch {
		case errors.Is(err, io.EOF) && names == nil:
			return nil, a.wrong(1, "the file is empty; its columns are %s", strings.Join(columns, ", "))
		case errors.Is(err, io.EOF):
			return rows, nil
		case err != nil: // it names the line
			return nil, fmt.Errorf("read %s: %w", a.file, err)
		case names == nil:
			names = fields
			if err := checkColumns(names); err != nil {
				return nil, a.wrong(1, "%w", err)
			}
			continue
		}
		line, _ := reader.FieldPos(0)
		r := row{line, map[string]string{}}
		for i, name := range names {
			r.fields[name] = strings.TrimSpace(fields[i])
		}
		rows = append(rows, r)
	}
}

func checkColumns(names []string) error {
	for i, name := range names {
		if !slices.Contains(columns, name) || slices.Contains(names[:i], name) {
			return fmt.Errorf("column %q is unknown or repeated; the columns are %s", name, strings.Join(columns, ", "))
		}
	}
	for _, name := range []string{"account", "their_account"} {
		if !slices.Contains(names, name) {
			return fmt.Errorf("column %s is missing", name)
		}
	}
	return nil
}

// add adds a line of the file.
func (a Accounts) add(r row, region market.Region, entity ledger.LegalEntity) error {
	key := ours{r.fields["account"], market.Code(r.fields["market"])}
	for name, field := range r.fields {
		if !utf8.ValidString(field) || strings.ContainsFunc(field, func(c rune) bool { return c < ' ' }) {
			return fmt.Errorf("%s must be one line of UTF-8", name)
		}
		if field != "" && strings.ContainsRune("=+-@", rune(field[0])) { // a spreadsheet would run it
			return fmt.Errorf("%s must not begin as a formula does, with one of = + - @", name)
		}
	}
	before, there := a.to[key]
	switch {
	case !slices.ContainsFunc(entity.Chart.Accounts(), func(of ledger.Account) bool { return of.Code == key.code }):
		return fmt.Errorf("account %q is not in the chart of %s", key.code, entity.Code)
	case key.market != "" && !slices.ContainsFunc(region.Markets(), func(m market.Market) bool { return m.Code == key.market }):
		return fmt.Errorf("market %q is not one of region %s; leave it empty for all markets", key.market, region)
	case r.fields["their_account"] == "":
		return fmt.Errorf("their_account of account %s is empty", key.code)
	case there:
		return fmt.Errorf("line %d already maps account %s for the same markets", before.line, key.code)
	}
	a.to[key] = mapped{Account{r.fields["their_account"], r.fields["their_name"], r.fields["tax_code"]}, r.line}
	return nil
}

// of returns the account that one of ours is mapped to in a market. A line for the market takes
// precedence over one for all markets.
func (a Accounts) of(code string, of market.Code) (Account, bool) {
	to, ok := a.to[ours{code, of}]
	if !ok {
		to, ok = a.to[ours{code: code}]
	}
	return to.Account, ok
}

// check returns an error for each line whose account refuse returns one for.
func (a Accounts) check(refuse func(Account) error) error {
	var errs []error
	for _, to := range slices.SortedFunc(maps.Values(a.to), func(x, y mapped) int { return cmp.Compare(x.line, y.line) }) {
		if err := refuse(to.Account); err != nil {
			errs = append(errs, a.wrong(to.line, "%w", err))
		}
	}
	return errors.Join(errs...)
}

// wrong returns an error that names the file and a line.
func (a Accounts) wrong(line int, format string, args ...any) error {
	return fmt.Errorf("%s: line %d: %w", a.file, line, fmt.Errorf(format, args...))
}
