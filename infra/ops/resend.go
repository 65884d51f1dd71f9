package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/market"
	"storefront/shared/notify"
	"storefront/shared/order"
	"storefront/shared/waitlist"
)

// resendMail asks to send a mail about an order, an invitation or a draw again. It counts as another
// mail, so the first and this one are each sent once.
func resendMail(ctx context.Context, c *call) error {
	var id order.ID
	var kind notify.Kind
	var owner email.Identity
	var in market.Code
	var sku catalog.SKU
	var reason string
	c.flags.Func("order", "", into(&id, parseOrderID))
	c.flags.Func("kind", "", text(&kind))
	refund := c.flags.Int("refund", 0, "")
	c.flags.Func("sku", "", text(&sku))
	c.flags.Func("market", "", into(&in, c.parseMarket))
	c.flags.Func("email", "", into(&owner, parseBuyer))
	c.reasonFlag(&reason)
	c.yesFlag(false)
	if err := c.parse("reason"); err != nil {
		return err
	}
	ofOrder, ofDraw := id != (order.ID{}), kind == notify.Closed || kind == notify.Undrawn
	switch {
	case ofOrder == (sku != ""):
		return misused("either --order or --sku is required")
	case ofOrder && (in != "" || owner != (email.Identity{})), !ofOrder && (kind != "" && !ofDraw || *refund != 0 || in == ""):
		return misused("--refund goes with --order; --market and --email with --sku, whose --kind is closed or undrawn")
	}
	var ask notify.Ask
	var err error
	if ofOrder {
		ask, err = c.mailOfOrder(ctx, id, kind, *refund)
	} else {
		ask, err = c.mailOfEntry(ctx, owner, in, sku, kind)
	}
	if err != nil {
		return err
	}
	return c.resend(ctx, ask, reason)
}

func (c *call) resend(ctx context.Context, ask notify.Ask, reason string) error {
	repeats, err := c.store.SentAgain(ctx, ask.ID)
	if err != nil {
		return err
	}
	again := notify.Again{Ask: ask, Number: 1, Reason: reason}
	for _, earlier := range repeats {
		again.Number = max(again.Number, earlier.Number+1)
	}
	if again.Number > notify.MostAgain {
		return fmt.Errorf("mail %s was sent again %d times lately, which is the most", ask.ID, notify.MostAgain)
	}
	if again.At, err = c.confirm(ctx, "This mails %s again.", ask.ID); err != nil {
		return err
	}
	stored, err := c.store.SendAgain(ctx, again)
	if err != nil {
		return err
	}
	if !stored {
		return fmt.Errorf("mail %s was sent again at the same moment: see mail show", ask.ID)
	}
	name := again.Named().ID
	c.out.record(record{{"mail", name}, {"kind", ask.Kind}, {"due", again.At}, {"reason", reason}}, func() {
		c.out.print("mail %s is on its way\n", name)
	})
	return nil
}

// mailOfOrder returns the mail of a kind that an order has asked for. Of several refunds it is
// the last one, unless another is named.
func (c *call) mailOfOrder(ctx context.Context, id order.ID, kind notify.Kind, refund int) (notify.Ask, error) {
	o, err := c.orders().Read(ctx, id)
	if err != nil {
		return notify.Ask{}, err
	}
	var found notify.Ask
	var names []string
	for _, ask := range notify.Due(o) {
		names = append(names, string(ask.Kind))
		if ask.Kind == kind && (refund == 0 || refund == ask.Refund) {
			found = ask
		}
	}
	switch {
	case len(names) == 0:
		return notify.Ask{}, fmt.Errorf("order %s is %s: no mail is about it", id, o.Status)
	case found.ID == "":
		return notify.Ask{}, misused("--kind must be one that the order has had a mail of: %s", strings.Join(names, ", "))
	case found.Email == "":
		return notify.Ask{}, fmt.Errorf("order %s has no buyer any more", id)
	}
	return found, nil
}

// mailOfEntry returns the mail with an address's ticket for a product, or a mail about its latest
// draw.
func (c *call) mailOfEntry(ctx context.Context, owner email.Identity, in market.Code, sku catalog.SKU, kind notify.Kind) (notify.Ask, error) {
	if err := c.orAsk(&owner); err != nil {
		return notify.Ask{}, err
	}
	digests, err := c.Digests(ctx)
	if err != nil {
		return notify.Ask{}, err
	}
	e, err := c.store.Entry(ctx, waitlist.NewKey(digests, in, sku, owner))
	if err != nil {
		return notify.Ask{}, err
	}
	if kind != "" {
		return mailOfDraw(e, kind)
	}
	if err := c.hasTicket(ctx, e); err != nil {
		return notify.Ask{}, err
	}
	_, revoked, err := c.orderWith(ctx, e)
	if err == nil && revoked {
		err = errors.New("its ticket was revoked")
	}
	return notify.OfInvitation(e), err
}

// mailOfDraw returns the mail of the given kind about an entry's latest draw.
func mailOfDraw(e waitlist.Entry, kind notify.Kind) (notify.Ask, error) {
	if kind == notify.Closed {
		e.News.Rank = 0 // an entry that was not drawn was told before that the draw is closed
	}
	if e.News.Sale == "" || notify.KindOf(e.News) != kind {
		return notify.Ask{}, fmt.Errorf("this address has had no mail of the kind %s: see mail show", kind)
	}
	return notify.OfNews(e), nil
}

// hasTicket fails unless an entry has a ticket that has not ended. It does not look for
// revocations.
func (c *call) hasTicket(ctx context.Context, e waitlist.Entry) error {
	now, err := c.serviceTime(ctx)
	switch {
	case err != nil:
		return err
	case e.Status != waitlist.Invited:
		return errors.New("this address was not invited to buy that: see waitlist show")
	case !now.Before(e.Invitation.Ends):
		return fmt.Errorf("its ticket has ended at %s", when(e.Invitation.Ends))
	}
	return nil
}
