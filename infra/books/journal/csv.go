package journal

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"strconv"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/market"
)

// csvFiles writes entries as CSV files of at most maxLines lines each, without the header. All lines of
// an entry are in one file.
func csvFiles(m Month, name string, maxLines int, header []string, record func(Entry, int, Line) []string) ([]File, error) {
	var files []File
	var lines [][]string
	flush := func() error {
		var body bytes.Buffer
		out := csv.NewWriter(&body)
		err := errors.Join(out.Write(header), out.WriteAll(lines))
		files = append(files, File{fmt.Sprintf("%s-%s-%d.csv", name, m.Name, len(files)+1), body.Bytes()})
		lines = nil
		return err
	}
	for _, e := range m.Entries {
		if len(e.Lines) > maxLines {
			return nil, fmt.Errorf("%s has %d lines, more than the %d of one file", e.Number, len(e.Lines), maxLines)
		}
		if len(lines)+len(e.Lines) > maxLines {
			if err := flush(); err != nil {
				return nil, err
			}
		}
		for i, l := range e.Lines {
			lines = append(lines, record(e, i+1, l))
		}
	}
	return files, flush()
}

// bothColumns returns a line's amount in the column of its side, and "" in the other.
func bothColumns(l Line) (debit, credit string) {
	if l.Side == ledger.Debit {
		return pack.Decimal(l.Amount), ""
	}
	return "", pack.Decimal(l.Amount)
}

// generic writes CSV for ledgers that have no format of their own here.
func generic(m Month, _ Settings) ([]File, error) {
	header := []string{
		"number", "id", "date", "market", "event_type", "line", "account", "account_name", "their_account", "their_name", "tax_code",
		"debit", "credit", "currency", "text", "manifest_sha256",
	}
	return csvFiles(m, "journal", 1_000_000, header, func(e Entry, n int, l Line) []string {
		debit, credit := bothColumns(l)
		return []string{
			e.Number, e.ID, e.Date.Format("2006-01-02"), string(e.Market), string(e.Event), strconv.Itoa(n), l.Ours, l.Name,
			l.Theirs.Code, l.Theirs.Name, l.Theirs.TaxCode, debit, credit, m.Currency, e.Text, e.Manifest,
		}
	})
}

// quickBooks writes the columns that QuickBooks Online asks for. QuickBooks identifies accounts
// by name, with a colon before the name of a subaccount. With its warning of duplicate journal
// numbers switched on, it refuses an entry that it already has. Numbers have at most 21 characters.
//
// See "Import journal entries" in Intuit's help for QuickBooks Online.
func quickBooks(m Month, _ Settings) ([]File, error) {
	layout := "02/01/2006" // the importer asks for the date format
	if m.Region == market.US {
		layout = "01/02/2006"
	}
	header := []string{"Journal No.", "Journal Date", "Account Name", "Debits", "Credits", "Description"}
	return csvFiles(m, "quickbooks", 1_000, header, func(e Entry, _ int, l Line) []string {
		debit, credit := bothColumns(l)
		return []string{e.Number, e.Date.Format(layout), l.Theirs.Code, debit, credit, e.Text}
	})
}

func quickBooksAccount(a Account) error {
	if a.TaxCode != "" {
		return errors.New("quickbooks imports no tax codes: leave tax_code empty")
	}
	return nil
}

// xero writes the columns of Xero's template. Xero makes one draft of the lines that have the same
// narration and date. Debits are positive. A file may have 300 lines.
//
// See "Enter multiple manual journals using an import template" in Xero Central.
func xero(m Month, _ Settings) ([]File, error) {
	header := []string{
		"*Narration", "*Date", "Description", "*AccountCode", "*TaxRate", "*Amount",
		"TrackingName1", "TrackingOption1", "TrackingName2", "TrackingOption2",
	}
	return csvFiles(m, "xero", 300, header, func(e Entry, _ int, l Line) []string {
		amount := l.Amount
		if l.Side == ledger.Credit {
			amount.Minor = -amount.Minor
		}
		return []string{
			e.Number + " " + e.Text, e.Date.Format("2 Jan 2006"), l.Name, l.Theirs.Code, l.Theirs.TaxCode, pack.Decimal(amount),
			"", "", "", "",
		}
	})
}

func xeroAccount(a Account) error {
	if a.TaxCode == "" {
		return errors.New(`xero needs the name of a tax rate in tax_code, such as "Tax Exempt"`)
	}
	return nil
}
