package main

import (
	"context"
	"errors"
	"time"

	"storefront/infra/books/pack"
	"storefront/shared/ledger"
	"storefront/shared/ledger/closing"
)

// lockMonth makes the books of a month final.
func lockMonth(ctx context.Context, c *call) error {
	var month, reason string
	c.flags.Func("month", "", into(&month, parseMonth))
	c.reasonFlag(&reason)
	c.yesFlag(true)
	found, err := c.openLedger(ctx, "month")
	if err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This makes the books of %s of %s final. Nothing lifts the lock.", month, c.Name)
	if err != nil {
		return err
	}
	l, err := c.closer(found.Books).LockMonth(ctx, month, found.Caller, reason, now)
	if err != nil {
		return err
	}
	c.showLock(l)
	if l.At.Before(now.Truncate(time.Second)) {
		c.out.print("it was locked before: nothing is changed, and no other reason is recorded\n")
	}
	for _, m := range c.Region.Markets() {
		if head := l.Heads[string(m.Code)]; head != nil {
			c.out.print("  %s  %s, rev %d  %s\n", m.Code, head.Date, head.Rev, head.SHA256)
		}
	}
	return nil
}

func (c *call) showLock(l closing.Lock) {
	because := ""
	if l.Reason != "" {
		because = ": " + l.Reason
	}
	c.out.print("%s is locked since %s, by %s%s\n", l.Month, l.At.Format(time.RFC3339), l.By, because)
}

// showLocks lists the locked months, and returns what is wrong with other locks.
func (c *call) showLocks(ctx context.Context, files ledger.Objects) ([]string, error) {
	locks, broken, err := c.closer(files).Books().Locks(ctx)
	for _, l := range locks {
		c.showLock(l)
	}
	return broken, err
}

func parseMonth(text string) (string, error) {
	if pack.CheckMonth(text) != nil {
		return "", errors.New("must be a month as in 2026-11")
	}
	return text, nil
}
