package main

import (
	"cmp"
	"context"
	"errors"
	"time"

	"storefront/shared/invite"
	"storefront/shared/order"
	"storefront/shared/stock"
)

// restock adds units to a line of a sale, and with --invite invites the waitlist to them.
func restock(ctx context.Context, c *call) error {
	var line stock.Line
	var units int
	c.flags.Func("sale", "", text(&line.Sale))
	c.flags.Func("line", "", func(text string) (err error) {
		if line.SKU != "" {
			return errors.New("is given twice: restock one line at a time")
		}
		line.SKU, units, err = parseUnits(text)
		return err
	})
	invites := c.flags.Bool("invite", false, "")
	reference := c.flags.String("reference", "", "")
	var w invite.Wish
	c.flags.DurationVar(&w.Window, "window", 0, "")
	c.flags.BoolVar(&w.Anyone, "for-anyone", false, "")
	c.yesFlag(false)
	if err := c.parse("sale", "line"); err != nil {
		return err
	}
	switch {
	case !*invites && (*reference != "" || w.Window != 0 || w.Anyone):
		return misused("--reference, --window and --for-anyone go with --invite")
	case *reference != "" && !order.IsRefundReference(*reference):
		return misused("--reference must be up to 32 letters, digits, dots and hyphens")
	}
	book, err := c.store.Book(ctx, line)
	if err == nil && !*invites {
		err = book.Pending() // else it could not tell later whose units were added
	}
	if err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This offers %d more units of %s in %s, and they cannot be taken back.", units, line, c.Name)
	if err != nil {
		return err
	}
	if !*invites {
		return c.showAdded(line, units, c.merchant().Restock(ctx, now, line, units))
	}
	add := func(ctx context.Context, lots int) error {
		return c.showAdded(line, units, c.merchant().RestockFrom(ctx, now, line, lots, units))
	}
	if *reference == "" || *reference != book.Restock.Reference { // else it may be done in part
		if _, err := c.merchant().CheckRestock(ctx, now, line, units); err != nil {
			return err
		}
	}
	if *reference == "" {
		*reference = c.newReference()
	}
	w.Window = cmp.Or(w.Window, 24*time.Hour)
	return c.restockAndInvite(ctx, w, line, *reference, units, add)
}

// showAdded says that units were added, unless that failed.
func (c *call) showAdded(line stock.Line, units int, err error) error {
	if err == nil {
		c.out.print("added %d units to %s\n", units, line)
	}
	return err
}

func (c *call) restockAndInvite(ctx context.Context, w invite.Wish, line stock.Line, reference string, units int, add func(ctx context.Context, lots int) error) error {
	queue, err := c.about(ctx, &w, line)
	if err != nil {
		return err
	}
	c.out.print("restock %s: if it is cut short, repeat it with --reference %s\n", reference, reference)
	inviter, done := c.inviter(queue)
	r, err := inviter.Restock(ctx, w, reference, units, add)
	done()
	if err != nil {
		return err
	}
	if r.Wave.Number < 1 {
		c.out.print("no ticket was given: all free units are promised to others\n")
		return nil
	}
	r.Resumed = false // nothing else was wanted
	c.showWave(w, r)
	return nil
}
