package functiontest

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"storefront/shared/dynamo"
	"storefront/shared/invite"
	"storefront/shared/mail"
	"storefront/shared/notify"
	"storefront/shared/waitlist"
	"storefront/shared/waitlist/waitlisttest"
)

// MailTable is the storage of what asks for mail, and of the mailboxes.
type MailTable interface {
	waitlist.Entries
	waitlist.Leaving
	waitlist.Ending
	notify.Asks
	notify.Mailboxes
	notify.Owed
	notify.Entries
	notify.Draws
	invite.Books
	invite.Queue
	waitlist.Counted
	waitlist.Queues
}

// Asking is the use cases of a shop that ask for mail.
type Asking struct {
	Waitlist *waitlist.Waitlist
	Asker    *notify.Asker
	Outbox   *Outbox // what they have had sent
}

// Asking returns the use cases of a process that has just started. The asks of each shop
// are named ASK1, ASK2 and so on.
func (s *Shop) Asking() Asking {
	table, ok := s.Store.(MailTable)
	if !ok {
		table = waitlisttest.NewMemory()
	}
	var asks atomic.Int64
	newAsk := func() string { return fmt.Sprintf("ASK%d", asks.Add(1)) }
	outbox := &Outbox{Table: table, shop: s}
	outbox.notifier = &notify.Notifier{
		Mailboxes: table, Owed: table, Catalog: s.Catalog(), Entries: table, Orders: s.Store, Draws: table, Sender: outbox, Tokens: Tokens, Digests: Digests,
		Shop: "https://us.example.com", API: "https://api.us.example.com", Now: s.Clock.Now, Log: s.Log,
	}
	return Asking{
		Waitlist: &waitlist.Waitlist{
			Catalog: s.Catalog(), Entries: table, Leaving: table, Counted: table, Tokens: Tokens, Digests: Digests, NewAsk: newAsk, Now: s.Clock.Now,
		},
		Asker:  &notify.Asker{Asks: table, Digests: Digests, NewAsk: newAsk, Now: s.Clock.Now},
		Outbox: outbox,
	}
}

// Outbox keeps the mails that a shop's notifier has sent.
type Outbox struct {
	Table MailTable
	Sent  []mail.Message
	Err   error // of the next mails

	shop     *Shop
	notifier *notify.Notifier
	pending  []notify.Ask
}

// Send implements notify.Sender.
func (o *Outbox) Send(_ context.Context, m mail.Message) error {
	if o.Err == nil {
		o.Sent = append(o.Sent, m)
	}
	return o.Err
}

// Mails has every ask answered that the table's stream has, and returns all mails so
// far. Asks come twice, as records of a stream may, and again after a failure.
func (o *Outbox) Mails(t *testing.T) []mail.Message {
	t.Helper()
	if memory, ok := o.Table.(*waitlisttest.Memory); ok {
		o.pending = append(o.pending, memory.Asks()...)
	}
	if o.shop != nil {
		for _, record := range o.shop.Records(t, "notify") {
			ask, err := dynamo.DecodeAsk(record)
			if err != nil {
				t.Fatal(err)
			}
			o.pending = append(o.pending, ask)
		}
	}
	o.pending = slices.DeleteFunc(o.pending, func(ask notify.Ask) bool {
		_, err := o.notifier.Answer(t.Context(), ask)
		if err == nil {
			_, err = o.notifier.Answer(t.Context(), ask)
		}
		return err == nil
	})
	return o.Sent
}

// Memory returns the table of a region in memory.
func (o *Outbox) Memory(t *testing.T) *waitlisttest.Memory {
	t.Helper()
	memory, ok := o.Table.(*waitlisttest.Memory)
	if !ok {
		t.Fatal("the table is not in memory")
	}
	return memory
}
