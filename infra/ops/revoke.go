package main

import (
	"context"
	"errors"

	"storefront/shared/catalog"
	"storefront/shared/email"
	"storefront/shared/invite"
	"storefront/shared/market"
	"storefront/shared/stock"
	"storefront/shared/waitlist"
)

// revokeTickets ends the tickets of a wave, or that of one address.
func revokeTickets(ctx context.Context, c *call) error {
	var line stock.Line
	var in market.Code
	var owner email.Identity
	c.flags.Func("sale", "", text(&line.Sale))
	c.flags.Func("sku", "", text(&line.SKU))
	wave := c.flags.Int("wave", 0, "")
	c.flags.Func("market", "", into(&in, c.parseMarket))
	c.flags.Func("email", "", into(&owner, parseBuyer))
	c.yesFlag(false)
	if err := c.parse("sale", "sku"); err != nil {
		return err
	}
	if (*wave == 0) == (in == "") || *wave != 0 && owner != (email.Identity{}) {
		return misused("either --wave, or --market and perhaps --email are required")
	}
	offered, err := c.store.Catalog(ctx)
	if err != nil {
		return err
	}
	sale, err := offered.Sale(line.Sale)
	if err != nil {
		return err
	}
	var first, last int
	if *wave != 0 {
		var book invite.Book
		if book, err = c.store.Book(ctx, line); err == nil {
			first, last, err = book.Tickets(*wave)
		}
	} else {
		first, err = c.ticketOf(ctx, line, in, owner)
		last = first
	}
	if err != nil {
		return err
	}
	if allRevoked(sale, line.SKU, first, last) {
		c.out.print("revoked already\n")
		return nil
	}
	now, err := c.confirm(ctx, "This ends tickets %d to %d of %s.", first, last, line)
	if err != nil {
		return err
	}
	r, err := invite.Revoke(ctx, c.store, line, first, last, now)
	if err != nil {
		return err
	}
	free := r.At.Add(invite.Grace)
	c.out.record(record{{"sale", line.Sale}, {"sku", line.SKU}, {"first", first}, {"last", last}, {"revoked", r.At}, {"free", free}}, func() {
		c.out.print("revoked tickets %d to %d of %s; units that they have not bought are free from %s\n", first, last, line, when(free))
	})
	return nil
}

// ticketOf returns the number of the ticket of an address.
func (c *call) ticketOf(ctx context.Context, line stock.Line, in market.Code, owner email.Identity) (int, error) {
	if err := c.orAsk(&owner); err != nil {
		return 0, err
	}
	digests, err := c.Digests(ctx)
	if err != nil {
		return 0, err
	}
	e, err := c.store.Entry(ctx, waitlist.NewKey(digests, in, line.SKU, owner))
	if err != nil {
		return 0, err
	}
	if err := c.hasTicket(ctx, e); err != nil {
		return 0, err
	}
	if e.Invitation.Sale != line.Sale {
		return 0, errors.New("this address was invited to another sale: see waitlist show")
	}
	return e.Invitation.Ticket, nil
}

// allRevoked reports whether tickets were revoked.
func allRevoked(sale catalog.Sale, sku catalog.SKU, first, last int) bool {
	for number := first; number <= last; number++ {
		if sale.RevokedAt(sku, number).IsZero() {
			return false
		}
	}
	return true
}
