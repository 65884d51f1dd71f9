package main

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"storefront/shared/checkout"
	"storefront/shared/payment"
)

// listFindings prints the faults that operators have to put right at the payment provider.
func listFindings(ctx context.Context, c *call) error {
	all := c.flags.Bool("all", false, "")
	if err := c.parse(); err != nil {
		return err
	}
	var found []payment.Finding
	open := 0
	err := c.store.AllFindings(ctx, func(f payment.Finding) error {
		if f.ResolvedAt.IsZero() {
			open++
		} else if !*all {
			return nil
		}
		found = append(found, f)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b payment.Finding) int {
		return cmp.Or(a.FoundAt.Compare(b.FoundAt), cmp.Compare(a.Reference, b.Reference))
	})
	for _, f := range found {
		c.out.finding(f)
	}
	if open > 0 {
		c.out.print("open: %d; put them right at the provider, then resolve them to end the alarm\n", open)
		return errFindings
	}
	c.out.print("nothing is open\n")
	return nil
}

func (o *output) finding(f payment.Finding) {
	o.record(record{
		{"finding", f.Reference}, {"order", f.OrderID}, {"what", f.What}, {"found", f.FoundAt},
		{"resolved", f.ResolvedAt}, {"by", f.By}, {"reason", f.Why},
	}, func() {
		o.print("%s of %s, found %s: %s\n", f.Reference, ofOrder(f.OrderID), when(f.FoundAt), f.What)
		if !f.ResolvedAt.IsZero() {
			o.print("  resolved %s by %s: %s\n", when(f.ResolvedAt), f.By, f.Why)
		}
	})
}

// resolveFinding marks a finding as resolved, so that it no longer raises the alarm.
func resolveFinding(ctx context.Context, c *call) error {
	reference := c.flags.String("finding", "", "")
	var reason string
	c.reasonFlag(&reason)
	c.yesFlag(false)
	if err := c.parse("finding", "reason"); err != nil {
		return err
	}
	found, err := c.Ledger(ctx)
	if err != nil {
		return err
	}
	now, err := c.confirm(ctx, "This ends the alarm about %s.", *reference)
	if err != nil {
		return err
	}
	f, there, err := c.store.Resolve(ctx, *reference, payment.Resolution{ResolvedAt: now, By: found.Caller, Why: reason})
	if err != nil {
		return err
	}
	if !there {
		return fmt.Errorf("there is no finding %q: see payments findings", *reference)
	}
	c.out.finding(f)
	told, err := checkout.Recorder{Orders: c.store, Movements: c.store}.Resolved(ctx, f)
	if err != nil {
		return fmt.Errorf("the alarm has ended, but the order was not told; run the same command again: %w", err)
	}
	if told {
		c.out.print("  the page of the order says that the buyer was paid in another way\n")
	}
	return nil
}
