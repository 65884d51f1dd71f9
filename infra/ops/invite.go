package main

import (
	"context"
	"time"

	"storefront/shared/catalog"
	"storefront/shared/invite"
	"storefront/shared/market"
)

// inviteWave gives tickets to the first of the waitlist.
func inviteWave(ctx context.Context, c *call) error {
	var sale catalog.SaleID
	var w invite.Wish
	c.flags.Func("sale", "", text(&sale))
	c.flags.Func("sku", "", text(&w.SKU))
	c.flags.IntVar(&w.Units, "units", 0, "")
	c.flags.DurationVar(&w.Window, "window", 24*time.Hour, "")
	c.flags.BoolVar(&w.Anyone, "for-anyone", false, "")
	c.yesFlag(false)
	if err := c.parse("sale", "sku"); err != nil {
		return err
	}
	if w.Units < 0 {
		return misused("--units must be 1 or more")
	}
	if err := c.about(ctx, &w, sale); err != nil {
		return err
	}
	if _, err := c.confirm(ctx, "This mails tickets to the first on the waitlist for %s in %s.", w.SKU, c.Name); err != nil {
		return err
	}
	inviter, done := c.inviter()
	r, err := inviter.Invite(ctx, w)
	done()
	if err != nil {
		return err
	}
	c.showWave(w, r)
	return nil
}

// about fills in the sale and the markets of a wish.
func (c *call) about(ctx context.Context, w *invite.Wish, sale catalog.SaleID) error {
	offered, err := c.store.Catalog(ctx)
	if err != nil {
		return err
	}
	if w.Sale, err = offered.Sale(sale); err != nil {
		return err
	}
	product, err := offered.Product(w.SKU)
	if err != nil {
		return err
	}
	for _, m := range c.Region.Markets() {
		if product.Offers[m.Code].Clearance.Status == market.Cleared {
			w.Markets = append(w.Markets, m.Code)
		}
	}
	return nil
}

// inviter returns what invites, and what ends its progress.
func (c *call) inviter() (inviter invite.Inviter, done func()) {
	inviter = invite.Inviter{Books: c.store, Queue: c.store, Stock: c.store, Clock: c.serviceTime}
	if !c.progress {
		return inviter, func() {}
	}
	inviter.Progress = func(w invite.Wave) { c.err.print("\rinvited %d of %d ", w.Given, w.Units) }
	return inviter, func() { c.err.print("\n") }
}

// showWave says what a wave has given.
func (c *call) showWave(w invite.Wish, done invite.Result) {
	wave := done.Wave
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
