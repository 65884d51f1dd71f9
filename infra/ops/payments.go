package main

import (
	"cmp"
	"context"
	"fmt"
	"time"

	"storefront/infra/ops/doctor"
	"storefront/infra/ops/payments"
	"storefront/shared/checkout"
	"storefront/shared/payment"
)

// checkPayments prints whether the region's payment setup fits the region.
func checkPayments(ctx context.Context, c *call) error {
	if err := c.parse(); err != nil {
		return err
	}
	pays, err := c.Stripe(ctx)
	if err != nil {
		return err
	}
	setup := payments.Setup{
		Region: c.Region, Shop: cmp.Or(c.URL, c.deploys.Parameters["ShopUrl"]), Now: c.now,
		Production: !c.Local && cmp.Or(c.deploys.Parameters["Environment"], "production") == "production",
	}
	if pays != nil {
		setup.API, setup.Key, setup.Webhook = pays.API, pays.Key, pays.Webhook
	}
	found := payments.Check(ctx, setup)
	if err := ctx.Err(); err != nil {
		return err
	}
	c.out.print("payments of %s\n\n", c.Name)
	if c.tell(found)[doctor.Failure] > 0 {
		return errFindings
	}
	return nil
}

// recordPayments records the movements of some days that the store lacks.
func recordPayments(ctx context.Context, c *call) error {
	var from, to string
	c.flags.Func("from", "", into(&from, parseDay))
	c.flags.Func("to", "", into(&to, parseDay))
	if err := c.parse("from", "to"); err != nil {
		return err
	}
	if to < from {
		return misused("--to must not come before --from")
	}
	after, err := c.afterSale(ctx)
	if err != nil {
		return err
	}
	account, has := after.Checkout.Payments.(checkout.Account)
	if !has {
		return fmt.Errorf("%s pays by the %s, which has no account", c.Name, after.Checkout.Payments.Name())
	}
	recorded := 0
	reader := checkout.Reader{Account: account, Unresolved: after.Checkout.Unresolved, Recorder: checkout.Recorder{
		Orders: c.store, Movements: c.store, Recorded: func(m payment.Movement) {
			recorded++
			c.out.movement(m)
		},
	}}
	first, _ := time.Parse(time.DateOnly, from)
	last, _ := time.Parse(time.DateOnly, to)
	err = reader.Between(ctx, first, last.AddDate(0, 0, 1).Add(-time.Second))
	c.out.print("recorded: %s\n", count(recorded, "movement"))
	return cmp.Or(err, c.out.err)
}

func (o *output) movement(m payment.Movement) {
	o.record(record{
		{"movement", m.ID}, {"at", m.At}, {"kind", m.Kind}, {"amount", m.Amount}, {"fee", m.Fee}, {"order", m.OrderID},
	}, func() {
		o.print("%s %s: %s %s with a fee of %s, %s\n", when(m.At), m.ID, m.Kind, amount(m.Amount), amount(m.Fee), ofOrder(m.OrderID))
	})
}
