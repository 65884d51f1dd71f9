package journal

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"storefront/infra/wholefile"
)

// Settings are what the other ledger needs besides the entries.
type Settings struct {
	Consultant int        // DATEV: Beraternummer
	Client     int        // DATEV: Mandantennummer
	YearBegins time.Month // DATEV: the first month of the financial year
	Company    string     // Tally: the company's name; empty: the company that is open
}

// File is a file for the other ledger.
type File struct {
	Name string
	Body []byte
}

// format writes files for one kind of ledger.
type format struct {
	write    func(Month, Settings) ([]File, error)
	account  func(Account) error  // fails if the format cannot have the account; nil: it can have all
	settings func(Settings) error // fails if the format lacks a setting; nil: it needs none
}

var formats = map[string]format{
	"quickbooks": {write: quickBooks, account: quickBooksAccount},
	"xero":       {write: xero, account: xeroAccount},
	"datev":      {write: datev, account: datevAccount, settings: Settings.checkDATEV},
	"tally":      {write: tally, account: tallyAccount},
	"generic":    {write: generic},
}

// Formats returns the names of the formats.
func Formats() []string { return slices.Sorted(maps.Keys(formats)) }

// Check returns an error if a format refuses the accounts or the settings.
func Check(name string, accounts Accounts, s Settings) error {
	f := formats[name]
	var errs []error
	if f.account != nil {
		errs = append(errs, accounts.check(f.account))
	}
	if f.settings != nil {
		errs = append(errs, f.settings(s))
	}
	return errors.Join(errs...)
}

// Files returns the files of a month in the format of a name; see Formats.
func Files(name string, m Month, s Settings) ([]File, error) { return formats[name].write(m, s) }

// Write writes the files to a new folder: all of them or, if it fails, none.
func Write(ctx context.Context, dir string, files []File) error {
	var all []wholefile.File
	for _, f := range files {
		all = append(all, wholefile.File{Name: f.Name, Write: wholefile.Bytes(f.Body)})
	}
	return wholefile.NewFolder(ctx, dir, all)
}
