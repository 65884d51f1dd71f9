package main

import (
	"context"
	"time"

	"storefront/shared/email"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// mails knows what was mailed, and asks for mails; see dynamo.Store.
type mails interface {
	AllowMail(ctx context.Context, mailbox string) error
	Mailbox(ctx context.Context, key string) (notify.Mailbox, error)
	SentAt(ctx context.Context, ask string) (time.Time, error)
	SentAgain(ctx context.Context, ask string) ([]notify.Again, error)
	SendAgain(ctx context.Context, a notify.Again) (bool, error)
}

// allowMail ends the refusal of a mailbox. The owner cannot do so, because without mail nothing
// proves who asks.
func allowMail(ctx context.Context, c *call) error {
	var owner email.Identity
	c.flags.Func("email", "", into(&owner, parseBuyer))
	if err := c.parse(); err != nil {
		return err
	}
	if err := c.orAsk(&owner); err != nil {
		return err
	}
	digests, err := c.Digests(ctx)
	if err != nil {
		return err
	}
	if err := c.store.AllowMail(ctx, digests.Mailbox(owner)); err != nil {
		return err
	}
	c.out.print("the mailbox gets the mail again that is asked for in its name\n")
	return nil
}

// mailed is a mail as a table shows it.
type mailed struct {
	name    string
	kind    notify.Kind
	due     time.Time // when it was asked for
	sent    time.Time
	outcome string
	reason  string // why it was sent again
}

// showMail lists the mails about an order, or those to an address.
func showMail(ctx context.Context, c *call) error {
	var owner email.Identity
	var id order.ID
	c.flags.Func("order", "", into(&id, parseOrderID))
	c.flags.Func("email", "", into(&owner, parseBuyer))
	if err := c.parse(); err != nil {
		return err
	}
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	var owed []notify.Ask
	var all []mailed
	switch {
	case id != (order.ID{}) && owner != (email.Identity{}):
		return misused("either --order or --email can be given")
	case id != (order.ID{}):
		o, err := c.orders().Read(ctx, id)
		if err != nil {
			return err
		}
		owed = notify.Due(o)
	default:
		if all, owed, err = c.mailTo(ctx, owner); err != nil {
			return err
		}
	}
	for _, ask := range owed {
		mails, err := c.mailsOf(ctx, ask, now)
		if err != nil {
			return err
		}
		all = append(all, mails...)
	}
	if len(all) == 0 {
		c.out.print("no mail is known\n")
		return nil
	}
	c.out.table(func(row func(...any)) {
		row("KIND", "DUE", "SENT", "OUTCOME", "REASON", "MAIL")
		for _, m := range all {
			row(m.kind, m.due, m.sent, m.outcome, m.reason, m.name)
		}
	})
	return nil
}

// mailsOf returns the mail of an ask, and each that an operator has sent again.
func (c *call) mailsOf(ctx context.Context, ask notify.Ask, now time.Time) ([]mailed, error) {
	all := []mailed{{name: ask.ID, kind: ask.Kind, due: ask.At}}
	repeats, err := c.store.SentAgain(ctx, ask.ID)
	if err != nil {
		return nil, err
	}
	for _, again := range repeats {
		all = append(all, mailed{name: again.Named().ID, kind: ask.Kind, due: again.At, reason: again.Reason})
	}
	for i := range all {
		m := &all[i]
		if m.sent, err = c.store.SentAt(ctx, m.name); err != nil {
			return nil, err
		}
		switch {
		case !m.sent.IsZero():
			m.outcome = "sent"
		case now.Sub(m.due) < notify.OwedFor:
			m.outcome = "not sent"
		default:
			m.outcome = "not known any more"
		}
	}
	return all, nil
}

// mailTo returns the mails to an address that somebody asked for lately, and those that its tickets
// and its latest news about draws ask for.
func (c *call) mailTo(ctx context.Context, owner email.Identity) (all []mailed, owed []notify.Ask, err error) {
	if err := c.orAsk(&owner); err != nil {
		return nil, nil, err
	}
	digests, err := c.Digests(ctx)
	if err != nil {
		return nil, nil, err
	}
	box, err := c.store.Mailbox(ctx, digests.Mailbox(owner))
	if err != nil {
		return nil, nil, err
	}
	if !box.RefusedAt.IsZero() {
		c.out.print("the mailbox has refused mail that anybody can ask for, at %s\n", when(box.RefusedAt))
	}
	for _, m := range box.Mails {
		found := mailed{name: m.Ask, kind: m.Kind, due: m.At, outcome: "not known to be sent"}
		if m.Sent {
			found.sent, found.outcome = m.At, "sent"
		}
		all = append(all, found)
	}
	entries, err := c.entriesOf(ctx, owner)
	for _, e := range entries {
		if e.News != (waitlist.News{}) {
			owed = append(owed, notify.OfNews(e))
		}
		if e.Status == waitlist.Invited {
			owed = append(owed, notify.OfInvitation(e))
		}
	}
	return all, owed, err
}

// orAsk asks for the address of a buyer, unless it was given.
func (c *call) orAsk(owner *email.Identity) (err error) {
	if *owner == (email.Identity{}) {
		*owner, err = c.askBuyer()
	}
	return err
}
