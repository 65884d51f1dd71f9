package dynamo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/dynamo"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/problem"
	"storefront/shared/stock"
)

func unlimited(sale *catalog.Sale) { sale.OrdersPerBuyer = 0 }

// hold is the request of ann for one unit, under a key.
func (p place) hold(t *testing.T, key string) func() error {
	p.warm(t)
	return func() error {
		_, err := p.process.Hold(t.Context(), p.Request("ann", key, checkout.HoldLine{SKU: band, Quantity: 1}))
		return err
	}
}

// holdRoutes are POST /v1/{market}/checkouts.
func holdRoutes(s *dynamo.Store) []route {
	// after is a hold after some orders of ann, in a sale that is nearly sold.
	after := func(with func(*catalog.Sale), orders int, key string) prepare {
		return func(t *testing.T) func() error {
			p := oldSale(t, s, with)
			p.orders(t, orders)
			return p.hold(t, key)
		}
	}
	first := func(with func(*catalog.Sale)) prepare {
		return func(t *testing.T) func() error { return newSale(t, s, with).hold(t, "key") }
	}
	return []route{
		{
			name: "hold, in an open sale", fresh: first(checkouttest.OpenToAll),
			old: after(checkouttest.OpenToAll, slots, "another key"), most: cost{calls: 2, writes: 2},
		},
		{
			name: "hold, in a verified sale, of a first order", fresh: first(nil),
			old: after(nil, 0, "key"), most: cost{calls: 2, writes: 2},
		},
		{ // it tries the first slot, releases what it reserved there, and lists the orders
			name: "hold, in a verified sale, of the last order", old: after(unlimited, slots-1, "another key"),
			most: cost{calls: 6, reads: slotsReads, writes: 4, refused: 1},
		},
		{
			name: "hold, in a verified sale, of an order too many", old: after(unlimited, slots, "another key"), code: problem.TooManyRequests,
			most: cost{calls: 4, reads: slotsReads, writes: 2, refused: 1},
		},
		{ // it returns the order that the request made
			name: "hold again, in an open sale", old: after(checkouttest.OpenToAll, slots, "key 0"),
			most: cost{calls: 3, writes: 2, refused: 1},
		},
		{
			name: "hold again, in a verified sale", old: after(unlimited, slots, "key 19"),
			most: cost{calls: 4, reads: slotsReads, writes: 2, refused: 1},
		},
		{ // it ends the holds itself: that is two writes for each, once
			name: "hold, after holds that have ended and were not swept",
			old: func(t *testing.T) func() error {
				p := oldSale(t, s, unlimited)
				for n := range slots - 1 {
					p.MustHold(t, "ann", fmt.Sprint("key ", n), 1)
				}
				p.Clock.Advance(p.Sale.Hold + time.Second)
				return p.hold(t, "another key")
			},
			most: cost{calls: 6 + 2*slots, reads: slotsReads, writes: 4 + 2*slots, refused: 2},
		},
	}
}

// orderRoutes are the routes under /v1/orders/{id}.
func orderRoutes(s *dynamo.Store) []route {
	type use func(p place, ctx context.Context, id order.ID) error
	read := func(p place, ctx context.Context, id order.ID) error {
		_, err := p.process.Read(ctx, id)
		return err
	}
	extend := func(p place, ctx context.Context, id order.ID) error {
		_, err := p.process.Extend(ctx, id)
		return err
	}
	cancel := func(p place, ctx context.Context, id order.ID) error {
		_, err := p.process.Cancel(ctx, id)
		return err
	}
	pay := func(p place, ctx context.Context, id order.ID) error {
		_, err := p.process.Pay(ctx, id, checkout.PayRequest{Method: payment.CardVisa})
		return err
	}
	decline := func(p place, ctx context.Context, id order.ID) error {
		_, err := p.process.Pay(ctx, id, checkout.PayRequest{Method: payment.CardDeclined})
		return err
	}
	of := func(id order.ID, p place, t *testing.T, do use) func() error {
		p.warm(t)
		return func() error { return do(p, t.Context(), id) }
	}
	first := func(do use) prepare {
		return func(t *testing.T) func() error {
			p := newSale(t, s, unlimited)
			return of(p.MustHold(t, "ann", "key", 1).ID, p, t, do)
		}
	}
	// last does it with the last order of a key, of which nearly too many payments were
	// declined.
	last := func(do use) prepare {
		return func(t *testing.T) func() error {
			p := oldSale(t, s, unlimited)
			p.orders(t, slots-1)
			id := p.MustHold(t, "ann", "key", 1).ID
			p.declined(t, id)
			return of(id, p, t, do)
		}
	}
	refunded := func(do use) prepare {
		return func(t *testing.T) func() error {
			p := oldSale(t, s, nil)
			return of(p.refunded(t, p.MustHold(t, "ann", "key", 1).ID).ID, p, t, do)
		}
	}
	const orderReads = (fullOrderWrites + 3) / 4
	return []route{
		{name: "read", fresh: first(read), old: last(read), most: cost{calls: 1, reads: 1}},
		{name: "extend", fresh: first(extend), old: last(extend), most: cost{calls: 2, reads: 1, writes: 1}},
		{name: "pay", fresh: first(pay), old: last(pay), most: cost{calls: 2, reads: 1, writes: 1}},
		{name: "cancel", fresh: first(cancel), old: last(cancel), most: cost{calls: 2, writes: 2}},
		// The last decline counts itself, closes the order, and releases its unit.
		{name: "pay, declined for the last time", old: last(decline), code: problem.PaymentDeclined, most: cost{calls: 4, reads: 1, writes: 3}},
		{name: "read a refunded order", old: refunded(read), most: cost{calls: 1, reads: orderReads}},
		{name: "extend a refunded order", old: refunded(extend), code: problem.OrderClosed, most: cost{calls: 1, reads: orderReads}},
		{name: "pay a refunded order", old: refunded(pay), code: problem.OrderClosed, most: cost{calls: 1, reads: orderReads}},
		{name: "cancel a refunded order", old: refunded(cancel), code: problem.OrderClosed, most: cost{calls: 1, refused: 1}},
	}
}

// mailRoutes are the waitlist, passes, the lookup of an order, and the mails that they ask
// for. The answers tell nothing of the address, and neither does the work.
func mailRoutes(t *testing.T, s *dynamo.Store) []route {
	o := newOffice(t, s)
	type request = func(ctx context.Context, name string) error
	// does returns a request in a name, after others in this name.
	does := func(name func(t *testing.T) string, do request, before ...request) prepare {
		return func(t *testing.T) func() error {
			name := name(t)
			for _, do := range before {
				if err := do(t.Context(), name); err != nil {
					t.Fatal(err)
				}
			}
			return func() error { return do(t.Context(), name) }
		}
	}
	write := cost{calls: 1, writes: 1}
	refused := cost{calls: 1, refused: 1}
	mail := cost{calls: 4, reads: 2, writes: 2} // decide on it, then mark it as sent
	return []route{
		{name: "join", fresh: does(o.name, o.join), old: does(o.regular, o.join), most: write},
		{name: "join once more", fresh: does(o.name, o.join), old: does(o.regular, o.join, o.join), most: refused},
		{name: "join what is confirmed", fresh: does(o.name, o.join), old: does(o.regular, o.join, o.join, o.confirm), most: refused},
		{name: "join what was refused", fresh: does(o.name, o.join), old: does(o.regular, o.join, o.join, o.leave), most: refused},
		// The index of the queue costs a unit, to confirm and to leave, and the place a read.
		{name: "confirm", fresh: does(o.name, o.confirm, o.join), old: does(o.regular, o.confirm, o.join), most: cost{calls: 2, reads: 1, writes: 2}},
		{name: "leave", fresh: does(o.name, o.leave, o.join, o.confirm), old: does(o.regular, o.leave, o.join, o.confirm), most: cost{calls: 2, writes: 2, refused: 1}},
		{name: "refuse", fresh: does(o.name, o.leave, o.join), old: does(o.regular, o.leave, o.join), most: cost{calls: 2, writes: 2}},
		{name: "ask for a pass", fresh: does(o.name, o.askPass), old: does(o.regular, o.askPass), most: write},
		{name: "ask for a pass once more", fresh: does(o.name, o.askPass), old: does(o.regular, o.askPass, o.askPass), most: refused},
		{name: "look an order up", fresh: does(o.name, o.askLink), old: does(o.regular, o.askLink), most: write},
		{name: "look an order up once more", fresh: does(o.name, o.askLink), old: does(o.regular, o.askLink, o.askLink), most: refused},
		{name: "mail a pass", fresh: does(o.name, o.mailPass), old: does(o.regular, o.mailPass), most: mail},
		{name: "mail a link", fresh: does(o.name, o.mailLink), old: does(o.regular, o.mailLink), most: cost{calls: 5, reads: 3, writes: 2}},
	}
}

// readRoutes are the routes of the catalog, in a process that has read nothing. The two
// stores have the same catalog.
func readRoutes(t *testing.T, fresh, old *dynamo.Store) []route {
	newcomers := newSale(t, fresh, unlimited)
	nearlySold := oldSale(t, old, unlimited)
	nearlySold.orders(t, slots)
	offers := func(p place) prepare {
		return func(t *testing.T) func() error {
			return func() error {
				_, err := p.Process().Catalog.Sale(t.Context(), p.Sale.ID)
				return err
			}
		}
	}
	availability := func(p place) prepare {
		return func(t *testing.T) func() error {
			return func() error {
				_, err := p.Process().Shelves.ShelvesOf(t.Context(), []stock.Line{p.Line(band)})
				return err
			}
		}
	}
	return []route{
		{name: "read products and sales", fresh: offers(newcomers), old: offers(nearlySold), most: cost{calls: 1, reads: 0.5}},
		{name: "read availability", fresh: availability(newcomers), old: availability(nearlySold), most: cost{calls: 1, reads: 1}},
	}
}
