package pack_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/xuri/excelize/v2"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/infra/wholefile"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/money"
)

// someDays returns books of orders in Germany on the first days of a month. closed is how
// many of the days are closed.
func someDays(t *testing.T, closed int) *bookstest.Memory {
	t.Helper()
	m, chance, germany := bookstest.New(), rand.New(rand.NewPCG(3, 3)), market.EU.Markets()[0]
	var events []ledger.Event
	for n := range 40 {
		events = append(events, ledgertest.LifeFrom(chance, germany, n, start.AddDate(0, 0, n/10))...)
	}
	slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	m.Objects = rawtest.Files(rawtest.Number(events), 1_000)
	for day := range closed {
		date := start.AddDate(0, 0, day).Format(time.DateOnly)
		got, err := closing.Closer{Objects: m, Region: market.EU}.Close(t.Context(), closing.Request{Market: "de", Date: date}, afterYear)
		if err != nil || got.Status != closing.Closed {
			t.Fatalf("%s: %+v, %v", date, got.Failed(), err)
		}
	}
	return m
}

func of(m *bookstest.Memory, month string, now time.Time) pack.Pack {
	return pack.Pack{Books: m, Region: market.EU, Month: month, Now: now}
}

func TestAWorkbook(t *testing.T) {
	t.Parallel()
	report, err := of(someDays(t, 31), "2027-01", afterYear).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "january.xlsx")
	if err := report.Write(t.Context(), path, pack.XLSX); err != nil {
		t.Fatal(err)
	}
	if err := report.Write(t.Context(), path, pack.XLSX); !errors.Is(err, wholefile.ErrThere) {
		t.Errorf("over a workbook: %v", err)
	}
	book, err := excelize.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	names := book.GetSheetList()
	for i, table := range report.Tables {
		rows, err := book.GetRows(table.Name)
		if err != nil || names[i] != table.Name || len(rows) != 3+len(table.Rows) {
			t.Errorf("sheet %s: %d rows of %d, %v", names[i], len(rows), len(table.Rows), err)
		}
		if !strings.HasPrefix(rows[0][0], table.Title+": STOREFRONT-EU, 2027-01") {
			t.Errorf("sheet %s is titled %s", table.Name, rows[0][0])
		}
	}
	for _, name := range names {
		layout, err := book.GetPageLayout(name)
		props, propsErr := book.GetSheetProps(name)
		if err := errors.Join(err, propsErr); err != nil {
			t.Fatal(err)
		}
		if *layout.Orientation != "landscape" || *layout.FitToWidth != 1 || *layout.FitToHeight != 0 || !*props.FitToPage {
			t.Errorf("sheet %s is not printed across, as wide as a page", name)
		}
	}
	if repeated := book.GetDefinedName(); len(repeated) != len(names) || repeated[0].RefersTo != "about!$3:$3" {
		t.Errorf("rows on each printed page: %+v", repeated)
	}
	cash, err := book.GetCellValue("trial_balance", "F4") // as it is shown
	debit := report.Tables[1].Rows[0][5].(money.Amount)
	if want := pack.Decimal(debit); err != nil || strings.ReplaceAll(cash, ",", "") != want {
		t.Errorf("cash is shown as %s, %v; want %s", cash, err, want)
	}
}

func TestFilesOfAMonth(t *testing.T) {
	t.Parallel()
	report, err := of(someDays(t, 31), "2027-01", afterYear).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "january")
	if err := report.Write(t.Context(), dir, pack.Parquet); err != nil {
		t.Fatal(err)
	}
	for _, table := range report.Tables {
		body, err := os.ReadFile(filepath.Join(dir, table.Name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		file, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
		if err != nil || file.NumRows() != int64(len(table.Rows)) {
			t.Errorf("%s: %v, want %d rows", table.Name, err, len(table.Rows))
		}
	}
	if err := report.Write(t.Context(), dir, pack.CSV); !errors.Is(err, wholefile.ErrThere) {
		t.Errorf("into a folder that is there: %v", err)
	}
}

// A month that is not over, or not closed, is packed only as provisional, and then says so
// everywhere. It has what came so far.
func TestAProvisionalMonth(t *testing.T) {
	t.Parallel()
	m, now := someDays(t, 2), start.AddDate(0, 0, 3).Add(time.Hour)
	p := of(m, "2027-01", now)
	if _, err := p.Run(t.Context()); !errors.Is(err, pack.ErrMonth) || !strings.Contains(err.Error(), "not over until 2027-01-31T23:00:00Z") {
		t.Errorf("a month that is not over: %v", err)
	}
	p.Now = afterYear
	if _, err := p.Run(t.Context()); !errors.Is(err, pack.ErrMonth) || !strings.Contains(err.Error(), "2027-01-03 is not closed") {
		t.Errorf("a month that is not closed: %v", err)
	}
	p.Now, p.Provisional = now, true
	report, err := p.Run(t.Context())
	if err != nil || !report.Provisional {
		t.Fatalf("%v, %v", report.Provisional, err)
	}
	status := map[string]int{}
	for _, table := range report.Tables {
		if table.Name == "manifests" {
			for _, row := range table.Rows {
				status[row[2].(string)]++
			}
		}
	}
	if status["CLOSED"] != 2 || status["PROVISIONAL"] != 2 {
		t.Errorf("days: %v", status)
	}
	dir := filepath.Join(t.TempDir(), "january")
	if err := errors.Join(report.Write(t.Context(), dir, pack.CSV), report.Write(t.Context(), dir+".xlsx", pack.XLSX)); err != nil {
		t.Fatal(err)
	}
	for _, table := range report.Tables {
		body, err := os.ReadFile(filepath.Join(dir, table.Name+".csv"))
		if err != nil || !strings.HasPrefix(string(body), "books,") || len(table.Rows) > 0 && !strings.Contains(string(body), "\nPROVISIONAL,") {
			t.Errorf("%s does not say that it is provisional: %v", table.Name, err)
		}
	}
}

// Nothing is written of books that were changed, are lost, or differ from their manifest.
func TestBooksThatAreNotWhole(t *testing.T) {
	t.Parallel()
	whole := someDays(t, 31)
	first := closing.Folder("eu", "de", "2027-01-02", 1)
	for name, change := range map[string]func(map[string][]byte){
		"a changed journal": func(o map[string][]byte) { o[first+"journal.parquet"] = o[first+"order_lines.parquet"] },
		"a lost file":       func(o map[string][]byte) { delete(o, first+"stock_moves.parquet") },
		"a changed manifest": func(o map[string][]byte) {
			o[first+"manifest.json"] = append(slices.Clone(o[first+"manifest.json"]), '\n')
		},
		"a file of other day": func(o map[string][]byte) {
			o[first+"order_lines.parquet"] = o[closing.Folder("eu", "de", "2027-01-03", 1)+"order_lines.parquet"]
		},
	} {
		m := bookstest.New()
		for key, body := range whole.Objects {
			m.Objects[key] = body
		}
		change(m.Objects)
		if _, err := of(m, "2027-01", afterYear).Run(t.Context()); !errors.Is(err, pack.ErrBooks) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNoMonth(t *testing.T) {
	t.Parallel()
	for _, month := range []string{"", "2027", "2027-13", "november"} {
		if _, err := of(bookstest.New(), month, afterYear).Run(t.Context()); !errors.Is(err, pack.ErrMonth) {
			t.Errorf("%q: %v", month, err)
		}
	}
	if _, err := of(bookstest.New(), "2027-01", afterYear).Run(t.Context()); !errors.Is(err, pack.ErrNone) {
		t.Errorf("a month before the first event: %v", err)
	}
	if _, err := of(bookstest.New(), "2027-01", afterYear).Postings(t.Context()); !errors.Is(err, pack.ErrNone) {
		t.Errorf("postings of a month before the first event: %v", err)
	}
	early := of(someDays(t, 2), "2027-02", start.AddDate(0, 0, 3))
	early.Provisional = true
	if _, err := early.Run(t.Context()); !errors.Is(err, pack.ErrNone) || !strings.Contains(err.Error(), "has not begun") {
		t.Errorf("a month that has not begun: %v", err)
	}
}

// Accounts of income and expense begin the year at zero, with their balance in retained earnings. In
// every currency the debits of a trial balance equal its credits.
func TestTheYearEnd(t *testing.T) {
	t.Parallel()
	p := of(someDays(t, 2), "2028-01", time.Date(2028, time.January, 2, 12, 0, 0, 0, time.UTC))
	p.Provisional = true
	report, err := p.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	retained, total := int64(0), false
	for _, row := range report.Tables[1].Rows {
		code, opening := row[1].(string), row[4].(money.Amount).Minor
		switch {
		case code >= "4" && code < "7" && opening != 0:
			t.Errorf("account %s opens at %d", code, opening)
		case code == "3000":
			retained += opening
		case row[0] == "all":
			total = opening == 0 && row[5] == row[6] && row[7].(money.Amount).Minor == 0
		}
	}
	if retained >= 0 || !total {
		t.Errorf("retained earnings of %d, totals are zero: %t", -retained, total)
	}
}
