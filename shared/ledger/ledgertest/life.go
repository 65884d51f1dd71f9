// Package ledgertest makes up lives of orders, as events for tests. The same source of
// chance makes the same lives.
package ledgertest

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// Opening is the earliest time of a life. A life begins within a day of it.
var Opening = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

// skus are the SKUs of orders, with their HS codes.
var skus = []struct {
	sku    order.SKU
	hsCode string
}{{"fitness-band", "851762"}, {"headphones", "851830"}, {"power-bank-5000", "850760"}, {"power-bank-10400", "850760"}}

// life is an order and its events so far.
type life struct {
	chance *rand.Rand
	market market.Market
	now    time.Time
	order  order.Order
	events []ledger.Event
}

// Life makes up all events of one order of a market. Different n make different orders.
func Life(chance *rand.Rand, m market.Market, n int) []ledger.Event {
	return LifeFrom(chance, m, n, Opening)
}

// Lives makes up the events of n orders of all markets, and of a lot.
func Lives(chance *rand.Rand, n int) []ledger.Event {
	var events []ledger.Event
	for i := range n {
		markets := market.Regions()[i%4].Markets()
		events = append(events, Life(chance, markets[i%len(markets)], i)...)
	}
	return append(events, Lot(market.EU.Markets()[0], "headphones", 3, 15))
}

// LifeFrom is like [Life], for an order that is made within a day of a moment.
func LifeFrom(chance *rand.Rand, m market.Market, n int, from time.Time) []ledger.Event {
	l := &life{chance: chance, market: m, now: from.Add(time.Duration(chance.IntN(86_400_000)) * time.Millisecond)}
	o := l.draft(n)
	switch chance.IntN(20) {
	case 0:
		l.put(order.Tombstone(o.ID, o.Sale, l.now))
		return l.events
	case 1:
		o.Status = order.Rejected
		l.put(o)
		return l.events
	}
	l.put(o)
	if l.chance.IntN(4) == 0 {
		l.apply(order.Extend(o.HoldExpiresAt.Add(10*time.Minute), l.later()))
	}
	for range n % (order.MaxDeclines + 1) {
		l.now = l.now.Add(time.Millisecond)
		l.apply(order.Decline(l.now))
	}
	switch chance.IntN(8) {
	case 0:
		l.apply(order.Cancel(l.later()))
	case 1:
		if l.order.HoldExpiresAt.After(l.now) { // it may have been extended after its end
			l.now = l.order.HoldExpiresAt
		}
		l.apply(order.Expire(l.later()))
	default:
		at := l.later()
		l.apply(order.Pay(order.Payment{Provider: "sandbox", Reference: "sandbox_" + strconv.Itoa(n), PaidAt: at}))
		l.afterPayment(n%3 == 0 && l.market.WithdrawalDays > 0)
	}
	return l.events
}

// Sale makes up an order that is held at a moment and paid within an hour. If it is
// refunded, that happens in part, within another hour.
func Sale(chance *rand.Rand, m market.Market, n int, at time.Time, refunded bool) []ledger.Event {
	l := &life{chance: chance, market: m, now: at}
	l.put(l.draft(n))
	paid := l.later()
	l.apply(order.Pay(order.Payment{Provider: "sandbox", Reference: "sandbox_" + strconv.Itoa(n), PaidAt: paid}))
	if refunded {
		l.refund()
	}
	return l.events
}

// draft returns a held order with its bill.
func (l *life) draft(n int) order.Order {
	digest := fmt.Appendf(nil, "order %032d", n)
	o := order.Order{
		ID: order.ID{Key: order.NewKey(digest[len(digest)-10:]), Slot: 1}, Sale: "may-18", Market: string(l.market.Code),
		Status: order.Held, Version: 1, CreatedAt: l.now, UpdatedAt: l.now, HoldExpiresAt: l.now.Add(10 * time.Minute),
	}
	var prices []money.Amount
	for _, i := range l.chance.Perm(len(skus))[:1+l.chance.IntN(len(skus))] {
		quantity := 1 + l.chance.IntN(6)
		unit := money.Amount{Minor: 1 + l.chance.Int64N(20_000), Currency: l.market.Currency}
		total, _ := unit.Times(int64(quantity)) // far from an overflow
		prices = append(prices, total)
		o.Lines = append(o.Lines, order.Line{
			SKU: skus[i].sku, Quantity: quantity, UnitPrice: unit, Total: total, Allocations: l.takesOf(quantity),
		})
	}
	state, postal := "CA", "941"+strconv.Itoa(10+n%7)
	switch {
	case l.market.Tax.Kind == market.GST:
		state = []string{"KA", "MH", ""}[n%3]
	case n%3 == 2 && n >= 24: // taxes shipping, too; files of earlier versions have the first lives
		state, postal = "NY", "100"+strconv.Itoa(10+n%7)
	}
	bill, err := l.market.Bill(prices, state)
	if err != nil {
		panic(err) // the prices are the market's
	}
	for i, levy := range bill.Lines {
		o.Lines[i].Tax, o.Lines[i].TaxRate = levy.Tax, levy.Rate
		o.Totals.TaxJurisdiction, o.Totals.TaxIncluded = levy.Jurisdiction, levy.Included
	}
	o.Totals.Supply = order.Supply{RateSource: string(l.market.Tax.Source)}
	switch l.market.Tax.Kind {
	case market.SalesTax:
		o.Totals.Supply.State, o.Totals.Supply.PostalCode = state, postal
	case market.GST:
		o.Totals.Supply.State = state
		if n/24%4 == 0 { // from before the tax was levied in halves
			l.oldTax(&o, &bill)
		}
	}
	o.Totals.Subtotal, o.Totals.Shipping, o.Totals.Tax, o.Totals.Total = bill.Subtotal, l.market.Shipping, bill.Tax, bill.Total
	return o
}

// oldTax rounds the tax of an order once for each line, as all orders once did.
func (l *life) oldTax(o *order.Order, bill *market.Bill) {
	o.Totals.TaxJurisdiction = l.market.Country
	tax := func(price money.Amount) money.Amount {
		of, _ := price.IncludedTax(l.market.Tax.Rate) // far from an overflow
		return of
	}
	bill.Tax = tax(l.market.Shipping)
	for i := range o.Lines {
		o.Lines[i].Tax = tax(o.Lines[i].Total)
		bill.Tax.Minor += o.Lines[i].Tax.Minor
	}
}

// takesOf spreads units over one lot or two.
func (l *life) takesOf(quantity int) []order.Allocation {
	first := 1 + l.chance.IntN(quantity)
	allocations := []order.Allocation{{Lot: l.chance.IntN(20), Quantity: first}}
	if first < quantity {
		allocations = append(allocations, order.Allocation{Lot: 20 + l.chance.IntN(20), Quantity: quantity - first})
	}
	return allocations
}

// Lot returns the event of a new lot, in the sale of all orders.
func Lot(m market.Market, sku order.SKU, number, size int) ledger.Event {
	lot := stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "may-18", SKU: sku}, Number: number}, size)
	lot.CreatedAt = Opening
	e, err := ledger.NewLot(ledger.Source{Region: m.Region, At: Opening, Sequence: sequence(number)}, lot)
	if err != nil {
		panic(err)
	}
	return e
}

// later moves the time on and returns it.
func (l *life) later() time.Time {
	l.now = l.now.Add(time.Duration(1+l.chance.IntN(3_600_000)) * time.Millisecond)
	return l.now
}

func (l *life) put(o order.Order) { l.becomes(o) }

func (l *life) apply(m order.Move) {
	if next, ok := l.order.Apply(m); ok {
		l.becomes(next)
	}
}

// becomes adds the event of a new version of the order.
func (l *life) becomes(next order.Order) {
	record := ledger.Source{
		Region: l.market.Region, At: next.UpdatedAt.Truncate(time.Second), Sequence: sequence(len(l.events) + l.chance.IntN(1_000_000)*100),
	}
	e, err := ledger.Change(record, l.order, next)
	if err != nil {
		panic(err) // it is a legal life
	}
	if next.ErasedAt.IsZero() && next.Status != order.Abandoned {
		e.BuyerRef = "b" + string(next.ID.Key)
	}
	for _, line := range next.Lines {
		if e.HSCodes == nil {
			e.HSCodes = map[order.SKU]string{}
		}
		for _, s := range skus {
			if s.sku == line.SKU {
				e.HSCodes[line.SKU] = s.hsCode
			}
		}
	}
	l.order, l.events = next, append(l.events, e)
}

func sequence(n int) string { return fmt.Sprintf("%021d", 111_000_000_000+n) }
