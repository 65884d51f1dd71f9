package pack_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

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
			entries, err := p.CostOfGoods(t.Context(), m, costs())
			if err != nil {
				t.Fatalf("%s %s: %v", code, month, err)
			}
			if len(entries) == 0 {
				continue
			}
			first, err := time.Parse("2006-01", month)
			if err != nil {
				t.Fatal(err)
			}
			a := ledger.Adjustment{Market: code, Date: first.AddDate(0, 1, -1).Format(time.DateOnly), Reason: "cost of goods", By: "a controller", Entries: entries}
			if _, day, err := c.Adjust(t.Context(), a, now); err != nil || day.Status != closing.Closed {
				t.Fatalf("%s %s: %s, %+v, %v", code, month, day.Status, day.Failed(), err)
			}
			if _, err := p.CostOfGoods(t.Context(), m, costs()); !errors.Is(err, pack.ErrCosts) {
				t.Errorf("%s %s, which has its cost of goods: %v", code, month, err)
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
