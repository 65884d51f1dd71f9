package dynamo_test

import (
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
	"storefront/shared/ticket"
)

// What a shopper costs, once the process has read the catalog and the shelf. It is the same
// in a sale that is open to all and in one that asks for a pass.
func TestCost(t *testing.T) {
	t.Parallel()
	for name, with := range map[string]func(*catalog.Sale){"open": checkouttest.OpenToAll, "verified": nil} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testCost(t, with)
		})
	}
}

// What the page of a sale costs a process that has just started: two calls, however many
// lines the sale has. The second cannot be saved, since only the first tells whose shelves
// to read.
func TestPageCost(t *testing.T) {
	t.Parallel()
	var m meter
	s := open(t, m.options)
	var lines []checkouttest.Line
	for _, sku := range []catalog.SKU{"fitness-band", "headphones", "power-bank-5000", "power-bank-10400"} {
		lines = append(lines, checkouttest.Line{SKU: sku, Lots: []int{4}})
	}
	shop := checkouttest.NewShop(t, s, nil, lines...)
	c := shop.Process()
	page := func() error {
		sale, err := c.Catalog.Sale(t.Context(), shop.Sale.ID)
		if err != nil {
			return err
		}
		var lines []stock.Line
		for _, line := range sale.Lines {
			lines = append(lines, shop.Line(line.SKU))
		}
		_, err = c.Shelves.ShelvesOf(t.Context(), lines)
		return err
	}
	for _, want := range []cost{{calls: 2, reads: 0.5 + 4}, {}} { // a read of the catalog may be some moments old, for half the price
		if got, err := m.of(page); err != nil || got != want {
			t.Errorf("cost %+v, %v, want %+v", got, err, want)
		}
	}
}

func testCost(t *testing.T, with func(*catalog.Sale)) {
	const band catalog.SKU = "fitness-band"
	var m meter
	s := open(t, m.options)
	shop := checkouttest.NewShop(t, s, with, checkouttest.Line{SKU: band, Lots: []int{4}})
	c := shop.Process()
	hold := func(buyer string, quantity int) error {
		_, err := c.Hold(t.Context(), shop.Request(buyer, "key", checkout.HoldLine{SKU: band, Quantity: quantity}))
		return err
	}
	first, err := c.Hold(t.Context(), shop.Request("first", "key", checkout.HoldLine{SKU: band, Quantity: 1}))
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		do   func() error
		code problem.Code
		want cost
	}{
		{"a held order", func() error { return hold("second", 1) }, "", cost{calls: 2, writes: 2}},
		{"paying it", func() error {
			_, err := c.Pay(t.Context(), first.ID, checkout.PayRequest{Method: payment.CardVisa})
			return err
		}, "", cost{calls: 2, reads: 1, writes: 1}},
		{"asking again", func() error { return hold("second", 1) }, "", cost{calls: 2, refused: 2}},
		// A look at the lot, and whether the buyer has an order.
		{"more than is left", func() error { return hold("greedy", 3) }, problem.NotEnoughLeft, cost{calls: 2, reads: 2}},
		// A look at the lot, two writes, and the shelf's.
		{"a held order of all that is left", func() error { return hold("third", 2) }, "", cost{calls: 4, reads: 1, writes: 3}},
		{"the first to learn that it is sold out", func() error { return hold("fourth", 1) }, problem.SoldOut, cost{calls: 2, reads: 2}},
		{"each one after", func() error { return hold("fifth", 1) }, problem.SoldOut, cost{calls: 1, reads: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := m.of(tt.do)
			if problem.CodeOf(err) != tt.code {
				t.Fatalf("got %v, want %q", err, tt.code)
			}
			if got != tt.want {
				t.Errorf("cost %+v, want %+v", got, tt.want)
			}
		})
	}
}

// What a ticket costs. A refused one costs no write, and a forged one nothing at all.
func TestTicketCost(t *testing.T) {
	t.Parallel()
	var m meter
	s := open(t, m.options)
	shop := checkouttest.NewShop(t, s, checkouttest.OnlyInvited, checkouttest.Line{SKU: "fitness-band", Lots: []int{4, 4}})
	c := shop.Process()
	hold := func(key string, code ticket.Code) func() error {
		r := shop.Request("ann", key, checkout.HoldLine{SKU: "fitness-band", Quantity: 1})
		r.Ticket = code
		return func() error { _, err := c.Hold(t.Context(), r); return err }
	}
	if err := hold("warm up", shop.Ticket("ann", 1, time.Hour))(); err != nil {
		t.Fatal(err)
	}
	good, ending := shop.Ticket("ann", 2, time.Hour), shop.Ticket("ann", 3, time.Second)
	forged := good
	forged[9] ^= 1
	for _, tt := range []struct {
		name string
		do   func() error
		code problem.Code
		want cost
	}{
		{"none", hold("key", ticket.Code{}), problem.TicketRequired, cost{}},
		{"a forged one", hold("key", forged), problem.TicketInvalid, cost{}},
		{"a held order", hold("key", good), "", cost{calls: 3, reads: 1, writes: 2}},
		{"asking again", hold("key", good), "", cost{calls: 1, reads: 1}},
		{"a used one", hold("another key", good), problem.TicketUsed, cost{calls: 1, reads: 1}},
	} {
		got, err := m.of(tt.do)
		if problem.CodeOf(err) != tt.code || got != tt.want {
			t.Errorf("%s: %v and cost %+v, want %q and %+v", tt.name, err, got, tt.code, tt.want)
		}
	}
	shop.Revoke(t, band, 5, 5)
	if err := hold("the process reads the catalog again", forged)(); problem.CodeOf(err) != problem.TicketInvalid {
		t.Fatal(err)
	}
	got, err := m.of(hold("key", shop.Ticket("ann", 5, time.Hour)))
	if want := (cost{calls: 1, reads: 1}); problem.CodeOf(err) != problem.TicketRevoked || got != want {
		t.Errorf("a revoked one: %v and cost %+v, want %+v", err, got, want)
	}
	shop.Clock.Advance(ticket.Step)
	if err := hold("the process reads the catalog again", good)(); problem.CodeOf(err) != problem.TicketUsed {
		t.Fatal(err)
	}
	got, err = m.of(hold("key", ending))
	if want := (cost{calls: 1, reads: 1}); problem.CodeOf(err) != problem.TicketExpired || got != want {
		t.Errorf("one that is over: %v and cost %+v, want %+v", err, got, want)
	}
}
