package main

import (
	"cmp"
	"context"

	"storefront/infra/ops/doctor"
	"storefront/infra/ops/payments"
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
