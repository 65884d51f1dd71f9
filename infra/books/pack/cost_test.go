package pack_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
)

// costs has two costs of each product: the second from the first of February.
func costs() pack.UnitCosts {
	u := pack.UnitCosts{Name: "costs.csv", SHA256: strings.Repeat("3fa9c1b2", 8), Costs: map[order.SKU][]pack.UnitCost{}}
	for i, sku := range []order.SKU{"headphones", "fitness-band", "power-bank-5000", "power-bank-10400"} {
		u.Costs[sku] = []pack.UnitCost{{From: "2027-02-01", Minor: int64(501 + i)}, {From: "2027-01-01", Minor: int64(400 + i)}}
	}
	return u
}

// costOfOrders is the cost of goods of orders as they are in the end: of what was shipped, less
// what came back after that, all at the cost of the day of the shipment.
func costOfOrders(t *testing.T, m market.Market, orders []order.Order) (sum int64, back int) {
	t.Helper()
	for _, o := range orders {
		if o.ShippedAt.IsZero() {
			continue
		}
		date, err := ledger.Date(m.Code, o.ShippedAt)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range o.Lines {
			units := l.Quantity
			for n, r := range o.Refunds {
				for _, of := range r.Lines {
					switch {
					case of.SKU != l.SKU:
					case n < o.RefundsBefore(o.ShippedAt):
						units -= of.Quantity
					default:
						units, back = units-of.Returned, back+of.Returned
					}
				}
			}
			cost := costs().Costs[l.SKU][1]
			if date >= "2027-02-01" {
				cost = costs().Costs[l.SKU][0]
			}
			sum += int64(units) * cost.Minor
		}
	}
	return sum, back
}

// The entries of some months, booked, come to the cost of goods that the orders say.
func TestCostOfGoods(t *testing.T) {
	t.Parallel()
	for _, code := range []market.Code{"us", "de", "in"} {
		m, _ := market.Of(code)
		chance, books := rand.New(rand.NewPCG(5, 1)), bookstest.New()
		var events []ledger.Event
		var orders []order.Order
		for n := range 120 {
			life := ledgertest.LifeFrom(chance, m, n, start.AddDate(0, 0, 20+n%20))
			events, orders = append(events, life...), append(orders, life[len(life)-1].Order)
		}
		slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
		files := rawtest.Number(events)
		books.Objects = rawtest.Files(append(files, files[:40]...), 100) // some come twice
		c := closing.Closer{Objects: books, Region: m.Region}
		now := start.AddDate(0, 4, 0)
		if _, err := c.CloseDue(t.Context(), now); err != nil {
			t.Fatal(err)
		}
		got := int64(0)
		for _, month := range []string{"2027-01", "2027-02", "2027-03"} {
			p := pack.Pack{Books: books, Region: m.Region, Month: month, Now: now}
			if len(bookCosts(t, p, m, costs(), month)) == 0 {
				continue
			}
			if again := bookCosts(t, p, m, costs(), month); len(again) > 0 {
				t.Errorf("%s %s, which has its cost of goods: %+v", code, month, again)
			}
			report, err := p.Run(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(report.Tables, func(of pack.Table) bool { return of.Name == "trial_balance" })
			for _, row := range report.Tables[i].Rows {
				if row[1] == "5000" && row[0] == string(code) {
					got = row[7].(money.Amount).Minor
				}
			}
		}
		if want, back := costOfOrders(t, m, orders); got != want || want == 0 || back == 0 {
			t.Errorf("%s: the goods cost %d in the books, and %d by the orders, of which %d units came back", code, got, want, back)
		}
	}
}

// bookCosts books what is to be booked for the cost of goods of p's month, on the last day of a month.
func bookCosts(t *testing.T, p pack.Pack, m market.Market, costs pack.UnitCosts, into string) []ledger.AdjustmentEntry {
	t.Helper()
	goods, err := p.CostOfGoods(t.Context(), m, costs)
	if err != nil {
		t.Fatal(err)
	}
	if len(goods.Entries) == 0 {
		return nil
	}
	first, err := time.Parse("2006-01", into)
	if err != nil {
		t.Fatal(err)
	}
	a := ledger.Adjustment{Market: m.Code, Date: first.AddDate(0, 1, -1).Format(time.DateOnly), Reason: "cost of goods", By: "a controller", Entries: goods.Entries}
	if _, day, err := (closing.Closer{Objects: p.Books.(*bookstest.Memory), Region: m.Region}).Adjust(t.Context(), a, p.Now); err != nil || day.Status != closing.Closed {
		t.Fatalf("%s of %s: %s, %+v, %v", m.Code, p.Month, day.Status, day.Failed(), err)
	}
	return goods.Entries
}

// A corrected list gives the difference, in the month or, if it is locked, in a later one. Each
// correction is booked, even one that was made before. Other entries in the account stay.
func TestCostOfGoodsIsCorrected(t *testing.T) {
	t.Parallel()
	us, _ := market.Of("us")
	books := aYear(t, "us")[market.US]
	p := pack.Pack{Books: books, Region: market.US, Month: "2027-01", Now: afterYear}
	c := closing.Closer{Objects: books, Region: market.US}
	dearer, digest := costs(), strings.Repeat("0123456789abcdef", 4)
	dearer.SHA256, dearer.Costs["headphones"] = digest, []pack.UnitCost{{From: "2027-01-01", Minor: 430}}
	own := ledger.Adjustment{Market: "us", Date: "2027-01-31", Reason: "lost in the warehouse", By: "a controller", Entries: []ledger.AdjustmentEntry{
		{Account: "5000", Side: ledger.Debit, Minor: 1200, Text: "headphones: 3 lost"},
		{Account: "1200", Side: ledger.Credit, Minor: 1200, Text: "headphones: 3 lost"},
	}}
	if _, _, err := c.Adjust(t.Context(), own, afterYear); err != nil {
		t.Fatal(err)
	}
	units := int64(0)
	for _, e := range bookCosts(t, p, us, costs(), "2027-01") {
		if text, found := strings.CutPrefix(e.Text, "cost of goods of 2027-01, headphones: "); found && e.Account == "5000" {
			first, _, _ := strings.Cut(text, " ")
			n, err := strconv.ParseInt(first, 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			if e.Side == ledger.Credit {
				n = -n
			}
			units += n
		}
	}
	if units == 0 {
		t.Fatal("no headphones were shipped")
	}
	amount := func(minor int64) string { return pack.Decimal(money.Amount{Minor: minor, Currency: "USD"}) }
	cheap, dear := amount(units*400), amount(units*430)
	for i, step := range []struct {
		costs pack.UnitCosts
		into  string
		to    string // the account that is debited
		from  string
		text  string
	}{
		{dearer, "2027-01", "5000", "1200", "correction 1 from " + cheap + " to " + dear + ", costs 0123456789ab"},
		{costs(), "2027-01", "1200", "5000", "correction 2 from " + dear + " to " + cheap + ", costs 3fa9c1b23fa9"},
		{dearer, "2027-02", "5000", "1200", "correction 3 from " + cheap + " to " + dear + ", costs 0123456789ab"},
		{costs(), "2027-02", "1200", "5000", "correction 4 from " + dear + " to " + cheap + ", costs 3fa9c1b23fa9"},
	} {
		if step.into != "2027-01" {
			if _, err := c.LockMonth(t.Context(), "2027-01", "a controller", "it is final", afterYear); err != nil {
				t.Fatal(err)
			}
		}
		text := "cost of goods of 2027-01, headphones: " + step.text
		want := []ledger.AdjustmentEntry{
			{Account: step.to, Side: ledger.Debit, Minor: units * 30, Text: text},
			{Account: step.from, Side: ledger.Credit, Minor: units * 30, Text: text},
		}
		if diff := cmp.Diff(want, bookCosts(t, p, us, step.costs, step.into)); diff != "" {
			t.Errorf("correction %d (-want +got):\n%s", i+1, diff)
		}
		goods, err := p.CostOfGoods(t.Context(), us, step.costs)
		if err != nil || len(goods.Entries) > 0 || goods.Booked != goods.Cost || goods.Own.Minor != 1200 {
			t.Errorf("after correction %d: %+v, %v", i+1, goods, err)
		}
	}
}

// Entries that wait for their day to be closed, or that were booked before texts had the month,
// count too. Those that were changed after they were booked do not: then there are no entries.
func TestCostOfGoodsThatIsEntered(t *testing.T) {
	t.Parallel()
	us, _ := market.Of("us")
	books := aYear(t, "us")[market.US]
	p := pack.Pack{Books: books, Region: market.US, Month: "2027-01", Now: afterYear}
	goods, err := p.CostOfGoods(t.Context(), us, costs())
	if err != nil {
		t.Fatal(err)
	}
	a := ledger.Adjustment{Region: market.US, Market: "us", Date: "2027-01-31", Reason: "cost of goods", By: "a controller", Entries: goods.Entries}
	for i := range a.Entries {
		a.Entries[i].Text = strings.TrimPrefix(a.Entries[i].Text, "cost of goods of 2027-01, ")
	}
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	key := "closed/v=1/region=us/adjustments/market=us/dt=2027-01-31/entries-0123456789abcdef.json"
	books.Objects[key] = body
	for _, booked := range []bool{false, true} {
		if booked {
			c := closing.Closer{Objects: books, Region: market.US}
			if m, err := c.Close(t.Context(), closing.Request{Market: "us", Date: "2027-01-31", Rebuild: true, Reason: "entries", By: "a controller"}, afterYear); err != nil || len(m.Adjustments) != 1 {
				t.Fatal(m.Failed(), err)
			}
		}
		if goods, err := p.CostOfGoods(t.Context(), us, costs()); err != nil || len(goods.Entries) > 0 || goods.Booked.Minor == 0 {
			t.Errorf("booked %t: %+v, %v", booked, goods, err)
		}
	}
	books.Objects[key] = append(slices.Clone(body), '\n')
	if _, err := p.CostOfGoods(t.Context(), us, costs()); !errors.Is(err, pack.ErrBooks) || !strings.Contains(err.Error(), "was changed after it was booked") {
		t.Errorf("with changed entries: %v", err)
	}
}

// Without all costs, or with raw files that are not those of the books, there are no entries.
func TestCostOfGoodsRefuses(t *testing.T) {
	t.Parallel()
	us, _ := market.Of("us")
	books := aYear(t, "us")[market.US]
	p := pack.Pack{Books: books, Region: market.US, Month: "2027-02", Now: afterYear}
	late := costs()
	for sku, all := range late.Costs {
		late.Costs[sku] = all[:1]
		late.Costs[sku][0].From = "2027-02-20"
	}
	if _, err := p.CostOfGoods(t.Context(), us, late); !errors.Is(err, pack.ErrCosts) || !strings.Contains(err.Error(), "costs.csv has no cost of ") {
		t.Errorf("without a cost: %v", err)
	}
	if _, err := p.CostOfGoods(t.Context(), us, costs()); err != nil {
		t.Error(err)
	}
	for key, body := range books.Objects {
		if strings.HasPrefix(key, "raw/") {
			books.Objects[key] = append(slices.Clone(body), 0)
		}
	}
	if _, err := p.CostOfGoods(t.Context(), us, costs()); !errors.Is(err, pack.ErrBooks) {
		t.Errorf("with changed raw files: %v", err)
	}
}
