package main

import (
	"log/slog"
	"testing"
	"time"

	"storefront/shared/checkout"
	"storefront/shared/checkout/checkouttest"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/payment"
	"storefront/shared/ticket"
	"storefront/shared/waitlist"
)

// Ada and Eve were invited, and Ada has bought; Grace waits, and Alan has not confirmed.
func TestWaitlistAndMail(t *testing.T) {
	t.Parallel()
	store := checkouttest.NewMemory()
	s := newSession(t, store)
	s.do(t, "-local us seed")
	s.do(t, "-local us sale create --id vip --opens now --access ticket --line headphones=2")
	for n, name := range []string{"ada", "eve", "grace", "alan"} {
		at, who := monday.Add(time.Duration(n-4)*time.Minute), email.IdentityOf(name+"@example.com")
		e := waitlist.Entry{
			Key: waitlist.NewKey(digests, "us", "headphones", who), Market: "us", SKU: "headphones", Email: who.String(), Locale: "en",
			Status: waitlist.Confirmed, AskedAt: at, ConfirmedAt: at,
		}
		err := error(nil)
		if name == "alan" {
			e.Status, e.ConfirmedAt = waitlist.Pending, time.Time{}
			_, err = s.waitlist.Join(t.Context(), e, at)
		} else {
			err = s.waitlist.JoinConfirmed(t.Context(), e)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	s.do(t, "-local us invite --sale vip --sku headphones --window 1h")
	if err := waitlist.Count(t.Context(), s.waitlist, "us", "headphones", monday); err != nil {
		t.Fatal(err)
	}
	bought := buyWithTicket(t, store, "ada", 1)
	for _, mail := range []string{"invite/vip/headphones/1", "paid-" + bought.String()} {
		if err := s.waitlist.MarkMailSent(t.Context(), mail, monday.Add(time.Minute).Add(notify.OwedFor)); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := s.waitlist.PutMailbox(t.Context(), notify.Mailbox{
		Key: digests.Mailbox(email.IdentityOf("ada@example.com")), RefusedAt: monday,
		Mails: []notify.Mail{{Ask: "ASK1", Kind: notify.Confirm, Market: "us", At: monday, Sent: true}, {Ask: "ASK2", Kind: notify.Pass, Market: "us", At: monday}},
	})
	if err != nil || !stored {
		t.Fatal(stored, err)
	}
	s.waitlist.Asks()
	s.follow(t, "waitlist.txt", bought.String(), "order-of-ada")
	asks := s.waitlist.Asks()
	if len(asks) != 2 || asks[0].ID != "invite/vip/headphones/2/again/1" || asks[0].Email != "eve@example.com" || asks[0].Invitation.Ticket != 2 ||
		asks[1].ID != "paid-"+bought.String()+"/again/1" || asks[1].Order != bought {
		t.Errorf("the stream has %+v", asks)
	}
}

// buyWithTicket buys with a ticket for headphones.
func buyWithTicket(t *testing.T, store checkouttest.Store, name string, number int) order.ID {
	t.Helper()
	snapshot, err := store.Catalog(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sale, err := snapshot.Sale("vip")
	if err != nil {
		t.Fatal(err)
	}
	us, _ := market.US.Market("us")
	shop := checkout.New(store, payment.Sandbox{}, func() time.Time { return monday }, slog.New(slog.DiscardHandler))
	ends, _ := sale.Tickets().End(monday.Add(time.Hour))
	o, err := shop.Hold(t.Context(), checkout.HoldRequest{
		Market: us, Sale: "vip", IdempotencyKey: "key", Lines: []checkout.HoldLine{one("headphones")},
		Ticket: sale.Tickets().Sign("headphones", name+"@example.com", ticket.Ticket{Number: number, Ends: ends}),
		Buyer: order.Buyer{Email: name + "@example.com", Locale: "en", ShipTo: order.Address{
			Name: name, Line1: "1 Market St", City: "San Francisco", PostalCode: "94105", State: "CA", Country: "US",
		}},
	})
	if err == nil {
		_, err = shop.Pay(t.Context(), o.ID, checkout.PayRequest{Method: payment.CardVisa})
	}
	if err != nil {
		t.Fatal(err)
	}
	return o.ID
}
