package pack_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/infra/pytools"
	"storefront/shared/market"
)

const askDuckDB = `
import duckdb, json, sys
duckdb.sql("SET enable_progress_bar = false") # which it writes to the standard output if a query takes long
answers = []
for query in json.load(sys.stdin):
    relation = duckdb.sql(query) # None if the query makes a view
    answers.append([[str(value) for value in row] for row in relation.fetchall()] if relation else [])
print(json.dumps(answers))
`

// sums are the tables of a month by SQL over the files of the books, which shares nothing
// with the pack. REGION, MONTH and ZONE stand for those of a report.
var sums = map[string]string{
	"trial_balance": `SELECT market, account_code, currency,
		money(sum(CASE WHEN dt < 'MONTH-01' THEN s ELSE 0 END)), money(sum(CASE WHEN dt >= 'MONTH-01' AND s > 0 THEN s ELSE 0 END)),
		money(sum(CASE WHEN dt >= 'MONTH-01' AND s < 0 THEN -s ELSE 0 END)), money(sum(s)) FROM journal GROUP BY ALL`,
	"revenue": `SELECT market, coalesce(order_line, '(shipping)'), currency, money(sum(CASE WHEN account_code < '4900' THEN -s ELSE 0 END)),
		money(sum(CASE WHEN account_code >= '4900' THEN -s ELSE 0 END)), money(sum(-s))
		FROM journal WHERE account_code LIKE '4%' AND dt >= 'MONTH-01' GROUP BY ALL`,
	"tax": `SELECT market, tax_type, tax_jurisdiction, currency, tax_rate_ppm, tax_rate_source,
		money(sum(net_minor) FILTER (line_kind IN ('SALE', 'SHIPPING', 'TAX'))), money(sum(tax_minor) FILTER (line_kind IN ('SALE', 'SHIPPING', 'TAX'))),
		money(sum(net_minor) FILTER (line_kind NOT IN ('SALE', 'SHIPPING', 'TAX'))), money(sum(tax_minor) FILTER (line_kind NOT IN ('SALE', 'SHIPPING', 'TAX'))),
		money(sum(tax_minor)) FROM lines WHERE dt >= 'MONTH-01' GROUP BY ALL`,
	"unshipped": `WITH o AS (SELECT market, currency, order_id, -sum(s) FILTER (account_code = '2100') AS goods, -sum(s) FILTER (account_code = '2110') AS shipping,
			max(occurred_at) FILTER (event_type = 'PAID') AS paid FROM journal WHERE account_code IN ('2100', '2110') GROUP BY ALL)
		SELECT market, CAST(timezone('ZONE', paid) AS DATE), currency, count(*), money(sum(goods)), money(sum(shipping)),
		money(sum(coalesce(goods, 0) + coalesce(shipping, 0))) FROM o WHERE coalesce(goods, 0) <> 0 OR coalesce(shipping, 0) <> 0 GROUP BY ALL`,
	"refunds": `SELECT market, reason, currency, count(DISTINCT event_id), -sum(quantity), money(-sum(net_minor)), money(-sum(tax_minor)), money(-sum(gross_minor))
		FROM lines WHERE line_kind NOT IN ('SALE', 'SHIPPING', 'TAX') AND dt >= 'MONTH-01' GROUP BY ALL`,
	"payouts": `SELECT market, dt, event_type, currency, money(sum(s)), money(sum(s) FILTER (account_code = '6100')), money(sum(s) FILTER (account_code = '1110'))
		FROM journal WHERE account_code IN ('1110', '6100') AND dt >= 'MONTH-01' GROUP BY ALL`,
	"stock": `SELECT market, sku, left_units(list(kind) FILTER (dt < 'MONTH-01'), list(quantity) FILTER (dt < 'MONTH-01')),
		coalesce(sum(quantity) FILTER (kind = 'SELL' AND dt >= 'MONTH-01'), 0), coalesce(sum(quantity) FILTER (kind = 'RETURN' AND dt >= 'MONTH-01'), 0),
		left_units(list(kind), list(quantity)) FROM moves GROUP BY ALL`,
	"eu_oss_quarter": `SELECT CASE WHEN tax_jurisdiction = 'DE' THEN 'domestic, not OSS' ELSE 'OSS' END, tax_jurisdiction, q, currency, tax_rate_ppm, money(sum(net_minor)), money(sum(tax_minor))
		FROM (SELECT *, CASE WHEN line_kind IN ('SALE', 'SHIPPING', 'TAX') OR tax_jurisdiction = 'DE' THEN quarter_of(CAST(dt AS DATE))
			ELSE quarter_of(CAST(timezone('ZONE', paid_at) AS DATE)) END AS q FROM lines)
		WHERE quarter_of(CAST(dt AS DATE)) = quarter_of(DATE 'MONTH-01') GROUP BY ALL`,
	"us_states": `SELECT tax_jurisdiction, coalesce(supply_postal_code, '(not recorded)'), currency, coalesce(tax_rate_source, 'not recorded'),
		money(sum(net_minor) FILTER (tax_rate_ppm > 0)), money(sum(net_minor) FILTER (tax_rate_ppm = 0)), money(sum(tax_minor)) FROM lines WHERE dt >= 'MONTH-01' GROUP BY ALL`,
	"in_gst": `WITH documents AS (SELECT coalesce(supply_state, '(not recorded)') AS state, coalesce(supply_state, 'KA') AS place, event_id, tax_rate_ppm,
				sum(net_minor) AS net, sum(tax_minor) AS tax, trunc(sum(tax_minor) / 2) AS half FROM lines WHERE dt >= 'MONTH-01' GROUP BY ALL)
		SELECT state, place, money(sum(net)), money(sum(CASE WHEN place = 'KA' THEN 0 ELSE tax END)), money(sum(CASE WHEN place = 'KA' THEN half ELSE 0 END)),
		money(sum(CASE WHEN place = 'KA' THEN tax - half ELSE 0 END)), money(sum(tax)) FROM documents GROUP BY state, place`,
	"us_nexus": `SELECT tax_jurisdiction, count(DISTINCT order_id) FILTER (line_kind = 'SALE'), money(sum(net_minor) FILTER (line_kind IN ('SALE', 'SHIPPING', 'TAX')))
		FROM lines GROUP BY ALL`,
	"uk_vat": `SELECT '1', money(sum(tax_minor) FILTER (dt >= 'MONTH-01')), money(sum(tax_minor)) FROM lines WHERE quarter_of(CAST(dt AS DATE)) = quarter_of(DATE 'MONTH-01')`,
}

const prelude = `
CREATE OR REPLACE MACRO money(minor) AS CAST(CAST(coalesce(minor, 0) AS DECIMAL(18, 0)) / 100 AS DECIMAL(18, 2));
CREATE OR REPLACE MACRO quarter_of(day) AS year(day) || '-Q' || quarter(day);
CREATE OR REPLACE MACRO left_units(kinds, units) AS coalesce(list_sum(list_transform(range(1, len(kinds) + 1), lambda i:
	CASE WHEN kinds[i] IN ('ALLOCATE', 'RELEASE', 'EXPIRE', 'CANCEL', 'RESTORE') THEN units[i] WHEN kinds[i] = 'HOLD' THEN -units[i] ELSE 0 END)), 0);
CREATE OR REPLACE VIEW journal AS SELECT *, CASE side WHEN 'D' THEN amount_minor ELSE -amount_minor END AS s
	FROM read_parquet('current/v=1/journal/region=REGION/**/*.parquet', hive_partitioning = true, hive_types = {'dt': VARCHAR}) WHERE dt <= 'MONTH-31';
CREATE OR REPLACE VIEW lines AS SELECT * FROM read_parquet('current/v=1/order_lines/region=REGION/**/*.parquet', hive_partitioning = true, hive_types = {'dt': VARCHAR}) WHERE dt <= 'MONTH-31';
CREATE OR REPLACE VIEW moves AS SELECT * FROM read_parquet('current/v=1/stock_moves/region=REGION/**/*.parquet', hive_partitioning = true, hive_types = {'dt': VARCHAR}) WHERE dt <= 'MONTH-31';
`

// columnsOf are the columns of a table that its SQL gives.
var columnsOf = map[string][]string{
	"trial_balance":  {"market", "account_code", "currency", "opening", "debit", "credit", "closing"},
	"unshipped":      {"market", "paid_on", "currency", "orders", "goods", "shipping", "total"},
	"stock":          {"market", "product", "left_before", "SELL", "RETURN", "left_after"},
	"eu_oss_quarter": {"return", "country", "quarter", "currency", "rate_percent", "taxable", "vat"},
	"us_states":      {"state", "zip_code", "currency", "rate_source", "taxable", "untaxed", "tax"},
	"in_gst":         {"recorded_state", "place_of_supply", "taxable", "igst", "cgst", "sgst", "tax"},
	"us_nexus":       {"state", "orders", "sales_net"},
	"uk_vat":         {"box", "month", "quarter_to_date"},
}

// TestAYear packs months of a year of several markets, and compares every table with SQL
// over the files of the books.
func TestAYear(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "what DuckDB says of the months of a year")
	books := yearOfAllMarkets(t)
	type question struct{ what, query string }
	var questions []question
	reports := map[string][][]string{}
	for region, zone := range map[market.Region]string{
		market.US: "America/Los_Angeles", market.EU: "Europe/Berlin", market.UK: "Europe/London", market.IN: "Asia/Kolkata",
	} {
		months := []string{"2027-01", "2027-04", "2027-07", "2027-12"}
		for n, report := range packs(t, books[region], region, months) {
			month := months[n]
			fill := strings.NewReplacer("REGION", string(region), "MONTH", month, "ZONE", zone)
			questions = append(questions, question{query: fill.Replace(prelude)})
			for name, rows := range written(t, report) {
				if sums[name] == "" {
					continue
				}
				if name == "trial_balance" {
					wantAccounts(t, rows, "1050", "1110", "6100") // of the provider's movements
				}
				what := string(region) + " " + month + " " + name
				reports[what] = rows
				questions = append(questions, question{what, fill.Replace(sums[name])})
			}
		}
	}
	var asked []string
	for _, q := range questions {
		asked = append(asked, q.query)
	}
	compared := 0
	for i, answer := range answers(t, tools, onDisk(t, books), asked) {
		what := questions[i].what
		if what == "" {
			continue
		}
		compared++
		got, want := reports[what], answer
		sortRows(got)
		sortRows(want)
		if diff := cmp.Diff(want, got); diff != "" || len(got) == 0 && !strings.Contains(what, "refunds") && !strings.Contains(what, "unshipped") {
			t.Errorf("%s (-SQL +pack):\n%s", what, diff)
		}
	}
	if compared != 4*(4*7+2+1+1+1) {
		t.Errorf("%d tables were compared", compared)
	}
}

func packs(t *testing.T, books *bookstest.Memory, region market.Region, months []string) []pack.Report {
	t.Helper()
	reports := make([]pack.Report, len(months))
	var group errgroup.Group
	for n, month := range months {
		group.Go(func() (err error) {
			reports[n], err = pack.Pack{Books: books, Region: region, Month: month, Now: afterYear}.Run(t.Context())
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatalf("%s: %v", region, err)
	}
	return reports
}

// wantAccounts checks that a trial balance has accounts.
func wantAccounts(t *testing.T, rows [][]string, codes ...string) {
	t.Helper()
	for _, code := range codes {
		if !slices.ContainsFunc(rows, func(row []string) bool { return row[1] == code }) {
			t.Errorf("the trial balance has no account %s", code)
		}
	}
}

// onDisk writes the current books of all regions to a folder.
func onDisk(t *testing.T, all map[market.Region]*bookstest.Memory) string {
	t.Helper()
	dir := t.TempDir()
	for _, books := range all {
		bookstest.ToDisk(t, dir, books)
	}
	return dir
}

func sortRows(rows [][]string) {
	slices.SortFunc(rows, func(a, b []string) int { return strings.Compare(strings.Join(a, " "), strings.Join(b, " ")) })
}

func answers(t *testing.T, tools *pytools.Tools, dir string, asked []string) [][][]string {
	t.Helper()
	input, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	cmd := tools.Command(t.Context(), "python", "-c", askDuckDB)
	cmd.Dir, cmd.Stdin, cmd.Stderr = dir, bytes.NewReader(input), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all [][][]string
	if err := json.Unmarshal(out, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// written returns the tables of a report as its CSV files have them, with the columns
// that SQL gives.
func written(t *testing.T, report pack.Report) map[string][][]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pack")
	if err := report.Write(t.Context(), dir, pack.CSV); err != nil {
		t.Fatal(err)
	}
	tables := map[string][][]string{}
	for _, table := range report.Tables {
		body, err := os.ReadFile(filepath.Join(dir, table.Name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		want := columnsOf[table.Name]
		if want == nil {
			want = rows[0]
		}
		tables[table.Name] = [][]string{}
		for _, row := range rows[1:] {
			var cells []string
			for _, name := range want {
				cell := row[slices.Index(rows[0], name)]
				if name == "rate_percent" { // SQL gives it in millionths
					cell = strings.TrimLeft(strings.Replace(cell, ".", "", 1), "0")
					cell = max(cell, "0")
				}
				cells = append(cells, cell)
			}
			if (table.Name != "uk_vat" || cells[0] == "1") && cells[0] != "all" {
				tables[table.Name] = append(tables[table.Name], cells)
			}
		}
	}
	return tables
}
