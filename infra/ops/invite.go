package main

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/invite"
	"storefront/shared/stock"
)

// inviteWave gives tickets to the first entries of the waitlist, or to the next ones drawn.
func inviteWave(ctx context.Context, c *call) error {
	var line stock.Line
	c.lineFlags(&line.Sale, &line.SKU)
	w := c.waveFlags()
	if err := c.parse("sale", "sku"); err != nil {
		return err
	}
	return c.invite(ctx, line, w)
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

// invite invites a wave.
func (c *call) invite(ctx context.Context, line stock.Line, w *invite.Wish) error {
	if w.Units < 0 {
		return misused("--units must be 1 or more")
	}
	queue, err := c.about(ctx, w, line)
	if err != nil {
		return err
	}
	if _, err := c.confirm(ctx, "This mails tickets to the first on the waitlist for %s in %s.", w.SKU, c.Name); err != nil {
		return err
	}
	inviter, done := c.inviter(queue)
	r, err := inviter.Invite(ctx, *w)
	done()
	if err != nil {
		return err
	}
	c.showWave(*w, r)
	return nil
}

// about fills in the sale, the product and the markets of a wish, and returns the queue that
// it invites: the waitlist's, or that of the sale's draw.
func (c *call) about(ctx context.Context, w *invite.Wish, line stock.Line) (invite.Queue, error) {
	var err error
	w.SKU = line.SKU
	if w.Sale, w.Markets, err = c.waitlistOf(ctx, line.Sale, line.SKU); err != nil {
		return nil, err
	}
	if w.Sale.Access == catalog.AccessDraw {
		drawn, err := c.drawer().Drawn(ctx, line)
		if err != nil {
			return nil, err
		}
		return drawn, nil
	}
	return c.store, nil
}

// inviter returns an inviter for a queue, and a function that ends its progress bar.
func (c *call) inviter(queue invite.Queue) (inviter invite.Inviter, done func()) {
	inviter = invite.Inviter{Books: c.store, Queue: queue, Stock: c.store, Clock: c.serviceTime, Add: c.add}
	if !c.progress {
		return inviter, func() {}
	}
	inviter.Progress = func(w invite.Wave) { c.err.print("\rinvited %d of %d ", w.Given, w.Units) }
	return inviter, func() { c.err.print("\n") }
}

// add adds the units of a restock; see invite.Inviter.
func (c *call) add(ctx context.Context, line stock.Line, lots, units int, reference string) error {
	now, err := c.serviceTime(ctx)
	if err != nil {
		return err
	}
	if err := c.merchant().RestockFrom(ctx, now, line, lots, units, reference); err != nil {
		return err
	}
	c.out.print("added %s to %s\n", count(units, "unit"), line)
	return nil
}

// showWave says what a wave has given.
func (c *call) showWave(w invite.Wish, done invite.Result) {
	wave := done.Wave
	if wave.Number < 1 { // a restock started no wave
		c.out.print("no ticket was given: all free units are promised to others\n")
		return
	}
	if done.Resumed {
		c.out.print("an earlier run had not finished wave %d, and no other one was started\n", wave.Number)
	}
	c.out.record(append(record{{"sale", w.Sale.ID}, {"sku", w.SKU}, {"resumed", done.Resumed}}, waveRecord(wave)...), func() {
		c.out.print("wave %d of %s/%s: %d of %d tickets given, valid until %s\n", wave.Number, w.Sale.ID, w.SKU, wave.Given, wave.Units, when(wave.Ends))
	})
	if wave.Given < wave.Units {
		c.out.print("nobody else is waiting\n")
	}
}

// waveRecord is a wave for programs.
func waveRecord(w invite.Wave) record {
	return record{{"wave", w.Number}, {"units", w.Units}, {"given", w.Given}, {"for anyone", w.Anyone}, {"ends", w.Ends}, {"done", w.Done}}
}
