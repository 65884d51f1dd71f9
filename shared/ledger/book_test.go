package ledger_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"storefront/shared/ledger"
	"storefront/shared/market"
	"storefront/shared/money"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// id is the id of every order here.
var id = order.ID{Key: "0123456789abcdef", Slot: 1}

var opening = time.Date(2015, time.May, 18, 19, 0, 0, 0, time.UTC)

func dollars(minor int64) money.Amount { return money.Amount{Minor: minor, Currency: "USD"} }
func euros(minor int64) money.Amount   { return money.Amount{Minor: minor, Currency: "EUR"} }

// american is two bands and headphones sent to California: 62.97, 7.25 % tax on
// top, 4.99 for shipping, which is not taxed.
func american() order.Order {
	return order.Order{
		ID: id, Sale: "may-18", Market: "us", Status: order.Held, Version: 1, CreatedAt: opening, UpdatedAt: opening,
		Lines: []order.Line{
			{
				SKU: "fitness-band", Quantity: 2, UnitPrice: dollars(1499), Total: dollars(2998), Tax: dollars(217), TaxRate: 72_500,
				Allocations: []order.Allocation{{Lot: 4, Quantity: 1}, {Lot: 17, Quantity: 1}},
			},
			{
				SKU: "headphones", Quantity: 1, UnitPrice: dollars(3299), Total: dollars(3299), Tax: dollars(239), TaxRate: 72_500,
				Allocations: []order.Allocation{{Lot: 0, Quantity: 1}},
			},
		},
		Totals: order.Totals{
			Subtotal: dollars(6297), Shipping: dollars(499), Tax: dollars(456), Total: dollars(7252), TaxJurisdiction: "US-CA",
		},
	}
}

// german is three bands for 14.99 each and 4.99 for shipping, both with 19 % VAT.
func german() order.Order {
	return order.Order{
		ID: id, Sale: "may-18", Market: "de", Status: order.Held, Version: 1, CreatedAt: opening, UpdatedAt: opening,
		Lines: []order.Line{{
			SKU: "fitness-band", Quantity: 3, UnitPrice: euros(1499), Total: euros(4497), Tax: euros(718), TaxRate: 190_000,
			Allocations: []order.Allocation{{Lot: 2, Quantity: 3}},
		}},
		Totals: order.Totals{
			Subtotal: euros(4497), Shipping: euros(499), Tax: euros(798), Total: euros(4996), TaxIncluded: true, TaxJurisdiction: "DE",
		},
	}
}

// becomes returns the next version of the order, one minute later.
func becomes(o order.Order, change func(*order.Order)) order.Order {
	o.Version, o.UpdatedAt = o.Version+1, o.UpdatedAt.Add(time.Minute)
	change(&o)
	return o
}

func pays(o *order.Order) {
	o.Status, o.Payment = order.Paid, order.Payment{Provider: "sandbox", Reference: "pay_1", PaidAt: o.UpdatedAt}
}

func ships(o *order.Order) { o.Status, o.ShippedAt = order.Shipped, o.UpdatedAt }

func extends(o *order.Order)  { o.Extended = true }
func declines(o *order.Order) { o.Declines++ }

func withdraws(o *order.Order) { o.WithdrawnAt = o.UpdatedAt }

// refunds adds a refund and sets the status.
func refunds(status order.Status, r order.Refund) func(*order.Order) {
	return func(o *order.Order) {
		r.Number, r.At = len(o.Refunds)+1, o.UpdatedAt
		r.Reference = fmt.Sprintf("refund_%d", r.Number)
		o.Refunds = append(append([]order.Refund(nil), o.Refunds...), r)
		o.Status = status
	}
}

// refund is a refund of amounts in one currency. Prices of the German order include
// tax, so the total is that of the lines and shipping.
func refund(in func(int64) money.Amount, shipping, tax, total int64, lines ...order.RefundLine) order.Refund {
	return order.Refund{Lines: lines, Shipping: in(shipping), Tax: in(tax), Total: in(total)}
}

// of is a line of a refund.
func of(sku order.SKU, quantity, returned int, total, tax money.Amount) order.RefundLine {
	return order.RefundLine{SKU: sku, Quantity: quantity, Returned: returned, Total: total, Tax: tax}
}

// Refunds of the German order, and then of the American one.
var (
	oneBandBack  = refund(euros, 0, 239, 1499, of("fitness-band", 1, 1, euros(1499), euros(239)))
	theOthersToo = refund(euros, 499, 559, 3497, of("fitness-band", 2, 1, euros(2998), euros(479))) // one of them is lost
	shippingBack = refund(euros, 499, 80, 499)
	aCredit      = refund(euros, 0, 24, 150, of("fitness-band", 0, 0, euros(150), euros(24))) // no unit goes back

	allOfIt = refund(dollars, 499, 456, 7252,
		of("fitness-band", 2, 2, dollars(2998), dollars(217)), of("headphones", 1, 1, dollars(3299), dollars(239)))
	goodwill = refund(dollars, 69, 63, 1000, // for the order as a whole
		of("fitness-band", 0, 0, dollars(413), dollars(30)), of("headphones", 0, 0, dollars(455), dollars(33)))
)

// steps change an order, one version after the other.
type steps []func(*order.Order)

// TestBook books the last step of an order. The ids of entries begin with
// that of their event, which is left out here: "@2#3" is entry 3 of version 2.
func TestBook(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		order   order.Order
		steps   steps
		journal string // side, account, line, amount; what it reverses
		lines   string // kind, line, units, net + tax = gross
		moves   string
	}{
		{
			name: "a hold keeps units", order: american(),
			moves: `
				HOLD 1 fitness-band of lot 4
				HOLD 1 fitness-band of lot 17
				HOLD 1 headphones of lot 0`,
		},
		{
			name: "an order that could not be reserved in full", order: rejected(),
			moves: `
				HOLD 1 fitness-band of lot 4
				HOLD 1 fitness-band of lot 17
				RELEASE 1 fitness-band of lot 4
				RELEASE 1 fitness-band of lot 17`,
		},
		{name: "a tombstone", order: order.Tombstone(id, "may-18", opening)},
		{name: "an extended hold", order: american(), steps: steps{extends}},
		{name: "a declined payment", order: american(), steps: steps{declines}},
		{name: "a withdrawal before it ships", order: german(), steps: steps{pays, withdraws}},
		{name: "a withdrawal after it shipped", order: german(), steps: steps{pays, ships, withdraws}},
		{
			name: "a hold that ended", order: german(),
			steps: steps{func(o *order.Order) { o.Status = order.Expired }},
			moves: `
				EXPIRE 3 fitness-band of lot 2`,
		},
		{
			name: "a hold that the buyer cancelled", order: german(),
			steps: steps{func(o *order.Order) { o.Status = order.Cancelled }},
			moves: `
				CANCEL 3 fitness-band of lot 2`,
		},
		{
			name: "paid where tax is added", order: american(), steps: steps{pays},
			journal: `
				D 1100 72.52
				C 2100 29.98 fitness-band
				C 2200 2.17 fitness-band
				C 2100 32.99 headphones
				C 2200 2.39 headphones
				C 2110 4.99`,
			lines: `
				SALE 2 fitness-band 29.98 + 2.17 = 32.15
				SALE 1 headphones 32.99 + 2.39 = 35.38
				SHIPPING 0 4.99 + 0.00 = 4.99`,
			moves: `
				SELL 1 fitness-band of lot 4
				SELL 1 fitness-band of lot 17
				SELL 1 headphones of lot 0`,
		},
		{
			name: "paid where prices contain tax", order: german(), steps: steps{pays},
			journal: `
				D 1100 49.96
				C 2100 37.79 fitness-band
				C 2200 7.18 fitness-band
				C 2110 4.19
				C 2200 0.80`,
			lines: `
				SALE 3 fitness-band 37.79 + 7.18 = 44.97
				SHIPPING 0 4.19 + 0.80 = 4.99`,
			moves: `
				SELL 3 fitness-band of lot 2`,
		},
		{
			name: "tax that no price has", order: taxAlone(), steps: steps{pays},
			journal: `
				D 1100 35.69
				C 2100 32.99 headphones
				C 2200 2.39 headphones
				C 2200 0.31`,
			lines: `
				SALE 1 headphones 32.99 + 2.39 = 35.38
				TAX 0 0.00 + 0.31 = 0.31`,
			moves: `
				SELL 1 headphones of lot 0`,
		},
		{
			name: "shipped", order: german(), steps: steps{pays, ships},
			journal: `
				D 2100 37.79 fitness-band
				C 4000 37.79 fitness-band
				D 2110 4.19
				C 4100 4.19`,
		},
		{
			name: "refunded in full before shipping", order: american(),
			steps: steps{extends, pays, refunds(order.Refunded, allOfIt)},
			journal: `
				D 2100 29.98 fitness-band reverses @3#2
				D 2200 2.17 fitness-band reverses @3#3
				D 2100 32.99 headphones reverses @3#4
				D 2200 2.39 headphones reverses @3#5
				D 2110 4.99 reverses @3#6
				C 1100 72.52 reverses @3#1`,
			lines: `
				REFUND_UNSHIPPED -2 fitness-band -29.98 + -2.17 = -32.15
				REFUND_UNSHIPPED -1 headphones -32.99 + -2.39 = -35.38
				REFUND_UNSHIPPED 0 -4.99 + 0.00 = -4.99`,
			moves: `
				RESTORE 1 fitness-band of lot 4
				RESTORE 1 fitness-band of lot 17
				RESTORE 1 headphones of lot 0`,
		},
		{
			name: "one of three refunded before shipping", order: german(),
			steps: steps{pays, refunds(order.Paid, oneBandBack)},
			journal: `
				D 2100 12.60 fitness-band reverses @2#2
				D 2200 2.39 fitness-band reverses @2#3
				C 1100 14.99 reverses @2#1`,
			lines: `
				REFUND_UNSHIPPED -1 fitness-band -12.60 + -2.39 = -14.99`,
			moves: `
				RETURN 1 fitness-band`,
		},
		{
			name: "the other two shipped", order: german(),
			steps: steps{pays, refunds(order.Paid, oneBandBack), ships},
			journal: `
				D 2100 25.19 fitness-band
				C 4000 25.19 fitness-band
				D 2110 4.19
				C 4100 4.19`,
		},
		{
			name: "and refunded as well", order: german(),
			steps: steps{pays, refunds(order.Paid, oneBandBack), ships, refunds(order.Refunded, theOthersToo)},
			journal: `
				D 4900 25.19 fitness-band reverses @4#2
				D 2200 4.79 fitness-band reverses @2#3
				D 4910 4.19 reverses @4#4
				D 2200 0.80 reverses @2#5
				C 1100 34.97 reverses @2#1`,
			lines: `
				REFUND -2 fitness-band -25.19 + -4.79 = -29.98
				REFUND 0 -4.19 + -0.80 = -4.99`,
			moves: `
				RETURN 1 fitness-band`,
		},
		{
			name: "shipping alone refunded before the goods are shipped", order: german(),
			steps: steps{pays, refunds(order.Paid, shippingBack)},
			journal: `
				D 2110 4.19 reverses @2#4
				D 2200 0.80 reverses @2#5
				C 1100 4.99 reverses @2#1`,
			lines: `
				REFUND_UNSHIPPED 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "shipping alone refunded afterwards", order: german(),
			steps: steps{pays, ships, refunds(order.Shipped, shippingBack)},
			journal: `
				D 4910 4.19 reverses @3#4
				D 2200 0.80 reverses @2#5
				C 1100 4.99 reverses @2#1`,
			lines: `
				REFUND 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "shipping alone refunded of goods that were shipped after a withdrawal", order: german(),
			steps: steps{pays, withdraws, ships, refunds(order.Shipped, shippingBack)},
			journal: `
				D 4910 4.19 reverses @4#4
				D 2200 0.80 reverses @2#5
				C 1100 4.99 reverses @2#1`,
			lines: `
				REFUND 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "a credit without a unit before the goods are shipped", order: german(),
			steps: steps{pays, refunds(order.Paid, aCredit)},
			journal: `
				D 2100 1.26 fitness-band reverses @2#2
				D 2200 0.24 fitness-band reverses @2#3
				C 1100 1.50 reverses @2#1`,
			lines: `
				CREDIT 0 fitness-band -1.26 + -0.24 = -1.50`,
		},
		{
			name: "the goods shipped for less, by the credit", order: german(),
			steps: steps{pays, refunds(order.Paid, aCredit), ships},
			journal: `
				D 2100 36.53 fitness-band
				C 4000 36.53 fitness-band
				D 2110 4.19
				C 4100 4.19`,
		},
		{
			name: "goodwill for the whole order, where tax is added", order: american(),
			steps: steps{pays, ships, refunds(order.Shipped, goodwill)},
			journal: `
				D 4900 4.13 fitness-band reverses @3#2
				D 2200 0.30 fitness-band reverses @2#3
				D 4900 4.55 headphones reverses @3#4
				D 2200 0.33 headphones reverses @2#5
				D 4910 0.69 reverses @3#6
				C 1100 10.00 reverses @2#1`,
			lines: `
				CREDIT 0 fitness-band -4.13 + -0.30 = -4.43
				CREDIT 0 headphones -4.55 + -0.33 = -4.88
				REFUND 0 -0.69 + 0.00 = -0.69`,
		},
		{
			name: "all units refunded after money without units, before shipping", order: german(),
			steps: steps{pays, refunds(order.Paid, shippingBack), refunds(order.Refunded, refund(euros, 0, 718, 4497, of("fitness-band", 3, 3, euros(4497), euros(718))))},
			journal: `
				D 2100 37.79 fitness-band reverses @2#2
				D 2200 7.18 fitness-band reverses @2#3
				C 1100 44.97 reverses @2#1`,
			lines: `
				REFUND_UNSHIPPED -3 fitness-band -37.79 + -7.18 = -44.97`,
			moves: `
				RESTORE 3 fitness-band of lot 2`,
		},
		{
			name: "units that cannot be sold again refunded before shipping", order: german(),
			steps: steps{pays, refunds(order.Refunded, refund(euros, 499, 798, 4996, of("fitness-band", 3, 0, euros(4497), euros(718))))},
			journal: `
				D 2100 37.79 fitness-band reverses @2#2
				D 2200 7.18 fitness-band reverses @2#3
				D 2110 4.19 reverses @2#4
				D 2200 0.80 reverses @2#5
				C 1100 49.96 reverses @2#1`,
			lines: `
				REFUND_UNSHIPPED -3 fitness-band -37.79 + -7.18 = -44.97
				REFUND_UNSHIPPED 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "a unit returned after its price was refunded", order: german(),
			steps: steps{pays, ships, refunds(order.Shipped, refund(euros, 499, 798, 4996, of("fitness-band", 0, 0, euros(4497), euros(718)))), refunds(order.Refunded, refund(euros, 0, 0, 0, of("fitness-band", 3, 2, euros(0), euros(0))))},
			lines: `
				REFUND -3 fitness-band 0.00 + 0.00 = 0.00`,
			moves: `
				RETURN 2 fitness-band`,
		},
		{name: "the buyer is erased", order: german(), steps: steps{pays, func(o *order.Order) { o.ErasedAt = o.UpdatedAt }}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := ledger.Book(last(t, tt.order, tt.steps))
			if err != nil {
				t.Fatal(err)
			}
			for name, texts := range map[string][2]string{
				"journal": {tt.journal, text(got.Journal, entryRow)}, "order lines": {tt.lines, text(got.Lines, lineRow)},
				"stock moves": {tt.moves, text(got.Moves, moveRow)},
			} {
				if diff := cmp.Diff(written(texts[0]), texts[1]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// rejected reserved bands and no headphones.
func rejected() order.Order {
	o := american()
	o.Status, o.Lines[1].Allocations = order.Rejected, nil
	return o
}

// taxAlone has free shipping, and tax that no line has.
func taxAlone() order.Order {
	o := american()
	o.Lines = o.Lines[1:]
	o.Totals.Subtotal, o.Totals.Shipping, o.Totals.Tax, o.Totals.Total = dollars(3299), dollars(0), dollars(270), dollars(3569)
	return o
}

// last returns the event of the last step.
func last(t *testing.T, o order.Order, changes steps) ledger.Event {
	t.Helper()
	region, before := market.US, order.Order{}
	if o.Market == "de" {
		region = market.EU
	}
	for _, change := range changes {
		before, o = o, becomes(o, change)
	}
	e, err := ledger.Change(ledger.Source{Region: region, At: o.UpdatedAt, Sequence: "1"}, before, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// written removes the indentation from a text in a table.
func written(text string) string { return strings.ReplaceAll(strings.TrimPrefix(text, "\n"), "\t", "") }

func units(a money.Amount) string {
	minor, sign := a.Minor, ""
	if minor < 0 {
		minor, sign = -minor, "-"
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

// text writes each entry as a row.
func text[E any](entries []E, row func(E) string) string {
	var rows []string
	for _, e := range entries {
		rows = append(rows, row(e))
	}
	return strings.Join(rows, "\n")
}

func entryRow(j ledger.JournalEntry) string {
	row := string(j.Side) + " " + j.AccountCode + " " + units(j.Amount)
	if j.OrderLine != "" {
		row += " " + j.OrderLine
	}
	if j.ReversesEntry != "" {
		row += " reverses @" + strings.TrimPrefix(j.ReversesEntry, id.String()+"#")
	}
	return row
}

func lineRow(l ledger.OrderLine) string {
	row := fmt.Sprintf("%s %d", l.Kind, l.Quantity)
	if l.SKU != "" {
		row += " " + l.SKU
	}
	return fmt.Sprintf("%s %s + %s = %s", row, units(l.Net), units(l.Tax), units(l.Gross))
}

func moveRow(m ledger.StockMove) string {
	row := fmt.Sprintf("%s %d %s", m.Kind, m.Quantity, m.SKU)
	if m.Lot != ledger.NoLot {
		row += fmt.Sprintf(" of lot %d", m.Lot)
	}
	return row
}

// headphones returns a new lot.
func headphones(size int) stock.Lot {
	return stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "may-18", SKU: "headphones"}, Number: 4}, size)
}

func TestBookNewLot(t *testing.T) {
	t.Parallel()
	lot := headphones(15)
	lot.CreatedAt = opening.Add(-time.Second)
	e, err := ledger.NewLot(ledger.Source{Region: market.EU, At: opening, Sequence: "1"}, lot)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ledger.Book(e)
	if err != nil {
		t.Fatal(err)
	}
	want := ledger.Entries{Moves: []ledger.StockMove{{
		MoveID: "may-18/headphones/4/1", Kind: ledger.Allocate, Market: "de", SKU: "headphones", SaleID: "may-18", Quantity: 15, Lot: 4,
		OccurredAt: opening.Add(-time.Second), EventID: "may-18/headphones/4",
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if e.Market != "de" {
		t.Errorf("it is booked in market %q, not in the region's main one", e.Market)
	}
	lot.CreatedAt = time.Time{}
	if e, err := ledger.NewLot(ledger.Source{Region: market.EU, At: opening}, lot); err != nil || !e.OccurredAt.Equal(opening) {
		t.Errorf("of a lot without a time, NewLot = %+v, %v, want it to have occurred at %v", e, err, opening)
	}
}

// Every column of one entry and one order line.
func TestColumns(t *testing.T) {
	t.Parallel()
	e := last(t, american(), steps{pays})
	e.BuyerRef, e.HSCodes = "b1", map[order.SKU]string{"fitness-band": "851762"}
	got, err := ledger.Book(e)
	if err != nil {
		t.Fatal(err)
	}
	at := opening.Add(time.Minute)
	txn := "0123456789abcdef-1#2"
	wantEntry := ledger.JournalEntry{
		EntryID: txn + "#2", TxnID: txn, LineNo: 2, EventID: txn, EventType: ledger.Paid, LegalEntity: "STOREFRONT-US",
		Region: "us", Market: "us", OccurredAt: at, RecordedAt: at, AccountCode: "2100", Side: ledger.Credit,
		Amount: dollars(2998), OrderID: id.String(), OrderLine: "fitness-band", PaymentRef: "pay_1", SourceSequence: "1",
	}
	wantLine := ledger.OrderLine{
		LineID: txn + "/1", Kind: ledger.SaleLine, Market: "us", OrderID: id.String(), SaleID: "may-18", SKU: "fitness-band", HSCode: "851762",
		Quantity: 2, UnitPrice: dollars(1499), Net: dollars(2998), Tax: dollars(217), Gross: dollars(3215),
		TaxType: market.SalesTax, TaxRate: 72_500, TaxJurisdiction: "US-CA", PaidAt: at, BuyerRef: "b1", OccurredAt: at, EventID: txn,
	}
	if diff := cmp.Diff(wantEntry, got.Journal[1]); diff != "" {
		t.Errorf("entry (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantLine, got.Lines[0]); diff != "" {
		t.Errorf("order line (-want +got):\n%s", diff)
	}
}

func TestBookRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		event ledger.Event
		want  error
	}{
		"a total that is not its parts":       {last(t, american(), steps{pays, func(o *order.Order) { o.Status, o.Totals.Total = order.Shipped, dollars(7251) }}), ledger.ErrSums},
		"more tax on lines than on the order": {last(t, german(), steps{func(o *order.Order) { pays(o); o.Totals.Tax = euros(700) }}), ledger.ErrSums},
		"two currencies":                      {last(t, german(), steps{func(o *order.Order) { pays(o); o.Totals.Shipping = dollars(499) }}), ledger.ErrSums},
		"a refund that is not its parts":      {last(t, german(), steps{pays, refunds(order.Paid, refund(euros, 0, 239, 1500, oneBandBack.Lines...))}), ledger.ErrSums},
		"more refunded than was paid": {last(t, german(), steps{
			pays, refunds(order.Paid, oneBandBack), refunds(order.Paid, oneBandBack), refunds(order.Paid, oneBandBack), refunds(order.Paid, oneBandBack),
		}), ledger.ErrSums},
		"more units refunded than were sold":     {last(t, german(), steps{pays, refunds(order.Paid, refund(euros, 0, 239, 1499, of("fitness-band", 4, 0, euros(1499), euros(239))))}), ledger.ErrEvent},
		"more credited than was paid for a line": {last(t, german(), steps{pays, refunds(order.Paid, refund(euros, 0, 718, 4498, of("fitness-band", 0, 0, euros(4498), euros(718))))}), ledger.ErrSums},
		"shipping refunded twice":                {last(t, german(), steps{pays, refunds(order.Paid, shippingBack), refunds(order.Paid, shippingBack)}), ledger.ErrSums},
		"units that come back with money alone":  {last(t, german(), steps{pays, refunds(order.Paid, refund(euros, 0, 24, 150, of("fitness-band", 0, 1, euros(150), euros(24))))}), ledger.ErrEvent},
		"a refund of what was not bought":        {last(t, german(), steps{pays, refunds(order.Paid, refund(euros, 0, 239, 1499, of("headphones", 1, 0, euros(1499), euros(239))))}), ledger.ErrSums},
		"refunded without a refund":              {last(t, german(), steps{pays, func(o *order.Order) { o.Status = order.Refunded }}), ledger.ErrEvent},
		"a market of another region":             {ledger.Event{Region: market.US, Market: "de", Type: ledger.Held}, ledger.ErrMarket},
		"an unknown type":                        {ledger.Event{Region: market.US, Market: "us", Type: "LENT"}, ledger.ErrEvent},
	} {
		if got, err := ledger.Book(tt.event); !errors.Is(err, tt.want) {
			t.Errorf("%s: Book = %+v, %v, want %v", name, got, err, tt.want)
		}
	}
}
