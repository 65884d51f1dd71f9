package main

import (
	"context"

	"storefront/shared/email"
)

// mailboxes ends refusals; see dynamo.Store.
type mailboxes interface {
	AllowMail(ctx context.Context, mailbox string) error
}

// allowMail ends the refusal of a mailbox. Its owner cannot: without mail, nothing proves
// who asks.
func allowMail(ctx context.Context, c *call) error {
	var owner email.Identity
	c.flags.Func("email", "", into(&owner, parseBuyer))
	if err := c.parse(); err != nil {
		return err
	}
	if owner == (email.Identity{}) {
		var err error
		if owner, err = c.askBuyer(); err != nil {
			return err
		}
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
