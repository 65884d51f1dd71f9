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

// id is of every order in these examples.
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

// becomes is a next version of the order, one minute later.
func becomes(o order.Order, change func(*order.Order)) order.Order {
	o.Version, o.UpdatedAt = o.Version+1, o.UpdatedAt.Add(time.Minute)
	change(&o)
	return o
}

func pays(o *order.Order) {
	o.Status, o.Payment = order.Paid, order.Payment{Provider: "sandbox", Reference: "pay_1", PaidAt: o.UpdatedAt}
}

func ships(o *order.Order) { o.Status, o.ShippedAt = order.Shipped, o.UpdatedAt }

func extends(o *order.Order) { o.Extended = true }

// refunds gives back money for the lines and says which status that leaves.
func refunds(status order.Status, r order.Refund) func(*order.Order) {
	return func(o *order.Order) {
		r.Number, r.At = len(o.Refunds)+1, o.UpdatedAt
		r.Reference = fmt.Sprintf("refund_%d", r.Number)
		o.Refunds = append(append([]order.Refund(nil), o.Refunds...), r)
		o.Status = status
	}
}

// oneBandBack is one of the three bands of the German order, which came back.
var oneBandBack = order.Refund{
	Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 1, Returned: 1, Total: euros(1499), Tax: euros(239)}},
	Shipping: euros(0), Tax: euros(239), Total: euros(1499),
}

// theOthersToo is the rest of the German order, one band of which is lost.
var theOthersToo = order.Refund{
	Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 2, Returned: 1, Total: euros(2998), Tax: euros(479)}},
	Shipping: euros(499), Tax: euros(559), Total: euros(3497),
}

// all of the American order.
var allOfIt = order.Refund{
	Lines: []order.RefundLine{
		{SKU: "fitness-band", Quantity: 2, Returned: 2, Total: dollars(2998), Tax: dollars(217)},
		{SKU: "headphones", Quantity: 1, Returned: 1, Total: dollars(3299), Tax: dollars(239)},
	},
	Shipping: dollars(499), Tax: dollars(456), Total: dollars(7252),
}

// shippingBack is the fee alone of the German order.
var shippingBack = order.Refund{Shipping: euros(499), Tax: euros(80), Total: euros(499)}

// aCredit is 1.50 for the German order's bands, none of which goes back.
var aCredit = order.Refund{
	Lines:    []order.RefundLine{{SKU: "fitness-band", Total: euros(150), Tax: euros(24)}},
	Shipping: euros(0), Tax: euros(24), Total: euros(150),
}

// goodwill is 10.00 for the American order as a whole.
var goodwill = order.Refund{
	Lines: []order.RefundLine{
		{SKU: "fitness-band", Total: dollars(413), Tax: dollars(30)}, {SKU: "headphones", Total: dollars(455), Tax: dollars(33)},
	},
	Shipping: dollars(69), Tax: dollars(63), Total: dollars(1000),
}

// TestBook books the last step of an order. The ids of entries begin with
// that of their event, which is left out here: "@2#3" is entry 3 of version 2.
func TestBook(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		region  market.Region
		order   order.Order
		steps   []func(*order.Order)
		journal string // side, account, line, amount; what it reverses
		lines   string // kind, line, units, net + tax = gross
		moves   string
	}{
		{
			name: "a hold keeps units", region: "us", order: american(),
			moves: `
				HOLD 1 fitness-band of lot 4
				HOLD 1 fitness-band of lot 17
				HOLD 1 headphones of lot 0`,
		},
		{
			name: "an order that met an empty shelf", region: "us", order: rejected(),
			moves: `
				HOLD 1 fitness-band of lot 4
				HOLD 1 fitness-band of lot 17
				RELEASE 1 fitness-band of lot 4
				RELEASE 1 fitness-band of lot 17`,
		},
		{
			name: "a tombstone", region: "us", order: order.Tombstone(id, "may-18", opening),
		},
		{
			name: "an extended hold", region: "us", order: american(), steps: []func(*order.Order){extends},
		},
		{
			name: "a hold that ended", region: "de", order: german(),
			steps: []func(*order.Order){func(o *order.Order) { o.Status = order.Expired }},
			moves: `
				EXPIRE 3 fitness-band of lot 2`,
		},
		{
			name: "a buyer who thought better of it", region: "de", order: german(),
			steps: []func(*order.Order){func(o *order.Order) { o.Status = order.Cancelled }},
			moves: `
				CANCEL 3 fitness-band of lot 2`,
		},
		{
			name: "paid where tax is added", region: "us", order: american(), steps: []func(*order.Order){pays},
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
			name: "paid where prices contain tax", region: "eu", order: german(), steps: []func(*order.Order){pays},
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
			name: "tax on nothing that has a price", region: "us", order: taxAlone(), steps: []func(*order.Order){pays},
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
			name: "shipped", region: "eu", order: german(), steps: []func(*order.Order){pays, ships},
			journal: `
				D 2100 37.79 fitness-band
				C 4000 37.79 fitness-band
				D 2110 4.19
				C 4100 4.19`,
		},
		{
			name: "given back as a whole, before shipping", region: "us", order: american(),
			steps: []func(*order.Order){extends, pays, refunds(order.Refunded, allOfIt)},
			journal: `
				D 2100 29.98 fitness-band reverses @3#2
				D 2200 2.17 fitness-band reverses @3#3
				D 2100 32.99 headphones reverses @3#4
				D 2200 2.39 headphones reverses @3#5
				D 2110 4.99 reverses @3#6
				C 1100 72.52 reverses @3#1`,
			lines: `
				CANCEL -2 fitness-band -29.98 + -2.17 = -32.15
				CANCEL -1 headphones -32.99 + -2.39 = -35.38
				CANCEL 0 -4.99 + 0.00 = -4.99`,
			moves: `
				CANCEL 1 fitness-band of lot 4, after it was paid
				CANCEL 1 fitness-band of lot 17, after it was paid
				CANCEL 1 headphones of lot 0, after it was paid`,
		},
		{
			name: "one of three given back before shipping", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, oneBandBack)},
			journal: `
				D 2100 12.60 fitness-band reverses @2#2
				D 2200 2.39 fitness-band reverses @2#3
				C 1100 14.99 reverses @2#1`,
			lines: `
				CANCEL -1 fitness-band -12.60 + -2.39 = -14.99`,
			moves: `
				RETURN 1 fitness-band`,
		},
		{
			name: "the other two shipped", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, oneBandBack), ships},
			journal: `
				D 2100 25.19 fitness-band
				C 4000 25.19 fitness-band
				D 2110 4.19
				C 4100 4.19`,
		},
		{
			name: "and given back as well", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, oneBandBack), ships, refunds(order.Refunded, theOthersToo)},
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
			name: "shipping alone given back, before the goods go out", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, shippingBack)},
			journal: `
				D 2110 4.19 reverses @2#4
				D 2200 0.80 reverses @2#5
				C 1100 4.99 reverses @2#1`,
			lines: `
				CANCEL 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "shipping alone given back, afterwards", region: "eu", order: german(),
			steps: []func(*order.Order){pays, ships, refunds(order.Shipped, shippingBack)},
			journal: `
				D 4910 4.19 reverses @3#4
				D 2200 0.80 reverses @2#5
				C 1100 4.99 reverses @2#1`,
			lines: `
				REFUND 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "a credit without a unit, before the goods go out", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, aCredit)},
			journal: `
				D 2100 1.26 fitness-band reverses @2#2
				D 2200 0.24 fitness-band reverses @2#3
				C 1100 1.50 reverses @2#1`,
			lines: `
				CREDIT 0 fitness-band -1.26 + -0.24 = -1.50`,
		},
		{
			name: "the goods go out for less, by the credit", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, aCredit), ships},
			journal: `
				D 2100 36.53 fitness-band
				C 4000 36.53 fitness-band
				D 2110 4.19
				C 4100 4.19`,
		},
		{
			name: "goodwill for the whole order, where tax is added", region: "us", order: american(),
			steps: []func(*order.Order){pays, ships, refunds(order.Shipped, goodwill)},
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
			name: "all units given back after money without units, before shipping", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Paid, shippingBack), refunds(order.Refunded, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 3, Returned: 3, Total: euros(4497), Tax: euros(718)}},
				Shipping: euros(0), Tax: euros(718), Total: euros(4497),
			})},
			journal: `
				D 2100 37.79 fitness-band reverses @2#2
				D 2200 7.18 fitness-band reverses @2#3
				C 1100 44.97 reverses @2#1`,
			lines: `
				CANCEL -3 fitness-band -37.79 + -7.18 = -44.97`,
			moves: `
				CANCEL 3 fitness-band of lot 2, after it was paid`,
		},
		{
			name: "units that cannot be sold given back before shipping", region: "eu", order: german(),
			steps: []func(*order.Order){pays, refunds(order.Refunded, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 3, Total: euros(4497), Tax: euros(718)}},
				Shipping: euros(499), Tax: euros(798), Total: euros(4996),
			})},
			journal: `
				D 2100 37.79 fitness-band reverses @2#2
				D 2200 7.18 fitness-band reverses @2#3
				D 2110 4.19 reverses @2#4
				D 2200 0.80 reverses @2#5
				C 1100 49.96 reverses @2#1`,
			lines: `
				CANCEL -3 fitness-band -37.79 + -7.18 = -44.97
				CANCEL 0 -4.19 + -0.80 = -4.99`,
		},
		{
			name: "a unit whose price went back before comes back", region: "eu", order: german(),
			steps: []func(*order.Order){pays, ships, refunds(order.Shipped, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Total: euros(4497), Tax: euros(718)}},
				Shipping: euros(499), Tax: euros(798), Total: euros(4996),
			}), refunds(order.Refunded, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 3, Returned: 2, Total: euros(0), Tax: euros(0)}},
				Shipping: euros(0), Tax: euros(0), Total: euros(0),
			})},
			lines: `
				REFUND -3 fitness-band 0.00 + 0.00 = 0.00`,
			moves: `
				RETURN 2 fitness-band`,
		},
		{
			name: "the buyer's data goes", region: "eu", order: german(),
			steps: []func(*order.Order){pays, func(o *order.Order) { o.ErasedAt = o.UpdatedAt }},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			region := tt.region
			if tt.order.Market == "de" {
				region = market.EU
			}
			got, err := ledger.Book(last(t, region, tt.order, tt.steps))
			if err != nil {
				t.Fatal(err)
			}
			for name, texts := range map[string][2]string{
				"journal": {tt.journal, journal(got)}, "order lines": {tt.lines, lines(got)}, "stock moves": {tt.moves, moves(got)},
			} {
				if diff := cmp.Diff(written(texts[0]), texts[1]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", name, diff)
				}
			}
		})
	}
}

// rejected found bands and no headphones.
func rejected() order.Order {
	o := american()
	o.Status, o.Lines[1].Allocations = order.Rejected, nil
	return o
}

// taxAlone ships for nothing, and yet there is tax that no line has.
func taxAlone() order.Order {
	o := american()
	o.Lines = o.Lines[1:]
	o.Totals.Subtotal, o.Totals.Shipping, o.Totals.Tax, o.Totals.Total = dollars(3299), dollars(0), dollars(270), dollars(3569)
	return o
}

// last is the event of the last step.
func last(t *testing.T, region market.Region, o order.Order, steps []func(*order.Order)) ledger.Event {
	t.Helper()
	before := order.Order{}
	for _, step := range steps {
		before, o = o, becomes(o, step)
	}
	e, err := ledger.Change(ledger.Source{Region: region, At: o.UpdatedAt, Sequence: "1"}, before, o)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// written takes the indentation from a text in a table.
func written(text string) string { return strings.ReplaceAll(strings.TrimPrefix(text, "\n"), "\t", "") }

func units(a money.Amount) string {
	minor, sign := a.Minor, ""
	if minor < 0 {
		minor, sign = -minor, "-"
	}
	return fmt.Sprintf("%s%d.%02d", sign, minor/100, minor%100)
}

func journal(e ledger.Entries) string {
	var rows []string
	for _, j := range e.Journal {
		row := []string{string(j.Side), j.AccountCode, units(j.Amount)}
		if j.OrderLine != "" {
			row = append(row, j.OrderLine)
		}
		if j.ReversesEntry != "" {
			row = append(row, "reverses", "@"+strings.TrimPrefix(j.ReversesEntry, id.String()+"#"))
		}
		rows = append(rows, strings.Join(row, " "))
	}
	return strings.Join(rows, "\n")
}

func lines(e ledger.Entries) string {
	var rows []string
	for _, l := range e.Lines {
		row := fmt.Sprintf("%s %d", l.Kind, l.Quantity)
		if l.SKU != "" {
			row += " " + l.SKU
		}
		rows = append(rows, fmt.Sprintf("%s %s + %s = %s", row, units(l.Net), units(l.Tax), units(l.Gross)))
	}
	return strings.Join(rows, "\n")
}

func moves(e ledger.Entries) string {
	var rows []string
	for _, m := range e.Moves {
		row := fmt.Sprintf("%s %d %s", m.Kind, m.Quantity, m.SKU)
		if m.Lot != ledger.NoLot {
			row += fmt.Sprintf(" of lot %d", m.Lot)
		}
		if m.AfterPaid {
			row += ", after it was paid"
		}
		rows = append(rows, row)
	}
	return strings.Join(rows, "\n")
}

func TestBookANewLot(t *testing.T) {
	t.Parallel()
	lot := stock.NewLot(stock.LotKey{Line: stock.Line{Sale: "may-18", SKU: "headphones"}, Number: 4}, 15)
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
		MoveID: "may-18/headphones/4/1", Kind: ledger.Allocate, SKU: "headphones", SaleID: "may-18", Quantity: 15, Lot: 4,
		OccurredAt: opening.Add(-time.Second), EventID: "may-18/headphones/4",
	}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if e.Market != "de" {
		t.Errorf("it is booked in market %q, not in the region's main one", e.Market)
	}
}

// Every column of one entry and one order line.
func TestColumns(t *testing.T) {
	t.Parallel()
	e := last(t, market.US, american(), []func(*order.Order){pays})
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
		LineID: txn + "/1", Kind: ledger.SaleLine, OrderID: id.String(), SaleID: "may-18", SKU: "fitness-band", HSCode: "851762",
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

func TestBookRefusesWhatDoesNotAddUp(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		order order.Order
		steps []func(*order.Order)
		want  error
	}{
		"a total that is not its parts": {
			order: american(), want: ledger.ErrSums,
			steps: []func(*order.Order){pays, func(o *order.Order) { o.Status, o.Totals.Total = order.Shipped, dollars(7251) }},
		},
		"more tax on lines than on the order": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){func(o *order.Order) { pays(o); o.Totals.Tax = euros(700) }},
		},
		"two currencies": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){func(o *order.Order) { pays(o); o.Totals.Shipping = dollars(499) }},
		},
		"a refund that is not its parts": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){pays, refunds(order.Paid, order.Refund{
				Lines: oneBandBack.Lines, Shipping: euros(0), Tax: euros(239), Total: euros(1500),
			})},
		},
		"more given back than was paid": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){pays, refunds(order.Paid, oneBandBack), refunds(order.Paid, oneBandBack),
				refunds(order.Paid, oneBandBack), refunds(order.Paid, oneBandBack)},
		},
		"more units given back than were sold": {
			order: german(), want: ledger.ErrEvent,
			steps: []func(*order.Order){pays, refunds(order.Paid, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Quantity: 4, Total: euros(1499), Tax: euros(239)}},
				Shipping: euros(0), Tax: euros(239), Total: euros(1499),
			})},
		},
		"more credited than was paid for a line": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){pays, refunds(order.Paid, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Total: euros(4498), Tax: euros(718)}},
				Shipping: euros(0), Tax: euros(718), Total: euros(4498),
			})},
		},
		"shipping given back twice": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){pays, refunds(order.Paid, shippingBack), refunds(order.Paid, shippingBack)},
		},
		"units that come back with money alone": {
			order: german(), want: ledger.ErrEvent,
			steps: []func(*order.Order){pays, refunds(order.Paid, order.Refund{
				Lines:    []order.RefundLine{{SKU: "fitness-band", Returned: 1, Total: euros(150), Tax: euros(24)}},
				Shipping: euros(0), Tax: euros(24), Total: euros(150),
			})},
		},
		"a refund of what was not bought": {
			order: german(), want: ledger.ErrSums,
			steps: []func(*order.Order){pays, refunds(order.Paid, order.Refund{
				Lines:    []order.RefundLine{{SKU: "headphones", Quantity: 1, Total: euros(1499), Tax: euros(239)}},
				Shipping: euros(0), Tax: euros(239), Total: euros(1499),
			})},
		},
		"refunded without a refund": {
			order: german(), want: ledger.ErrEvent,
			steps: []func(*order.Order){pays, func(o *order.Order) { o.Status = order.Refunded }},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			region := market.US
			if tt.order.Market == "de" {
				region = market.EU
			}
			if got, err := ledger.Book(last(t, region, tt.order, tt.steps)); !errors.Is(err, tt.want) {
				t.Errorf("Book = %+v, %v, want %v", got, err, tt.want)
			}
		})
	}
}
