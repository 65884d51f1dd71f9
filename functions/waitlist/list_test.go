package main

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"storefront/infra/functiontest"
	"storefront/shared/dynamo"
	"storefront/shared/mail"
	"storefront/shared/notify"
	"storefront/shared/orderlink"
	"storefront/shared/pass"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// kept is the storage of the function, and of the mails that it asks for.
type kept interface {
	waitlist.Entries
	waitlist.Leaving
	orderlink.Asks
	pass.Asks
	notify.Mailboxes
}

// list is the function as just started, with the mails that it has had sent.
type list struct {
	handlers
	outbox *outbox
}

func newList(shop *functiontest.Shop) list {
	table, ok := shop.Store.(kept)
	if !ok {
		table = waitlisttest.NewMemory()
	}
	var asks atomic.Int64
	newAsk := func() string { return fmt.Sprintf("ASK%d", asks.Add(1)) }
	l := list{outbox: &outbox{shop: shop, table: table}, handlers: handlers{
		region: shop.Region,
		waitlist: &waitlist.Waitlist{
			Catalog: shop.Catalog(),
			Entries: table,
			Leaving: table,
			Tokens:  functiontest.Tokens,
			Digests: functiontest.Digests,
			NewAsk:  newAsk,
			Now:     shop.Clock.Now,
		},
		links:  &orderlink.Links{Asks: table, Digests: functiontest.Digests, NewAsk: newAsk, Now: shop.Clock.Now},
		passes: &pass.Passes{Asks: table, Digests: functiontest.Digests, NewAsk: newAsk, Now: shop.Clock.Now},
	}}
	l.outbox.notifier = &notify.Notifier{
		Mailboxes: table,
		Catalog:   shop.Catalog(),
		Orders:    shop.Store,
		Sender:    l.outbox,
		Tokens:    functiontest.Tokens,
		Digests:   functiontest.Digests,
		Shop:      "https://us.example.com",
		Now:       shop.Clock.Now,
		Log:       shop.Log,
	}
	return l
}

// outbox keeps the mails that the notifier has sent.
type outbox struct {
	shop     *functiontest.Shop
	table    kept
	notifier *notify.Notifier
	pending  []notify.Ask
	sent     []mail.Message
	err      error // of the next mails
}

// Send implements notify.Sender.
func (o *outbox) Send(_ context.Context, m mail.Message) error {
	if o.err == nil {
		o.sent = append(o.sent, m)
	}
	return o.err
}

// mails has every ask answered that the table's stream has, and returns all mails so
// far. Asks come twice, as records of a stream may, and again after a failure.
func (o *outbox) mails(t *testing.T) []mail.Message {
	t.Helper()
	if memory, ok := o.table.(*waitlisttest.Memory); ok {
		o.pending = append(o.pending, memory.Asks()...)
	}
	for _, record := range o.shop.Records(t, "notify") {
		ask, err := dynamo.DecodeAsk(record)
		if err != nil {
			t.Fatal(err)
		}
		o.pending = append(o.pending, ask)
	}
	o.pending = slices.DeleteFunc(o.pending, func(ask notify.Ask) bool {
		_, err := o.notifier.Answer(t.Context(), ask)
		if err == nil {
			_, err = o.notifier.Answer(t.Context(), ask)
		}
		return err == nil
	})
	return o.sent
}

// memory returns the table of a region in memory.
func (o *outbox) memory(t *testing.T) *waitlisttest.Memory {
	t.Helper()
	memory, ok := o.table.(*waitlisttest.Memory)
	if !ok {
		t.Fatal("the table is not in memory")
	}
	return memory
}
