package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
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
	now, err := c.confirm(ctx, "This offers %d more units of %s in %s, and they cannot be taken back.", units, line, c.Name)
	if err != nil {
		return err
	}
	book, err := c.store.Book(ctx, line)
	if err != nil {
		return err
	}
	if !*invites {
		return c.restockAlone(ctx, now, book, units)
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
	return c.restockAndInvite(ctx, w, line, *reference, units)
}

// restockAlone adds units and invites nobody. If lots are in its way, they may be from a restock
// with --invite that was cut short.
func (c *call) restockAlone(ctx context.Context, now time.Time, book invite.Book, units int) error {
	if err := c.merchant().Restock(ctx, now, book.Line, units); err != nil {
		if pending := book.Pending(); pending != nil {
			return fmt.Errorf("%w: %w", pending, err)
		}
		return err
	}
	c.out.print("added %s to %s\n", count(units, "unit"), book.Line)
	return nil
}

func (c *call) restockAndInvite(ctx context.Context, w invite.Wish, line stock.Line, reference string, units int) error {
	queue, err := c.about(ctx, &w, line)
	if err != nil {
		return err
	}
	c.out.print("restock %s: if it is cut short, repeat it with --reference %s, or run invite\n", reference, reference)
	inviter, done := c.inviter(queue)
	r, err := inviter.Restock(ctx, w, reference, units)
	done()
	if err != nil {
		return err
	}
	r.Resumed = false // nothing else was wanted
	c.showWave(w, r)
	return nil
}
