package pack

import (
	"maps"
	"strings"

	"storefront/shared/ledger/table"
	"storefront/shared/market"
	"storefront/shared/order"
)

// figures are what the books of one market say, up to the end of a month.
type figures struct {
	market market.Market
	month  month
	begins string // the first day of the market's books; empty if there is none
	last   string // the last day that was read

	opening  map[account]sides // before the month
	accounts map[account]sides // in the month
	revenue  map[product]int64 // in the month, credits positive
	cash     map[movement]cashSum
	owed     map[uint64]owing // paid and not shipped at the end, by a hash of the order
	tax      map[taxed]taxSum // since the beginning of the year
	orders   map[sold]int     // since the beginning of the year
	refunds  map[refund]refundSum
	before   map[move]int64 // units, before the month
	moves    map[move]int64 // units, in the month
	days     []bookedDay    // of the month
	numbers  map[string]int // of documents, at the beginning of the month
}

type account struct{ code, name, currency string }

type sides struct{ debit, credit int64 }

type product struct {
	sku      string // empty for shipping
	currency string
	returns  bool
}

// movement is the movements of a kind at the payment provider on a day.
type movement struct{ date, event, currency string }

// cashSum is how movements changed the balance at the provider, and the fees, debits positive.
type cashSum struct{ net, fees int64 }

// owing is what is owed to the buyer of an order: its price without tax.
type owing struct {
	goods, shipping int64
	paidOn          string // in the market's time zone
	currency        string
}

// taxed identifies what tax was due on, and when it was booked.
type taxed struct {
	month        string // of the books
	original     string // month of the sale that a refund corrects; empty for a sale
	kind         string
	jurisdiction string
	supply       order.Supply
	rate         int64
	currency     string
}

// taxSum is the sum of net amounts and of the tax on them, in minor units. half is the sum of the
// documents' halves of the tax, for a tax of which the Union has one half and the state the other.
type taxSum struct{ net, tax, half int64 }

func (s taxSum) plus(t taxSum) taxSum { return taxSum{s.net + t.net, s.tax + t.tax, s.half + t.half} }

// sold identifies the orders of a month to a jurisdiction.
type sold struct{ month, jurisdiction string }

type refund struct{ reason, currency string }

type refundSum struct{ refunds, units, net, tax, gross int64 }

type move struct{ sku, kind string }

func newFigures(m market.Market, of month) *figures {
	return &figures{
		market: m, month: of, opening: map[account]sides{}, accounts: map[account]sides{}, revenue: map[product]int64{}, cash: map[movement]cashSum{},
		owed: map[uint64]owing{}, tax: map[taxed]taxSum{}, orders: map[sold]int{}, refunds: map[refund]refundSum{},
		before: map[move]int64{}, moves: map[move]int64{},
	}
}

// wants reports whether a table of a day is needed. What is owed takes the journal of every
// day, and tax takes the order lines of the year. Stock moves are needed for the month only:
// the manifests have those of earlier days.
func (f *figures) wants(name, date string) bool {
	switch name {
	case table.Journal.Name:
		return true
	case table.OrderLines.Name:
		return date >= f.month.name[:4]+"-01-01"
	default:
		return date >= f.month.first
	}
}

// add adds a day. Days are added in their order.
func (f *figures) add(d dayFigures) {
	f.last = d.date
	for _, o := range d.owed {
		was, there := f.owed[o.order]
		if !there {
			was = owing{paidOn: o.paidOn, currency: o.currency}
		}
		if was.goods, was.shipping = was.goods+o.goods, was.shipping+o.shipping; was.goods == 0 && was.shipping == 0 {
			delete(f.owed, o.order)
		} else {
			f.owed[o.order] = was
		}
	}
	for key, sum := range d.tax {
		f.tax[key] = f.tax[key].plus(sum)
	}
	for key, n := range d.orders {
		f.orders[key] += n
	}
	accounts, moves := f.accounts, f.moves
	if d.date < f.month.first {
		accounts, moves, f.numbers = f.opening, f.before, d.manifest.Numbers
	} else {
		f.addMonth(d)
	}
	for _, a := range d.manifest.Totals.Accounts {
		key := account{a.Code, a.Name, a.Currency}
		if d.date < f.month.name[:4]+"-01-01" && isResult(a.Code) {
			key.code, key.name = retainedCode, retainedName
		}
		was := accounts[key]
		accounts[key] = sides{was.debit + a.Debit, was.credit + a.Credit}
	}
	for _, u := range d.manifest.Totals.Units {
		moves[move{u.SKU, string(u.Kind)}] += int64(u.Units)
	}
}

// The account to which the trial balance carries the result of earlier years. No rule posts to it.
const (
	retainedCode = "3000"
	retainedName = "Retained earnings"
)

// isResult reports whether an account is of income or expense, and so begins each year at zero.
func isResult(code string) bool { return code >= "4" && code < "7" }

// addMonth adds the figures that only the days of the month have.
func (f *figures) addMonth(d dayFigures) {
	f.days = append(f.days, d.bookedDay)
	for key, n := range d.revenue {
		f.revenue[key] += n
	}
	maps.Copy(f.cash, d.cash) // each has its day
	for key, sum := range d.refunds {
		was := f.refunds[key]
		f.refunds[key] = refundSum{
			was.refunds + sum.refunds, was.units + sum.units, was.net + sum.net, was.tax + sum.tax, was.gross + sum.gross,
		}
	}
}

// fromYear visits the tax of those months of the year, up to this one, that match.
func (f *figures) fromYear(of func(month string) bool, visit func(taxed, taxSum)) {
	for key, sum := range f.tax {
		if strings.HasPrefix(key.month, f.month.name[:4]) && of(key.month) {
			visit(key, sum)
		}
	}
}
