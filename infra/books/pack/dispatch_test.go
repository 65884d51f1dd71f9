package pack_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"storefront/infra/books/bookstest"
	"storefront/infra/books/pack"
	"storefront/shared/catalog"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/ledger/raw/rawtest"
	"storefront/shared/ledger/verify"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/payment"
)

// sold is a store that has orders and no lots.
type sold struct {
	verify.Store
	orders []order.Order
}

func (s sold) AllOrders(_ context.Context, visit func(order.Order) error) error {
	for _, o := range s.orders {
		if err := visit(o); err != nil {
			return err
		}
	}
	return nil
}

func (sold) AllMovements(context.Context, func(payment.Movement) error) error { return nil }

func (sold) Catalog(context.Context) (catalog.Snapshot, error) { return catalog.Snapshot{}, nil }

// The tax point is at dispatch from the middle of a month on. India's tax sheet then agrees with
// account 2200, the tax of unshipped orders stays in account 2210, and the books agree with the
// store.
func TestTaxAtDispatch(t *testing.T) {
	t.Parallel()
	india := market.IN.Markets()[0]
	entity, _ := ledger.Entity(market.IN)
	entity.TaxAtDispatch = start.AddDate(0, 0, 25)
	chance, books := rand.New(rand.NewPCG(5, 3)), bookstest.New()
	var events []ledger.Event
	var orders []order.Order
	for n := range 160 {
		life := ledgertest.LifeFrom(chance, india, n, start.AddDate(0, 0, 23+n%8))
		events, orders = append(events, life...), append(orders, life[len(life)-1].Order)
	}
	slices.SortStableFunc(events, func(a, b ledger.Event) int { return a.OccurredAt.Compare(b.OccurredAt) })
	books.Objects = rawtest.Files(rawtest.Number(events), 1_000)
	c := closing.Closer{Objects: books, Region: market.IN, After: time.Hour, Rules: entity.Book}
	closed, err := c.CloseDue(t.Context(), start.AddDate(0, 1, 1))
	if err != nil || len(closed) < 9 {
		t.Fatalf("%d days, %v", len(closed), err)
	}
	for _, day := range closed {
		if day.Status != closing.Closed {
			t.Fatalf("%s is open: %+v", day.Date, day.Failed())
		}
	}
	last := closed[len(closed)-1].Date
	for _, from := range []time.Time{entity.TaxAtDispatch, {}} {
		all, err := verify.Verifier{Books: books, Region: market.IN, Store: sold{orders: orders}, TaxAtDispatch: from}.Run(t.Context(),
			verify.Range{Markets: []market.Code{"in"}, First: closed[0].Date, Compare: closed[0].Date, Last: last})
		if err != nil || len(all[0].Wrong) > 0 != from.IsZero() {
			t.Errorf("verified with the setting %v: %v, %s", from, err, strings.Join(all[0].Wrong, "\n"))
		}
	}
	p := pack.Pack{Books: books, Region: market.IN, Month: "2027-01", Now: afterYear, Entity: entity}
	report, err := p.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]int64{}
	for _, of := range report.Tables {
		for _, row := range of.Rows {
			switch of.Name {
			case "in_gst":
				sums["sheet"] += row[9].(money.Amount).Minor
			case "trial_balance":
				sums[fmt.Sprint(row[1])] += row[6].(money.Amount).Minor - row[5].(money.Amount).Minor
				sums[fmt.Sprint("at the end ", row[1])] += row[7].(money.Amount).Minor
			}
		}
	}
	if sums["sheet"] != sums["2200"] || sums["sheet"] <= 0 || sums["at the end 2210"] >= 0 {
		t.Errorf("the sums are %v", sums)
	}
	// Without the setting, the same books do not tie out.
	p.Entity = ledger.LegalEntity{}
	if _, err := p.Run(t.Context()); err == nil {
		t.Error("the books tie out whatever the setting")
	}
}
