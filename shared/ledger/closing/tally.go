package closing

import (
	"cmp"
	"slices"

	"storefront/shared/ledger"
	"storefront/shared/market"
)

// tally adds up a day and checks each transaction.
type tally struct {
	findings   findings
	events     map[ledger.EventType]int
	duplicates int
	accounts   map[accountKey]*sides
	units      map[unitKey]int

	sums map[string]int64 // of one transaction: debits less credits, by currency
	sold map[string]int   // of one transaction: units that its lines sell and its moves do not, by SKU
	back map[string]int   // of one transaction: units that its lines refund and its moves do not return, by SKU
}

type accountKey struct{ currency, code string }

type sides struct{ debit, credit int64 }

type unitKey struct {
	sku  string
	kind ledger.MoveKind
}

func newTally(f findings) *tally {
	return &tally{
		findings: f, events: map[ledger.EventType]int{}, accounts: map[accountKey]*sides{}, units: map[unitKey]int{},
		sums: map[string]int64{}, sold: map[string]int{}, back: map[string]int{},
	}
}

// event counts an event, and checks its refunds.
func (t *tally) event(e *ledger.Event) {
	t.events[e.Type]++
	o := &e.Order
	refunded := int64(0)
	for i := range o.Refunds {
		refunded += o.Refunds[i].Total.Minor
	}
	if refunded > o.Totals.Total.Minor || refunded > 0 && o.Payment.PaidAt.IsZero() {
		t.findings.add(RefundsPaid, "event %s: %d of %v are refunded", e.ID, refunded, o.Totals.Total)
	}
}

// entries adds up the entries of an event.
func (t *tally) entries(e *ledger.Event, entries ledger.Entries) {
	clear(t.sums)
	for i := range entries.Journal {
		j := &entries.Journal[i]
		key := accountKey{j.Amount.Currency, j.AccountCode}
		account := t.accounts[key]
		if account == nil {
			account = &sides{}
			t.accounts[key] = account
		}
		if j.Side == ledger.Debit {
			account.debit += j.Amount.Minor
			t.sums[key.currency] += j.Amount.Minor
		} else {
			account.credit += j.Amount.Minor
			t.sums[key.currency] -= j.Amount.Minor
		}
	}
	for currency, sum := range t.sums {
		if sum != 0 {
			t.findings.add(Balanced, "event %s: debits less credits are %d %s", e.ID, sum, currency)
		}
	}
	t.tieOut(e, entries)
}

// tieOut compares the units of order lines with those of stock moves.
func (t *tally) tieOut(e *ledger.Event, entries ledger.Entries) {
	clear(t.sold)
	clear(t.back)
	for i := range entries.Lines {
		switch l := &entries.Lines[i]; l.Kind {
		case ledger.SaleLine:
			t.sold[l.SKU] += l.Quantity
		case ledger.RefundLine, ledger.UnshippedLine:
			t.back[l.SKU] -= l.Quantity
		}
	}
	for i := range entries.Moves {
		m := &entries.Moves[i]
		t.units[unitKey{m.SKU, m.Kind}] += m.Quantity
		switch m.Kind {
		case ledger.Sell:
			t.sold[m.SKU] -= m.Quantity
		case ledger.Return, ledger.Restore:
			t.back[m.SKU] -= m.Quantity
		}
	}
	for sku, units := range t.sold {
		if units != 0 {
			t.findings.add(UnitsTieOut, "event %s sells %d more units of %s than leave stock", e.ID, units, sku)
		}
	}
	for sku, units := range t.back {
		if units < 0 {
			t.findings.add(UnitsTieOut, "event %s: %d more units of %s come back than are refunded", e.ID, -units, sku)
		}
	}
}

// totals returns the sums, sorted.
func (t *tally) totals(region market.Region) Totals {
	names := map[string]string{}
	entity, _ := ledger.Entity(region) // a region has one
	for _, a := range entity.Chart.Accounts() {
		names[a.Code] = a.Name
	}
	sums := Totals{Events: t.events, Duplicates: t.duplicates, Accounts: []AccountTotal{}, Units: []UnitTotal{}}
	for key, s := range t.accounts {
		sums.Accounts = append(sums.Accounts, AccountTotal{key.currency, key.code, names[key.code], s.debit, s.credit})
	}
	slices.SortFunc(sums.Accounts, func(a, b AccountTotal) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), cmp.Compare(a.Code, b.Code))
	})
	for key, n := range t.units {
		sums.Units = append(sums.Units, UnitTotal{key.sku, key.kind, n})
	}
	slices.SortFunc(sums.Units, func(a, b UnitTotal) int {
		return cmp.Or(cmp.Compare(a.SKU, b.SKU), cmp.Compare(a.Kind, b.Kind))
	})
	return sums
}
