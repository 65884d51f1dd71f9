package checkouttest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/checkout"
	"storefront/shared/email"
	"storefront/shared/order"
	"storefront/shared/problem"
	"storefront/shared/ticket"
)

// OnlyInvited makes a sale one that needs a ticket.
func OnlyInvited(sale *catalog.Sale) { sale.Access = catalog.AccessTicket }

// Ticket returns the code of a ticket for the sale's first product that ends after a time.
// It is bound to a buyer, or to nobody.
func (s *Shop) Ticket(buyer string, number int, lasts time.Duration) ticket.Code {
	holder := ""
	if buyer != "" {
		holder = email.IdentityOf(buyer + "@example.com").String()
	}
	ends, _ := s.Sale.Tickets().End(s.Now().Add(lasts))
	return s.Sale.Tickets().Sign(string(s.Sale.Lines[0].SKU), holder, ticket.Ticket{Number: number, Ends: ends})
}

// Revoke revokes tickets, and waits until all processes know of it.
func (s *Shop) Revoke(t *testing.T, sku catalog.SKU, first, last int) {
	t.Helper()
	r := catalog.Revocation{SKU: sku, First: first, Last: last, At: s.Now().UTC().Truncate(time.Millisecond)}
	if added, err := s.Store.RevokeTickets(t.Context(), s.Sale.ID, r); err != nil || !added {
		t.Fatalf("RevokeTickets = %v, %v", added, err)
	}
	s.Sale.Revoked = append(s.Sale.Revoked, r)
	s.Clock.Advance(catalog.FreshFor)
}

// HoldWith makes a buyer's request for a unit of the first product, with a ticket, in a
// process of its own.
func (s *Shop) HoldWith(ctx context.Context, code ticket.Code, buyer, key string) (order.Order, error) {
	r := s.Request(buyer, key, checkout.HoldLine{SKU: s.Sale.Lines[0].SKU, Quantity: 1})
	r.Proved, r.Ticket = email.Identity{}, code
	return s.Process().Hold(ctx, r)
}

func ticketOnce(t *testing.T, s Store) {
	shop := NewShop(t, s, OnlyInvited, Line{band, []int{25}})
	code := shop.Ticket("ann", 1, time.Hour)
	const uses = 100
	codes := map[problem.Code]int{}
	for _, err := range atOnce(uses, func(i int) error {
		_, err := shop.HoldWith(t.Context(), code, "ann", fmt.Sprint("key ", i))
		return err
	}) {
		codes[problem.CodeOf(err)]++
	}
	if codes[""] != 1 || codes[problem.TicketUsed] != uses-1 {
		t.Errorf("a ticket used %d times at once got %v, want one order", uses, codes)
	}
	shop.MustSweep(t)
	shop.WantLeft(t, band, 24)
	shop.TiesOut(t)
}

func ticketAgain(t *testing.T, s Store) {
	shop := NewShop(t, s, OnlyInvited, Line{band, []int{2}})
	code := shop.Ticket("ann", 1, 40*time.Minute)
	must := func(key string) order.Order {
		t.Helper()
		o, err := shop.HoldWith(t.Context(), code, "ann", key)
		if err != nil {
			t.Fatalf("%s: %v", key, err)
		}
		return o
	}
	used := func(what string) {
		t.Helper()
		_, err := shop.HoldWith(t.Context(), code, "ann", what)
		WantCode(t, what, err, problem.TicketUsed)
	}
	first := must("first")
	diff(t, "the order, asked for again", must("first"), first)
	used("while it is on hold")
	shop.MustCancel(t, first.ID)
	second := must("after it was cancelled")
	shop.Clock.Advance(11 * time.Minute)
	third := must("after the hold has ended")
	if second.ID == third.ID {
		t.Errorf("a closed order came back: %s", third.ID)
	}
	paid := shop.MustPay(t, third.ID)
	used("once it is paid")
	refundAll(t, shop, paid)
	used("once it is refunded")
	shop.Clock.Advance(time.Hour)
	if o, err := shop.HoldWith(t.Context(), code, "ann", "after the hold has ended"); err != nil || o.ID != third.ID {
		t.Errorf("the order, asked for after the ticket has ended: %v, %v", o.ID, err)
	}
	_, err := shop.HoldWith(t.Context(), code, "ann", "a new one")
	WantCode(t, "a new order after the ticket has ended", err, problem.TicketExpired)
	shop.TiesOut(t)
}

func refundAll(t *testing.T, shop *Shop, o order.Order) {
	t.Helper()
	if _, err := shop.AfterSale().Refund(t.Context(), o.ID, 0, order.RefundRequest{Reference: "a", Reason: order.Withdrawn, All: true}); err != nil {
		t.Fatal(err)
	}
}

func ticketRefused(t *testing.T, s Store) {
	shop := NewShop(t, s, OnlyInvited, Line{band, []int{25}}, Line{headphones, []int{25}})
	other := NewShop(t, s, OnlyInvited, Line{band, []int{25}})
	good := shop.Ticket("ann", 1, time.Hour)
	forged, changed := shop.Ticket("ann", 1, time.Hour), good
	forged[0] ^= 0x80
	changed[9] ^= 1
	of := func(code ticket.Code, sku catalog.SKU, quantity int) func(*checkout.HoldRequest) {
		return func(r *checkout.HoldRequest) {
			r.Ticket, r.Lines = code, []checkout.HoldLine{{SKU: sku, Quantity: quantity}}
		}
	}
	for name, tt := range map[string]struct {
		with func(*checkout.HoldRequest)
		want problem.Code
	}{
		"none":               {of(ticket.Code{}, band, 1), problem.TicketRequired},
		"a forged one":       {of(forged, band, 1), problem.TicketInvalid},
		"a changed one":      {of(changed, band, 1), problem.TicketInvalid},
		"another sale's":     {of(other.Ticket("ann", 1, time.Hour), band, 1), problem.TicketInvalid},
		"another product's":  {of(good, headphones, 1), problem.TicketInvalid},
		"another's":          {of(shop.Ticket("eve", 1, time.Hour), band, 1), problem.TicketInvalid},
		"two units with one": {of(good, band, 2), problem.InvalidRequest},
		"two products": {func(r *checkout.HoldRequest) {
			r.Ticket, r.Lines = good, append(r.Lines, checkout.HoldLine{SKU: headphones, Quantity: 1})
		}, problem.InvalidRequest},
	} {
		r := shop.Request("ann", "key", checkout.HoldLine{SKU: band, Quantity: 1})
		tt.with(&r)
		_, err := shop.Process().Hold(t.Context(), r)
		WantCode(t, name, err, tt.want)
	}
	ending := shop.Ticket("ann", 2, time.Second)
	shop.Clock.Advance(ticket.Step)
	_, err := shop.HoldWith(t.Context(), ending, "ann", "key")
	WantCode(t, "one that is over", err, problem.TicketExpired)
	shop.WantLeft(t, band, 25)

	// One that was revoked is refused, and leads to the order that was made with it.
	gone := shop.Ticket("ann", 4, time.Hour)
	made, err := shop.HoldWith(t.Context(), gone, "ann", "before")
	if err != nil {
		t.Fatal(err)
	}
	shop.Revoke(t, band, 4, 5)
	_, err = shop.HoldWith(t.Context(), shop.Ticket("ann", 5, time.Hour), "ann", "key")
	WantCode(t, "a revoked one", err, problem.TicketRevoked)
	if again, err := shop.HoldWith(t.Context(), gone, "ann", "before"); err != nil || again.ID != made.ID {
		t.Errorf("the request of a ticket that was revoked since: %v, %v", again.ID, err)
	}
	_, err = shop.HoldWith(t.Context(), gone, "ann", "after")
	WantCode(t, "a new request with it", err, problem.TicketRevoked)

	// One that is bound to nobody is anybody's, once.
	anyones := shop.Ticket("", 7, time.Hour)
	if _, err := shop.HoldWith(t.Context(), anyones, "ben", "key"); err != nil {
		t.Errorf("a ticket that is bound to nobody: %v", err)
	}
	_, err = shop.HoldWith(t.Context(), anyones, "eve", "key")
	WantCode(t, "the same ticket with another's request", err, problem.IdempotencyKeyReused)
	_, err = shop.HoldWith(t.Context(), anyones, "eve", "another key")
	WantCode(t, "the same ticket again", err, problem.TicketUsed)
	shop.TiesOut(t)
}

// ticketAfterDeath: a request that died has not used the ticket up, even when the sweep has
// closed what it left.
func ticketAfterDeath(t *testing.T, s Store) {
	shop := NewShop(t, s, OnlyInvited, Line{band, []int{1, 1}})
	code := shop.Ticket("ann", 1, time.Hour)
	key := shop.Sale.TicketKey(band, 1)
	shop.MustReserve(t, 0, shop.NthID(key, 1), 1, shop.Now().Add(10*time.Minute))
	shop.Clock.Advance(11 * time.Minute)
	if r := shop.MustSweep(t); r.Abandoned != 1 {
		t.Fatalf("the sweep did %+v", r)
	}
	o, err := shop.HoldWith(t.Context(), code, "ann", "key")
	if err != nil || o.ID != shop.NthID(key, 2) {
		t.Fatalf("the order is %v, %v", o.ID, err)
	}
	// While the last unit is on its way, a ticket is told to come again, and not refused.
	other := 1 - o.Lines[0].Allocations[0].Lot
	shop.MustReserve(t, other, shop.NthID(shop.Sale.TicketKey(band, 2), 1), 1, shop.Now().Add(10*time.Minute))
	_, err = shop.HoldWith(t.Context(), shop.Ticket("ben", 3, time.Hour), "ben", "key")
	WantCode(t, "a ticket without a unit", err, problem.TooManyRequests)
}
