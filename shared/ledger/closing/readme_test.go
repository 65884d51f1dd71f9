package closing_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/pytools"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/stock"
)

var update = flag.Bool("update", false, "rewrite the examples of the README")

// author makes the events of an example.
type author struct {
	t      *testing.T
	at     time.Time
	events []ledger.Event
}

func usd(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }

// next returns the source of the next event, a minute later.
func (a *author) next() ledger.Source {
	a.at = a.at.Add(time.Minute)
	return ledger.Source{Region: "us", At: a.at, Sequence: fmt.Sprint(1_000 + len(a.events))}
}

func (a *author) add(e ledger.Event, err error) {
	a.t.Helper()
	if err != nil {
		a.t.Fatal(err)
	}
	a.events = append(a.events, e)
}

// lot adds a new lot of fitness bands.
func (a *author) lot(number int) {
	r := a.next()
	lot := stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "us-launch", SKU: "fitness-band"}, Number: number}, 25)
	lot.CreatedAt = r.At
	a.add(ledger.NewLot(r, lot))
}

// becomes adds a new version of an order.
func (a *author) becomes(before order.Order, change func(*order.Order)) order.Order {
	a.t.Helper()
	r := a.next()
	after := before
	change(&after)
	after.Version, after.UpdatedAt = before.Version+1, r.At
	e, err := ledger.Change(r, before, after)
	e.BuyerRef, e.HSCodes = "buyer-"+string(after.ID.Key[:4]), map[order.SKU]string{"fitness-band": "851762"}
	a.add(e, err)
	return after
}

// held adds a new order of bands.
func (a *author) held(key string, quantity int) order.Order {
	goods := 1499 * int64(quantity)
	tax := (goods*72_500 + 500_000) / 1_000_000
	return a.becomes(order.Order{}, func(o *order.Order) {
		*o = order.Order{
			ID: order.ID{Key: order.Key(key), Slot: 1}, Sale: "us-launch", Market: "us", Status: order.Held,
			Lines: []order.Line{{
				SKU: "fitness-band", Quantity: quantity, UnitPrice: usd(1499), Total: usd(goods), Tax: usd(tax), TaxRate: 72_500,
				Allocations: []order.Allocation{{Lot: 0, Quantity: quantity}},
			}},
			Totals:    order.Totals{Subtotal: usd(goods), Shipping: usd(499), Tax: usd(tax), Total: usd(goods + 499 + tax), TaxJurisdiction: "US-CA", Supply: order.Supply{State: "CA", PostalCode: "94105", RateSource: "TF-2025-01"}},
			CreatedAt: a.at, HoldExpiresAt: a.at.Add(10 * time.Minute),
		}
	})
}

func (a *author) paid(o order.Order) order.Order {
	return a.becomes(o, func(o *order.Order) {
		o.Status, o.Payment = order.Paid, order.Payment{Provider: "sandbox", Reference: "pay_" + string(o.ID.Key[:4]), PaidAt: a.at}
	})
}

func (a *author) shipped(o order.Order) order.Order {
	return a.becomes(o, func(o *order.Order) { o.Status, o.ShippedAt = order.Shipped, a.at })
}

// story is three orders: one that ships, one that is refunded in part, and one
// that is never paid.
func story(t *testing.T) []ledger.Event {
	a := &author{t: t, at: time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)}
	a.lot(0)
	a.lot(1)
	one, two, three := a.held("aaaa000000000001", 1), a.held("bbbb000000000002", 2), a.held("cccc000000000003", 1)
	one, two = a.paid(one), a.paid(two)
	a.becomes(two, func(o *order.Order) {
		o.Refunds = []order.Refund{{
			Number: 1, At: a.at, Reason: "customer_request", Shipping: usd(0), Tax: usd(109), Total: usd(1608), Reference: "refund_bbbb_1",
			Lines: []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Returned: 1, Total: usd(1499), Tax: usd(109)}},
		}}
	})
	a.shipped(one)
	a.becomes(three, func(o *order.Order) { o.Status = order.Expired })
	return a.events
}

// toldBooks returns the closed books of the story.
func toldBooks(t *testing.T) *memory {
	t.Helper()
	m := newMemory()
	rawtest.Put(t, m, story(t), 50)
	got, err := closing.Closer{Objects: m, Region: market.US}.Close(t.Context(), closing.Request{Market: "us", Date: first}, later)
	if err != nil || got.Status != closing.Closed {
		t.Fatalf("%s: %+v, %v", got.Status, got.Failed(), err)
	}
	return m
}

// TestReadme compares the README's examples with the books, and with DuckDB's answers.
func TestReadme(t *testing.T) {
	t.Parallel()
	m := toldBooks(t)
	path := filepath.Join("..", "README.md")
	was, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := string(was)
	for name, block := range map[string]string{
		"journal": tableOf(t, m, "journal", "event_type", "order_id", "line_no", "account_code", "side", "amount_minor", "order_line", "reverses_entry_id"),
		"order lines": tableOf(t, m, "order_lines", "line_kind", "order_id", "sku", "quantity", "unit_price_minor", "net_minor",
			"tax_minor", "gross_minor", "tax_jurisdiction", "reason", "buyer_ref"),
		"documents":   tableOf(t, m, "documents", "series", "number", "document_kind", "order_id", "accounting_date", "net_minor", "tax_minor", "gross_minor", "corrects_event_id"),
		"stock moves": tableOf(t, m, "stock_moves", "kind", "sku", "quantity", "lot", "order_id", "occurred_at"),
		"manifest":    "```json\n" + string(m.objects[closing.Folder("us", "us", first, 1)+"manifest.json"]) + "```\n",
	} {
		marked := regexp.MustCompile(`(?s)(<!-- ` + name + `: [^>]*-->\n).*?(<!-- end -->)`)
		if !marked.MatchString(text) {
			t.Fatalf("the README has no place for the %s", name)
		}
		text = marked.ReplaceAllStringFunc(text, func(old string) string {
			found := marked.FindStringSubmatch(old)
			return found[1] + "\n" + block + "\n" + found[2]
		})
	}
	hold(t, path, string(was), text) // what follows needs DuckDB
	hold(t, path, string(was), answered(t, m, text))
}

// hold compares the README with what it should be.
func hold(t *testing.T, path, was, text string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(was, text); diff != "" {
		t.Errorf("the README differs; -update rewrites it (-want +got):\n%s", diff)
	}
}

// tableOf returns columns of a CSV file as a Markdown table.
func tableOf(t *testing.T, m *memory, name string, columns ...string) string {
	t.Helper()
	text := unzip(t, m.objects[closing.Folder("us", "us", first, 1)+name+".csv.gz"])
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for i, row := range rows {
		var shown []string
		for _, column := range columns {
			shown = append(shown, row[slices.Index(rows[0], column)])
		}
		fmt.Fprintf(&out, "| %s |\n", strings.Join(shown, " | "))
		if i == 0 {
			out.WriteString(strings.Repeat("| --- ", len(columns)) + "|\n")
		}
	}
	return out.String()
}

// queries matches the queries of the README, each with its answer.
var queries = regexp.MustCompile("(?s)<!-- duckdb -->\n```sql\n(.*?)```\n(?:\n```text\n.*?```\n)?")

// views matches the definitions of the tables that the queries read.
var views = regexp.MustCompile("(?s)<!-- duckdb views -->\n```sql\n(.*?)```\n")

const ask = `
import duckdb, json, sys
duckdb.sql("SET enable_progress_bar = false") # it goes to the standard output
answers = []
views, *queries = json.load(sys.stdin)
duckdb.execute(views)
for query in queries:
    relation = duckdb.sql(query)
    answers.append([relation.columns] + [[str(value) for value in row] for row in relation.fetchall()])
print(json.dumps(answers))
`

// duckdb returns DuckDB's answers to the queries of a text, each with its columns first.
func duckdb(t *testing.T, tools *pytools.Tools, m *memory, text string) [][][]string {
	t.Helper()
	dir := t.TempDir()
	for key, body := range m.kept("current/v=1/") {
		path := filepath.Join(dir, "books", strings.TrimPrefix(key, "current/v=1/"))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	defined := views.FindStringSubmatch(text)
	if defined == nil {
		t.Fatal("the README does not define its tables")
	}
	asked := defined[1:]
	for _, found := range queries.FindAllStringSubmatch(text, -1) {
		asked = append(asked, strings.TrimSuffix(strings.TrimSpace(found[1]), ";"))
	}
	input, err := json.Marshal(asked)
	if err != nil {
		t.Fatal(err)
	}
	cmd := tools.Command(t.Context(), "python", "-c", ask)
	cmd.Dir, cmd.Stdin, cmd.Stderr = dir, bytes.NewReader(input), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var answers [][][]string
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != 5 {
		t.Fatalf("the README has %d queries", len(answers))
	}
	return answers
}

// answered adds DuckDB's answer to each query.
func answered(t *testing.T, m *memory, text string) string {
	t.Helper()
	answers := duckdb(t, pytools.ForTest(t, "what DuckDB answers to the queries in the books' README"), m, text)
	n := 0
	return queries.ReplaceAllStringFunc(text, func(old string) string {
		query := queries.FindStringSubmatch(old)[1]
		answer := ""
		for _, row := range answers[n] {
			answer += strings.Join(row, "  ") + "\n"
		}
		n++
		return "<!-- duckdb -->\n```sql\n" + query + "```\n\n```text\n" + answer + "```\n"
	})
}
