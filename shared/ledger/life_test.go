package ledger_test

import (
	"math/rand/v2"
	"testing"

	"storefront/shared/ledger"
	"storefront/shared/ledger/ledgertest"
	"storefront/shared/market"
	"storefront/shared/order"
)

// FuzzBook books whole lives of orders, and checks what must be true of any books.
func FuzzBook(f *testing.F) {
	for seed := range uint64(500) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		chance := rand.New(rand.NewPCG(seed, 1))
		for _, region := range market.Regions() {
			for _, m := range region.Markets() {
				checkLife(t, ledgertest.Life(chance, m, int(seed%1_000_000)))
			}
		}
	})
}

// In this life, what is left of a line is almost all tax, which is in two halves. Units that take
// less of the tax than their share take no more of the net money than there is.
func TestALineOfWhichTaxIsLeft(t *testing.T) {
	t.Parallel()
	india, _ := market.IN.Market("in")
	checkLife(t, ledgertest.Life(rand.New(rand.NewPCG(18, 202_365)), india, 45))
}

// books has the sums of a life.
type books struct {
	balance map[string]int64 // by account, debits less credits
	entries map[string]ledger.JournalEntry
	taken   map[string]int64      // reversed, by entry
	gross   int64                 // of all lines
	units   map[string]unitCounts // by SKU
}

// unitCounts are the units of a SKU.
type unitCounts struct {
	sold     int // in order lines
	held     int // that moves have on hold
	moved    int // that moves have sold for good
	claimed  int // that moves have taken from lots
	returned int // that refunds say came back
}

func checkLife(t *testing.T, events []ledger.Event) {
	t.Helper()
	b := books{
		balance: map[string]int64{}, entries: map[string]ledger.JournalEntry{}, taken: map[string]int64{}, units: map[string]unitCounts{},
	}
	for _, e := range events {
		entries, err := ledger.Book(e)
		if err != nil {
			t.Fatalf("event %s, %s: %v", e.ID, e.Type, err)
		}
		b.journal(t, entries.Journal)
		for _, l := range entries.Lines {
			b.gross += l.Gross.Minor
			u := b.units[l.SKU]
			u.sold += l.Quantity
			b.units[l.SKU] = u
			if l.Net.Minor+l.Tax.Minor != l.Gross.Minor {
				t.Errorf("line %s: net and tax are not its gross: %+v", l.LineID, l)
			}
		}
		for _, m := range entries.Moves {
			b.move(m)
		}
	}
	b.end(t, events[len(events)-1].Order)
}

func (b *books) journal(t *testing.T, entries []ledger.JournalEntry) {
	t.Helper()
	sum := int64(0)
	for _, j := range entries {
		if _, twice := b.entries[j.EntryID]; twice || j.Amount.Minor <= 0 {
			t.Errorf("entry %s is a duplicate, or its amount is not positive: %+v", j.EntryID, j)
		}
		b.entries[j.EntryID] = j
		minor := j.Amount.Minor
		if j.Side == ledger.Credit {
			minor = -minor
		}
		sum += minor
		b.balance[j.AccountCode] += minor
		if j.EventType == ledger.Refunded {
			b.reverse(t, j)
		}
	}
	if sum != 0 {
		t.Errorf("a transaction is out of balance by %d: %+v", sum, entries)
	}
}

// reverse checks an entry of a refund against the entry that it reverses.
func (b *books) reverse(t *testing.T, j ledger.JournalEntry) {
	t.Helper()
	old, ok := b.entries[j.ReversesEntry]
	if !ok || old.Side == j.Side || old.OrderLine != j.OrderLine {
		t.Errorf("entry %+v does not reverse %+v", j, old)
	}
	if b.taken[old.EntryID] += j.Amount.Minor; b.taken[old.EntryID] > old.Amount.Minor {
		t.Errorf("of entry %s, %d are reversed: %+v", old.EntryID, b.taken[old.EntryID], old)
	}
}

func (b *books) move(m ledger.StockMove) {
	u := b.units[m.SKU]
	switch m.Kind {
	case ledger.Hold:
		u.held += m.Quantity
		u.claimed += m.Quantity
	case ledger.Release, ledger.Expire, ledger.Cancel:
		u.held -= m.Quantity
		u.claimed -= m.Quantity
	case ledger.Sell:
		u.held -= m.Quantity
		u.moved += m.Quantity
	case ledger.Restore:
		u.claimed -= m.Quantity
		u.moved -= m.Quantity
		u.returned += m.Quantity
	case ledger.Return:
		u.moved -= m.Quantity
		u.returned += m.Quantity
	}
	b.units[m.SKU] = u
}

// end compares the books with the order as it is in the end.
func (b *books) end(t *testing.T, o order.Order) {
	t.Helper()
	kept := int64(0)
	if !o.Payment.PaidAt.IsZero() {
		kept = o.Totals.Total.Minor
	}
	for _, r := range o.Refunds {
		kept -= r.Total.Minor
	}
	if b.balance["1100"] != kept || b.gross != kept {
		t.Errorf("%d were paid and not refunded, but the cash account has %d and the order lines %d", kept, b.balance["1100"], b.gross)
	}
	if owed := b.balance["2100"] + b.balance["2110"]; !o.ShippedAt.IsZero() && owed != 0 {
		t.Errorf("an order that was shipped still owes %d", -owed)
	}
	if revenue := b.balance["4000"] + b.balance["4100"]; o.ShippedAt.IsZero() && revenue != 0 {
		t.Errorf("an order that was not shipped has %d of revenue", -revenue)
	}
	if o.Status == order.Refunded {
		for _, owed := range []string{"1100", "2100", "2110", "2200"} {
			if b.balance[owed] != 0 {
				t.Errorf("everything is refunded, but account %s has %d", owed, b.balance[owed])
			}
		}
		if left := b.balance["4000"] + b.balance["4900"] + b.balance["4100"] + b.balance["4910"]; left != 0 {
			t.Errorf("everything is refunded, but %d of revenue are left", -left)
		}
	}
	for _, l := range o.Lines {
		if got, want := b.units[string(l.SKU)], unitsOf(o, l); got != want {
			t.Errorf("%s of an order that is %s: %+v, want %+v", l.SKU, o.Status, got, want)
		}
	}
}

// unitsOf counts the units of an order's line without the books.
func unitsOf(o order.Order, l order.Line) unitCounts {
	if o.Status == order.Held {
		return unitCounts{held: l.Quantity, claimed: l.Quantity}
	}
	if o.Payment.PaidAt.IsZero() {
		return unitCounts{}
	}
	u := unitCounts{sold: l.Quantity, claimed: l.Quantity}
	for _, r := range o.Refunds {
		for _, part := range r.Lines {
			if part.SKU == l.SKU {
				u.sold -= part.Quantity
				u.returned += part.Returned
			}
		}
	}
	if o.ReleasesUnits() {
		u.claimed, u.returned = 0, l.Quantity
	}
	u.moved = l.Quantity - u.returned
	return u
}
