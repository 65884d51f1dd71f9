package closing_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"storefront/infra/pytools"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// sold is orders of a year in some markets, in their final state, and their books.
type sold struct {
	orders map[market.Code][]order.Order
	lots   map[market.Region]int // units of headphones that were allocated
	books  *memory               // only what is current
}

// soldDays is how many days orders are made on: a year.
const soldDays = 365

// yearOfSales sells an order on each of the days, in two markets of each region.
func yearOfSales(t *testing.T) sold {
	t.Helper()
	y := sold{orders: map[market.Code][]order.Order{}, lots: map[market.Region]int{}, books: newMemory()}
	chance := rand.New(rand.NewPCG(2027, 6))
	n := 0
	var books []*memory
	var group errgroup.Group
	for _, region := range []market.Region{market.US, market.EU} {
		m, markets := newMemory(), region.Markets()
		var events []ledger.Event
		for _, of := range markets[:min(2, len(markets))] {
			for day := range soldDays {
				life := ledgertest.LifeFrom(chance, of, n, start.AddDate(0, 0, day).Add(12*time.Hour))
				n++
				events = append(events, life...)
				if life[0].Market == of.Code { // no tombstone
					y.orders[of.Code] = append(y.orders[of.Code], life[len(life)-1].Order)
				}
			}
		}
		for number := range 3 {
			lot := ledgertest.Lot(markets[0], "headphones", number, 25)
			lot.OccurredAt, lot.RecordedAt, lot.Lot.CreatedAt = start.Add(12*time.Hour), start.Add(12*time.Hour), start.Add(12*time.Hour)
			events = append(events, lot)
			y.lots[region] += 25
		}
		slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
		rawtest.Put(t, m, rawtest.Number(events), 1_000)
		books = append(books, m)
		group.Go(func() error { return closeAll(t.Context(), m, region) })
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, m := range books {
		for key, body := range m.kept("current/v=1/") {
			y.books.objects[key] = []byte(body)
		}
	}
	return y
}

func closeAll(ctx context.Context, m *memory, region market.Region) error {
	closed, err := closing.Closer{Objects: m, Region: region, After: time.Hour}.CloseDue(ctx, start.AddDate(0, 0, soldDays+10))
	for _, day := range closed {
		if day.Status != closing.Closed {
			return fmt.Errorf("%s of %s is open: %+v", day.Date, day.Market, day.Failed())
		}
	}
	return err
}

// TestQueries runs the README's queries over a year of several markets, and compares
// their answers with the orders, which are counted here without the rules of booking.
func TestQueries(t *testing.T) {
	t.Parallel()
	tools := pytools.ForTest(t, "what DuckDB answers to the queries in the books' README about a year")
	y := yearOfSales(t)
	text, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	answers := duckdb(t, tools, y.books, string(text))
	want := y.count()
	for n, query := range []string{"revenue", "tax", "unshipped", "refunds", "units"} {
		got := map[string]string{}
		for _, row := range answers[n][1:] {
			keys := len(row) - want[query].values
			got[strings.Join(row[:keys], " ")] = strings.Join(row[keys:], " ")
		}
		if diff := cmp.Diff(want[query].rows(), got); diff != "" || len(got) < 3 {
			t.Errorf("%s (-orders +query):\n%s", query, diff)
		}
	}
}

// answer is the sums of a query, by its other columns.
type answer struct {
	values int
	sums   map[string][]int64
}

func (a answer) add(key string, column int, n int64) {
	if a.sums[key] == nil {
		a.sums[key] = make([]int64, a.values)
	}
	a.sums[key][column] += n
}

func (a answer) rows() map[string]string {
	rows := map[string]string{}
	for key, sums := range a.sums {
		rows[key] = strings.Trim(fmt.Sprint(sums), "[]")
	}
	return rows
}

// count counts what the queries ask.
func (y sold) count() map[string]answer {
	all := map[string]answer{}
	for query, values := range map[string]int{"revenue": 1, "tax": 3, "unshipped": 1, "refunds": 2, "units": 4} {
		all[query] = answer{values, map[string][]int64{}}
	}
	regions := map[market.Region][]string{}
	for code, orders := range y.orders {
		m, _ := market.Of(code)
		regions[m.Region] = append(regions[m.Region], string(code))
		for _, o := range orders {
			countOrder(all, m, o)
		}
	}
	for region, units := range y.lots {
		all["units"].add(string(region)+" headphones", 0, int64(units))
	}
	named := answer{all["units"].values, map[string][]int64{}}
	for key, sums := range all["units"].sums {
		region, sku, _ := strings.Cut(key, " ")
		named.sums[fmt.Sprintf("%s %d %s", region, len(regions[market.Region(region)]), sku)] = sums
	}
	all["units"] = named
	return all
}

// countOrder counts an order: its units, what was paid, and what was refunded.
func countOrder(all map[string]answer, m market.Market, o order.Order) {
	for _, l := range o.Lines {
		units := int64(0)
		for _, a := range l.Allocations {
			units += int64(a.Quantity)
		}
		key := string(m.Region) + " " + string(l.SKU)
		if all["units"].add(key, 0, 0); !o.Payment.PaidAt.IsZero() {
			all["units"].add(key, 1, units)
			all["units"].add(key, 2, int64(l.Quantity))
		}
		if !o.Payment.PaidAt.IsZero() && !o.ReleasesUnits() || o.Status == order.Held {
			all["units"].add(key, 0, -units) // the others gave them back
		}
	}
	if o.Payment.PaidAt.IsZero() {
		return
	}
	paid := order.Refund{At: o.Payment.PaidAt, Shipping: o.Totals.Shipping, Tax: o.Totals.Tax}
	for _, l := range o.Lines {
		paid.Lines = append(paid.Lines, order.RefundLine{SKU: l.SKU, Total: l.Total, Tax: l.Tax})
	}
	countMoney(all, m, o, paid, 1)
	for _, r := range o.Refunds {
		countMoney(all, m, o, r, -1)
		date, _ := ledger.Date(m.Code, r.At)
		all["refunds"].add(fmt.Sprintf("%s %s %s", m.Code, date, m.Currency), 0, 1)
		all["refunds"].add(fmt.Sprintf("%s %s %s", m.Code, date, m.Currency), 1, r.Total.Minor)
		for _, l := range r.Lines {
			all["units"].add(string(m.Region)+" "+string(l.SKU), 3, int64(l.Returned))
		}
	}
}

// countMoney counts what was paid, or refunded: net money, and tax by whether there is.
func countMoney(all map[string]answer, m market.Market, o order.Order, r order.Refund, sign int64) {
	date, _ := ledger.Date(m.Code, r.At)
	tax := fmt.Sprintf("%s %s %s %s %s", m.Code, m.Tax.Kind, o.Totals.TaxJurisdiction, date[:7], m.Currency)
	rest := r.Tax.Minor
	count := func(price, levy int64, taxed bool, sku order.SKU) {
		net := price
		if o.Totals.TaxIncluded {
			net -= levy
		}
		column := 1
		if taxed {
			column = 0
		}
		all["tax"].add(tax, column, sign*net)
		all["tax"].add(tax, 2, sign*levy)
		if o.ShippedAt.IsZero() {
			all["unshipped"].add(fmt.Sprintf("%s %s", m.Code, m.Currency), 0, sign*net)
		} else if sku != "" {
			all["revenue"].add(fmt.Sprintf("%s %s %s", m.Code, sku, m.Currency), 0, sign*net)
		}
	}
	for _, l := range r.Lines {
		i := slices.IndexFunc(o.Lines, func(x order.Line) bool { return x.SKU == l.SKU })
		count(l.Total.Minor, l.Tax.Minor, o.Lines[i].TaxRate != 0, l.SKU)
		rest -= l.Tax.Minor
	}
	count(r.Shipping.Minor, rest, rest != 0, "")
}
