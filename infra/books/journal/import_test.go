package journal_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/journal"
	"storefront/infra/books/pack"
	"storefront/infra/pytools"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
)

const month = "2027-02"

// start and after are the times before and after the days of the month.
var (
	start = time.Date(2027, time.January, 30, 12, 0, 0, 0, time.UTC)
	after = time.Date(2027, time.March, 3, 0, 0, 0, 0, time.UTC)
)

// booksOf returns some weeks of books, with orders in some markets of a region and movements at the
// payment provider.
func booksOf(t *testing.T, seed uint64, codes ...market.Code) *bookstest.Memory {
	t.Helper()
	var events []ledger.Event
	var region market.Region
	chance, n := rand.New(rand.NewPCG(seed, 17)), 0
	for _, code := range codes {
		m, _ := market.Of(code)
		region = m.Region
		for range 25 {
			events = append(events, ledgertest.LifeFrom(chance, m, n, start.AddDate(0, 0, n%4))...)
			n++
		}
		events = append(events, bookstest.Moved(t, m, start.AddDate(0, 0, 3))...)
	}
	slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	books := bookstest.New()
	books.Objects = rawtest.Files(rawtest.Number(slices.DeleteFunc(events, func(e ledger.Event) bool { return e.OccurredAt.After(after.AddDate(0, 0, -2)) })), 1_000)
	closed, err := closing.Closer{Objects: books, Region: region}.CloseDue(t.Context(), after)
	if err != nil {
		t.Fatal(err)
	}
	for _, day := range closed {
		if day.Status != closing.Closed {
			t.Fatalf("%s is open: %+v", day.Date, day.Failed())
		}
	}
	return books
}

// chartOf maps each account of a region to a different number. Account 4000 of market fr has a
// number of its own.
func chartOf(t *testing.T, region market.Region, taxCode string) journal.Accounts {
	t.Helper()
	entity, _ := ledger.Entity(region)
	text := "account,market,their_account,their_name,tax_code\n"
	for _, a := range entity.Chart.Accounts() {
		text += fmt.Sprintf("%s,,%s1,%q,%s\n", a.Code, a.Code, a.Name, taxCode)
	}
	if region == market.EU {
		text += "4000,fr,44444,Umsatz in Frankreich,40\n"
	}
	accounts, err := journal.ReadAccounts("accounts.csv", strings.NewReader(text), region)
	if err != nil {
		t.Fatal(err)
	}
	return accounts
}

func theirs(code, of string) string {
	if code == "4000" && of == "fr" {
		return "44444"
	}
	return code + "1"
}

// filesOf returns the files of the month in a format.
func filesOf(t *testing.T, format string, books ledger.Objects, region market.Region) []journal.File {
	t.Helper()
	tax := ""
	if format == "xero" {
		tax = "Tax Exempt"
	}
	accounts, settings := chartOf(t, region, tax), journal.Settings{Consultant: 29098, Client: 55003, YearBegins: time.January}
	postings, err := pack.Pack{Books: books, Region: region, Month: month, Now: after}.Postings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m, err := journal.New(month, region, postings, accounts)
	if err != nil {
		t.Fatal(err)
	}
	files, err := journal.Files(format, m, settings)
	if err := errors.Join(err, journal.Check(format, accounts, settings)); err != nil {
		t.Fatal(err)
	}
	return files
}

// read is what other programs read in the files of a format.
type read struct {
	Sums       [][3]string
	Entries    []string
	Unbalanced []string
	Dates      []string
	Header     []string
	Lines      int
	Twice      int `json:"after two imports"`
}

// TestOtherProgramsReadTheFiles writes a month in each format, and reads it with other programs.
// The sums of each account must be those of the closed books.
func TestOtherProgramsReadTheFiles(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "what other programs read in the files for other ledgers")
	dir := t.TempDir()
	ask := map[string]any{"books": filepath.Join(dir, "books"), "month": month, "regions": []string{"us", "eu", "in"}}
	regions := map[string]market.Region{}
	for i, c := range []struct {
		region  market.Region
		codes   []market.Code
		formats []string
	}{
		{market.US, []market.Code{"us"}, []string{"quickbooks", "xero", "generic"}},
		{market.EU, []market.Code{"de", "fr"}, []string{"datev", "generic"}},
		{market.IN, []market.Code{"in"}, []string{"tally"}},
	} {
		books := booksOf(t, uint64(i), c.codes...)
		bookstest.ToDisk(t, ask["books"].(string), books)
		for _, format := range c.formats {
			name := format
			if format == "generic" {
				name += " " + string(c.region)
			}
			to := filepath.Join(dir, name)
			files := filesOf(t, format, books, c.region)
			if err := journal.Write(t.Context(), to, files); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(files, filesOf(t, format, books, c.region)); diff != "" {
				t.Errorf("%s is another file the second time:\n%s", name, diff)
			}
			ask[name], regions[name] = to, c.region
		}
	}
	answers := answersOf(t, tools, ask)
	for name, region := range regions {
		var got read
		var books [][4]string
		decode(t, answers[name], &got)
		decode(t, answers["books of "+string(region)], &books)
		want := sumsOf(t, books)
		if diff := cmp.Diff(want, got.Sums); diff != "" || len(got.Sums) < 10 {
			t.Errorf("%s (-books +files):\n%s", name, diff)
		}
		if len(got.Unbalanced) > 0 || len(got.Entries) < 8 {
			t.Errorf("%s: %d entries, of which %v do not balance", name, len(got.Entries), got.Unbalanced)
		}
		for _, date := range got.Dates {
			if !strings.HasPrefix(date, month+"-") {
				t.Errorf("%s has an entry of %s", name, date)
			}
		}
		if got.Lines != got.Twice {
			t.Errorf("%s: after two imports there are %d lines of %d", name, got.Twice, got.Lines)
		}
		if want := []string{"29098", "55003", "2027-02-01", "2027-02-28", "5"}; name == "datev" && !slices.Equal(got.Header, want) {
			t.Errorf("the header of datev has %v", got.Header)
		}
	}
}

// sumsOf adds up the books by the accounts of the other ledger.
func sumsOf(t *testing.T, books [][4]string) (sums [][3]string) {
	t.Helper()
	byAccount := map[string][2]int64{}
	for _, row := range books {
		var both [2]int64
		for i, text := range row[2:] {
			var units, cents int64
			if _, err := fmt.Sscanf(text, "%d.%d", &units, &cents); err != nil {
				t.Fatal(err)
			}
			both[i] = 100*units + cents
		}
		to := theirs(row[1], row[0])
		was := byAccount[to]
		byAccount[to] = [2]int64{was[0] + both[0], was[1] + both[1]}
	}
	for to, both := range byAccount {
		sum := [3]string{to}
		for i, minor := range both {
			sum[i+1] = fmt.Sprintf("%d.%02d", minor/100, minor%100)
		}
		sums = append(sums, sum)
	}
	slices.SortFunc(sums, func(a, b [3]string) int { return strings.Compare(a[0], b[0]) })
	return sums
}

func answersOf(t *testing.T, tools *pytools.Tools, ask any) map[string]json.RawMessage {
	t.Helper()
	input, err := json.Marshal(ask)
	if err != nil {
		t.Fatal(err)
	}
	cmd := tools.Command(t.Context(), "python", filepath.Join("testdata", "read.py"))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(input), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers map[string]json.RawMessage
	decode(t, out, &answers)
	return answers
}

func decode(t *testing.T, body []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(body, into); err != nil {
		t.Fatal(err)
	}
}
