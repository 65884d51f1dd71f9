package table_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"storefront/infra/pytools"
	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/table"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// booked returns the entries of n orders and a lot.
func booked(t *testing.T, n int) ledger.Entries {
	t.Helper()
	var all ledger.Entries
	for _, e := range ledgertest.Lives(rand.New(rand.NewPCG(3, 4)), n) {
		entries, err := ledger.Book(e)
		if err != nil {
			t.Fatal(err)
		}
		all.Journal = append(all.Journal, entries.Journal...)
		all.Lines = append(all.Lines, entries.Lines...)
		all.Moves = append(all.Moves, entries.Moves...)
		all.Documents = append(all.Documents, entries.Documents...)
	}
	for i := range all.Journal {
		all.Journal[i].AccountingDate = "2015-05-19"
	}
	for i := range all.Lines {
		all.Lines[i].AccountingDate = "2015-05-19"
	}
	for i := range all.Documents {
		all.Documents[i].AccountingDate = "2015-05-19"
	}
	for i := range all.Moves {
		all.Moves[i].AccountingDate = "2015-05-19"
	}
	return all
}

// file returns a file of rows, written in two calls.
func file[E any](t *testing.T, kind table.Table[E], f table.Format, rows []E) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := kind.NewWriter(f, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range [][]E{rows[:len(rows)/3], rows[len(rows)/3:]} {
		if err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// files returns all files of the books by name.
func files(t *testing.T, all ledger.Entries) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for _, f := range table.Formats() {
		files[table.Journal.Name+string(f)] = file(t, table.Journal, f, all.Journal)
		files[table.OrderLines.Name+string(f)] = file(t, table.OrderLines, f, all.Lines)
		files[table.Documents.Name+string(f)] = file(t, table.Documents, f, all.Documents)
		files[table.StockMoves.Name+string(f)] = file(t, table.StockMoves, f, all.Moves)
	}
	return files
}

func TestBytesDependOnRowsAlone(t *testing.T) {
	t.Parallel()
	all := booked(t, 300)
	first := files(t, all)
	for range 20 { // packers that are used again have other remains each time
		for name, body := range files(t, all) {
			if !bytes.Equal(first[name], body) {
				t.Errorf("%s has other bytes another time", name)
			}
		}
	}
}

// columns are the columns that finance was promised, in order.
var columns = map[string]string{
	"journal": "entry_id,txn_id,line_no,event_id,event_type,legal_entity,region,market,accounting_date,occurred_at," +
		"recorded_at,account_code,side,amount_minor,currency,order_id,order_line,payment_ref,reverses_entry_id," +
		"source_sequence,schema_version",
	"order_lines": "line_id,line_kind,order_id,sale_id,sku,hs_code,quantity,unit_price_minor,net_minor,tax_minor," +
		"gross_minor,currency,tax_type,tax_rate_ppm,tax_jurisdiction,tax_included,paid_at,buyer_ref," +
		"market,accounting_date,occurred_at,event_id,reason,supply_state,supply_postal_code,tax_rate_source",
	"documents": "series,number,document_kind,legal_entity,market,order_id,event_id,corrects_event_id,accounting_date,occurred_at," +
		"net_minor,tax_minor,gross_minor,currency",
	"stock_moves": "move_id,kind,sku,sale_id,quantity,lot,order_id,occurred_at,market,accounting_date,event_id",
}

func TestCSV(t *testing.T) {
	t.Parallel()
	usd := func(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
	at := time.Date(2015, time.May, 18, 19, 0, 0, int(5*time.Millisecond), time.UTC)
	all := ledger.Entries{
		Journal: []ledger.JournalEntry{{
			EntryID: "a-1#2#1", TxnID: "a-1#2", LineNo: 1, EventID: "a-1#2", EventType: ledger.Paid, LegalEntity: "STOREFRONT-US",
			Region: "us", Market: "us", AccountingDate: "2015-05-18", OccurredAt: at, RecordedAt: at.Truncate(time.Second),
			AccountCode: "1100", Side: ledger.Debit, Amount: usd(2107), OrderID: "a-1", PaymentRef: `pay "1", or so`, SourceSequence: "7",
		}},
		Lines: []ledger.OrderLine{{
			LineID: "a-1#2/1", Kind: ledger.SaleLine, OrderID: "a-1", SaleID: "may-18", SKU: "fitness-band", HSCode: "851762",
			Quantity: 1, UnitPrice: usd(1499), Net: usd(1499), Tax: usd(109), Gross: usd(1608), TaxType: market.SalesTax,
			TaxRate: 72_500, TaxJurisdiction: "US-CA", PaidAt: at,
			Market: "us", AccountingDate: "2015-05-19", OccurredAt: at, EventID: "a-1#2", Reason: "damaged",
			Supply: order.Supply{State: "CA", PostalCode: "94105", RateSource: "TF-2025-01"},
		}},
		Moves: []ledger.StockMove{{
			MoveID: "may-18/fitness-band/0/1", Kind: ledger.Allocate, SKU: "fitness-band", SaleID: "may-18", Quantity: 25, OccurredAt: at,
			Market: "us", AccountingDate: "2015-05-19", EventID: "may-18/fitness-band/0",
		}},
		Documents: []ledger.Document{{
			Kind: ledger.CreditNote, Series: "US-CRN", Number: 7, LegalEntity: "STOREFRONT-US", Market: "us", OrderID: "a-1", EventID: "a-1#3",
			Corrects: "a-1#2", AccountingDate: "2015-05-19", OccurredAt: at, Net: usd(-1499), Tax: usd(-109), Gross: usd(-1608),
		}},
	}
	want := map[string]string{
		"journal": `a-1#2#1,a-1#2,1,a-1#2,PAID,STOREFRONT-US,us,us,2015-05-18,2015-05-18T19:00:00.005Z,` +
			`2015-05-18T19:00:00.000Z,1100,D,2107,USD,a-1,,"pay ""1"", or so",,7,3`,
		"order_lines": "a-1#2/1,SALE,a-1,may-18,fitness-band,851762,1,1499,1499,109,1608,USD,sales_tax,72500,US-CA,false," +
			"2015-05-18T19:00:00.005Z,,us,2015-05-19,2015-05-18T19:00:00.005Z,a-1#2,damaged,CA,94105,TF-2025-01",
		"documents":   "US-CRN,7,CREDIT_NOTE,STOREFRONT-US,us,a-1,a-1#3,a-1#2,2015-05-19,2015-05-18T19:00:00.005Z,-1499,-109,-1608,USD",
		"stock_moves": "may-18/fitness-band/0/1,ALLOCATE,fitness-band,may-18,25,0,,2015-05-18T19:00:00.005Z,us,2015-05-19,may-18/fitness-band/0",
	}
	for name, body := range files(t, all) {
		name, isCSV := strings.CutSuffix(name, string(table.CSV))
		if !isCSV {
			continue
		}
		unpack, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		var text bytes.Buffer
		if _, err := text.ReadFrom(unpack); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(columns[name]+"\n"+want[name]+"\n", text.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// An empty field is null in Parquet, whatever pattern empty and full ones make.
func TestEmptyIsNull(t *testing.T) {
	t.Parallel()
	var rows []ledger.JournalEntry
	want := 0
	add := func(n int, ref string) {
		for range n {
			rows = append(rows, ledger.JournalEntry{AccountingDate: "2015-05-18", PaymentRef: ref})
		}
		if ref == "" {
			want += n
		}
	}
	for n := range 64 { // full rows n to 2n of each 128
		add(n, "")
		add(n, "pay_1")
		add(128-2*n, "")
	}
	body := file(t, table.Journal, table.Parquet, rows)
	opened, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		t.Fatal(err)
	}
	column, _ := opened.Schema().Lookup("payment_ref")
	got := 0
	for _, group := range opened.RowGroups() {
		pages := group.ColumnChunks()[column.ColumnIndex].Pages()
		for page, err := pages.ReadPage(); !errors.Is(err, io.EOF); page, err = pages.ReadPage() {
			if err != nil {
				t.Fatal(err)
			}
			got += int(page.NumNulls())
		}
	}
	if got != want {
		t.Errorf("%d fields are null, want %d of %d", got, want, len(rows))
	}
}

// summary prints what DuckDB reads. It reads the CSV with the Parquet file's types.
const summary = `
import duckdb, json, sys
duckdb.sql("SET enable_progress_bar = false") # it goes to the standard output
folder, tables = sys.argv[1], {}
for name in ("journal", "order_lines", "stock_moves", "documents"):
    typed = duckdb.sql(f"FROM '{folder}/{name}.parquet'")
    types = ", ".join(f"'{c}': '{t}'" for c, t in zip(typed.columns, typed.types))
    text = duckdb.sql(f"FROM read_csv('{folder}/{name}.csv.gz', header = true, columns = {{{types}}}, allow_quoted_nulls = false)")
    for form, rows in ((".parquet", typed), (".csv.gz", text)):
        tables[name + form] = {
            "rows": len(rows),
            "columns": ",".join(rows.columns),
            "types": ",".join(str(t) for t in typed.types),
            "all": duckdb.sql("SELECT md5(string_agg(rows::VARCHAR, chr(10))) FROM rows").fetchall()[0][0],
        }
def number(query):
    return int(duckdb.sql(query.replace("FROM ", f"FROM '{folder}/").replace(" WHERE", ".parquet' WHERE")).fetchall()[0][0])
print(json.dumps({"tables": tables, "totals": {
    "debits": number("SELECT sum(amount_minor) FROM journal WHERE side = 'D'"),
    "gross": number("SELECT sum(gross_minor) FROM order_lines WHERE true"),
    "units": number("SELECT sum(quantity) FROM stock_moves WHERE kind = 'SELL'"),
    "no payment": number("SELECT count(*) FROM journal WHERE payment_ref IS NULL"),
    "before": number("SELECT count(*) FROM journal WHERE occurred_at < TIMESTAMPTZ '2015-05-19T12:00:00Z'"),
    "on the day": number("SELECT count(*) FROM journal WHERE accounting_date = DATE '2015-05-19'"),
}}))
`

// found is a file as DuckDB reads it.
type found struct {
	Rows    int
	Columns string
	Types   string
	All     string // digest of all rows
}

// types are the types of the columns.
var types = map[string]string{
	"journal": "VARCHAR,VARCHAR,INTEGER,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,DATE,TIMESTAMP WITH TIME ZONE," +
		"TIMESTAMP WITH TIME ZONE,VARCHAR,VARCHAR,BIGINT,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,INTEGER",
	"order_lines": "VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,BIGINT,BIGINT,BIGINT,BIGINT,BIGINT,VARCHAR,VARCHAR," +
		"BIGINT,VARCHAR,BOOLEAN,TIMESTAMP WITH TIME ZONE,VARCHAR,VARCHAR,DATE,TIMESTAMP WITH TIME ZONE,VARCHAR,VARCHAR," +
		"VARCHAR,VARCHAR,VARCHAR",
	"documents": "VARCHAR,BIGINT,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,VARCHAR,DATE,TIMESTAMP WITH TIME ZONE," +
		"BIGINT,BIGINT,BIGINT,VARCHAR",
	"stock_moves": "VARCHAR,VARCHAR,VARCHAR,VARCHAR,BIGINT,BIGINT,VARCHAR,TIMESTAMP WITH TIME ZONE,VARCHAR,DATE,VARCHAR",
}

// DuckDB reads what was written, in both formats.
func TestDuckDBReadsBoth(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "what DuckDB reads in the books' files")
	dir, all := t.TempDir(), booked(t, 2_000)
	for name, body := range files(t, all) {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := tools.Command(t.Context(), "python", "-c", summary, dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Tables map[string]found
		Totals map[string]int64
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(totals(all), got.Totals); diff != "" {
		t.Errorf("totals (-want +got):\n%s", diff)
	}
	for name, n := range map[string]int{"journal": len(all.Journal), "order_lines": len(all.Lines), "stock_moves": len(all.Moves), "documents": len(all.Documents)} {
		want := found{Rows: n, Columns: columns[name], Types: types[name], All: got.Tables[name+".parquet"].All}
		for _, f := range table.Formats() {
			if diff := cmp.Diff(want, got.Tables[name+string(f)]); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", name, f, diff)
			}
		}
	}
}

func totals(all ledger.Entries) map[string]int64 {
	sum := map[string]int64{"debits": 0, "gross": 0, "units": 0, "no payment": 0, "before": 0, "on the day": int64(len(all.Journal))}
	noon := time.Date(2015, time.May, 19, 12, 0, 0, 0, time.UTC)
	for _, j := range all.Journal {
		if j.Side == ledger.Debit {
			sum["debits"] += j.Amount.Minor
		}
		if j.PaymentRef == "" {
			sum["no payment"]++
		}
		if j.OccurredAt.Before(noon) {
			sum["before"]++
		}
	}
	for _, l := range all.Lines {
		sum["gross"] += l.Gross.Minor
	}
	for _, m := range all.Moves {
		if m.Kind == ledger.Sell {
			sum["units"] += int64(m.Quantity)
		}
	}
	return sum
}
