package main

import (
	"context"
	"errors"
	"fmt"

	"storefront/shared/email"
	"storefront/shared/erasure"
)

func forgetBuyer(ctx context.Context, c *call) error {
	var buyer email.Identity
	c.flags.Func("email", "", into(&buyer, parseBuyer))
	reapply := c.flags.Bool("reapply", false, "")
	c.yesFlag(true)
	if err := c.parse(); err != nil {
		return err
	}
	if *reapply {
		if buyer != (email.Identity{}) {
			return misused("either --email or --reapply can be given")
		}
		return c.reapplyErasures(ctx)
	}
	if err := c.orAsk(&buyer); err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This erases the personal data of this buyer for good.") // without the address, as all output
	if err != nil {
		return err
	}
	eraser, err := c.eraser(ctx)
	if err != nil {
		return err
	}
	done, err := eraser.Forget(ctx, now, buyer)
	if err != nil {
		return err
	}
	c.out.print("erased the buyer from %s and %s of the waitlist\n", count(len(done.Erased), "order"), count(done.Removed, "item"))
	if len(done.Erased) > 0 {
		c.out.print("kept, as tax law requires: money, units, tax with its state and ZIP Code, and the numbers of documents; none of it names the buyer\n")
	}
	c.sealedCopies(done)
	return c.stillWaiting(done)
}

// reapplyErasures erases what a restored backup has brought back.
func (c *call) reapplyErasures(ctx context.Context) error {
	now, err := c.confirm(ctx, "This erases again every buyer whom this region was told to forget.")
	if err != nil {
		return err
	}
	eraser, err := c.eraser(ctx)
	if err != nil {
		return err
	}
	done, err := eraser.Reapply(ctx, now)
	if err != nil {
		return err
	}
	c.out.print("buyers who were forgotten: %d; erased again: %s and %s of the waitlist\n", done.Buyers, count(len(done.Erased), "order"), count(done.Removed, "item"))
	c.sealedCopies(done)
	return c.stillWaiting(done)
}

// sealedCopies says what is kept of the buyer, and how it can be read.
func (c *call) sealedCopies(done erasure.Forgotten) {
	if done.Sealed > 0 {
		c.out.print("kept too, sealed: name and address on the invoices of %s, until the tax term ends; only ledger document --unseal shows them, and it records who asked\n", count(done.Sealed, "order"))
	}
}

// stillWaiting prints the orders that still need their buyers.
func (c *call) stillWaiting(done erasure.Forgotten) error {
	for _, id := range done.Waiting {
		c.out.print("order %s is paid and not shipped: forget again once it was shipped or refunded\n", id)
	}
	if len(done.Waiting) > 0 {
		return errFindings
	}
	return nil
}

// eraser returns what erases buyers from the region.
func (c *call) eraser(ctx context.Context) (*erasure.Eraser, error) {
	digests, err := c.Digests(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := c.Sealed(ctx)
	if err != nil {
		return nil, err
	}
	found, err := c.Ledger(ctx)
	if err != nil {
		return nil, err
	}
	return &erasure.Eraser{
		Orders: c.store, Holds: c.orders(), Addresses: c.store, Buyers: c.store, Sealer: keys,
		List: erasure.List{Objects: found.Books}, Digests: digests,
	}, nil
}

// askBuyer reads the address of a buyer from the operator, or from another program.
// An argument would stay in the shell's history and in the list of processes.
func (c *call) askBuyer() (email.Identity, error) {
	if c.interactive {
		c.out.print("The buyer's e-mail address: ")
	}
	typed, err := c.readLine()
	if err != nil {
		return email.Identity{}, fmt.Errorf("read the address: %w", err)
	}
	buyer, err := parseBuyer(typed)
	if err != nil {
		return email.Identity{}, misused("what was entered %w", err)
	}
	return buyer, nil
}

// parseBuyer returns the identity of an address. Its error does not repeat the text.
func parseBuyer(text string) (email.Identity, error) {
	if _, ok := email.Normalize(text); !ok {
		return email.Identity{}, errors.New("must be an e-mail address")
	}
	return email.IdentityOf(text), nil
}
