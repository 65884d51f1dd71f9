package ledger_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// With the tax point at dispatch, an order owes tax from its shipment on. Until then its tax is in
// a separate account. Its documents agree with account 2200. Everything else is booked as before,
// and orders that were paid before the change stay the same.
func TestTaxAtDispatch(t *testing.T) {
	t.Parallel()
	india := market.IN.Markets()[0]
	entity, _ := ledger.Entity(market.IN)
	entity.TaxAtDispatch = ledgertest.Opening.Add(12 * time.Hour)
	chance := rand.New(rand.NewPCG(22, 10))
	seen := map[string]int{}
	for n := range 600 {
		later, usual, lines, documents := map[string]int64{}, map[string]int64{}, int64(0), int64(0)
		var o order.Order
		issued := 0
		for _, e := range ledgertest.Life(chance, india, n) {
			o = e.Order
			entries, err := entity.Book(e)
			if err != nil {
				t.Fatal(err)
			}
			as, err := ledger.Book(e)
			if err != nil {
				t.Fatal(err)
			}
			add(later, entries)
			add(usual, as)
			issued += len(entries.Documents)
			for _, d := range entries.Documents {
				documents += d.Tax.Minor
				d.AccountingDate = "2015-05-20"
				if got, _, err := entity.DocumentOf(market.IN, o, d.Issued()); err != nil || got.Gross != d.Gross || got.Tax != d.Tax || got.Corrects != d.Corrects {
					t.Errorf("%s: %+v again is %+v, %v", e.ID, d, got, err)
				}
			}
			for _, l := range entries.Lines {
				if l.Kind == ledger.TaxPointLine || l.Kind == ledger.RefundLine || l.Kind == ledger.CreditLine {
					lines += l.Tax.Minor
				}
			}
		}
		if !entity.OwesAtDispatch(o.Payment.PaidAt) {
			if later["2210"] != 0 || later["2200"] != usual["2200"] {
				t.Errorf("order %s, paid before: %v, and was %v", o.ID, later, usual)
			}
			seen["before"]++
			continue
		}
		shipped := !o.ShippedAt.IsZero()
		if shipped && later["2210"] != 0 || !shipped && later["2200"] != 0 || later["2200"]+later["2210"] != usual["2200"] {
			t.Errorf("order %s, shipped %t: %v, and would be %v", o.ID, shipped, later, usual)
		}
		if lines != later["2200"] || documents != later["2200"] || issued != entity.Documents(o) {
			t.Errorf("order %s: account 2200 has %d, its lines %d and its %d documents, of %d, %d", o.ID, later["2200"], lines, issued, entity.Documents(o), documents)
		}
		later["2200"], usual["2200"] = 0, 0
		later["2210"] = 0
		for code, sum := range usual {
			if later[code] != sum {
				t.Errorf("order %s: account %s has %d, and would have %d", o.ID, code, later[code], sum)
			}
		}
		switch {
		case shipped && len(o.Refunds) > 0:
			seen["shipped and refunded"]++
		case shipped:
			seen["shipped"]++
		case len(o.Refunds) > 0:
			seen["refunded before"]++
		default:
			seen["paid"]++
		}
	}
	for _, what := range []string{"before", "shipped and refunded", "refunded before", "paid"} {
		if seen[what] < 4 {
			t.Errorf("only %d orders are %s", seen[what], what)
		}
	}
}

// add adds the credits less debits of each account.
func add(sums map[string]int64, entries ledger.Entries) {
	for _, j := range entries.Journal {
		if sums[j.AccountCode] += j.Amount.Minor; j.Side == ledger.Debit {
			sums[j.AccountCode] -= 2 * j.Amount.Minor
		}
	}
}
