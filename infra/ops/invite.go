package main

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/invite"
	"storefront/shared/stock"
)

// inviteWave gives tickets to the first of the waitlist, or to the next who were drawn.
func inviteWave(ctx context.Context, c *call) error {
	var line stock.Line
	c.lineFlags(&line.Sale, &line.SKU)
	w := c.waveFlags()
	if err := c.parse("sale", "sku"); err != nil {
		return err
	}
	return c.invite(ctx, line, w, nil)
}

// waveFlags defines the flags of a wave.
func (c *call) waveFlags() *invite.Wish {
	w := &invite.Wish{}
	c.flags.IntVar(&w.Units, "units", 0, "")
	c.flags.DurationVar(&w.Window, "window", 24*time.Hour, "")
	c.flags.BoolVar(&w.Anyone, "for-anyone", false, "")
	c.yesFlag(false)
	return w
}

// invite invites a wave. drawn is the queue of a draw, or nil to look for it if the sale has
// one.
func (c *call) invite(ctx context.Context, line stock.Line, w *invite.Wish, drawn invite.Queue) error {
	if w.Units < 0 {
		return misused("--units must be 1 or more")
	}
	var err error
	if w.Sale, w.Markets, err = c.waitlistOf(ctx, line.Sale, line.SKU); err != nil {
		return err
	}
	w.SKU = line.SKU
	var queue invite.Queue = c.store
	switch {
	case drawn != nil:
		queue = drawn
	case w.Sale.Access == catalog.AccessDraw:
		if queue, err = c.drawer().Drawn(ctx, line); err != nil {
			return err
		}
	}
	if _, err := c.confirm(ctx, "This mails tickets to the first on the waitlist for %s in %s.", w.SKU, c.Name); err != nil {
		return err
	}
	inviter := invite.Inviter{Books: c.store, Queue: queue, Stock: c.store, Clock: c.serviceTime}
	if c.progress {
		inviter.Progress = func(w invite.Wave) { c.err.print("\rinvited %d of %d ", w.Given, w.Units) }
		defer c.err.print("\n")
	}
	done, err := inviter.Invite(ctx, *w)
	if err != nil {
		return err
	}
	c.showWave(*w, done)
	return nil
}

// showWave says what a wave has given to whom.
func (c *call) showWave(w invite.Wish, done invite.Result) {
	wave := done.Wave
	if done.Resumed {
		c.out.print("an earlier run had not finished wave %d, and no other one was started\n", wave.Number)
	}
	c.out.print("wave %d of %s/%s: %d of %d tickets given, valid until %s\n", wave.Number, w.Sale.ID, w.SKU, wave.Given, wave.Units, when(wave.Ends))
	if wave.Given < wave.Units {
		c.out.print("nobody else is waiting\n")
	}
}
