package journal_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"storefront/infra/books/journal"
	"storefront/infra/books/pack"
	"storefront/infra/golden"
	"storefront/infra/wholefile"
	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
)

// fee returns a day's fees. One of them was given back, so both accounts have debits and credits.
func fee(region market.Region, code market.Code, currency string) pack.Posting {
	sum := func(code, name string, side ledger.Side, minor int64) pack.Sum {
		return pack.Sum{Code: code, Name: name, Side: side, Amount: money.Amount{Minor: minor, Currency: currency}}
	}
	return pack.Posting{
		Market: code, Date: "2026-11-30", Event: "FEE", Rev: 2, ClosedAt: time.Date(2026, time.December, 1, 3, 0, 5, 0, time.UTC),
		Manifest: strings.Repeat("3fa9c1b2", 8),
		Sums: []pack.Sum{
			sum("1110", "Balance at the payment provider", ledger.Debit, 30), sum("6100", "Payment fees", ledger.Debit, 123_456),
			sum("1110", "Balance at the payment provider", ledger.Credit, 123_456), sum("6100", "Payment fees", ledger.Credit, 30),
		},
	}
}

// TestFormats compares the files of one entry in each format with golden files.
func TestFormats(t *testing.T) {
	t.Parallel()
	for format, c := range map[string]struct {
		region   market.Region
		market   market.Code
		currency string
		accounts string
	}{
		"quickbooks": {market.US, "us", "USD", "account,their_account\n1110,Bank:Provider\n6100,\"Fees, payments\"\n"},
		"xero":       {market.UK, "gb", "GBP", "account,their_account,tax_code\n1110,610,No VAT\n6100,404,No VAT\n"},
		"datev":      {market.EU, "de", "EUR", "\ufeffaccount;market;their_account;their_name;tax_code\n1110;;1361;Geldtransit;\n6100;;4970;Nebenkosten;40\n"},
		"tally":      {market.IN, "in", "INR", "account,their_account\n1110,Provider & Co\n6100,Fees\n"},
		"generic":    {market.US, "us", "USD", "account,their_account,their_name\n1110,A1,Provider\n6100,A2,\n"},
	} {
		t.Run(format, func(t *testing.T) {
			accounts, err := journal.ReadAccounts("accounts.csv", strings.NewReader(c.accounts), c.region)
			if err != nil {
				t.Fatal(err)
			}
			m, err := journal.New("2026-11", c.region, []pack.Posting{fee(c.region, c.market, c.currency)}, accounts)
			if err != nil {
				t.Fatal(err)
			}
			settings := journal.Settings{Consultant: 1001, Client: 1, YearBegins: time.April, Company: "Shop & Co"}
			if err := journal.Check(format, accounts, settings); err != nil {
				t.Fatal(err)
			}
			files, err := journal.Files(format, m, settings)
			if err != nil || len(files) != 1 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			golden.Compare(t, filepath.Join("testdata", format+".golden"), files[0].Body)
		})
	}
}

// The error for a mistake in an account map names its line.
func TestMapsWithMistakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, format, want string }{
		"empty":             {"", "generic", "accounts.csv: line 1: the file is empty"},
		"no column":         {"account,their_acount\n", "generic", `line 1: column "their_acount" is unknown`},
		"half the columns":  {"account,market\n", "generic", "line 1: column their_account is missing"},
		"a short line":      {"account,their_account\n1100\n", "generic", "read accounts.csv: record on line 2"},
		"no such account":   {"account,their_account\n1100,A\n1234,B\n", "generic", `line 3: account "1234" is not in the chart of STOREFRONT-EU`},
		"no such market":    {"account,market,their_account\n1100,us,A\n", "generic", `line 2: market "us" is not one of region eu`},
		"nothing to map to": {"account,their_account\n1100,\n", "generic", "line 2: their_account of account 1100 is empty"},
		"twice":             {"account,their_account\n1100,A\n2200,B\n1100,C\n", "generic", "line 4: line 2 already maps account 1100 for the same markets"},
		"two mistakes":      {"account,their_account\n1234,A\n\n5678,B\n", "generic", `line 4: account "5678"`},
		"a formula":         {"account,their_account\n1100,\"=HYPERLINK(\"\"http://x\"\")\"\n", "generic", "line 2: their_account must not begin as a formula does"},
		"a formula's name":  {"account,their_account,their_name\n1100,A,@SUM(A1)\n", "generic", "line 2: their_name must not begin as a formula does"},
		"a tax formula":     {"account,their_account,tax_code\n1100,200,+1+cmd|x\n", "xero", "line 2: tax_code must not begin as a formula does"},
		"a name for DATEV":  {"account,their_account\n1100,Bank\n", "datev", `line 2: datev needs the number of a general ledger account`},
		"a key for DATEV":   {"account,their_account,tax_code\n1100,1200,VAT\n", "datev", `line 2: datev needs a key`},
		"no client":         {"account,their_account\n1100,1200\n", "datev", `the client's number (Mandantennummer)`},
		"no rate for Xero":  {"account,their_account\n1100,200\n", "xero", `line 2: xero needs the name of a tax rate`},
		"a tax code":        {"account,their_account,tax_code\n1100,Bank,GST\n", "tally", `line 2: tally takes the tax from its own ledgers`},
		"a code":            {"account,their_account,tax_code\n1100,Bank,GST\n", "quickbooks", `line 2: quickbooks imports no tax codes`},
	} {
		t.Run(name, func(t *testing.T) {
			accounts, err := journal.ReadAccounts("accounts.csv", strings.NewReader(c.text), market.EU)
			if err == nil {
				err = journal.Check(c.format, accounts, journal.Settings{Consultant: 1001})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// An entry that a format cannot express is refused, and not left out.
func TestEntriesThatAreRefused(t *testing.T) {
	t.Parallel()
	posting := fee(market.EU, "de", "EUR")
	unbalanced := fee(market.EU, "de", "EUR")
	unbalanced.Sums = unbalanced.Sums[:3]
	for name, c := range map[string]struct {
		accounts string
		posting  pack.Posting
		want     string
	}{
		"an account without a line": {"account,their_account\n1110,1361\n", posting, "accounts.csv has no line for account 6100 (Payment fees) of market de"},
		"an account to itself":      {"account,their_account\n1110,1361\n6100,1361\n", posting, "DE-20261130-FEE would post account 1361 to itself"},
		"two tax codes":             {"account,their_account,tax_code\n1110,1361,40\n6100,4970,9\n", posting, "which have different tax codes"},
		"another currency":          {"account,their_account\n1110,1361\n6100,4970\n", fee(market.EU, "de", "USD"), "datev takes books in EUR, but these are in USD"},
		"an entry out of balance":   {"account,their_account\n1110,1361\n6100,4970\n", unbalanced, "debits of 1234.86 and credits of 1234.56"},
	} {
		t.Run(name, func(t *testing.T) {
			accounts, err := journal.ReadAccounts("accounts.csv", strings.NewReader(c.accounts), market.EU)
			if err != nil {
				t.Fatal(err)
			}
			m, err := journal.New("2026-11", market.EU, []pack.Posting{c.posting}, accounts)
			if err == nil {
				_, err = journal.Files("datev", m, journal.Settings{Consultant: 1001, Client: 1, YearBegins: time.January})
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

// Numbers fit into the 21 characters of QuickBooks, and differ for every type of event and for
// every correction. They and the ids do not depend on the manifest.
func TestNumbers(t *testing.T) {
	t.Parallel()
	accounts, err := journal.ReadAccounts("accounts.csv", strings.NewReader("account,their_account\n1110,A\n6100,B\n"), market.US)
	if err != nil {
		t.Fatal(err)
	}
	var all []pack.Posting
	for _, event := range []ledger.EventType{
		ledger.Paid, ledger.Shipped, ledger.Refunded, "CAPTURED", "FEE", "PAYOUT", "PAYOUT_RETURNED", "REFUND_SENT", "REFUND_SETTLED",
		"REFUND_FAILED", "REFUND_RETURNED", "DISPUTED", "DISPUTE_RETURNED", "DISPUTE_LOST", ledger.Adjusted,
	} {
		p := fee(market.US, "us", "USD")
		p.Event = event
		all = append(all, p)
		for p.Corrects, p.Rev = true, 3; p.Rev < 200; p.Rev += 98 {
			all = append(all, p)
		}
	}
	m, err := journal.New("2026-11", market.US, all, accounts)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i].Manifest = strings.Repeat("0", 64); len(m.Entries[i].Number) > 21 || len(m.Entries[i].Text) > 60 {
			t.Errorf("%s: %s", m.Entries[i].Number, m.Entries[i].Text)
		}
	}
	again, err := journal.New("2026-11", market.US, all, accounts)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range again.Entries {
		if was := m.Entries[i]; was.Number != e.Number || was.ID != e.ID || was.Text == e.Text {
			t.Errorf("%s %s became %s %s", was.Number, was.ID, e.Number, e.ID)
		}
	}
	if _, err := journal.New("2026-11", market.US, append(all, all[0]), accounts); err == nil {
		t.Error("two entries may have one number")
	}
}

// A file for Xero has at most 300 lines. No entry is split between files.
func TestFilesForXero(t *testing.T) {
	t.Parallel()
	accounts, err := journal.ReadAccounts("accounts.csv", strings.NewReader("account,their_account,tax_code\n1110,A,none\n6100,B,none\n"), market.US)
	if err != nil {
		t.Fatal(err)
	}
	var all []pack.Posting
	for day := range 30 {
		for _, event := range []ledger.EventType{"FEE", "PAID", "SHIPPED"} {
			p := fee(market.US, "us", "USD")
			p.Date, p.Event = time.Date(2026, time.November, day+1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly), event
			all = append(all, p)
		}
	}
	m, err := journal.New("2026-11", market.US, all, accounts)
	if err != nil {
		t.Fatal(err)
	}
	files, err := journal.Files("xero", m, journal.Settings{})
	if err != nil || len(files) != 2 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	if a, b := strings.Count(string(files[0].Body), "\n"), strings.Count(string(files[1].Body), "\n"); a != 301 || b != 61 {
		t.Errorf("%d and %d lines", a, b)
	}
	dir := filepath.Join(t.TempDir(), "november")
	if err := journal.Write(t.Context(), dir, files); err != nil {
		t.Fatal(err)
	}
	if err := journal.Write(t.Context(), dir, files); !errors.Is(err, wholefile.ErrThere) {
		t.Errorf("over files: %v", err)
	}
	if there, err := os.ReadDir(dir); err != nil || len(there) != 2 {
		t.Errorf("%v, %v", there, err)
	}
}
