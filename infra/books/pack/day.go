package pack

import (
	"fmt"
	"hash/maphash"
	"strings"
	"time"

	"storefront/shared/ledger"
	"storefront/shared/ledger/table"
	"storefront/shared/market"
	"storefront/shared/order"
)

// dayFigures are the figures of a day's rows.
type dayFigures struct {
	bookedDay
	code   market.Code
	date   string
	entity ledger.LegalEntity

	sides   map[accountKey]sides
	revenue map[product]int64
	cash    map[movement]cashSum
	owed    []owedChange
	tax     map[taxed]taxSum
	orders  map[sold]int
	refunds map[refund]refundSum
	units   map[unitKey]int64
	dates   map[int64]string // days by quarters of an hour since 1970; see dayOf
	taxes   map[string]int64 // tax of the lines, by currency

	document map[taxed]int64 // tax of the document whose lines are being read
}

type accountKey struct{ code, currency string }

type unitKey struct{ sku, kind string }

// owedChange is how an event changes what is owed to the buyer of an order.
type owedChange struct {
	order uint64
	owing
}

func newDayFigures(code market.Code, day bookedDay) dayFigures {
	return dayFigures{
		bookedDay: day, code: code, date: day.manifest.Date,
		sides: map[accountKey]sides{}, revenue: map[product]int64{}, cash: map[movement]cashSum{}, tax: map[taxed]taxSum{}, orders: map[sold]int{},
		refunds: map[refund]refundSum{}, units: map[unitKey]int64{}, dates: map[int64]string{}, taxes: map[string]int64{},
		document: map[taxed]int64{},
	}
}

// The columns that are read. Those that came with versions 2 and 3 are null in older files.
type (
	journalRow struct {
		EventType   string  `parquet:"event_type,dict"`
		OccurredAt  int64   `parquet:"occurred_at,timestamp(millisecond)"`
		AccountCode string  `parquet:"account_code,dict"`
		Side        string  `parquet:"side,dict"`
		AmountMinor int64   `parquet:"amount_minor"`
		Currency    string  `parquet:"currency,dict"`
		OrderID     string  `parquet:"order_id"`
		OrderLine   *string `parquet:"order_line,optional,dict"`
	}
	lineRow struct {
		LineID          string  `parquet:"line_id"` // the event's, a slash and a number
		LineKind        string  `parquet:"line_kind,dict"`
		Quantity        int64   `parquet:"quantity"`
		NetMinor        int64   `parquet:"net_minor"`
		TaxMinor        int64   `parquet:"tax_minor"`
		GrossMinor      int64   `parquet:"gross_minor"`
		Currency        string  `parquet:"currency,dict"`
		TaxType         string  `parquet:"tax_type,dict"`
		TaxRatePPM      int64   `parquet:"tax_rate_ppm"`
		TaxJurisdiction *string `parquet:"tax_jurisdiction,optional,dict"`
		PaidAt          int64   `parquet:"paid_at,timestamp(millisecond)"`
		Reason          *string `parquet:"reason,optional,dict"`
		SupplyState     *string `parquet:"supply_state,optional,dict"`
		SupplyPostal    *string `parquet:"supply_postal_code,optional,dict"`
		RateSource      *string `parquet:"tax_rate_source,optional,dict"`
	}
	moveRow struct {
		Kind     string `parquet:"kind,dict"`
		SKU      string `parquet:"sku,dict"`
		Quantity int64  `parquet:"quantity"`
	}
)

// table adds the rows of a table.
func (d *dayFigures) table(name string, body []byte) (rows int, err error) {
	switch name {
	case table.Journal.Name:
		var last string
		return readRows(body, func(r *journalRow) {
			d.journal(r, r.OrderID == last)
			last = r.OrderID
		})
	case table.OrderLines.Name:
		var last string
		return readRows(body, func(r *lineRow) {
			event, _, _ := strings.Cut(r.LineID, "/")
			d.line(r, event == last)
			last = event
		})
	default:
		return readRows(body, func(r *moveRow) { d.units[unitKey{r.SKU, r.Kind}] += r.Quantity })
	}
}

var hashSeed = maphash.MakeSeed()

// journal adds an entry. again reports whether the previous row is of the same order.
func (d *dayFigures) journal(r *journalRow, again bool) {
	key := accountKey{r.AccountCode, r.Currency}
	sum, credit := d.sides[key], r.AmountMinor
	if r.Side == string(ledger.Debit) {
		sum.debit += r.AmountMinor
		credit = -credit
	} else {
		sum.credit += r.AmountMinor
	}
	d.sides[key] = sum
	line := text(r.OrderLine)
	if r.EventType == string(ledger.Adjusted) {
		line = adjustment
		d.adjusted(r, credit)
	}
	switch chart := chartCodes; r.AccountCode {
	case chart.OwedGoods.Code, chart.OwedShipping.Code:
		d.owe(r, credit, r.AccountCode == chart.OwedGoods.Code, again)
	case chart.Goods.Code, chart.ReturnsGoods.Code, chart.Shipping.Code, chart.ReturnsShipping.Code:
		returns := r.AccountCode == chart.ReturnsGoods.Code || r.AccountCode == chart.ReturnsShipping.Code
		d.revenue[product{line, r.Currency, returns}] += credit
	case chart.Balance.Code:
		key := movement{d.date, r.EventType, r.Currency}
		d.cash[key] = cashSum{d.cash[key].net - credit, d.cash[key].fees}
	case chart.Fees.Code:
		key := movement{d.date, r.EventType, r.Currency}
		d.cash[key] = cashSum{d.cash[key].net, d.cash[key].fees - credit}
	}
}

// adjustment stands in place of a product or a kind of tax, for an operator's entries.
const adjustment = "(adjustment)"

// adjusted adds an operator's entry in the tax account. No order line has it.
func (d *dayFigures) adjusted(r *journalRow, credit int64) {
	if r.AccountCode != chartCodes.Tax.Code {
		return
	}
	key := taxed{month: d.date[:7], kind: adjustment, jurisdiction: adjustment, currency: r.Currency}
	d.tax[key] = d.tax[key].plus(taxSum{tax: credit, half: credit / 2})
	d.taxes[r.Currency] += credit
}

// chartCodes is a chart: all have the same codes.
var chartCodes = func() ledger.Chart {
	entity, _ := ledger.Entity(market.US) // the region has one
	return entity.Chart
}()

// owe adds an entry to what is owed to the buyer of its order.
func (d *dayFigures) owe(r *journalRow, credit int64, goods, again bool) {
	hash := maphash.String(hashSeed, r.OrderID)
	if n := len(d.owed); !again || n == 0 || d.owed[n-1].order != hash {
		o := owedChange{order: hash, owing: owing{currency: r.Currency}}
		if r.EventType == string(ledger.Paid) {
			o.paidOn = d.dayOf(r.OccurredAt)
		}
		d.owed = append(d.owed, o)
	}
	o := &d.owed[len(d.owed)-1]
	if o.paidOn == "" && r.EventType == string(ledger.Paid) {
		o.paidOn = d.dayOf(r.OccurredAt)
	}
	if goods {
		o.goods += credit
	} else {
		o.shipping += credit
	}
}

// dayOf returns the day of a moment in the market. Time zones differ by whole quarters
// of an hour, so all moments of a quarter are on the same day.
func (d *dayFigures) dayOf(millis int64) string {
	const quarter = int64(15 * time.Minute / time.Millisecond)
	date, known := d.dates[millis/quarter]
	if !known {
		date, _ = ledger.Date(d.code, time.UnixMilli(millis)) // the market has a time zone, or it would have no books
		d.dates[millis/quarter] = date
	}
	return date
}

// line adds an order line. again reports whether the previous row is of the same event.
func (d *dayFigures) line(r *lineRow, again bool) {
	key := taxed{month: d.date[:7], kind: r.TaxType, jurisdiction: text(r.TaxJurisdiction), rate: r.TaxRatePPM, currency: r.Currency}
	key.supply = order.Supply{State: text(r.SupplyState), PostalCode: text(r.SupplyPostal), RateSource: text(r.RateSource)}
	owed := true // whether the tax is due with this line
	switch kind := ledger.LineKind(r.LineKind); kind {
	case ledger.SaleLine, ledger.ShippingLine, ledger.TaxLine:
		owed = !d.entity.OwesAtDispatch(time.UnixMilli(r.PaidAt))
	case ledger.TaxPointLine:
	default:
		key.original = d.dayOf(r.PaidAt)[:7]
		owed = kind != ledger.UnshippedLine || !d.entity.OwesAtDispatch(time.UnixMilli(r.PaidAt))
	}
	if owed {
		d.tax[key] = d.tax[key].plus(taxSum{r.NetMinor, r.TaxMinor, d.halfOf(key, r.TaxMinor, again)})
		d.taxes[r.Currency] += r.TaxMinor
	}
	switch {
	case key.original != "":
		d.refunded(r, again)
	case owed && !again:
		d.orders[sold{key.month, key.jurisdiction}]++
	}
}

// halfOf returns what a line adds to the half of its document's tax at a rate. Halves are equal, except
// in documents of orders from before tax was computed in halves, which may differ by one minor unit.
func (d *dayFigures) halfOf(key taxed, tax int64, again bool) int64 {
	if !again {
		clear(d.document)
	}
	before := d.document[key]
	d.document[key] = before + tax
	return (before+tax)/2 - before/2
}

// refunded adds a line of a credit note.
func (d *dayFigures) refunded(r *lineRow, again bool) {
	key := refund{text(r.Reason), r.Currency}
	sum := d.refunds[key]
	if !again {
		sum.refunds++
	}
	sum.units, sum.net, sum.tax, sum.gross = sum.units-r.Quantity, sum.net-r.NetMinor, sum.tax-r.TaxMinor, sum.gross-r.GrossMinor
	d.refunds[key] = sum
}

// text returns an optional text, or "".
func text(optional *string) string {
	if optional == nil {
		return ""
	}
	return *optional
}

// check compares the rows with the totals of the manifest. lines and moves report whether the
// order lines and the stock moves were read.
func (d *dayFigures) check(lines, moves bool) error {
	if err := d.checkMoney(lines); err != nil || !moves {
		return err
	}
	for _, u := range d.manifest.Totals.Units {
		key := unitKey{u.SKU, string(u.Kind)}
		if got := d.units[key]; got != int64(u.Units) {
			return d.differs("units of "+u.SKU+" "+key.kind, got, u.Units)
		}
		delete(d.units, key)
	}
	if len(d.units) > 0 {
		return d.differs("units", d.units, "no such")
	}
	return nil
}

// checkMoney compares the journal's rows with the totals of the manifest and, if the order lines were
// read, their tax with its account.
func (d *dayFigures) checkMoney(lines bool) error {
	for _, a := range d.manifest.Totals.Accounts {
		key, want := accountKey{a.Code, a.Currency}, sides{a.Debit, a.Credit}
		if got := d.sides[key]; got != want {
			return d.differs("account "+a.Code+" "+a.Currency, got, want)
		}
		if delete(d.sides, key); a.Code == chartCodes.Tax.Code {
			d.taxes[a.Currency] -= a.Credit - a.Debit
		}
	}
	for currency, tax := range d.taxes {
		if tax != 0 && lines {
			return d.differs("tax of the order lines less account "+chartCodes.Tax.Code, fmt.Sprint(currency, " ", tax), 0)
		}
	}
	if len(d.sides) > 0 {
		return d.differs("accounts", d.sides, "no such")
	}
	return nil
}

func (d *dayFigures) differs(what string, rows, manifest any) error {
	return fmt.Errorf("%w: %s of market %s: %s: the rows have %v, and the manifest %v", ErrBooks, d.date, d.code, what, rows, manifest)
}
