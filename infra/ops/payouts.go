package main

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"storefront/infra/books"
	"storefront/shared/payment"
)

// ofOrder says what a movement or a finding is of.
func ofOrder(id string) string {
	if id == "" {
		return "the account"
	}
	return "order " + id
}

func reconcileLedger(ctx context.Context, c *call) error {
	name := c.flags.String("payouts", "", "")
	if err := c.parse("payouts"); err != nil {
		return err
	}
	report, err := os.Open(*name)
	if err != nil {
		return err
	}
	defer report.Close()
	done, err := books.Reconcile(ctx, c.store, report, func(number int, m payment.Movement) {
		c.out.record(record{{"line", number}, {"kind", m.Kind}, {"amount", m.Amount}, {"order", m.OrderID}}, func() {
			c.out.print("line %d: %s %s, %s\n", number, m.Kind, amount(m.Amount), ofOrder(m.OrderID))
		})
	})
	if err != nil {
		return fmt.Errorf("reconcile %s: %w", *name, err)
	}
	if done.Lines == 0 { // nothing was compared, so nothing agrees
		return fmt.Errorf("reconcile %s: the report has no lines: choose days with payouts", *name)
	}
	c.out.print("%s of %s\n", count(done.Lines, "line"), count(done.Payouts, "payout"))
	return cmp.Or(c.out.findings(done.Findings, "everything agrees"), c.out.err)
}
